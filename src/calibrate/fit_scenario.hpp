#pragma once
// Free parameters of a scenario from measured latencies of its requests, by running simulations.

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "calibrate/latencies.hpp"
#include "statistics/intervals.hpp"

namespace tradewind::calibrate {

struct ScenarioFitOptions {
  Matching matching = Matching::quantiles;
  std::size_t replications = 3;
  std::size_t budget = 220;  // evaluations of the search, each of that many runs
};

struct FittedParameter {
  double start = 0, value = 0;
  std::optional<statistics::Interval> interval;  // 95 %; absent when the latencies do not determine the parameter
  bool at_bound = false;
};

struct ScenarioFit {
  std::vector<FittedParameter> parameters;
  /// Values apart from those found, where another search ended no worse than chance makes it: the latencies cannot tell
  /// them from the others, and the intervals hold for one of them only.
  std::vector<std::vector<double>> alternatives;
  double distance_before = 0, distance_after = 0;  // mean |ln(simulated/measured)|
  std::size_t evaluations = 0;                     // with those for the intervals
};

/// Latencies of that many runs with these values, the same seeds in each call (common random numbers). Throws
/// RuntimeFailure when a run fails.
using Simulate = std::function<std::vector<Latencies>(std::span<const double> values, std::size_t replications)>;
using ScenarioProgress = std::function<void(std::size_t evaluations, double best_distance)>;

inline constexpr double search_range = 30;  // values are sought within start ×/÷ this

/// Minimises first the mean square of ln(simulated/measured), whose surface is smooth, by BOBYQA (Powell 2009) from the
/// best of a Halton sequence of points around the start; then from there the mean absolute one by Subplex (Rowan 1990).
/// Both over the logarithms of the values, which are above 0.
/// Intervals come from the curvature: values ∓ t·s with the covariance A·Σ·Aᵀ, A = (JᵀWJ)⁻¹JᵀW, of least squares with
/// the derivatives J at the values found. Σ is what chance does to the differences: for quantiles the covariance over
/// 20 replications, for as many requests as were measured and as were simulated; request by request the variance of
/// what is left. A run that fails counts as the worst, except with the values at the start: then throws RuntimeFailure.
ScenarioFit fit_scenario(std::span<const double> start, const Latencies& measured, const Simulate& simulate,
                         const ScenarioFitOptions& options, const ScenarioProgress& progress = {});

}  // namespace tradewind::calibrate
