#pragma once
// Random sets of points on a coarse grid, where ties and equal points abound.

#include <cstddef>
#include <cstdint>

#include "base/random.hpp"
#include "pareto/front.hpp"

namespace tradewind::pareto::testing {

struct Grid {
  std::size_t points = 0, objectives = 2;
  std::size_t values = 10;  // 0, 1, …, values − 1
};

inline Points grid_points(const Grid& grid, std::uint64_t sample) {
  Stream stream(grid.points, sample, static_cast<std::uint32_t>(grid.objectives));
  Points points(grid.points, std::vector<double>(grid.objectives));
  for (auto& point : points)
    for (double& value : point) value = static_cast<double>(stream.below(grid.values));
  return points;
}

}  // namespace tradewind::pareto::testing
