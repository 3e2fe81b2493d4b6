#include "calibrate/merge.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tradewind::calibrate {
namespace {

Trace measured(std::vector<std::pair<cost::Kernel, double>> rows) {
  Trace trace;
  for (auto& [kernel, latency] : rows)
    trace.rows.push_back({.target = "g", .dtype = "fp16", .kernel = std::move(kernel), .latency = latency});
  return trace;
}

TEST(Merged, OfOneShapeIsTheMedian) {
  const cost::Kernel kernel = cost::Gemm{.m = 1, .n = 2, .k = 3};
  const auto trace = measured({{kernel, 5}, {kernel, 1}, {kernel, 2}, {cost::Gemm{.m = 2, .n = 2, .k = 3}, 9}});
  const auto merged = calibrate::merged(trace, groups_of(trace).at(0), Holdout::rows);
  EXPECT_THAT(merged.latency, testing::ElementsAre(2, 9));
  EXPECT_THAT(merged.weight, testing::ElementsAre(3, 1));
}

/// Sharing the width of experts and sharing the experts are two columns that may hold the same number.
TEST(Merged, KeepsRareColumnsApart) {
  const cost::Moe moe{.tokens = 8, .hidden = 64, .inter = 32, .experts = 8, .top_k = 2};
  auto wide = moe, apart = moe;
  wide.tp = 2;
  apart.ep = 2;
  const auto trace = measured({{moe, 1}, {wide, 2}, {apart, 4}});
  const auto group = groups_of(trace).at(0);
  EXPECT_THAT(merged(trace, group, Holdout::rows).latency, testing::UnorderedElementsAre(1, 2, 4));
  auto units = holdout_units(trace, group.rows, Holdout::rows);
  std::ranges::sort(units);
  EXPECT_EQ(std::ranges::adjacent_find(units), units.end());
}

/// Else a shape that was held out is known from its twin on other ranks.
TEST(HoldoutUnits, OfElementwiseKernelsAreTheSameOnAllRanks) {
  const auto trace = measured({{cost::Elementwise{.rows = 1, .columns = 64}, 1},
                               {cost::Elementwise{.rows = 9, .columns = 64, .tp = 8}, 2},
                               {cost::Elementwise{.rows = 9, .columns = 128}, 3}});
  const auto units = holdout_units(trace, groups_of(trace).at(0).rows, Holdout::shapes);
  EXPECT_EQ(units[0], units[1]);
  EXPECT_NE(units[1], units[2]);
}

}  // namespace
}  // namespace tradewind::calibrate
