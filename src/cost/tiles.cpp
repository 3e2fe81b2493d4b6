// GEMM-like kernels on hardware that computes whole tiles in whole waves.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cost/kernel.hpp"

namespace tradewind::cost {
namespace {

struct Tile {
  double rows, columns;
};
constexpr std::array<Tile, 6> tiles{{{16, 64}, {32, 64}, {64, 64}, {64, 128}, {128, 128}, {128, 256}}};

/// Rounded up; `x` ≥ 0. std::ceil is a call on baseline x86-64.
double up(double x) {
  if (x > 1e15) return x;
  const auto whole = static_cast<double>(static_cast<std::int64_t>(x));
  return whole < x ? whole + 1 : whole;
}

}  // namespace

double tile_inflation(double m, double n, double units) {
  if (!(m > 0) || !(n > 0)) return 1;
  const double wave = std::max(1., units);
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [rows, columns] : tiles) {
    const double count = up(m / rows) * up(n / columns);
    least = std::min(least, up(count / wave) * rows * columns);
  }
  return std::max(1., least * wave / (m * n));
}

}  // namespace tradewind::cost
