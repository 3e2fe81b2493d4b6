#include "pareto/indicators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <pagmo/utils/hypervolume.hpp>

#include "base/check.hpp"

namespace tradewind::pareto {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// In lexicographic order, equal ones once.
Points distinct(Points points) {
  std::ranges::sort(points);
  const auto repeated = std::ranges::unique(points);
  points.erase(repeated.begin(), repeated.end());
  return points;
}

double distance(std::span<const double> a, std::span<const double> b) {
  double squares = 0;
  for (std::size_t k = 0; k < a.size(); ++k) squares += (a[k] - b[k]) * (a[k] - b[k]);
  return std::sqrt(squares);
}

/// ‖max(a − z, 0)‖: how far z is from being weakly dominated by a.
double shortfall(std::span<const double> a, std::span<const double> z) {
  double squares = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double worse_by = std::max(a[k] - z[k], 0.0);
    squares += worse_by * worse_by;
  }
  return std::sqrt(squares);
}

/// The shift with which a weakly dominates z.
double shift(std::span<const double> a, std::span<const double> z) {
  double greatest = -infinity;
  for (std::size_t k = 0; k < a.size(); ++k) greatest = std::max(greatest, a[k] - z[k]);
  return greatest;
}

/// For each z the least `measure(a, z)`.
template <class Measure>
std::vector<double> least_for_each(const Points& points, const Points& reference_front, Measure measure) {
  check(!points.empty() && !reference_front.empty(), "a front is compared with a reference front, neither empty");
  std::vector<double> least;
  for (const auto& z : reference_front) {
    double best = infinity;
    for (const auto& a : points) best = std::min(best, measure(a, z));
    least.push_back(best);
  }
  return least;
}

/// Between successive points (two objectives), or from each point to the nearest other one.
std::vector<double> gaps(const Points& front) {
  std::vector<double> gaps;
  if (front.front().size() <= 2) {
    for (std::size_t i = 1; i < front.size(); ++i) gaps.push_back(distance(front[i - 1], front[i]));
    return gaps;
  }
  for (std::size_t i = 0; i < front.size(); ++i) {
    double nearest = infinity;
    for (std::size_t j = 0; j < front.size(); ++j)
      if (j != i) nearest = std::min(nearest, distance(front[i], front[j]));
    gaps.push_back(nearest);
  }
  return gaps;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

double hypervolume(const Points& points, std::span<const double> reference) {
  const auto better = [](double value, double bound) { return value < bound; };
  Points inside;
  for (const auto& point : points) {
    check(point.size() == reference.size(), "points and reference have as many objectives");
    if (std::ranges::equal(point, reference, better)) inside.push_back(point);
  }
  if (inside.empty()) return 0;
  if (reference.size() == 1) return reference[0] - std::ranges::min(inside)[0];  // pagmo knows two and more
  Points front;
  for (const std::size_t i : non_dominated(inside)) front.push_back(inside[i]);
  return pagmo::hypervolume(distinct(std::move(front))).compute({reference.begin(), reference.end()});
}

std::vector<double> default_reference(const Points& points) {
  const auto best = ideal(points);
  auto reference = nadir(points);
  for (std::size_t k = 0; k < reference.size(); ++k) {
    const double range = reference[k] - best[k], size = std::abs(reference[k]);
    reference[k] += 0.1 * (range > 0 ? range : size > 0 ? size : 1.0);
  }
  return reference;
}

double igd_plus(const Points& points, const Points& reference_front) {
  return mean_of(least_for_each(points, reference_front, shortfall));
}

double additive_epsilon(const Points& points, const Points& reference_front) {
  return std::ranges::max(least_for_each(points, reference_front, shift));
}

double coverage(const Points& a, const Points& b) {
  check(!b.empty(), "a coverage is the share of some points");
  const auto covered = std::ranges::count_if(b, [&](const auto& point) {
    return std::ranges::any_of(a, [&](const auto& other) { return weakly_dominates(other, point); });
  });
  return static_cast<double>(covered) / static_cast<double>(b.size());
}

double spread(const Points& front) {
  const auto points = distinct(front);
  if (points.size() < 3) return 0;
  const auto distances = gaps(points);
  const double mean = mean_of(distances);
  double deviations = 0;
  for (const double gap : distances) deviations += std::abs(gap - mean);
  return deviations / static_cast<double>(distances.size()) / mean;
}

}  // namespace tradewind::pareto
