#include "metrics/running_statistics.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tradewind::metrics {
namespace {

RunningStatistics of(std::initializer_list<double> values) {
  RunningStatistics statistics;
  for (const double value : values) statistics.add(value);
  return statistics;
}

TEST(RunningStatistics, OfNothingAreAbsent) {
  const RunningStatistics none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.sum(), 0);
  EXPECT_EQ(none.mean(), std::nullopt);
  EXPECT_EQ(none.variance(), std::nullopt);
  EXPECT_EQ(none.min(), std::nullopt);
  EXPECT_EQ(none.max(), std::nullopt);
}

TEST(RunningStatistics, OfOneValueHaveNoVariance) {
  const auto one = of({-3});
  EXPECT_EQ(one.mean(), -3);
  EXPECT_EQ(one.min(), -3);
  EXPECT_EQ(one.max(), -3);
  EXPECT_EQ(one.variance(), std::nullopt);
}

TEST(RunningStatistics, AreThoseOfTheSample) {
  // Sum 40 of 8: mean 5. Squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over 7.
  const auto sample = of({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(sample.count(), 8U);
  EXPECT_DOUBLE_EQ(sample.sum(), 40);
  EXPECT_DOUBLE_EQ(*sample.mean(), 5);
  EXPECT_DOUBLE_EQ(*sample.variance(), 32.0 / 7);
  EXPECT_EQ(sample.min(), 2);
  EXPECT_EQ(sample.max(), 9);
}

TEST(RunningStatistics, KeepASmallVarianceBesideALargeMean) {
  // Σx² − n·mean² would have lost all digits: 1e18 has a spacing of 128. Deviations −1, 0, 1: variance 1.
  EXPECT_DOUBLE_EQ(*of({1e9 - 1, 1e9, 1e9 + 1}).variance(), 1);
}

TEST(RunningStatistics, MergedAreThoseOfTheWholeSample) {
  auto merged = of({2, 4, 4});
  merged.merge(of({4, 5, 5, 7, 9}));
  EXPECT_EQ(merged.count(), 8U);
  EXPECT_DOUBLE_EQ(*merged.mean(), 5);
  EXPECT_DOUBLE_EQ(*merged.variance(), 32.0 / 7);
  EXPECT_EQ(merged.min(), 2);
  EXPECT_EQ(merged.max(), 9);
}

TEST(RunningStatistics, MergedWithNothingStay) {
  auto merged = of({1, 3});
  merged.merge({});
  EXPECT_EQ(merged.mean(), 2);
  EXPECT_EQ(merged.variance(), 2);
}

TEST(RunningStatistics, OfNothingMergedBecomeTheOthers) {
  RunningStatistics merged;
  merged.merge(of({1, 3}));
  EXPECT_EQ(merged.mean(), 2);
  EXPECT_EQ(merged.variance(), 2);
  EXPECT_EQ(merged.min(), 1);
}

TEST(RunningStatistics, MergedIntoNothingAreACopy) {
  RunningStatistics some, none;
  for (const double value : {0.1, 0.2, 0.7}) some.add(value);
  none.merge(some);
  EXPECT_EQ(none.mean(), some.mean());
  EXPECT_EQ(none.variance(), some.variance());
}

}  // namespace
}  // namespace tradewind::metrics
