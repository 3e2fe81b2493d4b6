#include "pareto/front.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>

#include "base/check.hpp"

namespace tradewind::pareto {
namespace {

using Point = std::span<const double>;

// In lexicographic order only an earlier point can dominate a later one, and it does so when it is nowhere worse. What
// is remembered of the earlier points to tell depends on the number of objectives.

/// Two objectives: the first is no worse in any earlier point, so the least second one decides.
class LeastSecond {
 public:
  bool dominate(Point point) const { return least_ <= point[1]; }
  void add(Point point) { least_ = point[1]; }

 private:
  double least_ = std::numeric_limits<double>::infinity();
};

/// Three objectives: the front of the second and third ones.
class Staircase {
 public:
  bool dominate(Point point) const {
    const auto after = third_by_second_.upper_bound(point[1]);
    return after != third_by_second_.begin() && std::prev(after)->second <= point[2];
  }
  void add(Point point) {
    const auto step = third_by_second_.insert_or_assign(point[1], point[2]).first;
    auto after = std::next(step);
    while (after != third_by_second_.end() && after->second >= point[2]) after = third_by_second_.erase(after);
  }

 private:
  std::map<double, double> third_by_second_;  // ascending in the second, descending in the third objective
};

/// Any number of objectives: all non-dominated points so far.
class FrontSoFar {
 public:
  bool dominate(Point point) const {
    return std::ranges::any_of(members_, [&](Point member) { return weakly_dominates(member, point); });
  }
  void add(Point point) { members_.push_back(point); }

 private:
  std::vector<Point> members_;
};

template <class Earlier>
std::vector<std::size_t> sweep(std::span<const double> rows, std::size_t objectives, Earlier earlier) {
  const auto point = [&](std::size_t i) { return rows.subspan(i * objectives, objectives); };
  std::vector<std::size_t> order(rows.size() / objectives);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(
      order, [&](std::size_t a, std::size_t b) { return std::ranges::lexicographical_compare(point(a), point(b)); });
  std::vector<std::size_t> front;
  bool dominated = false;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Point current = point(order[i]);
    if (i == 0 || !std::ranges::equal(point(order[i - 1]), current)) {
      dominated = earlier.dominate(current);
      if (!dominated) earlier.add(current);
    }
    if (!dominated) front.push_back(order[i]);
  }
  std::ranges::sort(front);
  return front;
}

std::vector<double> flat(const Points& points) {
  std::vector<double> rows;
  rows.reserve(points.size() * points.front().size());
  for (const auto& point : points) {
    check(point.size() == points.front().size(), "all points have as many objectives");
    check(std::ranges::all_of(point, [](double value) { return std::isfinite(value); }), "objectives are finite");
    rows.insert(rows.end(), point.begin(), point.end());
  }
  return rows;
}

/// The point has less in objective k, or as much and less in the others, taken in order.
bool is_better_in(std::size_t k, Point a, Point b) {
  return a[k] < b[k] || (a[k] == b[k] && std::ranges::lexicographical_compare(a, b));
}

}  // namespace

bool weakly_dominates(std::span<const double> a, std::span<const double> b) {
  for (std::size_t k = 0; k < a.size(); ++k)
    if (a[k] > b[k]) return false;
  return true;
}

bool dominates(std::span<const double> a, std::span<const double> b) {
  return weakly_dominates(a, b) && !std::ranges::equal(a, b);
}

std::vector<std::size_t> non_dominated(std::span<const double> rows, std::size_t objectives) {
  check(objectives > 0 && rows.size() % objectives == 0, "each point has all objectives");
  if (objectives == 2) return sweep(rows, objectives, LeastSecond());
  if (objectives == 3) return sweep(rows, objectives, Staircase());
  return sweep(rows, objectives, FrontSoFar());
}

std::vector<std::size_t> non_dominated(const Points& points) {
  if (points.empty()) return {};
  return non_dominated(flat(points), points.front().size());
}

std::optional<std::size_t> knee(const Points& front) {
  if (front.empty()) return std::nullopt;
  constexpr double rounding = 1e-12;  // of scaled objectives: so close, points are equally far from the hyperplane
  const auto best = ideal(front), worst = nadir(front);
  if (best == worst) return std::nullopt;
  std::optional<std::size_t> found;
  double least = 0;
  for (const std::size_t i : non_dominated(front)) {
    double sum = 0;  // 1 on the hyperplane
    for (std::size_t k = 0; k < best.size(); ++k)
      if (worst[k] > best[k]) sum += (front[i][k] - best[k]) / (worst[k] - best[k]);
    if (found && sum >= least - rounding) continue;
    found = i;
    least = sum;
  }
  return found;
}

std::vector<std::size_t> extremes(const Points& front) {
  check(!front.empty(), "only a front with points has extremes");
  std::vector<std::size_t> best(front.front().size(), 0);
  for (std::size_t k = 0; k < best.size(); ++k)
    for (std::size_t i = 1; i < front.size(); ++i)
      if (is_better_in(k, front[i], front[best[k]])) best[k] = i;
  return best;
}

std::vector<double> ideal(const Points& points) {
  check(!points.empty(), "an ideal is that of some points");
  auto least = points.front();
  for (const auto& point : points)
    for (std::size_t k = 0; k < least.size(); ++k) least[k] = std::min(least[k], point[k]);
  return least;
}

std::vector<double> nadir(const Points& points) {
  check(!points.empty(), "a nadir is that of some points");
  const auto front = non_dominated(points);
  auto greatest = points[front.front()];
  for (const std::size_t i : front)
    for (std::size_t k = 0; k < greatest.size(); ++k) greatest[k] = std::max(greatest[k], points[i][k]);
  return greatest;
}

}  // namespace tradewind::pareto
