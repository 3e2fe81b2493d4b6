#include "platform/description.hpp"

#include "platform_text.hpp"

namespace tradewind::platform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

PlatformDescription read(std::string_view yaml) {
  return config::read_or_throw<PlatformDescription>(config::load_text(yaml));
}

TEST(Description, ReadsEveryField) {
  const auto d = read(R"(
nodes:
  - name: phone
    tier: device
    count: 3
    processors:
      - {name: cpu, cores: 8, speed: 20 Gflop/s, queue: edf, power: {idle: 1 W, busy: 5 W}}
    power: {idle: 0.9 W, transmit: 1.2 W, receive: 1 W}
    battery: 15 Wh
    price: 3.6 USD/h
    carbon: 315 g/kWh
  - {name: ap, tier: edge}
links:
  - {name: wlan, between: [phone, ap], bandwidth: 8 Mbps, latency: 2 ms, shared: true, attach: round_robin,
     power: {idle: 2 W, busy: 3 W}, tier: cloud}
network: {kind: tcp}
)");
  const auto& phone = d.nodes.at(0);
  EXPECT_EQ(phone.name.text, "phone");
  EXPECT_EQ(phone.tier, Tier::device);
  EXPECT_EQ(phone.count, 3);
  EXPECT_EQ(phone.processors.at(0).cores, 8);
  EXPECT_EQ(phone.processors.at(0).speed, 20_Gflops);
  EXPECT_EQ(phone.processors.at(0).queue, Discipline::edf);
  EXPECT_EQ(*phone.processors.at(0).power->busy, 5_W);
  EXPECT_EQ(phone.power->transmit, 1.2_W);
  EXPECT_EQ(phone.power->receive, 1_W);
  EXPECT_EQ(*phone.battery, 54000_J);          // 15 Wh · 3600 s/h
  EXPECT_DOUBLE_EQ(phone.price->base, 0.001);  // 3.6 USD / 3600 s
  EXPECT_DOUBLE_EQ(phone.carbon->base, 315 / 3.6e6);
  const auto& wlan = d.links.at(0);
  EXPECT_EQ(wlan.between.at(1).text, "ap");
  EXPECT_EQ(wlan.bandwidth, 1_MBps);
  EXPECT_EQ(wlan.latency, 2_ms);
  EXPECT_TRUE(wlan.shared);
  EXPECT_EQ(wlan.attach, Attach::round_robin);
  EXPECT_EQ(*wlan.power->busy, 3_W);
  EXPECT_EQ(wlan.tier, Tier::cloud);
  EXPECT_EQ(d.network.kind, NetworkKind::tcp);
}

TEST(Description, WritesOutTheDefaultsThatDependOnOtherFields) {
  const auto d = read(R"(
nodes:
  - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s, power: {idle: 3 W}}]}
  - {name: server, tier: edge, power: {idle: 100 W}}
  - {name: region, tier: cloud}
links:
  - {name: lan, between: [region, phone-1], bandwidth: 8 Mbps, latency: 0 s}
  - {name: wan, between: [region, server], bandwidth: 8 Mbps, latency: 0 s, power: {idle: 7 W}}
)");
  EXPECT_EQ(d.nodes[0].processors[0].power->busy, 3_W);
  EXPECT_EQ(d.nodes[0].power->busy, 0_W);
  EXPECT_EQ(d.nodes[1].power->busy, 100_W);
  EXPECT_EQ(d.links[0].tier, Tier::device);
  EXPECT_EQ(d.links[0].power->busy, 0_W);
  EXPECT_EQ(d.links[1].tier, Tier::edge);
  EXPECT_EQ(d.links[1].power->busy, 7_W);
  const auto written = config::to_yaml(config::write(d));
  EXPECT_THAT(written, HasSubstr("busy: 100 W"));
  EXPECT_EQ(config::to_yaml(config::write(read(written))), written);
}

TEST(Description, NeedsNameAndTierOfNodes) {
  const auto problems = load("nodes:\n  - {count: 2}\n").problems;
  EXPECT_THAT(problems, ElementsAre(HasSubstr("'name'"), HasSubstr("'tier'")));
}

TEST(Description, NeedsNameAndCoresOfProcessors) {
  const auto problems = load("nodes:\n  - {name: a, tier: edge, processors: [{queue: fifo}]}\n").problems;
  EXPECT_THAT(problems, ElementsAre(HasSubstr("'name'"), HasSubstr("'cores'")));
}

TEST(Description, NeedsSpeedOrTargetOfProcessors) {
  const auto processor = [](const std::string& rest) {
    return load("nodes:\n  - {name: a, tier: edge, processors: [{name: gpu, cores: 1" + rest + "}]}\n").problems;
  };
  EXPECT_THAT(processor(""), ElementsAre(HasSubstr("missing key 'speed' (of each core) or 'target'")));
  EXPECT_THAT(processor(", target: a100_sxm"), ElementsAre());
  EXPECT_THAT(processor(", speed: 1 Gflop/s, models: []"), ElementsAre(HasSubstr("'models' belong to a 'target'")));
}

TEST(Description, NeedsNameEndsBandwidthAndLatencyOfLinks) {
  const auto problems = load("nodes:\n  - {name: a, tier: edge}\nlinks:\n  - {shared: true}\n").problems;
  EXPECT_THAT(problems, ElementsAre(HasSubstr("'name'"), HasSubstr("'between'"), HasSubstr("'bandwidth'"),
                                    HasSubstr("'latency'")));
}

TEST(Description, NeedsANode) {
  EXPECT_THAT(load("nodes: []\n").problems, ElementsAre(HasSubstr("at least one node")));
}

struct BadValue {
  const char* node;  // fields of the only node
  const char* where;
};

class RefusedNode : public testing::TestWithParam<BadValue> {};

TEST_P(RefusedNode, IsReportedAtTheValue) {
  const auto problems =
      load(std::string("nodes:\n  - name: a\n    tier: edge\n    ") + GetParam().node + "\n").problems;
  EXPECT_THAT(problems, ElementsAre(testing::StartsWith(GetParam().where)));
}

INSTANTIATE_TEST_SUITE_P(Ranges, RefusedNode,
                         testing::Values(BadValue{"count: 0", "4:12:"}, BadValue{"count: 10000001", "4:12:"},
                                         BadValue{"count: 1.5", "4:12:"}, BadValue{"battery: 0 J", "4:14:"},
                                         BadValue{"price: -1 USD/h", "4:12:"},
                                         BadValue{"processors: [{name: c, cores: 0, speed: 1 flop/s}]", "4:35:"},
                                         BadValue{"processors: [{name: c, cores: 1, speed: 0 flop/s}]", "4:45:"},
                                         BadValue{"power: {idle: -1 W}", "4:19:"},
                                         BadValue{"power: {idle: 2 W, busy: 1 W}", "4:30:"}));

class RefusedLink : public testing::TestWithParam<BadValue> {};

TEST_P(RefusedLink, IsReportedAtTheValue) {
  const auto problems =
      load(std::string("nodes: [{name: a, tier: edge}, {name: b, tier: edge}]\nlinks:\n  - ") + GetParam().node + "\n")
          .problems;
  EXPECT_THAT(problems, ElementsAre(testing::StartsWith(GetParam().where)));
}

INSTANTIATE_TEST_SUITE_P(
    Ranges, RefusedLink,
    testing::Values(BadValue{"{between: [a, b], name: l, latency: 1 s, bandwidth: 0 bps}", "3:57:"},
                    BadValue{"{between: [a, b], name: l, bandwidth: 1 bps, latency: -1 s}", "3:59:"},
                    BadValue{"{between: [a, b], name: l, bandwidth: 1 bps, latency: 2 d}", "3:59:"},
                    BadValue{"{between: [a], name: l, bandwidth: 1 bps, latency: 1 s}", "3:15:"},
                    BadValue{"{between: [a, b, a], name: l, bandwidth: 1 bps, latency: 1 s}", "3:15:"}));

TEST(Description, RefusesABusyPowerThatBelongsToNoProcessor) {
  const auto problems = load(R"(nodes:
  - name: a
    tier: edge
    processors: [{name: cpu, cores: 1, speed: 1 Gflop/s, power: {busy: 5 W}}]
    power: {idle: 1 W, busy: 2 W}
)")
                            .problems;
  EXPECT_THAT(problems, ElementsAre("5:12: 'busy' of the node belongs to no processor: each states its own 'power'"));
}

TEST(Description, AcceptsABusyPowerOfWhatOnlyForwards) {
  EXPECT_THAT(load("nodes:\n  - {name: a, tier: edge, power: {idle: 1 W, busy: 2 W}}\n").problems, IsEmpty());
}

}  // namespace
}  // namespace tradewind::platform
