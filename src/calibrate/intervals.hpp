#pragma once
// Prediction intervals by split conformal prediction (Lei et al. 2018): quantiles of errors on rows not fitted on.

#include "calibrate/fit.hpp"

namespace tradewind::calibrate {

/// Sets the 90 % quantiles of |ln(predicted/measured)| of every op, by regime, from its held-out rows; ops with fewer
/// than 100 of them share those of all such ops of their kind and target. The intervals of the held-out rows
/// themselves, and so the coverage, come from the other half of the rows.
void set_intervals(FitReport& report);

/// The ⌈(n + 1)·share⌉-th smallest of n scores; NaN without any.
double conformal_quantile(std::vector<double> scores, double share);

}  // namespace tradewind::calibrate
