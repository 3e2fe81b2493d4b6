// Policies that look at predictions: shortest completion, least energy, their weighted sum.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

constexpr Duration never = Duration::infinity();

TEST(ShortestCompletion, AddsUploadWaitExecutionAndDownload) {
  auto nodes = machines(3);
  nodes[0].execution = 10_ms;  // near, slow: 10 ms
  nodes[1].upload = 3_ms;      // far, fast: 3 + 2 + 1 + 3 = 9 ms
  nodes[1].wait = 2_ms;
  nodes[1].execution = 1_ms;
  nodes[1].download = 3_ms;
  nodes[2].wait = 9_ms;  // fast but busy: 10 ms
  nodes[2].execution = 1_ms;
  EXPECT_EQ(place(*offload("shortest_completion"), nodes), 1u);
}

TEST(ShortestCompletion, AvoidsWhereTheTaskNeverEnds) {
  const auto policy = offload("shortest_completion");
  EXPECT_EQ(place(*policy, machines_with({{never}, {5_s}, {never}})), 1u);
  EXPECT_EQ(place(*policy, machines_with({{never}, {never}})), 0u);
}

TEST(MinEnergy, TakesTheLeastEnergyAmongThoseInTime) {
  const auto nodes = machines_with({{10_ms, 5_J}, {50_ms, 3_J}, {51_ms, 1_J}});
  const auto policy = offload("min_energy");
  EXPECT_EQ(place(*policy, nodes, {.time_left = 50_ms}), 1u);  // 50 ms is in time
  EXPECT_EQ(place(*policy, nodes, {.time_left = 49_ms}), 0u);
}

TEST(MinEnergy, TakesTheLeastEnergyOfAllWithoutADeadline) {
  EXPECT_EQ(place(*offload("min_energy"), machines_with({{10_ms, 5_J}, {9_s, 1_J}, {never, 0_J}})), 1u);
}

TEST(MinEnergy, TakesTheEarliestWhenNoneIsInTime) {
  const auto nodes = machines_with({{30_ms, 1_J}, {20_ms, 9_J}, {20_ms, 2_J}});
  EXPECT_EQ(place(*offload("min_energy"), nodes, {.time_left = -1_ms}), 1u);
}

// Greatest time 10 s, greatest energy 4 J: time shares 1, 0.5, 0.8; energy shares 0.25, 1, 0.5.
const auto three = machines_with({{10_s, 1_J}, {5_s, 4_J}, {8_s, 2_J}});

TEST(Weighted, IsShortestCompletionAtOne) { EXPECT_EQ(place(*offload("{kind: weighted, omega: 1}"), three), 1u); }

TEST(Weighted, IsLeastEnergyAtZero) { EXPECT_EQ(place(*offload("{kind: weighted, omega: 0}"), three), 0u); }

TEST(Weighted, WeighsSharesOfTheGreatest) {
  // At 0.6: 0.6 + 0.1 = 0.70, 0.3 + 0.4 = 0.70, 0.48 + 0.2 = 0.68.
  EXPECT_EQ(place(*offload("{kind: weighted, omega: 0.6}"), three), 2u);
}

TEST(Weighted, DropsATermWhoseGreatestIsNothing) {
  EXPECT_EQ(place(*offload("{kind: weighted, omega: 0.1}"), machines_with({{2_s}, {1_s}})), 1u);
  EXPECT_EQ(place(*offload("{kind: weighted, omega: 0.9}"), machines_with({{0_s, 2_J}, {0_s, 1_J}})), 1u);
  EXPECT_EQ(place(*offload("{kind: weighted, omega: 0.5}"), machines(2)), 0u);
}

TEST(Weighted, IsNotMeasuredByWhereTheTaskNeverEnds) {
  // Were the infinite values the greatest, every share would be 0 and the first candidate would win the tie.
  const auto nodes = machines_with({{10_s, 1_J}, {1_s, 2_J}, {never, Energy::infinity()}});
  EXPECT_EQ(place(*offload("{kind: weighted, omega: 0.9}"), nodes), 1u);  // 0.9 + 0.05 against 0.09 + 0.1
}

TEST(Weighted, NeedsOmegaBetweenZeroAndOne) {
  EXPECT_THAT(complaint([] { offload("{kind: weighted, omega: 1.5}"); }), testing::HasSubstr("a.yaml:1:25: omega"));
  EXPECT_THAT(complaint([] { offload("weighted"); }), testing::HasSubstr("missing key 'omega'"));
}

}  // namespace
}  // namespace tradewind::policies
