#pragma once
// What a few replications say about a mean: confidence intervals, paired comparisons, corrections for many of them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace tradewind::statistics {

/// A mean with the half-width of its confidence interval; absent when fewer than two values tell nothing of it.
struct Estimate {
  double mean = 0;
  std::optional<double> half_width;
};

struct Interval {
  double low = 0, high = 0;
};

/// The p-quantile of Student's t with `degrees` > 0 degrees of freedom; p in (0, 1).
double student_t_quantile(double p, double degrees);

/// Mean and Student-t interval, x̄ ± t_{(1+confidence)/2, n−1}·s/√n. `values` is not empty.
Estimate mean_estimate(std::span<const double> values, double confidence = 0.95);

/// Interquartile mean: the mean of the middle half (25 % trimmed on each side, with fractional weights at the cuts;
/// Agarwal et al., "Deep RL at the Edge of the Statistical Precipice", 2021). `values` is not empty.
double interquartile_mean(std::span<const double> values);

struct Bootstrap {
  std::size_t resamples = 2000;
  std::uint64_t seed = 1;
  double confidence = 0.95;
};
using Statistic = std::function<double(std::span<const double>)>;
/// Percentile bootstrap interval of a statistic (Efron 1979). `values` is not empty.
Interval bootstrap_interval(std::span<const double> values, const Statistic& statistic, const Bootstrap& how = {});

/// The difference a − b of two systems that met the same random numbers, replication by replication.
struct PairedDifference {
  double mean = 0;
  std::optional<double> half_width;  // Student-t over the differences; absent below two pairs
  /// Two-sided p-value of "no difference" (paired t test). Without spread: 0 when the means differ, 1 when they do not.
  /// Absent below two pairs.
  std::optional<double> p_value;
};
/// `a` and `b` are equally long and not empty.
PairedDifference paired_difference(std::span<const double> a, std::span<const double> b, double confidence = 0.95);

/// Holm's step-down adjusted p-values (Holm 1979), in the order given; each at most 1.
std::vector<double> holm(std::span<const double> p_values);

/// P(X < Y) + P(X = Y)/2 over all pairs of values (Mann–Whitney): how likely a run of the first is below one of the
/// second.
double probability_below(std::span<const double> first, std::span<const double> second);

}  // namespace tradewind::statistics
