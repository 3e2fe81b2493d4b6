#include "platform/platform.hpp"

#include "platform/member_name.hpp"
#include "platform_text.hpp"

namespace tradewind::platform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view campus = R"(
nodes:
  - name: phone
    tier: device
    count: 3
    processors: [{name: cpu, cores: 8, speed: 20 Gflop/s}, {name: npu, cores: 1, speed: 1 Tflop/s, queue: sjf}]
  - {name: ap, tier: edge}
  - {name: server, tier: edge, processors: [{name: cpu, cores: 16, speed: 80 Gflop/s}]}
links:
  - {name: wlan, between: [phone, ap], bandwidth: 8 Mbps, latency: 2 ms, shared: true}
  - {name: cell, between: [phone, server], bandwidth: 16 Mbps, latency: 3 ms}
  - {name: wire, between: [ap, server], bandwidth: 1 Gbps, latency: 1 ms}
)";

/// "a-0>b:3" for an edge from a-0 to b with channels 3 (there) and 4 (back), "a-0>b:3/3" when they are equal.
std::vector<std::string> edges(const Platform& platform) {
  std::vector<std::string> texts;
  for (const auto& edge : platform.edges()) {
    texts.push_back(platform.name(edge.a) + ">" + platform.name(edge.b) + ":" + std::to_string(edge.there.index));
    if (edge.back == edge.there)
      texts.back() += "/" + std::to_string(edge.back.index);
    else
      EXPECT_EQ(edge.back.index, edge.there.index + 1);
  }
  return texts;
}

Platform two_groups(std::int64_t first, std::int64_t second, bool shared, std::optional<Attach> attach) {
  PlatformDescription d;
  d.nodes = {node("a", Tier::device, first), node("b", Tier::edge, second)};
  d.links = {link("l", "a", "b", 1_MBps, 1_ms)};
  d.links[0].shared = shared;
  d.links[0].attach = attach;
  return expand(d);
}

TEST(Expansion, GivesMembersContiguousIdsInFileOrder) {
  const auto p = expand(campus);
  EXPECT_EQ(p.node_count(), 5U);
  EXPECT_EQ(p.name(NodeId{0}), "phone-0");
  EXPECT_EQ(p.name(NodeId{2}), "phone-2");
  EXPECT_EQ(p.name(NodeId{3}), "ap");
  EXPECT_EQ(p.name(NodeId{4}), "server");
  EXPECT_EQ(p.group_of(NodeId{2}), GroupId{0});
  EXPECT_EQ(p.tier(NodeId{2}), Tier::device);
  EXPECT_EQ(p.tier(NodeId{4}), Tier::edge);
  EXPECT_THAT(p.group_names(), ElementsAre("phone", "ap", "server"));
}

TEST(Expansion, GivesEveryMemberItsProcessors) {
  const auto p = expand(campus);
  EXPECT_EQ(p.processor_count(), 7U);  // 3 phones · 2 + 1 server
  EXPECT_EQ(p.name(ProcessorId{3}), "phone-1.npu");
  EXPECT_EQ(p.name(ProcessorId{6}), "server");
  EXPECT_EQ(p.node_of(ProcessorId{3}), NodeId{1});
  EXPECT_EQ(p.type(ProcessorId{3}).name, "npu");
  EXPECT_EQ(p.type(ProcessorId{3}).discipline, Discipline::sjf);
  EXPECT_EQ(p.type(ProcessorId{4}).cores, 8U);
  EXPECT_EQ(p.first_processor(NodeId{1}), ProcessorId{2});
  EXPECT_EQ(p.processor(NodeId{1}, 1), ProcessorId{3});
  EXPECT_FALSE(p.first_processor(NodeId{3}).valid());
}

TEST(Expansion, CallsAGroupOfOneByItsName) {
  const auto p = two_groups(1, 2, false, {});
  EXPECT_EQ(p.name(NodeId{0}), "a");
  EXPECT_THAT(p.find_nodes("a-0"), IsEmpty());
  EXPECT_THAT(p.find_nodes("a"), ElementsAre(NodeId{0}));
}

TEST(Names, FindNodesGroupsAndMembers) {
  const auto p = expand(campus);
  EXPECT_THAT(p.find_nodes("phone"), ElementsAre(NodeId{0}, NodeId{1}, NodeId{2}));
  EXPECT_THAT(p.find_nodes("phone-2"), ElementsAre(NodeId{2}));
  EXPECT_THAT(p.find_nodes("server"), ElementsAre(NodeId{4}));
  for (const auto* unknown : {"phone-3", "phone-02", "phone-", "phon", "", "-1", "server-0", "phone-99999999999"})
    EXPECT_THAT(p.find_nodes(unknown), IsEmpty()) << unknown;
  EXPECT_EQ(p.find_group("ap"), GroupId{1});
  EXPECT_FALSE(p.find_group("phone-1"));
  EXPECT_EQ(p.find_link("wire"), LinkId{2});
  EXPECT_FALSE(p.find_link("wires"));
}

TEST(Names, FindProcessors) {
  const auto p = expand(campus);
  EXPECT_THAT(p.find_processors("phone"), ElementsAre(ProcessorId{0}, ProcessorId{2}, ProcessorId{4}));
  EXPECT_THAT(p.find_processors("phone.npu"), ElementsAre(ProcessorId{1}, ProcessorId{3}, ProcessorId{5}));
  EXPECT_THAT(p.find_processors("phone-1.npu"), ElementsAre(ProcessorId{3}));
  EXPECT_THAT(p.find_processors("server.cpu"), ElementsAre(ProcessorId{6}));
  for (const auto* unknown : {"ap", "server.gpu", "server.", "nobody", "nobody.cpu", "phone-9.cpu"})
    EXPECT_THAT(p.find_processors(unknown), IsEmpty()) << unknown;
}

TEST(Names, SplitOnlyWhatMembersAreCalled) {
  EXPECT_EQ(split_member_name("a-b-12")->group, "a-b");
  EXPECT_EQ(split_member_name("a-b-12")->member, 12U);
  EXPECT_EQ(split_member_name("a-0")->member, 0U);
  for (const auto* other : {"a", "a-", "-1", "a-01", "a-x", "a-1x", "a-4294967296", "a-+1"})
    EXPECT_FALSE(split_member_name(other)) << other;
}

TEST(Power, OfTheNodeIsSpreadOverAllItsCores) {
  const auto p = expand(R"(
nodes:
  - name: a
    tier: edge
    processors: [{name: x, cores: 2, speed: 1 Gflop/s}, {name: y, cores: 6, speed: 1 Gflop/s}]
    power: {idle: 10 W, busy: 50 W, transmit: 2 W, receive: 1 W}
)");
  const auto& a = p.group(GroupId{0});
  EXPECT_EQ(a.idle, 10_W);
  EXPECT_EQ(a.transmit, 2_W);
  EXPECT_EQ(a.receive, 1_W);
  EXPECT_EQ(a.processors[0].busy_per_core, 5_W);  // (50 − 10) / (2 + 6)
  EXPECT_EQ(a.processors[1].busy_per_core, 5_W);
}

TEST(Power, OfAProcessorIsItsOwnAndTheRestOfTheNodeGoesToTheOthers) {
  const auto p = expand(R"(
nodes:
  - name: a
    tier: edge
    processors:
      - {name: cpu, cores: 4, speed: 1 Gflop/s}
      - {name: gpu, cores: 2, speed: 1 Gflop/s, power: {idle: 30 W, busy: 250 W}}
    power: {idle: 10 W, busy: 50 W}
)");
  const auto& a = p.group(GroupId{0});
  EXPECT_EQ(a.idle, 40_W);                          // 10 + 30
  EXPECT_EQ(a.processors[0].busy_per_core, 10_W);   // (50 − 10) / 4
  EXPECT_EQ(a.processors[1].busy_per_core, 110_W);  // (250 − 30) / 2
}

TEST(Power, IsZeroWhereNothingIsSaid) {
  const auto p = expand(campus);
  EXPECT_EQ(p.group(GroupId{0}).idle, 0_W);
  EXPECT_EQ(p.group(GroupId{0}).processors[0].busy_per_core, 0_W);
  EXPECT_EQ(p.links()[0].busy, 0_W);
}

TEST(Links, SharedIsOneMediumForAll) {
  EXPECT_THAT(edges(two_groups(3, 1, true, {})), ElementsAre("a-0>b:0/0", "a-1>b:0/0", "a-2>b:0/0"));
  EXPECT_THAT(edges(two_groups(2, 2, true, {})),
              ElementsAre("a-0>b-0:0/0", "a-0>b-1:0/0", "a-1>b-0:0/0", "a-1>b-1:0/0"));
  EXPECT_EQ(two_groups(2, 2, true, {}).channel_count(), 1U);
}

TEST(Links, NotSharedIsOneInstancePerPair) {
  EXPECT_THAT(edges(two_groups(3, 1, false, {})), ElementsAre("a-0>b:0", "a-1>b:2", "a-2>b:4"));
  EXPECT_THAT(edges(two_groups(1, 2, false, {})), ElementsAre("a>b-0:0", "a>b-1:2"));
  EXPECT_THAT(edges(two_groups(2, 2, false, {})), ElementsAre("a-0>b-0:0", "a-0>b-1:2", "a-1>b-0:4", "a-1>b-1:6"));
  EXPECT_EQ(two_groups(2, 2, false, {}).links()[0].instances, 4U);
}

TEST(Links, AttachInBlocksGivesContiguousMembersTheSame) {
  // 5 members over 2: ⌊2i/5⌋ = 0 0 0 1 1
  EXPECT_THAT(edges(two_groups(5, 2, false, Attach::blocks)),
              ElementsAre("a-0>b-0:0", "a-1>b-0:2", "a-2>b-0:4", "a-3>b-1:6", "a-4>b-1:8"));
}

TEST(Links, AttachRoundRobinDealsInTurn) {
  EXPECT_THAT(edges(two_groups(5, 2, false, Attach::round_robin)),
              ElementsAre("a-0>b-0:0", "a-1>b-1:2", "a-2>b-0:4", "a-3>b-1:6", "a-4>b-0:8"));
}

TEST(Links, AttachSharedIsOneMediumPerMemberOfTheSecond) {
  const auto p = two_groups(4, 2, true, Attach::blocks);
  EXPECT_THAT(edges(p), ElementsAre("a-0>b-0:0/0", "a-1>b-0:0/0", "a-2>b-1:1/1", "a-3>b-1:1/1"));
  EXPECT_EQ(p.channel_count(), 2U);
}

TEST(Links, AttachTakesAPlainNodeForAGroupOfOne) {
  EXPECT_THAT(edges(two_groups(2, 1, false, Attach::blocks)), ElementsAre("a-0>b:0", "a-1>b:2"));
  EXPECT_THAT(edges(two_groups(1, 2, false, Attach::round_robin)), ElementsAre("a>b-0:0"));
}

TEST(Links, MayEndAtMembersAndRepeat) {
  PlatformDescription d;
  d.nodes = {node("a", Tier::device, 3), node("b")};
  d.links = {link("one", "a-2", "b", 1_MBps, 1_ms), link("two", "b", "a-2", 1_MBps, 1_ms),
             link("three", "a-0", "a-1", 1_MBps, 1_ms)};
  EXPECT_THAT(edges(expand(d)), ElementsAre("a-2>b:0", "b>a-2:2", "a-0>a-1:4"));
}

TEST(Links, KnowTheirChannelsAndTheWayBack) {
  const auto p = expand(campus);
  EXPECT_EQ(p.channel_count(), 1U + 6U + 2U);  // a medium, 3 · 2, 2
  EXPECT_EQ(p.link_of(ChannelId{0}), LinkId{0});
  EXPECT_EQ(p.link_of(ChannelId{1}), LinkId{1});
  EXPECT_EQ(p.link_of(ChannelId{8}), LinkId{2});
  EXPECT_EQ(p.reverse(ChannelId{0}), ChannelId{0});
  EXPECT_EQ(p.reverse(ChannelId{1}), ChannelId{2});
  EXPECT_EQ(p.reverse(ChannelId{2}), ChannelId{1});
  EXPECT_EQ(p.reverse(ChannelId{8}), ChannelId{7});
}

TEST(Links, CountInTheLowerTierOfTheirEnds) {
  const auto p = expand(campus);
  EXPECT_EQ(p.links()[0].tier, Tier::device);
  EXPECT_EQ(p.links()[2].tier, Tier::edge);
}

TEST(Problems, DuplicateNamesAreReportedAtTheSecond) {
  const auto problems = load(R"(nodes:
  - {name: a, tier: edge, processors: [{name: c, cores: 1, speed: 1 flop/s}, {name: c, cores: 1, speed: 1 flop/s}]}
  - {name: b, tier: edge}
  - {tier: edge, name: a}
links:
  - {name: l, between: [a, b], bandwidth: 1 bps, latency: 0 s}
  - {name: l, between: [a, b], bandwidth: 1 bps, latency: 0 s}
)")
                            .problems;
  EXPECT_THAT(problems, ElementsAre("2:85: duplicate processor 'c'; the first is at line 2",
                                    "4:24: duplicate node 'a'; the first is at line 2",
                                    "7:12: duplicate link 'l'; the first is at line 6"));
}

TEST(Problems, ANodeNamedLikeAMemberIsReported) {
  const auto problems = load(R"(nodes:
  - {name: phone-3, tier: edge}
  - {name: phone, tier: device, count: 100}
  - {name: phone-100, tier: edge}
  - {name: phone-99, tier: edge, count: 2}
)")
                            .problems;
  EXPECT_THAT(problems,
              ElementsAre("2:12: node 'phone-3' is named like a member of group 'phone' (phone-0 to phone-99)",
                          "5:12: node 'phone-99' is named like a member of group 'phone' (phone-0 to phone-99)"));
}

TEST(Problems, UnknownEndsAreReportedWithWhatIsKnown) {
  const auto problems = load(R"(nodes:
  - {name: phone, tier: device, count: 10}
  - {name: server, tier: edge}
links:
  - {name: a, between: [phone, sever], bandwidth: 1 bps, latency: 0 s}
  - {name: b, between: [phone-10, server], bandwidth: 1 bps, latency: 0 s}
)")
                            .problems;
  EXPECT_THAT(problems, ElementsAre("5:32: unknown node 'sever'; did you mean 'server'? (known: phone, server)",
                                    "6:25: unknown node 'phone-10'; the members of 'phone' are phone-0 to phone-9"));
}

TEST(Problems, EqualOrOverlappingEndsAreReported) {
  const auto problems = load(R"(nodes:
  - {name: a, tier: device, count: 10}
links:
  - {name: l, between: [a, a], bandwidth: 1 bps, latency: 0 s}
  - {name: m, between: [a-1, a-1], bandwidth: 1 bps, latency: 0 s}
  - {name: n, between: [a, a-1], bandwidth: 1 bps, latency: 0 s}
)")
                            .problems;
  EXPECT_THAT(problems, ElementsAre("4:28: both ends of link 'l' are 'a'", "5:30: both ends of link 'm' are 'a-1'",
                                    "6:28: the ends 'a' and 'a-1' of link 'n' have a node in common"));
}

TEST(Problems, TcpWithoutLatencyIsReported) {
  const auto problems = load(R"(nodes: [{name: a, tier: edge}, {name: b, tier: edge}]
links:
  - {name: l, between: [a, b], bandwidth: 1 bps, latency: 0 s}
  - {name: m, between: [a, b], bandwidth: 1 bps, latency: 1 ns}
network: {kind: tcp}
)")
                            .problems;
  EXPECT_THAT(problems, ElementsAre("3:12: tcp needs a latency > 0 on every link; 'l' has none"));
}

TEST(Problems, TooManyPairsAreReportedBeforeTheyFillTheMemory) {
  const auto problems = load(R"(nodes: [{name: a, tier: edge, count: 100000}, {name: b, tier: edge, count: 100000}]
links:
  - {name: l, between: [a, b], bandwidth: 1 bps, latency: 0 s}
)")
                            .problems;
  EXPECT_THAT(problems, ElementsAre(HasSubstr("3:12: more than 20000000 pairs")));
}

TEST(Problems, TooManyNodesAreReported) {
  const auto problems = load("nodes: [{name: a, tier: edge, count: 10000000}, {name: b, tier: edge}]\n").problems;
  EXPECT_THAT(problems, ElementsAre(HasSubstr("1:56: more than 10000000 nodes")));
}

TEST(Expansion, HoldsAHundredThousandDevices) {
  PlatformDescription d;
  d.nodes = {node("phone", Tier::device, 100'000), node("ap", Tier::edge, 100), node("server")};
  for (auto& n : d.nodes) {
    ProcessorDescription cpu;
    cpu.name.text = "cpu";
    cpu.speed = 1_Gflops;
    n.processors = {cpu};
  }
  d.links = {link("air", "phone", "ap", 1_MBps, 1_ms), link("wire", "ap", "server", 1_MBps, 1_ms)};
  d.links[0].attach = Attach::blocks;
  const auto p = expand(d);
  EXPECT_EQ(p.node_count(), 100'101U);
  EXPECT_EQ(p.processor_count(), 100'101U);
  EXPECT_EQ(p.edges().size(), 100'100U);
  EXPECT_EQ(p.channel_count(), 200'200U);
  EXPECT_EQ(p.name(p.edges()[99'999].b), "ap-99");
}

}  // namespace
}  // namespace tradewind::platform
