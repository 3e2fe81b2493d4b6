#include "platform/routes.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/random.hpp"
#include "platform_text.hpp"

namespace tradewind::platform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Way {
  std::vector<ChannelId> channels;
  std::vector<NodeId> nodes;
  bool operator==(const Way&) const = default;
};

Way way(const Routes& routes, NodeId from, NodeId to) {
  Path path;
  routes.find(from, to, path);
  return {path.channels, path.nodes};
}

Way reversed(Way way, const Platform& platform) {
  std::ranges::reverse(way.channels);
  std::ranges::reverse(way.nodes);
  for (auto& channel : way.channels) channel = platform.reverse(channel);
  return way;
}

std::vector<std::string> names(const Platform& platform, std::string_view from, std::string_view to) {
  std::vector<std::string> all;
  for (const auto id : way(Routes(platform), the_node(platform, from), the_node(platform, to)).nodes)
    all.push_back(platform.name(id));
  return all;
}

TEST(Routes, LeadFromANodeToItselfOverNothing) {
  PlatformDescription d;
  d.nodes = {node("a"), node("b")};
  d.links = {link("ab", "a", "b", 1_MBps, 1_ms)};
  const auto p = expand(d);
  Path path{.latency = 1_s, .channels = {ChannelId{7}}, .nodes = {}};
  Routes(p).find(NodeId{1}, NodeId{1}, path);
  EXPECT_EQ(path.latency, 0_s);
  EXPECT_THAT(path.channels, IsEmpty());
  EXPECT_THAT(path.nodes, ElementsAre(NodeId{1}));
}

TEST(Routes, SumLatenciesExactly) {
  PlatformDescription d;
  d.nodes = {node("a"), node("b"), node("c")};
  d.links = {link("ab", "a", "b", 1_MBps, 2_ms), link("bc", "b", "c", 1_MBps, 25_ms)};
  const auto p = expand(d);
  EXPECT_EQ(Routes(p).latency(NodeId{0}, NodeId{2}), 27_ms);  // 0.002 + 0.025 is another double
  EXPECT_NE(2_ms + 25_ms, 27_ms);
}

TEST(Routes, ListChannelsInTheDirectionOfTheBytes) {
  PlatformDescription d;
  d.nodes = {node("a"), node("b"), node("c")};
  d.links = {link("ab", "a", "b", 1_MBps, 2_ms), link("cb", "c", "b", 1_MBps, 25_ms)};
  const auto p = expand(d);
  const Routes routes(p);
  EXPECT_EQ(way(routes, NodeId{0}, NodeId{2}), (Way{{{0}, {3}}, {{0}, {1}, {2}}}));
  EXPECT_EQ(way(routes, NodeId{2}, NodeId{0}), (Way{{{2}, {1}}, {{2}, {1}, {0}}}));
}

TEST(Routes, CrossAMediumAsOftenAsTheyUseIt) {
  PlatformDescription d;
  d.nodes = {node("a", Tier::device, 2), node("b")};
  d.links = {link("air", "a", "b", 1_MBps, 2_ms)};
  d.links[0].shared = true;
  EXPECT_EQ(way(Routes(expand(d)), NodeId{0}, NodeId{1}), (Way{{{0}, {0}}, {{0}, {2}, {1}}}));
}

TEST(Routes, PreferLatencyThenFewLinksThenNames) {
  PlatformDescription d;
  d.nodes = {node("s"), node("x"), node("m-1"), node("m", Tier::edge, 1), node("t")};
  d.links = {link("direct", "s", "t", 1_MBps, 10_ms), link("sx", "s", "x", 1_MBps, 4_ms),
             link("xt", "x", "t", 1_MBps, 5_ms)};
  EXPECT_THAT(names(expand(d), "s", "t"), ElementsAre("s", "x", "t"));  // 9 ms < 10 ms
  d.links[0].latency = 9_ms;
  EXPECT_THAT(names(expand(d), "s", "t"), ElementsAre("s", "t"));  // 9 ms both, one link
  d.links[0].latency = 10_ms;
  d.links.push_back(link("a", "t", "m", 1_MBps, 4_ms));
  d.links.push_back(link("zz", "m", "s", 1_MBps, 5_ms));
  EXPECT_THAT(names(expand(d), "s", "t"), ElementsAre("s", "m", "t"));  // seen from t: "a" < "xt"
}

TEST(Routes, CompareMembersByNumber) {
  PlatformDescription d;
  d.nodes = {node("s", Tier::device), node("relay", Tier::edge, 11), node("t", Tier::cloud)};
  d.links = {link("up", "s", "relay-10", 1_MBps, 1_ms), link("down", "relay", "t", 1_MBps, 1_ms)};
  d.links.push_back(link("up2", "s", "relay-2", 1_MBps, 1_ms));
  d.links.push_back(link("other", "s", "relay-9", 1_MBps, 1_ms));
  EXPECT_THAT(names(expand(d), "s", "t"), ElementsAre("s", "relay-9", "t"));  // "other" < "up"
  d.links.pop_back();
  d.links.pop_back();
  d.links[0] = link("up", "relay", "s", 1_MBps, 1_ms);
  EXPECT_THAT(names(expand(d), "s", "t"), ElementsAre("s", "relay-0", "t"));
  d.nodes[1].count = 12;
  d.links[1] = link("down", "relay-10", "t", 1_MBps, 1_ms);
  d.links.push_back(link("down2", "relay-9", "t", 1_MBps, 1_ms));
  d.nodes[0].tier = Tier::cloud;  // a tie of tiers: seen from t, the last in the file
  EXPECT_THAT(names(expand(d), "s", "t"), ElementsAre("s", "relay-10", "t"));  // "down" < "down2"
}

TEST(Routes, TakeTheBestOfParallelLinksToALeaf) {
  PlatformDescription d;
  d.nodes = {node("phone", Tier::device, 2), node("b"), node("c")};
  d.links = {link("slow", "phone", "b", 1_MBps, 3_ms), link("z", "phone", "b", 1_MBps, 2_ms),
             link("y", "b", "phone", 1_MBps, 2_ms), link("bc", "b", "c", 1_MBps, 1_ms)};
  const auto p = expand(d);
  EXPECT_EQ(way(Routes(p), NodeId{1}, NodeId{3}).channels.at(0), p.reverse(p.edges()[5].there));  // y of phone-1
}

TEST(Routes, KnowWhatIsConnected) {
  PlatformDescription d;
  d.nodes = {node("a", Tier::device, 2), node("b"), node("c"), node("d"), node("alone")};
  d.links = {link("ab", "a", "b", 1_MBps, 3_ms), link("cd", "c", "d", 1_MBps, 2_ms)};
  const auto p = expand(d);
  const Routes routes(p);
  EXPECT_TRUE(routes.connected(NodeId{0}, NodeId{1}));
  EXPECT_TRUE(routes.connected(NodeId{3}, NodeId{4}));
  EXPECT_TRUE(routes.connected(NodeId{5}, NodeId{5}));
  EXPECT_FALSE(routes.connected(NodeId{0}, NodeId{3}));
  EXPECT_FALSE(routes.connected(NodeId{5}, NodeId{0}));
}

// --- against enumeration --------------------------------------------------------------------------------------------

/// At most eight nodes in groups of one to three, links of few latencies, so that ties abound.
PlatformDescription random_platform(Stream& stream, int max_links, bool with_zero) {
  PlatformDescription d;
  std::vector<std::string> ends;
  while (ends.size() < 6) {
    const auto count = static_cast<std::int64_t>(1 + stream.below(3));
    const auto name = std::string(1, static_cast<char>('z' - stream.below(20))) + std::to_string(ends.size());
    d.nodes.push_back(node(name, static_cast<Tier>(stream.below(3)), count));
    for (std::int64_t i = 0; i < count; ++i) ends.push_back(count == 1 ? name : name + "-" + std::to_string(i));
  }
  const auto links = 5 + stream.below(static_cast<std::uint64_t>(max_links - 4));
  for (std::uint64_t i = 0; i < links; ++i) {
    const auto latency = static_cast<double>(stream.below(3) + (with_zero ? 0 : 1)) * 1_ms;
    const auto name = std::string(1, static_cast<char>('a' + stream.below(26))) + std::to_string(i);
    const auto from = ends[stream.below(ends.size())], to = ends[stream.below(ends.size())];
    const auto first_group = d.nodes[stream.below(d.nodes.size())].name.text;
    const auto second_group = d.nodes[stream.below(d.nodes.size())].name.text;
    const bool whole_groups = stream.below(3) == 0;
    const bool same = whole_groups ? first_group == second_group : from == to;
    if (same) continue;
    d.links.push_back(whole_groups ? link(name, first_group, second_group, 1_MBps, latency)
                                   : link(name, from, to, 1_MBps, latency));
    d.links.back().shared = stream.below(4) == 0;
  }
  return d;
}

/// The documented order of ways, by looking at all of them.
class Enumeration {
 public:
  Enumeration(const Platform& platform, NodeId walker, NodeId root) : platform_(platform), root_(root) {
    visited_.resize(platform.node_count());
    way_.nodes.push_back(walker);
    extend(walker);
  }
  bool found() const { return found_; }
  const Way& best() const { return best_; }

 private:
  using Names = std::vector<std::tuple<std::string, std::string, std::uint32_t>>;  // link, group, member

  void extend(NodeId at) {
    if (at == root_) return consider();
    visited_[at.index] = true;
    for (const auto& edge : platform_.edges()) {
      if (edge.a == at) step(edge, edge.b, edge.there);
      if (edge.b == at) step(edge, edge.a, edge.back);
    }
    visited_[at.index] = false;
  }
  void step(const Edge& edge, NodeId to, ChannelId channel) {
    if (visited_[to.index]) return;
    const auto& link = platform_.link(edge.link);
    const auto& group = platform_.group(to);
    const auto microseconds = std::lround(link.latency / 1_us);
    way_.channels.push_back(channel);
    way_.nodes.push_back(to);
    names_.emplace_back(link.name, group.name, to.index - group.first_node.index);
    latency_ += microseconds;
    extend(to);
    latency_ -= microseconds;
    names_.pop_back();
    way_.nodes.pop_back();
    way_.channels.pop_back();
  }
  void consider() {
    auto cost = std::tuple(latency_, way_.channels.size(), names_);
    if (found_ && best_cost_ <= cost) return;
    found_ = true;
    best_cost_ = std::move(cost);
    best_ = way_;
  }

  const Platform& platform_;
  NodeId root_;
  std::vector<bool> visited_;
  Way way_, best_;
  Names names_;
  long latency_ = 0;
  bool found_ = false;
  std::tuple<long, std::size_t, Names> best_cost_;
};

TEST(Routes, AreTheFirstOfAllSimplePathsInTheDocumentedOrder) {
  Stream stream(1, 0, 0);
  int ways = 0, ties_of_tier = 0;
  for (int round = 0; round < 400; ++round) {
    const auto p = expand(random_platform(stream, 10, round % 2 == 0));
    const Routes routes(p);
    for (std::uint32_t a = 0; a < p.node_count(); ++a)
      for (std::uint32_t b = 0; b < p.node_count(); ++b) {
        const NodeId from{a}, to{b};
        const bool tie = p.tier(from) == p.tier(to);
        const bool forwards = tie ? b <= a : p.tier(to) > p.tier(from);
        const Enumeration all(p, forwards ? from : to, forwards ? to : from);
        ASSERT_EQ(routes.connected(from, to), all.found());
        if (!all.found()) continue;
        const auto expected = forwards ? all.best() : reversed(all.best(), p);
        ASSERT_EQ(way(routes, from, to), expected)
            << "round " << round << " from " << p.name(from) << " to " << p.name(to);
        ++ways;
        ties_of_tier += tie;
      }
  }
  EXPECT_GT(ways, 10'000);
  EXPECT_GT(ties_of_tier, 3'000);
}

TEST(Routes, AreTheSameBackwards) {
  Stream stream(2, 0, 0);
  for (int round = 0; round < 100; ++round) {
    const auto p = expand(random_platform(stream, 20, true));
    const Routes routes(p);
    for (std::uint32_t a = 0; a < p.node_count(); ++a)
      for (std::uint32_t b = 0; b < a; ++b) {
        if (!routes.connected({a}, {b})) continue;
        ASSERT_EQ(way(routes, {a}, {b}), reversed(way(routes, {b}, {a}), p));
        ASSERT_EQ(routes.latency({a}, {b}), routes.latency({b}, {a}));
      }
  }
}

/// 60 nodes, sparse, with leaves and more than one component.
PlatformDescription random_network(Stream& stream) {
  PlatformDescription d;
  d.nodes = {node("n", Tier::edge, 60)};
  for (int i = 0; i < 75; ++i) {
    const auto a = stream.below(60), b = stream.below(60);
    if (a == b) continue;
    d.links.push_back(link("l" + std::to_string(i), "n-" + std::to_string(a), "n-" + std::to_string(b), 1_MBps,
                           static_cast<double>(1 + stream.below(1000)) * 1_us));
  }
  return d;
}

TEST(Routes, HaveTheLatenciesOfFloydAndWarshall) {
  Stream stream(3, 0, 0);
  for (int round = 0; round < 20; ++round) {
    const auto p = expand(random_network(stream));
    const auto n = p.node_count();
    constexpr long far = 1'000'000'000;
    std::vector<std::vector<long>> microseconds(n, std::vector<long>(n, far));
    for (std::uint32_t i = 0; i < n; ++i) microseconds[i][i] = 0;
    for (const auto& edge : p.edges()) {
      auto& there = microseconds[edge.a.index][edge.b.index];
      there = std::min(there, std::lround(p.link(edge.link).latency / 1_us));
      microseconds[edge.b.index][edge.a.index] = there;
    }
    for (std::uint32_t k = 0; k < n; ++k)
      for (std::uint32_t i = 0; i < n; ++i)
        for (std::uint32_t j = 0; j < n; ++j)
          microseconds[i][j] = std::min(microseconds[i][j], microseconds[i][k] + microseconds[k][j]);
    const Routes routes(p);
    Path path;
    for (std::uint32_t i = 0; i < n; ++i)
      for (std::uint32_t j = 0; j < n; ++j) {
        ASSERT_EQ(routes.connected({i}, {j}), microseconds[i][j] < far);
        if (!routes.connected({i}, {j})) continue;
        routes.find({i}, {j}, path);
        ASSERT_EQ(path.latency, routes.latency({i}, {j}));
        ASSERT_EQ(path.latency, Duration{static_cast<double>(microseconds[i][j]) / 1e6});
      }
  }
}

TEST(Routes, DoNotDependOnTheMemoryForTables) {
  Stream stream(4, 0, 0);
  const auto p = expand(random_network(stream));
  const Routes ample(p), one_table(p, Bytes{0}), some_tables(p, Bytes{1000});
  for (int i = 0; i < 2000; ++i) {
    const NodeId from{static_cast<std::uint32_t>(stream.below(60))}, to{static_cast<std::uint32_t>(stream.below(60))};
    if (!ample.connected(from, to)) continue;
    ASSERT_EQ(way(ample, from, to), way(one_table, from, to));
    ASSERT_EQ(way(ample, from, to), way(some_tables, from, to));
  }
}

TEST(Routes, OutliveAndOutmoveThePlatform) {
  const auto make = [] {
    PlatformDescription d;
    d.nodes = {node("a"), node("b")};
    d.links = {link("ab", "a", "b", 1_MBps, 1_ms)};
    return Routes(expand(d));
  };
  const Routes routes = make();
  EXPECT_EQ(routes.latency(NodeId{0}, NodeId{1}), 1_ms);
}

}  // namespace
}  // namespace tradewind::platform
