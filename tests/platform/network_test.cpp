#include "platform/network.hpp"

#include "platform_text.hpp"

namespace tradewind::platform {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

NetworkModel network(std::string_view yaml) {
  const auto text = "nodes: [{name: a, tier: edge}]\n" + std::string(yaml) + "\n";
  return config::read_or_throw<PlatformDescription>(config::load_text(text)).network;
}

TEST(Network, IsFluidWithoutFactorsWhenNothingIsSaid) {
  const auto n = network("");
  EXPECT_EQ(n.kind, NetworkKind::fluid);
  EXPECT_EQ(n.latency_factor, 1);
  EXPECT_EQ(n.bandwidth_factor, 1);
  EXPECT_FALSE(n.tcp_window);
}

TEST(Network, StatesTheFactorsOfTcp) {
  const auto n = network("network: {kind: tcp}");
  EXPECT_EQ(n.latency_factor, 13.01);
  EXPECT_EQ(n.bandwidth_factor, 0.97);
  EXPECT_EQ(n.cross_traffic, true);
  EXPECT_EQ(n.tcp_window, Bytes{4194304});
}

TEST(Network, KeepsWhatIsSaid) {
  const auto n = network("network: {kind: tcp, latency_factor: 4, cross_traffic: false, tcp_window: 64 KiB}");
  EXPECT_EQ(n.latency_factor, 4);
  EXPECT_EQ(n.cross_traffic, false);
  EXPECT_EQ(n.tcp_window, Bytes{65536});
}

TEST(Network, RefusesTcpSettingsInFluid) {
  EXPECT_THAT(load("nodes: [{name: a, tier: edge}]\nnetwork: {kind: fluid, tcp_window: 1 MiB}\n").problems,
              ElementsAre(StartsWith("2:36: ")));
  EXPECT_THAT(load("nodes: [{name: a, tier: edge}]\nnetwork: {cross_traffic: true}\n").problems,
              ElementsAre(StartsWith("2:26: ")));
}

TEST(Network, IsResolvedInPlatformsMadeByCode) {
  PlatformDescription d;
  d.nodes = {node("a")};
  d.network.kind = NetworkKind::tcp;
  EXPECT_EQ(expand(d).network().latency_factor, 13.01);
}

}  // namespace
}  // namespace tradewind::platform
