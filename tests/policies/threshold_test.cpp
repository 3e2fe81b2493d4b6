#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

constexpr const char* up_4_down_2 = "{kind: threshold, offload_at: 4, return_at: 2, to: rack}";

/// Phone `source` with so many tasks, then the two members of the rack.
std::size_t place_with(policy::OffloadPolicy& policy, std::uint32_t tasks, std::uint32_t source = 0,
                       std::vector<std::uint32_t> rack = {0, 0}) {
  auto nodes = machines_with_tasks({tasks, rack[0], rack[1]});
  nodes[0].is_source = true;
  return place(policy, nodes, {.source = {source}});
}

TEST(Threshold, AsksForTheSourceAndWhereItGoes) {
  const auto candidates = offload("{kind: threshold, to: rack}")->candidates();
  EXPECT_TRUE(candidates.with_source);
  ASSERT_EQ(candidates.nodes.size(), 1u);
  EXPECT_EQ(candidates.nodes[0].text, "rack");
}

TEST(Threshold, OffloadsFromTheUpperToTheLowerThreshold) {
  const auto policy = offload(up_4_down_2);
  std::vector<std::size_t> places;
  for (const std::uint32_t tasks : {0u, 3u, 4u, 5u, 3u, 2u, 3u, 4u}) places.push_back(place_with(*policy, tasks));
  EXPECT_THAT(places, testing::ElementsAre(0, 0, 1, 1, 1, 0, 0, 1));
}

TEST(Threshold, SwitchesEverySourceByItself) {
  const auto policy = offload(up_4_down_2);
  EXPECT_EQ(place_with(*policy, 4, 5), 1u);
  EXPECT_EQ(place_with(*policy, 3, 2), 0u);  // phone-2 has not been up
  EXPECT_EQ(place_with(*policy, 3, 5), 1u);  // phone-5 has not been down since
}

TEST(Threshold, TakesTheMemberWithTheFewestTasks) {
  const auto policy = offload(up_4_down_2);
  EXPECT_EQ(place_with(*policy, 4, 0, {2, 1}), 2u);
  EXPECT_EQ(place_with(*policy, 4, 0, {1, 1}), 1u);
}

TEST(Threshold, StaysWhenThereIsNowhereElse) {
  auto nodes = machines_with_tasks({9});
  nodes[0].is_source = true;
  EXPECT_EQ(place(*offload(up_4_down_2), nodes, {.source = {0}}), 0u);
}

TEST(Threshold, AlwaysOffloadsFromASourceThatDoesNotCompute) {
  EXPECT_EQ(place(*offload(up_4_down_2), machines_with_tasks({1, 0}), {.source = {7}}), 1u);
}

TEST(Threshold, NeedsTheUpperThresholdAboveTheLower) {
  EXPECT_EQ(complaint([] { offload("{kind: threshold, offload_at: 2, to: rack}"); }),
            "a.yaml:1:31: offload_at (2) must be greater than return_at (2)");
}

}  // namespace
}  // namespace tradewind::policies
