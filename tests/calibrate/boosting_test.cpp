#include "calibrate/boosting.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tradewind::calibrate {
namespace {

TEST(Boosting, LearnsStepsAndIsTheSameEachTime) {
  if (!can_boost()) GTEST_SKIP() << "built without XGBoost";
  std::vector<cost::FeatureRow> rows(2000);
  std::vector<float> values, weights(rows.size(), 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i][0] = static_cast<float>(i % 50);
    rows[i][1] = static_cast<float>(i % 7);
    values.push_back((rows[i][0] < 20 ? -1.0F : 2.0F) + (rows[i][1] < 3 ? 0.5F : 0.0F));
  }
  const Boosting how{.trees = 100, .step = 0.3, .depth = 3};
  const auto forest = boost(rows, 2, values, weights, how), again = boost(rows, 2, values, weights, how);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(forest(rows[i]), static_cast<double>(values[i]), 1e-3);
    EXPECT_EQ(forest(rows[i]), again(rows[i]));
  }
}

/// x² at five whole numbers, four rows each.
cost::Forest squares() {
  std::vector<cost::FeatureRow> rows;
  std::vector<float> values, weights;
  for (int i = 0; i < 20; ++i) {
    const auto x = std::floor(static_cast<float>(i) / 4);
    rows.push_back({x});
    values.push_back(x * x);
    weights.push_back(1);
  }
  return boost(rows, 1, values, weights, {.trees = 100, .step = 0.3, .depth = 3, .least_weight = 1, .lambda = 0});
}

TEST(Boosting, IsLinearBetweenTheRowsItLearnedFrom) {
  if (!can_boost()) GTEST_SKIP() << "built without XGBoost";
  const auto forest = squares();
  for (const float x : {0.F, 1.F, 2.F, 3.F, 4.F}) EXPECT_NEAR(forest({x}), x * x, 1e-3);
  for (const float x : {0.25F, 1.5F, 2.125F, 3.75F}) {
    const float low = std::floor(x), share = x - low;
    EXPECT_NEAR(forest({x}), (1 - share) * low * low + share * (low + 1) * (low + 1), 1e-3) << x;
  }
}

TEST(Boosting, StaysAtTheOutermostRows) {
  if (!can_boost()) GTEST_SKIP() << "built without XGBoost";
  const auto forest = squares();
  EXPECT_NEAR(forest({-3.F}), 0, 1e-3);
  EXPECT_NEAR(forest({9.F}), 16, 1e-3);
}

}  // namespace
}  // namespace tradewind::calibrate
