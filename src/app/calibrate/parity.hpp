#pragma once
// The page of a fit: predicted against measured times of the rows held out.

#include <string>

#include "calibrate/fit.hpp"

namespace tradewind::app {

/// What the report program makes the page of (src/report/parity.hpp): the errors and at most 5,000 held-out rows of
/// each fit, evenly spaced in the order of measured time. `command` makes the page again.
std::string parity_json(const calibrate::FitReport& report, const std::string& title, const std::string& command);

/// Has the report program write the page. Throws RuntimeFailure.
void write_parity_page(const std::string& page, const std::string& json);

}  // namespace tradewind::app
