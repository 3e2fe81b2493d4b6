#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

using policy::Tier;
using testing::HasSubstr;

TEST(Fixed, AsksForOneMachineByName) {
  const auto candidates = offload("{kind: fixed, node: server.gpu}")->candidates();
  ASSERT_EQ(candidates.nodes.size(), 1u);
  EXPECT_EQ(candidates.nodes[0].text, "server.gpu");
  EXPECT_EQ(candidates.nodes[0].where.column, 21);  // so that an unknown node is reported where it was written
  EXPECT_TRUE(candidates.one_member);
}

TEST(Fixed, NeedsANode) {
  EXPECT_THAT(complaint([] { offload("kind: fixed"); }), HasSubstr("missing key 'node'"));
}

TEST(Local, AsksForTheSourceOnly) {
  const auto candidates = offload("local")->candidates();
  EXPECT_TRUE(candidates.source_only);
  EXPECT_TRUE(candidates.nodes.empty());
}

TEST(Edge, AsksForItsTier) {
  EXPECT_EQ(offload("edge")->candidates().tier, Tier::edge);
  EXPECT_EQ(offload("cloud")->candidates().tier, Tier::cloud);
}

TEST(Edge, TakesTheLowestRouteLatencyHoweverBusyItIs) {
  auto nodes = machines(3);
  nodes[0].route_latency = 5_ms;
  nodes[1].route_latency = 2_ms;
  nodes[1].tasks = 100;
  nodes[1].wait = 10_s;
  nodes[2].route_latency = 2_ms;
  EXPECT_EQ(place(*offload("edge"), nodes), 1u);
  EXPECT_EQ(place(*offload("cloud"), nodes), 1u);
}

TEST(Candidates, AreThoseNamedInOrder) {
  const auto candidates = offload("{kind: random, nodes: [server, rack, server.gpu]}")->candidates();
  ASSERT_EQ(candidates.nodes.size(), 3u);
  EXPECT_EQ(candidates.nodes[0].text, "server");
  EXPECT_EQ(candidates.nodes[2].text, "server.gpu");
}

TEST(Candidates, AreLeftToTheDefaultWhenNoneAreNamed) {
  const auto candidates = offload("random")->candidates();
  EXPECT_TRUE(candidates.nodes.empty());
  EXPECT_FALSE(candidates.tier || candidates.source_only || candidates.with_source || candidates.one_member);
}

TEST(Candidates, CannotBeAnEmptyList) {
  EXPECT_EQ(complaint([] { offload("{kind: random, nodes: []}"); }), "a.yaml:1:23: nodes must name at least one node");
}

}  // namespace
}  // namespace tradewind::policies
