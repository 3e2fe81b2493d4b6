#pragma once
// From measured kernels to cost models with honest errors.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calibrate/grouping.hpp"
#include "calibrate/trace.hpp"
#include "cost/model.hpp"

namespace tradewind::calibrate {

struct FitOptions {
  std::optional<cost::ModelKind> kind;  // absent: the best by cross-validation, per group
  Holdout holdout = Holdout::rows;
  double split = 0.2;
  std::int64_t seed = 1;
  std::map<std::string, cost::Facts, std::less<>> facts;  // by target; a target without has fitted peaks
  unsigned threads = 2;
  std::size_t folds = 0;  // k: errors over all rows by k-fold cross-validation instead of one split
};

/// A held-out row as it was predicted.
struct Held {
  std::size_t row = 0;                                    // of the trace
  double measured = 0, predicted = 0, low = 0, high = 0;  // s
  double roofline = 0, datasheet = 0;                     // the same by the fitted roofline and by that of the facts
  cost::Regime regime = cost::Regime::launch;
};

struct FitReport {
  cost::Model model;
  std::vector<std::vector<Held>> held;  // by op of the model
};

/// Fits every group: constants and trees on the rows that are not held out give the errors, those on all rows are kept.
/// `progress(done, all)` after each group. The same trace, options and seed give the same model. Throws RuntimeFailure
/// without rows.
FitReport fit(const Trace& trace, const FitOptions& options,
              const std::function<void(std::size_t done, std::size_t all)>& progress = {});

/// |predicted/measured − 1| over rows, of what `of` picks.
cost::Errors errors_of(const std::vector<Held>& held, double Held::*of = &Held::predicted);

}  // namespace tradewind::calibrate
