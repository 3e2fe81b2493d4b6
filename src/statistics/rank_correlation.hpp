#pragma once
// How far two lists agree on an order.

#include <span>
#include <vector>

namespace tradewind::statistics {

/// Ranks from 1; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values);

/// Spearman's ρ: the correlation of ranks, ties averaged. NaN when a list is constant or has fewer than two values.
/// Throws std::invalid_argument when the lists differ in length.
double spearman(std::span<const double> a, std::span<const double> b);

}  // namespace tradewind::statistics
