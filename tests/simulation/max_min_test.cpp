// The oracle against what can be computed in the head, and the SimGrid backend against the oracle.
#include "max_min_oracle.hpp"

#include <gtest/gtest.h>

#include "simgrid_child.hpp"
#include "transfer_differential.hpp"

namespace tradewind::simulation {
namespace {

TEST(MaxMinOracle, SharesALine) {
  // a–b, b–c, a–c, 1 MB each over channels of 1 MB/s: half a channel each.
  const MaxMinScenario line{.capacities = {1e6, 1e6}, .flows = {{0, {0}, 1e6}, {0, {1}, 1e6}, {0, {0, 1}, 1e6}}};
  EXPECT_EQ(max_min_end_dates(line), (std::vector<double>{2, 2, 2}));
}

TEST(MaxMinOracle, GivesTheRestToWhoCanUseIt) {
  // Three on the slow channel get 1 each, the fourth what they leave of the fast one: 10 − 1.
  const MaxMinScenario scenario{.capacities = {3, 10},
                                .flows = {{0, {0}, 1}, {0, {0}, 1}, {0, {0, 1}, 1}, {0, {1}, 9}}};
  EXPECT_EQ(max_min_rates(scenario, scenario.capacities, {0, 1, 2, 3}), (std::vector<double>{1, 1, 1, 9}));
}

TEST(MaxMinOracle, FollowsChangesAndCancellations) {
  // 10 B at 1 B/s for 2 s, then 2 B/s shared by two until the other is cancelled at 4 s: 2 + 2 moved, 6 left at 2 B/s.
  const MaxMinScenario scenario{.capacities = {1}, .flows = {{0, {0}, 10}, {2, {0}, 100, 4}}, .changes = {{2, 0, 2}}};
  EXPECT_EQ(max_min_end_dates(scenario)[0], 7);
  EXPECT_TRUE(std::isinf(max_min_end_dates(scenario)[1]));
}

struct Case {
  const char* name;
  RandomFlows options;
};
class SimGridAgainstMaxMin : public ::testing::TestWithParam<Case> {};

TEST_P(SimGridAgainstMaxMin, EndsEachFlowAtTheSameDate) {
  RandomFlows options = GetParam().options;
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    options.seed = seed;
    in_child([&] { expect_max_min(simgrid(), options); });
  }
}

INSTANTIATE_TEST_SUITE_P(Random, SimGridAgainstMaxMin,
                         ::testing::Values(Case{"OneChannel", {.channels = 1, .flows = 200, .longest_route = 1}},
                                           Case{"DisjointRoutes", {.channels = 50, .flows = 300, .longest_route = 1}},
                                           Case{"LongRoutes", {.channels = 12, .flows = 200, .longest_route = 6}},
                                           Case{"ManyChannels", {.channels = 100, .flows = 400, .longest_route = 5}},
                                           Case{"ChangingCapacities", {.channels = 8, .flows = 200, .changes = 60}},
                                           Case{"Cancellations", {.channels = 8, .flows = 300, .cancelled = 0.3}},
                                           Case{"Everything",
                                                {.channels = 20, .flows = 400, .changes = 100, .cancelled = 0.2}}),
                         [](const auto& test) { return test.param.name; });

TEST(SimGridBackend, EndsThousandsOfFlowsAtTheSameDate) {
  in_child(
      [] { expect_max_min(simgrid(), {.seed = 9, .channels = 30, .flows = 3000, .changes = 20, .cancelled = 0.1}); });
}

}  // namespace
}  // namespace tradewind::simulation
