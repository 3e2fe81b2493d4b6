#pragma once
// Errors of models as a person reads them, and as programs do.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/fit.hpp"

namespace tradewind::app {

/// The word of --model.
std::string_view model_name(cost::ModelKind kind);

/// A line per fit: rows, and MAPE of the datasheet, the fitted roofline and the chosen model, with its median, 90 %
/// quantile and coverage.
std::string error_table(const cost::Model& model);

/// {"ops": {"gemm": {"rows", "mape", "median_ape", "p90_ape", "coverage90"}}, "groups": {…}, "mape": …}: by op, by fit,
/// and over all rows.
std::string errors_json(const std::map<std::string, std::vector<calibrate::Held>>& by_op,
                        const std::map<std::string, std::vector<calibrate::Held>>& by_group);

}  // namespace tradewind::app
