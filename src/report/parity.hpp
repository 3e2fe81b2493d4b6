#pragma once
// The page of a fit: predicted against measured times, residuals and errors.

#include <string>
#include <string_view>

namespace tradewind::report {

/// The page of what `calibrate fit --plot` has written as JSON: {"kind": "tradewind parity", "title", "command",
/// "holdout", "provenance": [[name, value]…], "fits": [{"key", "model", "rows", "held", "datasheet_mape",
/// "roofline_mape", "mape", "median_ape", "p90_ape", "coverage90", "measured_s": […], "predicted_s": […]}…]}.
/// Throws RuntimeFailure with `name` when the text is not of that kind.
std::string parity_html(std::string_view json, const std::string& name);

}  // namespace tradewind::report
