// What a share of the replications attains, found by one sweep along the first objective.

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "pareto/confidence.hpp"

namespace tradewind::pareto {
namespace {

/// A point of one of the sets.
struct Attained {
  double first = 0, second = 0;
  std::size_t set = 0;
};

std::vector<Attained> by_first_objective(const std::vector<Points>& sets) {
  std::vector<Attained> points;
  for (std::size_t set = 0; set < sets.size(); ++set)
    for (const auto& point : sets[set]) {
      check(point.size() == 2, "an attainment surface is that of two objectives");
      points.push_back({.first = point[0], .second = point[1], .set = set});
    }
  std::ranges::sort(points, {}, &Attained::first);
  return points;
}

/// ⌈level·n⌉, where 0.07 · 100, which is a little over 7 in floating point, needs 7.
std::size_t sets_needed(double level, std::size_t sets) {
  constexpr double rounding = 1e-9;
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(level * static_cast<double>(sets) - rounding)));
}

}  // namespace

Points attainment_surface(const std::vector<Points>& sets, double level) {
  check(level > 0 && level <= 1, "a level of attainment lies in (0, 1]");
  const std::size_t needed = sets_needed(level, sets.size());
  const auto points = by_first_objective(sets);
  // From left to right: the least second objective of each set so far, of which the needed-th decides.
  std::vector<double> least(sets.size(), std::numeric_limits<double>::infinity()), ranked;
  double lowest = std::numeric_limits<double>::infinity();
  Points surface;
  for (auto point = points.begin(); point != points.end();) {
    const double first = point->first;
    for (; point != points.end() && point->first == first; ++point)
      least[point->set] = std::min(least[point->set], point->second);
    ranked = least;
    const auto decisive = ranked.begin() + static_cast<std::ptrdiff_t>(needed - 1);
    std::ranges::nth_element(ranked, decisive);
    if (*decisive >= lowest) continue;
    lowest = *decisive;
    surface.push_back({first, lowest});
  }
  return surface;
}

}  // namespace tradewind::pareto
