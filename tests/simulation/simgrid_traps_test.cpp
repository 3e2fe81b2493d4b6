// What SimGrid 3.32 does that the backend must work around; when one of these fails, a workaround may go.
//
// Each row of the table of traps in the design notes, its tests (SimGridTrap.* unless said otherwise; a: in
// simgrid_activity_traps_test.cpp, p: in simgrid_platform_traps_test.cpp, else here), and the test that the backend
// keeps clear of it, where it could meet it:
//   execute, exec_init, exec_async of a host    a HostExecuteRunsWhereItIsCalled
//   communication over a link that is off       CommunicationOverALinkThatIsOffNeverCallsBack,
//                                               a SimGrid.CallsBackForAnExecutionOnAHostThatIsOff
//                                               -> TransferModel.FailsTransfersOverAChannelThatIsOff
//   communication from or to a host that is off a CommunicationFromOrToAHostThatIsOffAborts
//   empty route, host to itself                 CommunicationWithoutLinksAborts,
//                                               a CommunicationWithItselfDependsOnTheZone
//                                               -> TransferModel.DeliversAtOnceWhatNeedsNoChannel
//   turned off during a flow (this works)       a SimGrid.CallsBackOnceAndAtOnceWhenAHostOrALinkIsTurnedOffUnderAFlow
//   cancel                                      CancelCallsBackTwice, a CancelInsideACallBackFailsAtTheNextEventOnly
//                                               -> TransferModel.UsesACancelledIdAtOnce,
//                                               TransferModel.CancelsWhatEndsAtTheSameDate
//   activity lifetime                           DroppingAnActivityBeforeItsCompletionCrashes,
//                                               a DroppingAnExecutionBeforeItsCompletionCrashes,
//                                               a ActivityDroppedInItsOwnCallBackIsStillRead,
//                                               a SimGrid.LetsGoOfAnActivityOneEventAfterItsCompletion
//                                               -> TransferModel.ConservesTransfers
//   timers of one date                          TimersOfOneDateComeInAnyOrder
//                                               -> EventQueue.KeepsTheOrderOfArrivalAtEqualDates
//   exception out of a call back, exit          a ExceptionOutOfACompletionCallBackLeavesTheFlowOnItsLink,
//                                               a SimGrid.PassesExceptionsOfTimersOutOfRunAndGoesOn,
//                                               LeavingWithAnActivityInFlightCrashesUnlessCleanUpIsOff
//                                               -> TransferModel.PassesExceptionsOfCallBacksOutOfRun,
//                                               TransferModel.MayBeDestroyedAndLeftWithTransfersInFlight
//   sendto_async                                a SendtoAsyncHasStartedAlready
//   TCP window                                  TcpWindowBoundsLongLatencies, p TcpWindowFollowsTheLatencyUnderAFlow
//                                               -> Tcp.BoundsTheRateByItsWindow
//   shares weighted by latency                  SharesAreWeightedByLatency -> TransferModel.SharesALineWithoutWeights
//   latency set to zero under a flow            p FlowWhoseLatencyBecomesZeroNoLongerSeesBandwidth
//   set_config before the Engine                OptionsBeforeTheEngineAbort
//   latency factor by size                      LatencyFactorTakesOneNumber
//   link energy plugin before the Engine        p LinkEnergyPluginBeforeTheEngineAborts
//   bandwidth and latency profiles              p LinkProfilesAreAbsoluteAndSpeedProfilesAreRatios
//   ProfileBuilder                              p ProfilesFromTextHaveDatesAndFromACallBackDelays,
//                                               p ProfilesOfOneNameAbort
//   tracing and link->seal()                    p TracingRefusesLinksWeSealed
//   WiFi rates                                  p WifiStationWithoutAKnownRateAborts, SimGrid.AddsUpAirTimes
// and beside the table:
//   a second engine                             SecondEngineKeepsTheOldClock -> TransferModel.IsOnePerProcess
//   exception out of an actor                   a ExceptionOutOfAnActorAborts
//   default model                               DefaultModelMultipliesLatency -> Tcp.HandlesLatencyWithItsFactor
//   run_until                                   RunUntilStopsUpToTenMicrosecondsEarly
//                                               -> TransferModel.RunsUntilADateIncluded
//   more bandwidth than at the start            FlowDoesNotSeeMoreBandwidthThanAtItsStart
//                                               -> TransferModel.ChangesCapacityUnderAFlow
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "simgrid_child.hpp"
#include "simgrid_raw.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {
namespace {

namespace sg4 = raw::sg4;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using Numbers = std::vector<double>;

TEST(SimGrid, IsTheVersionTheseTrapsBelongTo) { EXPECT_EQ(simgrid_version(), "3.32"); }

TEST(SimGridTrap, SecondEngineKeepsTheOldClock) {
  const auto dates = numbers_of_child([] {
    Numbers result;
    for (int run = 0; run < 2; ++run) {
      sg4::Engine engine("again");
      raw::Timer::set(raw::clock() + 1, [] {});
      sg4::create_full_zone("zone")->seal();
      engine.run();
      result.push_back(raw::clock());
    }
    return result;
  });
  EXPECT_THAT(dates, ElementsAre(1, 2));
}

TEST(SimGridTrap, DefaultModelMultipliesLatency) {
  const auto date = [](std::vector<std::string> options) {
    return numbers_of_child([&] {
      raw::start_engine(options);
      raw::Pair pair(125e6, 1e-3);
      const auto comm = pair.send(1'000'000);
      raw::run();
      return Numbers{raw::clock()};
    });
  };
  EXPECT_THAT(date({}), ElementsAre(DoubleNear(0.02167, 5e-6)));
  EXPECT_THAT(date({"network/model:CM02", "network/crosstraffic:0"}), ElementsAre(DoubleNear(9e-3, 1e-9)));
}

TEST(SimGridTrap, CommunicationOverALinkThatIsOffNeverCallsBack) {
  EXPECT_THAT(numbers_of_child([] {
                raw::start_engine();
                raw::Pair pair(1e6);
                double calls = 0;
                sg4::Activity::on_completion_cb([&](const sg4::Activity&) { ++calls; });
                pair.link->turn_off();
                const auto comm = pair.send(1000);
                raw::run();
                return Numbers{calls, double(comm->get_state() == sg4::Activity::State::STARTED)};
              }),
              ElementsAre(0, 1));
}

TEST(SimGridTrap, CommunicationWithoutLinksAborts) {
  EXPECT_EQ(end_of_child([] {
              raw::start_engine();
              auto* zone = sg4::create_full_zone("zone");
              auto* a = zone->create_host("a", 1e9);
              auto* b = zone->create_host("b", 1e9);
              zone->seal();
              sg4::Comm::sendto_init(a, b)->set_payload_size(1)->start();
            }),
            SIGABRT);
}

TEST(SimGridTrap, CancelCallsBackTwice) {
  EXPECT_THAT(numbers_of_child([] {
                raw::start_engine();
                raw::Pair pair(1e6);
                Numbers states;
                sg4::Activity::on_completion_cb([&](const sg4::Activity& activity) {
                  states.push_back(activity.get_state() == sg4::Activity::State::CANCELED);
                  states.push_back(activity.get_state() == sg4::Activity::State::FAILED);
                });
                const auto comm = pair.send(1'000'000);
                raw::Timer::set(0.5, [&] { comm->cancel(); });
                raw::run();
                return states;
              }),
              ElementsAre(1, 0, 0, 1));
}

TEST(SimGridTrap, DroppingAnActivityBeforeItsCompletionCrashes) {
  EXPECT_PRED1(crashed, end_of_child([] {
                 raw::start_engine();
                 raw::Pair pair(1e6);
                 sg4::CommPtr comm = pair.send(1000);
                 raw::Timer::set(5e-4, [&] { comm = nullptr; });
                 raw::run();
               }));
}

TEST(SimGridTrap, TimersOfOneDateComeInAnyOrder) {
  const auto order = numbers_of_child([] {
    raw::start_engine();
    raw::Pair pair(1e6);
    static Numbers fired;
    for (int i = 0; i < 10; ++i) raw::Timer::set(15, [i] { fired.push_back(i); });
    raw::run();
    return fired;
  });
  EXPECT_EQ(order.size(), 10U);
  EXPECT_FALSE(std::ranges::is_sorted(order));
}

TEST(SimGridTrap, LeavingWithAnActivityInFlightCrashesUnlessCleanUpIsOff) {
  EXPECT_PRED1(crashed, end_of_child([] {
                 static sg4::CommPtr comm;  // outlives the engine
                 raw::start_engine();
                 raw::Pair pair(1e6);
                 comm = pair.send(1'000'000);
                 sg4::Engine::get_instance()->run_until(0.5);
                 std::exit(0);
               }));
}

TEST(SimGridTrap, RunUntilStopsUpToTenMicrosecondsEarly) {
  EXPECT_THAT(numbers_of_child([] {
                raw::start_engine();
                raw::Pair pair(1e6);
                static double fired = 0;
                raw::Timer::set(0.999992, [] { ++fired; });
                raw::Timer::set(0.999996, [] { ++fired; });
                sg4::Engine::get_instance()->run_until(1);
                return Numbers{fired, raw::clock()};
              }),
              ElementsAre(1, DoubleNear(0.999992, 1e-9)));
}

TEST(SimGridTrap, FlowDoesNotSeeMoreBandwidthThanAtItsStart) {
  EXPECT_THAT(numbers_of_child([] {
                raw::start_engine();
                raw::Pair pair(1e6);
                const auto comm = pair.send(10'000'000);
                raw::Timer::set(2, [&] { pair.link->set_bandwidth(2e6); });
                raw::run();
                return Numbers{raw::clock()};
              }),
              ElementsAre(DoubleNear(10, 1e-9)));  // not 6; the backend: TransferModel.ChangesCapacityUnderAFlow
}

TEST(SimGridTrap, TcpWindowBoundsLongLatencies) {
  const auto date = [](std::string gamma) {
    return numbers_of_child([&] {
      raw::start_engine({"network/model:CM02", "network/crosstraffic:0", gamma});
      raw::Pair pair(1e8, 0.25);
      const auto comm = pair.send(100'000'000);
      raw::run();
      return Numbers{raw::clock()};
    });
  };
  // 4 MiB / (2 × 0.25 s) instead of 100 MB/s.
  EXPECT_THAT(date("network/TCP-gamma:4194304"), ElementsAre(DoubleNear(0.25 + 1e8 / 8388608, 1e-6)));
  EXPECT_THAT(date("network/TCP-gamma:1e18"), ElementsAre(DoubleNear(1.25, 1e-6)));
}

TEST(SimGridTrap, SharesAreWeightedByLatency) {
  EXPECT_THAT(numbers_of_child([] {
                raw::start_engine();
                auto* zone = sg4::create_star_zone("zone");
                auto* server = zone->create_host("server", 1e9);
                const auto* shared = zone->create_link("shared", 1e7)->set_latency(1e-3);
                zone->add_route(server->get_netpoint(), nullptr, nullptr, nullptr, {sg4::LinkInRoute(shared)}, true);
                static std::vector<sg4::CommPtr> comms;
                static Numbers dates;
                std::vector<sg4::Host*> devices;
                for (const double latency : {1e-3, 9e-3}) {
                  const auto name = std::to_string(latency);
                  devices.push_back(zone->create_host(name, 1e9));
                  const auto* own = zone->create_link("link" + name, 1e9)->set_latency(latency);
                  zone->add_route(devices.back()->get_netpoint(), nullptr, nullptr, nullptr, {sg4::LinkInRoute(own)},
                                  true);
                }
                zone->seal();
                sg4::Activity::on_completion_cb([](const sg4::Activity&) { dates.push_back(raw::clock()); });
                for (auto* device : devices) {
                  comms.push_back(sg4::Comm::sendto_init(device, server)->set_payload_size(10'000'000));
                  comms.back()->start();
                }
                raw::run();
                return dates;
              }),
              ElementsAre(DoubleNear(1.2, 0.01), DoubleNear(2.0, 0.02)));  // not 2 and 2
}

TEST(SimGridTrap, OptionsBeforeTheEngineAbort) {
  EXPECT_EQ(end_of_child([] { sg4::Engine::set_config("network/model:CM02"); }), -1);  // an exception
}

TEST(SimGridTrap, LatencyFactorTakesOneNumber) {
  EXPECT_EQ(end_of_child([] {
              raw::start_engine({"network/model:CM02", "network/latency-factor:0:2;100000:8"});
              raw::Pair pair(1e6, 1e-3);
              const auto comm = pair.send(1000);
              raw::run();
            }),
            -1);
}

}  // namespace
}  // namespace tradewind::simulation
