// What every offload policy promises, whichever it is: the registry is the list of parameters. A new policy is tested
// as it comes; one that draws or takes turns must say so below, or it fails.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <new>
#include <set>

#include "tests/policies/samples.hpp"
#include "tests/policies/views.hpp"

namespace {
std::size_t allocations = 0;
}

// Counts what the whole program allocates. Not inlined: g++ would take free() for a mismatch with new.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace tradewind::policies {
namespace {

const std::set<std::string> draw_at_random{"random", "power_of_d"};
const std::set<std::string> take_turns{"round_robin", "weighted_round_robin"};

class OffloadContract : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<policy::OffloadPolicy> make() const {
    const auto catalogue = all();
    return catalogue.offload.create_or_throw(
        sample_of_kind(entry(catalogue.offload, GetParam()), Filled::required_only));
  }
  bool draws() const { return draw_at_random.contains(GetParam()); }
};

/// A number in [0, n), often the same one, so that there are ties.
std::uint32_t few(Stream& stream, std::uint64_t n) { return static_cast<std::uint32_t>(stream.below(n)); }

/// Machines in all kinds of states; the first is the source.
std::vector<NodeView> busy_machines(std::size_t count, Stream& stream) {
  auto nodes = machines(count);
  for (auto& node : nodes) {
    node.tier = node.node.index % 2 == 0 ? policy::Tier::edge : policy::Tier::cloud;
    node.cores = 1 + few(stream, 4);
    node.tasks = few(stream, 8);
    node.backlog = node.tasks * 1_Gflop;
    node.route_latency = few(stream, 4) * 1_ms;
    node.upload = few(stream, 4) * 1_ms;
    node.wait = few(stream, 4) * 1_ms;
    node.execution = few(stream, 4) * 1_ms;
    node.download = few(stream, 4) * 1_ms;
    node.energy = few(stream, 4) * 1_J;
  }
  nodes.front().is_source = true;
  return nodes;
}

TaskView some_task(Stream& stream) {
  return {.source = {few(stream, 3)}, .time_left = (5.0 - few(stream, 11)) * -1_ms};  // −5 ms … 5 ms
}

TEST_P(OffloadContract, AnswersWithACandidate) {
  const auto policy = make();
  Stream random = a_stream(), world(4, 5, 6);
  for (const std::size_t count : {1u, 2u, 3u, 7u, 100u, 1u})
    for (int i = 0; i < 100; ++i)
      ASSERT_LT(policy->place(some_task(world), busy_machines(count, world), random), count);
}

TEST_P(OffloadContract, SurvivesExtremeValues) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto policy = make();
  Stream random = a_stream();
  for (const std::size_t count : {1u, 3u, 10'000u}) {
    const auto idle = machines(count);
    auto stuck = idle;
    for (auto& node : stuck) {
      node.tasks = UINT32_MAX;
      node.backlog = {infinity};
      node.route_latency = node.upload = node.wait = node.execution = node.download = {infinity};
      node.energy = {infinity};
    }
    auto undefined = idle;  // 0 W for an infinite time
    for (auto& node : undefined) {
      node.upload = {infinity};
      node.energy = {std::numeric_limits<double>::quiet_NaN()};
    }
    for (const auto& nodes : {idle, stuck, undefined})
      for (const double time_left : {-infinity, -1.0, 0.0, infinity})
        ASSERT_LT(policy->place({.source = {0}, .time_left = {time_left}}, nodes, random), count);
  }
}

class GreedyContract : public OffloadContract {};

TEST_P(GreedyContract, TakesTheFirstOfCandidatesItCannotTellApart) {
  const auto policy = make(), other = make();
  Stream random = a_stream(), world(4, 5, 6);
  for (int i = 0; i < 200; ++i) {
    const auto task = some_task(world);
    const auto nodes = busy_machines(1 + few(world, 6), world);
    auto doubled = nodes;
    for (NodeView copy : nodes) {
      if (copy.is_source) continue;  // there is only one
      copy.node.index += 100;
      copy.processor.index += 100;
      doubled.push_back(copy);
    }
    ASSERT_EQ(other->place(task, doubled, random), policy->place(task, nodes, random));
  }
}

TEST_P(OffloadContract, DecidesTheSameFromEqualStreams) {
  const auto policy = make(), other = make();
  Stream random = a_stream(), equal = a_stream(), world(4, 5, 6);
  for (int i = 0; i < 200; ++i) {
    const auto task = some_task(world);
    const auto nodes = busy_machines(1 + few(world, 6), world);
    ASSERT_EQ(policy->place(task, nodes, random), other->place(task, nodes, equal));
  }
}

TEST_P(OffloadContract, DrawsOnlyWhenItSaysSo) {
  const auto policy = make();
  Stream random = a_stream(), untouched = a_stream(), world(4, 5, 6);
  for (int i = 0; i < 20; ++i) (void)policy->place(some_task(world), busy_machines(5, world), random);
  EXPECT_EQ(random.bits() != untouched.bits(), draws())
      << "a policy that draws is listed at the top of this file, and no other";
}

TEST_P(OffloadContract, DoesNotAllocateOnceItHasSeenEverything) {
  const auto policy = make();
  Stream random = a_stream(), world(4, 5, 6);
  const auto nodes = busy_machines(50, world);
  const auto decide = [&] {
    for (std::uint32_t source = 0; source < 10; ++source) (void)policy->place({.source = {source}}, nodes, random);
  };
  decide();
  const auto before = allocations;
  decide();
  EXPECT_EQ(allocations, before);
}

TEST_P(OffloadContract, AsksForTheSameCandidatesEveryTime) {
  const auto policy = make();
  const auto before = policy->candidates();
  Stream random = a_stream(), world(4, 5, 6);
  (void)policy->place(some_task(world), busy_machines(5, world), random);
  const auto after = policy->candidates();
  EXPECT_EQ(after.nodes, before.nodes);
  EXPECT_EQ(after.tier, before.tier);
}

const auto kind_of = [](const auto& test) { return test.param; };
INSTANTIATE_TEST_SUITE_P(Every, OffloadContract, testing::ValuesIn(all().offload.kinds()), kind_of);

// Chance and turns reach every candidate.
std::vector<std::string> greedy_kinds() {
  auto kinds = all().offload.kinds();
  std::erase_if(kinds, [](const auto& kind) { return draw_at_random.contains(kind) || take_turns.contains(kind); });
  return kinds;
}
INSTANTIATE_TEST_SUITE_P(Every, GreedyContract, testing::ValuesIn(greedy_kinds()), kind_of);

TEST(Offload, HasThePoliciesOfTheManual) {
  EXPECT_THAT(all().offload.kinds(),
              testing::IsSupersetOf({"fixed", "local", "edge", "cloud", "random", "round_robin", "weighted_round_robin",
                                     "least_loaded", "join_shortest_queue", "power_of_d", "shortest_completion",
                                     "min_energy", "weighted", "threshold"}));
}

class ConstantContract : public OffloadContract {};

TEST_P(ConstantContract, IsBlindToLoadAndTask) {
  const auto policy = make();
  Stream random = a_stream(), world(4, 5, 6);
  const auto nodes = busy_machines(6, world);
  const auto place = policy->place({.source = {0}}, nodes, random);
  for (int i = 0; i < 100; ++i) {
    auto changed = busy_machines(6, world);
    for (std::size_t k = 0; k < nodes.size(); ++k) changed[k].route_latency = nodes[k].route_latency;
    ASSERT_EQ(policy->place({.source = {0}, .time_left = -1_s}, changed, random), place);
  }
}

// Under these, and no others, data moves ahead of the decision.
std::vector<std::string> constant_kinds() {
  const auto catalogue = all();
  std::vector<std::string> kinds;
  for (const auto& kind : catalogue.offload.entries())
    if (catalogue.offload.create_or_throw(sample_of_kind(kind, Filled::required_only))->constant())
      kinds.push_back(kind.kind);
  return kinds;
}
INSTANTIATE_TEST_SUITE_P(Every, ConstantContract, testing::ValuesIn(constant_kinds()), kind_of);

TEST(Offload, IsConstantForTheStaticPolicies) {
  EXPECT_THAT(constant_kinds(), testing::IsSupersetOf({"fixed", "local", "edge", "cloud"}));
}

}  // namespace
}  // namespace tradewind::policies
