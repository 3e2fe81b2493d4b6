#pragma once
// Non-dominated points. All objectives are minimised here; who maximises changes the sign.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tradewind::pareto {

/// Rows are points, columns objectives to minimise; all rows equally long, all values finite.
using Points = std::vector<std::vector<double>>;

/// a is nowhere worse than b.
bool weakly_dominates(std::span<const double> a, std::span<const double> b);

/// a is nowhere worse than b and somewhere better.
bool dominates(std::span<const double> a, std::span<const double> b);

/// Indices of the points that no other dominates, ascending. Equal points do not dominate each other: all stay.
/// O(n log n) for two and three objectives (Kung, Luccio & Preparata 1975), O(n · front) for more.
std::vector<std::size_t> non_dominated(const Points& points);
/// The same for points in one array, row by row, `objectives` > 0 values each.
std::vector<std::size_t> non_dominated(std::span<const double> rows, std::size_t objectives);

/// The point of a front farthest below the hyperplane through its extremes, objectives scaled to [0, 1] between ideal
/// and nadir (Das 1999; Branke et al. 2004); the first of equals. Extremes of more than two objectives need not span a
/// hyperplane: it is the one through the points that are at the nadir in one objective and at the ideal in the others,
/// which for two are the extremes. Objectives without extent do not count. Absent when the front has no extent.
std::optional<std::size_t> knee(const Points& front);

/// For each objective the index of the best point, ties by the other objectives in order. `front` is not empty.
std::vector<std::size_t> extremes(const Points& front);

/// Component-wise least and greatest value over the non-dominated points; `points` is not empty.
std::vector<double> ideal(const Points& points);
std::vector<double> nadir(const Points& points);

}  // namespace tradewind::pareto
