// What SimGrid 3.32 does with links that change, profiles, plugins, tracing and WiFi zones that whoever uses them must
// work around. The table is in simgrid_traps_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simgrid/plugins/energy.h>
#include <simgrid/Exception.hpp>
#include <simgrid/kernel/ProfileBuilder.hpp>

#include <csignal>

#include "simgrid_child.hpp"
#include "simgrid_raw.hpp"

namespace tradewind::simulation {
namespace {

namespace sg4 = raw::sg4;
using simgrid::kernel::profile::DatedValue;
using simgrid::kernel::profile::ProfileBuilder;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using Numbers = std::vector<double>;
constexpr double precision = 2e-9;  // SimGrid's 1e-9 s at both ends
constexpr double once = -1;         // the periodicity of a profile that is not repeated

TEST(SimGridTrap, FlowWhoseLatencyBecomesZeroNoLongerSeesBandwidth) {
  // 10 MB at 1 MB/s, at 0.5 MB/s from 5 s on: 15 s; with the latency set to zero at 2 s, as if nothing changed.
  const auto end = [](double latency, bool to_zero) {
    return numbers_of_child([=] {
      raw::start_engine();
      raw::Pair pair(1e6, latency);
      const auto comm = pair.send(10'000'000);
      if (to_zero) raw::Timer::set(2, [&] { pair.link->set_latency(0); });
      raw::Timer::set(5, [&] { pair.link->set_bandwidth(0.5e6); });
      raw::run();
      return Numbers{raw::clock()};
    });
  };
  EXPECT_THAT(end(0, false), ElementsAre(DoubleNear(15, precision)));
  EXPECT_THAT(end(0, true), ElementsAre(DoubleNear(10, precision)));
  EXPECT_THAT(end(1e-3, false), ElementsAre(DoubleNear(15.002, precision)));  // 1 ms later, at 5 s 1 kB less is through
  EXPECT_THAT(end(1e-3, true), ElementsAre(DoubleNear(10.001, precision)));
}

TEST(SimGridTrap, TcpWindowFollowsTheLatencyUnderAFlow) {
  // 100 MB at 100 MB/s behind 5 ms; when half is through, the latency becomes 250 ms.
  const auto end = [](const std::string& gamma) {
    return numbers_of_child([&] {
      raw::start_engine({"network/model:CM02", "network/crosstraffic:0", gamma});
      raw::Pair pair(1e8, 5e-3);
      const auto comm = pair.send(100'000'000);
      raw::Timer::set(0.505, [&] { pair.link->set_latency(0.25); });
      raw::run();
      return Numbers{raw::clock()};
    });
  };
  EXPECT_THAT(end("network/TCP-gamma:4194304"), ElementsAre(DoubleNear(0.505 + 5e7 / (4194304 / 0.5), 1e-6)));
  EXPECT_THAT(end("network/TCP-gamma:1e18"), ElementsAre(DoubleNear(1.005, 1e-6)));
}

TEST(SimGridTrap, LinkEnergyPluginBeforeTheEngineAborts) {
  EXPECT_EQ(end_of_child([] {
              sg_link_energy_plugin_init();
              raw::start_engine();
            }),
            SIGABRT);
}

TEST(SimGridTrap, LinkProfilesAreAbsoluteAndSpeedProfilesAreRatios) {
  EXPECT_THAT(numbers_of_child([] {
                raw::start_engine();
                auto* zone = sg4::create_full_zone("zone");
                const auto half = [](const char* name) { return ProfileBuilder::from_string(name, "2 0.5\n", once); };
                const auto* host = zone->create_host("host", 1e9)->set_speed_profile(half("speed"));
                const auto* link = zone->create_link("link", 1e6)
                                       ->set_latency(1e-3)
                                       ->set_bandwidth_profile(half("bandwidth"))
                                       ->set_latency_profile(half("latency"));
                zone->seal();
                static Numbers seen;
                raw::Timer::set(3, [=] {
                  seen = {link->get_bandwidth(), link->get_latency(), host->get_available_speed() * host->get_speed()};
                });
                raw::run();
                return seen;
              }),
              ElementsAre(0.5, 0.5, 0.5e9));
}

TEST(SimGridTrap, ProfilesFromTextHaveDatesAndFromACallBackDelays) {
  const auto dates = [](bool text) {
    return numbers_of_child([text] {
      raw::start_engine();
      auto* zone = sg4::create_full_zone("zone");
      const auto from_callback = [](std::vector<DatedValue>& values) {
        if (values.empty()) values = {DatedValue(1, 5), DatedValue(3, 7)};
      };
      zone->create_link("link", 1e6)
          ->set_bandwidth_profile(text ? ProfileBuilder::from_string("profile", "1 5\n3 7\n", once)
                                       : ProfileBuilder::from_callback("profile", from_callback, once));
      zone->seal();
      static Numbers changes;
      sg4::Link::on_bandwidth_change_cb([](const sg4::Link& link) {
        changes.push_back(raw::clock());
        changes.push_back(link.get_bandwidth());
      });
      raw::Timer::set(10, [] {});
      raw::run();
      return changes;
    });
  };
  EXPECT_THAT(dates(true), ElementsAre(1, 5, 3, 7));
  EXPECT_THAT(dates(false), ElementsAre(1, 5, 4, 7));  // 1 + 3
}

TEST(SimGridTrap, ProfilesOfOneNameAbort) {
  for (const bool text : {true, false})
    EXPECT_EQ(end_of_child([text] {
                raw::start_engine();
                for (int twice = 0; twice < 2; ++twice)
                  text ? ProfileBuilder::from_string("name", "1 5\n", once)
                       : ProfileBuilder::from_callback(
                             "name", [](std::vector<DatedValue>&) {}, once);
              }),
              SIGABRT);
}

TEST(SimGridTrap, TracingRefusesLinksWeSealed) {
  const auto errors = [](bool seal, bool tracing) {
    return numbers_of_child([=] {
      raw::start_engine();
      if (tracing)
        for (const char* option : {"tracing:yes", "tracing/platform:yes", "tracing/filename:/dev/null"})
          sg4::Engine::set_config(option);
      auto* zone = sg4::create_full_zone("zone");
      zone->create_host("host", 1e9);
      auto* link = zone->create_link("link", 1e6);
      if (seal) link->seal();
      double refused = 0;
      try {
        zone->seal();
      } catch (const simgrid::TracingError& error) {
        refused = std::string(error.what()).find("already present") != std::string::npos;
      }
      return Numbers{refused};
    });
  };
  EXPECT_THAT(errors(true, false), ElementsAre(0));
  EXPECT_THAT(errors(false, true), ElementsAre(0));
  EXPECT_THAT(errors(true, true), ElementsAre(1));
}

/// 1 MB from one station to another; rates of 1 and 2 MB/s are levels 0 and 1.
void send_over_wifi(const std::vector<int>& levels) {
  raw::start_engine();
  auto* zone = sg4::create_wifi_zone("zone");
  zone->create_router("access point");
  zone->set_property("access_point", "access point");
  auto* air = zone->create_link("air", std::vector<double>{1e6, 2e6})->set_latency(0);
  std::vector<sg4::Host*> stations;
  for (const char* name : {"a", "b"}) stations.push_back(zone->create_host(name, 1e9));
  for (std::size_t s = 0; s < levels.size(); ++s) air->set_host_wifi_rate(stations[s], levels[s]);
  zone->seal();
  const auto comm = sg4::Comm::sendto_init(stations[0], stations[1])->set_payload_size(1'000'000);
  comm->start();
  raw::run();
}

TEST(SimGridTrap, WifiStationWithoutAKnownRateAborts) {
  EXPECT_EQ(end_of_child([] { send_over_wifi({}); }), SIGABRT);
  EXPECT_EQ(end_of_child([] { send_over_wifi({0}); }), SIGABRT);
  EXPECT_EQ(end_of_child([] { send_over_wifi({0, 2}); }), SIGABRT);
  EXPECT_EQ(end_of_child([] { send_over_wifi({0, -1}); }), SIGABRT);
}

TEST(SimGrid, AddsUpAirTimes) {
  EXPECT_THAT(numbers_of_child([] {
                send_over_wifi({0, 1});
                return Numbers{raw::clock()};
              }),
              ElementsAre(DoubleNear(1.5, precision)));  // 1 MB at 1 MB/s, then at 2 MB/s
}

}  // namespace
}  // namespace tradewind::simulation
