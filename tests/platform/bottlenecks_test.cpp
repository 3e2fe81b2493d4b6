#include <algorithm>
#include <limits>

#include "base/random.hpp"
#include "platform/routes.hpp"
#include "platform_text.hpp"

namespace tradewind::platform {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

std::vector<bool> terminals(const Platform& platform, std::initializer_list<std::string_view> names) {
  std::vector<bool> terminal(platform.node_count());
  for (const auto name : names)
    for (const auto id : platform.find_nodes(name)) terminal[id.index] = true;
  return terminal;
}

/// phone ×count –1 MB/s– ap –trunk– server
Platform access(std::int64_t count, Bandwidth trunk, bool shared = false) {
  PlatformDescription d;
  d.nodes = {node("phone", Tier::device, count), node("ap"), node("server")};
  d.links = {link("air", "phone", "ap", 1_MBps, 1_ms), link("trunk", "ap", "server", trunk, 1_ms)};
  d.links[0].shared = shared;
  return expand(d);
}

TEST(Bottlenecks, ATrunkThatCarriesAllItsBranchesIsNone) {
  const auto p = access(3, 3_MBps);
  EXPECT_THAT(possible_bottlenecks(p, terminals(p, {"phone", "server"})),
              ElementsAre(true, true, true, true, true, true, false, false));
}

TEST(Bottlenecks, ANarrowerTrunkIsOne) {
  const auto p = access(3, 2.9_MBps);
  EXPECT_THAT(possible_bottlenecks(p, terminals(p, {"phone", "server"})), Each(true));
}

TEST(Bottlenecks, ATrunkIsOneWhenItsEndCanSendAndReceive) {
  const auto p = access(3, 3_MBps);
  EXPECT_THAT(possible_bottlenecks(p, terminals(p, {"phone", "ap", "server"})), Each(true));
}

TEST(Bottlenecks, AMediumCountsOnceAndIsAlwaysKept) {
  const auto p = access(3, 1_MBps, true);
  EXPECT_THAT(possible_bottlenecks(p, terminals(p, {"phone", "server"})), ElementsAre(true, false, false));
}

TEST(Bottlenecks, OfTwoEqualLinksInARowOneIsKept) {
  PlatformDescription d;
  d.nodes = {node("a"), node("b"), node("c")};
  d.links = {link("ab", "a", "b", 1_MBps, 1_ms), link("bc", "b", "c", 1_MBps, 1_ms)};
  const auto p = expand(d);
  const auto possible = possible_bottlenecks(p, terminals(p, {"a", "c"}));
  EXPECT_EQ(possible[0] + possible[2], 1);  // there
  EXPECT_EQ(possible[1] + possible[3], 1);  // back
}

TEST(Bottlenecks, ARingOfEqualLinksKeepsItsOwnWhereFlowsMeet) {
  // Three forwarders in a ring, one terminal each, all links equal: two flows can share a side of the ring.
  PlatformDescription d;
  d.nodes = {node("t", Tier::device, 3), node("r", Tier::edge, 3)};
  d.links = {link("t", "t", "r", 1_MBps, 1_ms), link("r01", "r-0", "r-1", 1_MBps, 1_ms),
             link("r12", "r-1", "r-2", 1_MBps, 1_ms)};
  d.links[0].attach = Attach::blocks;
  const auto p = expand(d);
  const auto possible = possible_bottlenecks(p, terminals(p, {"t"}));
  // r-0 → r-1 carries only what t-0 sends, so it follows from t-0's own link.
  EXPECT_FALSE(possible[p.links()[1].first_channel.index]);
  for (std::uint32_t c = 0; c < 6; ++c) EXPECT_TRUE(possible[c]);
}

// --- shares do not change -------------------------------------------------------------------------------------------

struct Flow {
  std::vector<ChannelId> channels;
  double weight = 1;
  double rate = 0;
};

/// Weighted max-min shares by progressive filling: all rates grow until a channel is full, whose flows then stay.
std::vector<double> max_min(std::vector<Flow> flows, const Platform& platform, const std::vector<bool>& counted) {
  std::vector<bool> frozen(flows.size());
  for (std::size_t left = flows.size(); left > 0;) {
    double step = std::numeric_limits<double>::infinity();
    std::vector<double> slack(platform.channel_count()), growth(platform.channel_count());
    for (std::uint32_t c = 0; c < slack.size(); ++c) slack[c] = platform.link(platform.link_of({c})).bandwidth / 1_Bps;
    for (std::size_t f = 0; f < flows.size(); ++f)
      for (const auto c : flows[f].channels) {
        slack[c.index] -= flows[f].rate;
        if (!frozen[f]) growth[c.index] += flows[f].weight;
      }
    for (std::uint32_t c = 0; c < slack.size(); ++c)
      if (counted[c] && growth[c] > 0) step = std::min(step, std::max(slack[c], 0.0) / growth[c]);
    for (std::size_t f = 0; f < flows.size(); ++f)
      if (!frozen[f]) flows[f].rate += step * flows[f].weight;
    for (std::size_t f = 0; f < flows.size(); ++f) {
      const auto full = [&](ChannelId c) {
        return counted[c.index] && slack[c.index] - step * growth[c.index] < 1e-9 * slack[c.index] + 1e-12;
      };
      if (frozen[f] || !std::ranges::any_of(flows[f].channels, full)) continue;
      frozen[f] = true;
      --left;
    }
  }
  std::vector<double> rates;
  for (const auto& flow : flows) rates.push_back(flow.rate);
  return rates;
}

/// Forwarders in a random connected graph, terminals hung on them and sometimes among them; few capacities, so that
/// sums tie.
PlatformDescription random_topology(Stream& stream, std::uint64_t nodes) {
  PlatformDescription d;
  for (std::uint64_t i = 0; i < nodes; ++i) d.nodes.push_back(node("n" + std::to_string(i)));
  const auto connect = [&](std::uint64_t a, std::uint64_t b) {
    const auto capacity = static_cast<double>(1 + stream.below(6)) * 1_Bps;
    d.links.push_back(link("l" + std::to_string(d.links.size()), "n" + std::to_string(a), "n" + std::to_string(b),
                           capacity, static_cast<double>(1 + stream.below(4)) * 1_ms));
    d.links.back().shared = stream.below(5) == 0;
  };
  for (std::uint64_t i = 1; i < nodes; ++i) connect(stream.below(i), i);
  for (auto extra = stream.below(4); extra > 0; --extra) {
    const auto a = stream.below(nodes), b = stream.below(nodes);
    if (a != b) connect(a, b);
  }
  // A medium with several ends.
  if (stream.below(2) == 0) {
    d.nodes.push_back(node("m", Tier::device, static_cast<std::int64_t>(2 + stream.below(3))));
    d.links.push_back(link("medium", "m", "n0", static_cast<double>(1 + stream.below(6)) * 1_Bps, 1_ms));
    d.links.back().shared = true;
  }
  return d;
}

TEST(Bottlenecks, LeavingTheOthersOutChangesNoMaxMinShare) {
  Stream stream(5, 0, 0);
  std::uint64_t left_out = 0, flows_seen = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto p = expand(random_topology(stream, 3 + stream.below(8)));
    std::vector<bool> terminal(p.node_count());
    std::vector<NodeId> ends;
    for (std::uint32_t i = 0; i < p.node_count(); ++i) {
      terminal[i] = stream.below(2) == 0;
      if (terminal[i]) ends.push_back({i});
    }
    if (ends.size() < 2) continue;
    const auto possible = possible_bottlenecks(p, terminal);
    left_out += static_cast<std::uint64_t>(std::ranges::count(possible, false));

    const Routes routes(p);
    std::vector<Flow> flows;
    for (auto wanted = 1 + stream.below(12); wanted > 0; --wanted) {
      const auto from = ends[stream.below(ends.size())], to = ends[stream.below(ends.size())];
      if (from == to) continue;
      Path path;
      routes.find(from, to, path);
      flows.push_back({.channels = path.channels, .weight = round % 2 == 0 ? 1.0 : 1.0 + stream.uniform()});
      ASSERT_TRUE(std::ranges::any_of(path.channels, [&](ChannelId c) { return possible[c.index]; }));
    }
    flows_seen += flows.size();
    const auto with_all = max_min(flows, p, std::vector<bool>(p.channel_count(), true));
    const auto with_possible = max_min(flows, p, possible);
    for (std::size_t f = 0; f < flows.size(); ++f)
      ASSERT_NEAR(with_all[f], with_possible[f], 1e-7) << "round " << round;  // sums in another order
  }
  EXPECT_GT(left_out, 10'000U);
  EXPECT_GT(flows_seen, 10'000U);
}

}  // namespace
}  // namespace tradewind::platform
