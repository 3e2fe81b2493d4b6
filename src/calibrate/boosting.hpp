#pragma once
// Boosted trees by XGBoost; what comes out is a cost::Forest, which needs no XGBoost.

#include <cstdint>
#include <span>
#include <vector>

#include "cost/forest.hpp"

namespace tradewind::calibrate {

struct Boosting {
  int trees = 250;
  double step = 0.1;
  int depth = 6;
  double least_weight = 8;  // of a leaf, in rows
  double lambda = 1;
  std::uint64_t seed = 1;
};

/// Whether this tradewind was built with XGBoost. Without, nothing is learned by trees: there is no residual model.
bool can_boost();
/// Throws RuntimeFailure, which says what to install, when it was not.
void need_boosting();

/// Trees of `values` over the first `features` columns of the rows; a split is as wide as the gap between the rows. One
/// thread, histogram splits: the same data and seed give the same trees. Throws RuntimeFailure when XGBoost says no or
/// is not there.
cost::Forest boost(std::span<const cost::FeatureRow> rows, std::size_t features, std::span<const float> values,
                   std::span<const float> weights, const Boosting& how);

}  // namespace tradewind::calibrate
