// The kind `tcp`: SimGrid's LV08 as the scenario states it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simgrid_child.hpp"
#include "transfer_script.hpp"

namespace tradewind::simulation {
namespace {

platform::NetworkModel tcp() { return {platform::NetworkKind::tcp, {}, {}, {}, {}}; }
platform::NetworkModel plain_tcp() { return {platform::NetworkKind::tcp, 1, 1, false, Bytes{1e15}}; }

// A full-duplex link of 1 Gb/s and 1 ms: channel 0 forth, 1 back; and a shared medium of the same: 2.
const std::vector<Channel> gigabit{
    {125_MBps, 1_ms, ChannelId{1}}, {125_MBps, 1_ms, ChannelId{0}}, {125_MBps, 1_ms, ChannelId{2}}};

TEST(Tcp, HandlesLatencyWithItsFactor) {
  in_child([] {
    TransferScript script(simgrid(tcp()), gigabit);
    EXPECT_TRUE(script.model->handles_latency());
    EXPECT_EQ(script.model->latency_factor(), 13.01);
    script.begin(0, {0}, 1e6);
    script.run();
    // 13.01 ms, then 1 MB at 0.97 × 125 MB/s.
    EXPECT_NEAR(script.now(), 13.01e-3 + 1e6 / (0.97 * 125e6), 1e-8);
  });
}

TEST(Tcp, LoadsTheWayBackOfASharedMediumByFivePercent) {
  in_child([] {
    TransferScript script(simgrid(tcp()), gigabit);
    script.begin(0, {2}, 1e6);
    script.run();
    EXPECT_NEAR(script.now(), 0.02167, 1e-5);  // what SimGrid's default gives for one link
    EXPECT_NEAR(script.now(), 13.01e-3 + 1.05 * 1e6 / (0.97 * 125e6), 1e-8);
  });
}

TEST(Tcp, LosesFivePercentToTheOppositeDirection) {
  in_child([] {
    TransferScript script(simgrid(tcp()), gigabit);
    script.begin(0, {0}, 1e6);
    script.begin(1, {1}, 1e6);
    script.run();
    EXPECT_NEAR(script.now(), 13.01e-3 + 1.05 * 1e6 / (0.97 * 125e6), 1e-8);
  });
}

TEST(Tcp, WithoutFactorsIsLatencyPlusSizeOverBandwidth) {
  in_child([] {
    TransferScript script(simgrid(plain_tcp()), gigabit);
    script.begin(0, {2}, 1e6);
    script.run();
    EXPECT_NEAR(script.now(), 9e-3, 1e-8);
  });
}

TEST(Tcp, SumsTheLatenciesOfTheRoute) {
  in_child([] {
    TransferScript script(simgrid(plain_tcp()), gigabit);
    script.begin(0, {0, 1, 2}, 1e6);
    script.run();
    EXPECT_NEAR(script.now(), 11e-3, 1e-8);
  });
}

TEST(Tcp, BoundsTheRateByItsWindow) {
  in_child([] {
    auto network = plain_tcp();
    network.tcp_window = 20_kB;
    TransferScript script(simgrid(network), gigabit);
    script.begin(0, {0}, 1e6);  // 20 kB / (2 × 1 ms) = 10 MB/s
    script.at(0.051, [&] { script.model->set_capacity({0}, {1e9}); });
    script.run();
    EXPECT_NEAR(script.now(), 1e-3 + 0.1, 1e-8);
  });
}

TEST(Tcp, SeesMoreCapacityUnderAFlow) {
  in_child([] {
    TransferScript script(simgrid(plain_tcp()), gigabit);
    script.begin(0, {0}, 1e6);
    script.at(5e-3, [&] { script.model->set_capacity({0}, 250_MBps); });  // half is left: 2 ms
    script.run();
    EXPECT_NEAR(script.now(), 7e-3, 1e-8);
  });
}

TEST(Tcp, FailsWhenTheWayBackIsOff) {
  in_child([] {
    TransferScript script(simgrid(tcp()), gigabit);
    script.model->set_on({1}, false);
    script.begin(0, {0}, 1e6);
    script.run();
    EXPECT_THAT(script.ended, ::testing::ElementsAre(TransferScript::End{0, 0, false}));
  });
}

TEST(Tcp, CancelsDuringLatency) {
  in_child([] {
    TransferScript script(simgrid(plain_tcp()), gigabit);
    script.begin(0, {0}, 1e6);
    script.begin(1, {0}, 1e6);
    script.at(0.5e-3, [&] { script.model->cancel({0}); });
    script.run();
    EXPECT_EQ(script.ended.size(), 1U);
    EXPECT_NEAR(script.now(), 9e-3, 1e-8);
  });
}

}  // namespace
}  // namespace tradewind::simulation
