#include "statistics/intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/check.hpp"
#include "base/random.hpp"

namespace tradewind::statistics {
namespace {

struct Moments {
  double mean = 0;
  double deviation = 0;  // standard deviation of a sample, n − 1 in the denominator
};

/// Kept between the extremes, the mean of equal values is exactly theirs, with no deviation; that of whole numbers is
/// the same in any order. So rounding makes no difference where there is none.
Moments moments_of(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  const auto [least, greatest] = std::ranges::minmax(values);
  const double mean = std::clamp(std::accumulate(values.begin(), values.end(), 0.0) / count, least, greatest);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {.mean = mean, .deviation = count > 1 ? std::sqrt(squares / (count - 1)) : 0};
}

/// The p-quantile of sorted values, interpolated linearly (type 7 of Hyndman & Fan 1996).
double quantile(std::span<const double> sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace

double student_t_quantile(double p, double degrees) {
  check(p > 0 && p < 1, "a quantile is asked for at a probability between 0 and 1");
  check(degrees > 0, "Student's t has more than 0 degrees of freedom");
  // Thousands of intervals in a row ask for the same quantile, which takes longer than the rest of the interval.
  struct Known {
    double p = 0.5, degrees = 1, quantile = 0;
  };
  thread_local Known known;
  if (known.p != p || known.degrees != degrees)
    known = {.p = p,
             .degrees = degrees,
             .quantile = boost::math::quantile(boost::math::students_t_distribution<double>(degrees), p)};
  return known.quantile;
}

Estimate mean_estimate(std::span<const double> values, double confidence) {
  check(!values.empty(), "a mean is that of some values");
  const auto [mean, deviation] = moments_of(values);
  if (values.size() < 2) return {.mean = mean, .half_width = std::nullopt};
  const auto count = static_cast<double>(values.size());
  return {.mean = mean,
          .half_width = student_t_quantile((1 + confidence) / 2, count - 1) * deviation / std::sqrt(count)};
}

double interquartile_mean(std::span<const double> values) {
  check(!values.empty(), "an interquartile mean is that of some values");
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  // The i-th value fills [i, i + 1); its weight is how much of that lies between the quartiles.
  const auto count = static_cast<double>(sorted.size());
  const double first = count / 4, last = count - first;
  double sum = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto begin = static_cast<double>(i);
    const double weight = std::min(begin + 1, last) - std::max(begin, first);
    if (weight > 0) sum += weight * sorted[i];
  }
  return sum / (last - first);
}

Interval bootstrap_interval(std::span<const double> values, const Statistic& statistic, const Bootstrap& how) {
  check(!values.empty(), "a bootstrap draws from some values");
  check(how.resamples > 0, "a bootstrap draws at least once");
  check(how.confidence > 0 && how.confidence < 1, "a confidence lies between 0 and 1");
  const std::uint64_t key = hash_combine(how.seed, hash_text("bootstrap interval"));
  std::vector<double> drawn(values.size()), statistics(how.resamples);
  for (std::size_t resample = 0; resample < how.resamples; ++resample) {
    Stream stream(key, resample, 0);
    for (double& value : drawn) value = values[stream.below(values.size())];
    statistics[resample] = statistic(drawn);
  }
  std::ranges::sort(statistics);
  const double tail = (1 - how.confidence) / 2;
  return {.low = quantile(statistics, tail), .high = quantile(statistics, 1 - tail)};
}

PairedDifference paired_difference(std::span<const double> a, std::span<const double> b, double confidence) {
  check(a.size() == b.size(), "a paired comparison has as many values on both sides");
  std::vector<double> differences(a.size());
  std::ranges::transform(a, b, differences.begin(), std::minus<>());
  const auto [mean, half_width] = mean_estimate(differences, confidence);
  PairedDifference difference{.mean = mean, .half_width = half_width, .p_value = std::nullopt};
  if (differences.size() < 2) return difference;
  const double deviation = moments_of(differences).deviation;
  if (deviation == 0) {
    difference.p_value = mean == 0 ? 1 : 0;
  } else {
    const auto count = static_cast<double>(differences.size());
    const double t = std::abs(mean) / (deviation / std::sqrt(count));
    const boost::math::students_t_distribution<double> student_t(count - 1);
    difference.p_value = 2 * boost::math::cdf(boost::math::complement(student_t, t));
  }
  return difference;
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> adjusted(p_values.size());
  double greatest = 0;  // an adjusted value is never below that of a smaller p-value
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    greatest = std::max(greatest, std::min(1.0, left * p_values[order[rank]]));
    adjusted[order[rank]] = greatest;
  }
  return adjusted;
}

double probability_below(std::span<const double> first, std::span<const double> second) {
  check(!first.empty() && !second.empty(), "a probability of being below compares values with values");
  std::vector<double> sorted(second.begin(), second.end());
  std::ranges::sort(sorted);
  double favourable = 0;
  for (const double value : first) {
    const auto equal = std::ranges::equal_range(sorted, value);
    favourable += static_cast<double>(sorted.end() - equal.end()) + 0.5 * static_cast<double>(equal.size());
  }
  return favourable / static_cast<double>(first.size()) / static_cast<double>(second.size());
}

}  // namespace tradewind::statistics
