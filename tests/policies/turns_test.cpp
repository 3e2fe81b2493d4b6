// Round robin and weighted round robin.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

using testing::ElementsAre;

/// The choices as letters: candidate 0 is a, 1 is b, …
std::string turns(policy::OffloadPolicy& policy, const std::vector<NodeView>& nodes, int count) {
  std::string letters;
  for (int i = 0; i < count; ++i) letters += static_cast<char>('a' + place(policy, nodes));
  return letters;
}

/// One machine for each name of the weights.
std::vector<NodeView> one_each(std::size_t count) {
  auto nodes = machines(count);
  for (auto& node : nodes) node.listed = node.node.index;
  return nodes;
}

TEST(RoundRobin, GoesRound) { EXPECT_EQ(turns(*offload("round_robin"), machines(3), 7), "abcabca"); }

TEST(RoundRobin, HasOneTurnForAllSources) {
  const auto policy = offload("round_robin");
  const auto nodes = machines(3);
  EXPECT_EQ(place(*policy, nodes, {.source = NodeId{7}}), 0u);
  EXPECT_EQ(place(*policy, nodes, {.source = NodeId{8}}), 1u);
}

TEST(WeightedRoundRobin, SpreadsTheHeavyOneAsNginxDoes) {
  // The example of nginx's commit message: 5, 1, 1 gives a a b a c a a, not a a a a a b c.
  const auto policy = offload("{kind: weighted_round_robin, weights: {a: 5, b: 1, c: 1}}");
  EXPECT_EQ(turns(*policy, one_each(3), 14), "aabacaaaabacaa");
}

TEST(WeightedRoundRobin, IsRoundRobinWithEqualWeights) {
  const auto policy = offload("{kind: weighted_round_robin, weights: {a: 0.5, b: 0.5, c: 0.5}}");
  EXPECT_EQ(turns(*policy, one_each(3), 7), "abcabca");
}

TEST(WeightedRoundRobin, GivesExactProportionsInEveryCycleAndNeverRunsAheadByOne) {
  const auto policy = offload("{kind: weighted_round_robin, weights: {a: 7, b: 1, c: 4, d: 2, e: 11}}");
  const std::vector weights{7, 1, 4, 2, 11};
  const int cycle = std::accumulate(weights.begin(), weights.end(), 0);
  const auto nodes = one_each(weights.size());
  std::vector<int> chosen(weights.size());
  for (int k = 1; k <= 3 * cycle; ++k) {
    ++chosen[place(*policy, nodes)];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      // The one chosen had more than nothing before it paid `cycle`, so k·w_i − cycle·n_i > −cycle always.
      ASSERT_LT(cycle * chosen[i], k * weights[i] + cycle) << "candidate " << i << " after " << k;
      if (k % cycle == 0) {
        ASSERT_EQ(chosen[i], k / cycle * weights[i]);
      }
    }
  }
}

TEST(WeightedRoundRobin, NeverRepeatsACandidateOfHalfTheWeight) {
  const auto policy = offload("{kind: weighted_round_robin, weights: {a: 3, b: 2, c: 1}}");
  EXPECT_EQ(turns(*policy, one_each(3), 6), "abacba");
}

TEST(WeightedRoundRobin, GivesEveryMemberTheWeightOfItsGroup) {
  const auto policy = offload("{kind: weighted_round_robin, weights: {rack: 2, server: 1}}");
  auto nodes = machines(3);  // rack-0, rack-1, server
  nodes[2].listed = 1;
  const auto letters = turns(*policy, nodes, 10);
  EXPECT_THAT(std::vector({std::ranges::count(letters, 'a'), std::ranges::count(letters, 'b'),
                           std::ranges::count(letters, 'c')}),
              ElementsAre(4, 4, 2));
}

TEST(WeightedRoundRobin, ChoosesAmongTheNamesOfItsWeights) {
  const auto nodes = offload("{kind: weighted_round_robin, weights: {b: 1, a: 2}}")->candidates().nodes;
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_EQ(nodes[0].text, "b");
  EXPECT_EQ(nodes[0].where.column, 40);
  EXPECT_EQ(nodes[1].text, "a");
}

TEST(WeightedRoundRobin, CountsACandidateWithoutWeightAsOne) {
  const auto policy = offload("{kind: weighted_round_robin, nodes: [a, b], weights: {b: 2}}");
  EXPECT_EQ(policy->candidates().nodes[0].text, "a");
  EXPECT_EQ(turns(*policy, one_each(2), 6), "babbab");
}

TEST(WeightedRoundRobin, RefusesWeightsThatDoNothing) {
  EXPECT_EQ(complaint([] { offload("{kind: weighted_round_robin, nodes: [a], weights: {b: 2}}"); }),
            "a.yaml:1:51: 'b' has a weight but is not one of nodes");
  EXPECT_EQ(complaint([] { offload("{kind: weighted_round_robin, weights: {}}"); }),
            "a.yaml:1:39: weights must name at least one node");
  EXPECT_NE(complaint([] { offload("{kind: weighted_round_robin, weights: {a: 0}}"); }), "");
  EXPECT_NE(complaint([] { offload("{kind: weighted_round_robin, weights: {a: .inf}}"); }), "");
}

}  // namespace
}  // namespace tradewind::policies
