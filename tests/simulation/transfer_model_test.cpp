// What every backend of kind `fluid` promises, checked on SimGrid's; numbers one can check in the head.
#include "simulation/transfer_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "base/check.hpp"
#include "simgrid_child.hpp"
#include "simulation/simgrid_model.hpp"
#include "transfer_script.hpp"

namespace tradewind::simulation {
namespace {

using ::testing::ElementsAre;
using End = TransferScript::End;
constexpr double precision = 2e-9;  // SimGrid's 1e-9 s at both ends

TEST(TransferModel, MovesOneFlowAtCapacity) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1e6});
    script.begin(0, {0}, 1e6);
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 1, true}));
  });
}

TEST(TransferModel, SharesALineWithoutWeights) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1e6, 1e6});
    script.begin(0, {0}, 1e6);
    script.begin(1, {1}, 1e6);
    script.begin(2, {0, 1}, 1e6);
    script.run();
    ASSERT_EQ(script.ended.size(), 3U);
    for (const End& end : script.ended) EXPECT_EQ(end.date, 2);
  });
}

TEST(TransferModel, LoadsAChannelCrossedTwiceTwice) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1e7});
    script.begin(0, {0, 0}, 1e7);
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 2, true}));
  });
}

TEST(TransferModel, SharesFromTheStartOfTheSecondFlow) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 10);
    script.begin_at(2, 1, {0}, 2);  // 2 B at 1/2 B/s: until 6; the first has then moved 2 + 2
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{1, 6, true}, End{0, 12, true}));
  });
}

TEST(TransferModel, ChangesCapacityUnderAFlow) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1.0});
    script.begin(0, {0}, 10);
    script.begin(1, {1}, 10);
    script.at(2, [&] {
      script.model->set_capacity({0}, {4});    // 8 B at 4 B/s
      script.model->set_capacity({1}, {0.5});  // 8 B at 0.5 B/s
    });
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 4, true}, End{1, 18, true}));
  });
}

TEST(TransferModel, HoldsAFlowWhileItsChannelHasNoCapacity) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 10);
    script.at(2, [&] { script.model->set_capacity({0}, {0}); });
    script.at(100, [&] { script.model->set_capacity({0}, {8}); });
    script.run();
    ASSERT_EQ(script.ended.size(), 1U);
    EXPECT_NEAR(script.ended[0].date, 101, 1e-6);
  });
}

TEST(TransferModel, FreesTheShareOfACancelledFlow) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 10);
    script.begin(1, {0}, 10);
    script.at(4, [&] { script.model->cancel({1}); });  // 2 B each so far
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 12, true}));
  });
}

TEST(TransferModel, UsesACancelledIdAtOnce) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 10);
    script.at(4, [&] {
      for (int again = 0; again < 100; ++again) {
        script.model->cancel({0});
        script.begin(0, {0}, 2);
      }
    });
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 6, true}));
    EXPECT_EQ(simgrid_diagnostics().actions, 0U);
  });
}

TEST(TransferModel, CancelsWhatEndsAtTheSameDate) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1.0});
    script.begin(0, {0}, 10);
    script.begin(1, {1}, 10);
    script.on_end = [&](const End& end) { script.model->cancel({1 - end.transfer}); };
    script.begin(2, {0}, 1);  // postpones 0 by 1 s
    script.on_end = [&](const End& end) {
      if (end.transfer != 2) script.model->cancel({1 - end.transfer});
    };
    script.at(2, [&] {
      script.model->cancel({1});
      script.begin(1, {1}, 9);  // ends at 11, as 0 does
    });
    script.run();
    ASSERT_EQ(script.ended.size(), 2U);
    EXPECT_EQ(script.ended[1].date, 11);
    EXPECT_EQ(simgrid_diagnostics().live, 0U);
  });
}

TEST(TransferModel, CountsFractionsOfAByte) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1e3});
    script.begin(0, {0}, 0.3);
    script.begin(1, {1}, 1000.7);
    script.run();
    ASSERT_EQ(script.ended.size(), 2U);
    EXPECT_NEAR(script.ended[0].date, 0.3, 1.0 / 4096);  // the unit is 1/4096 B
    EXPECT_NEAR(script.ended[1].date, 1.0007, 1.0 / 4096 / 1e3);
  });
}

TEST(TransferModel, EndsAFewBytesOnAFastChannel) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.25e11});  // 1 Tb/s
    std::uint32_t transfer = 0;
    for (double date : {0.0, 1.0, 1e3, 1e6})
      for (double bytes : {1e-3, 1.0, 8.0, 1500.0, 1e9}) script.begin_at(date, transfer++, {0}, bytes);
    script.run();
    EXPECT_EQ(script.ended.size(), 20U);
    for (const End& end : script.ended) {
      const double start = std::vector{0.0, 1.0, 1e3, 1e6}[end.transfer / 5];
      EXPECT_GE(end.date, start);
      EXPECT_LE(end.date, start + 1e9 / 1.25e11 + 1509 / 1.25e11 + precision);
      if (end.transfer % 5 == 0) {
        EXPECT_LE(end.date, start + 5e-11 + precision);
      }
    }
  });
}

TEST(TransferModel, TimesAMillisecondAfterAMillionSeconds) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1e6, 1e6});
    for (std::uint32_t c = 0; c < 2; ++c) script.begin_at(1e6, c, {c}, 1e3 * (c + 1));
    script.begin_at(1e8, 2, {0}, 1e3);
    script.run();
    ASSERT_EQ(script.ended.size(), 3U);
    EXPECT_NEAR(script.ended[0].date, 1e6 + 1e-3, precision);
    EXPECT_NEAR(script.ended[1].date, 1e6 + 2e-3, precision);
    EXPECT_NEAR(script.ended[2].date, 1e8 + 1e-3, 3e-8);  // a double near 1e8 has steps of 1.5e-8
  });
}

TEST(TransferModel, ReportsAllThatEndTogether) {
  in_child([] {
    TransferScript script(simgrid(), std::vector<double>(1000, 1.0));
    for (std::uint32_t c = 0; c < 1000; ++c) script.begin(c, {c}, 7);
    script.run();
    ASSERT_EQ(script.ended.size(), 1000U);
    for (const End& end : script.ended) EXPECT_EQ(end.date, 7);
  });
}

TEST(TransferModel, DeliversAtOnceWhatNeedsNoChannel) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin_at(3, 0, {}, 10);
    script.at(3, [&] { EXPECT_EQ(script.ended.size(), 1U) << "called back from inside begin()"; });
    script.begin(1, {}, 10);
    EXPECT_TRUE(script.ended.empty());
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{1, 0, true}, End{0, 3, true}));
  });
}

TEST(TransferModel, FailsTransfersOverAChannelThatIsOff) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1.0});
    script.begin(0, {0, 1}, 10);
    script.begin(1, {1}, 2.5);
    script.at(2, [&] {
      script.model->set_on({0}, false);
      EXPECT_TRUE(script.ended.empty());
    });
    script.at(5, [&] {
      script.begin(2, {1, 0}, 10);
      EXPECT_EQ(script.ended.size(), 2U);
    });
    script.at(6, [&] {
      script.model->set_on({0}, true);
      script.begin(3, {0}, 1);
    });
    script.run();
    // 1: half the channel for 2 s, then all of it.
    EXPECT_THAT(script.ended, ElementsAre(End{0, 2, false}, End{1, 3.5, true}, End{2, 5, false}, End{3, 7, true}));
  });
}

TEST(TransferModel, FailsTransfersFromInsideTheEndOfAnother) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1.0});
    script.begin(0, {0}, 2);
    script.begin(1, {1}, 10);
    script.on_end = [&](const End& end) {
      if (end.transfer == 0) script.model->set_on({1}, false);
    };
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 2, true}, End{1, 2, false}));
  });
}

TEST(TransferModel, WakesOncePerDateAndBeforeTheTransfersOfThatDate) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 3);
    std::vector<std::uint32_t> order;
    for (const double date : {7.0, 3.0, 3.0, 0.1, 3.0})
      script.at(date, [&, date] {
        EXPECT_EQ(script.now(), date);
        EXPECT_EQ(script.ended.size(), date > 3 ? 1U : 0U);
      });
    script.run();
    EXPECT_EQ(script.wakes, 3U);
    EXPECT_EQ(script.now(), 7);
  });
}

TEST(TransferModel, WakesAtExactlyTheDatesAskedFor) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1e3});
    std::mt19937_64 random(1);
    std::size_t exact = 0;
    for (std::uint32_t i = 0; i < 20'000; ++i) {
      const double date = static_cast<double>(random() >> 11) * (i % 2 ? 1e-15 : 1e-12);
      script.at(date, [&, date] { exact += script.now() == date; });
      if (i % 20 == 0) script.begin_at(date, i, {0}, 1 + static_cast<double>(random() % 1000) / 7);
    }
    script.run();
    EXPECT_EQ(exact, 20'000U);
    EXPECT_EQ(script.ended.size(), 1000U);
  });
}

TEST(TransferModel, WakesAtOnceForAPastDate) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 3);
    double woken = -1;
    script.on_end = [&](const End&) { script.at(1, [&] { woken = script.now(); }); };
    script.run();
    EXPECT_EQ(woken, 3);
  });
}

TEST(TransferModel, RunsUntilADateIncluded) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1e6, 1e6, 1e6});
    for (const double date : {1.0, 2.0, 3.0}) script.at(date, [] {});
    script.begin(0, {0}, 2e6);
    script.begin(1, {1}, 2000005);  // ends 5 µs after; SimGrid's own run_until() would stop up to 10 µs early
    script.begin(2, {2}, 1999995);
    script.run(2);
    EXPECT_EQ(script.now(), 2);
    EXPECT_EQ(script.wakes, 2U);
    EXPECT_EQ(script.ended.size(), 2U);
    script.run(2);
    EXPECT_EQ(script.ended.size(), 2U);
    script.run(2.5);
    EXPECT_EQ(script.now(), 2.5);
    EXPECT_EQ(script.ended.size(), 3U);
    EXPECT_NEAR(script.ended[2].date, 2.000005, precision);
    script.run(100);
    EXPECT_EQ(script.now(), 3) << "nothing is left after 3 s";
    script.begin(0, {0}, 2e6);
    script.run(4);
    EXPECT_EQ(script.now(), 4);
    script.run();
    EXPECT_EQ(script.now(), 5);
  });
}

TEST(TransferModel, DeliversWhatIsBegunAtTheLastDate) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.at(2, [&] { script.begin(0, {}, 1); });
    script.on_end = [&](const End& end) {
      if (end.transfer < 3) script.begin(end.transfer + 1, {}, 1);
      if (end.transfer == 3) script.at(2, [&] { script.begin(9, {0}, 1); });
    };
    script.run(2);
    EXPECT_EQ(script.ended.size(), 4U);
    EXPECT_EQ(script.wakes, 2U);
    EXPECT_EQ(simgrid_diagnostics().live, 1U);
  });
}

TEST(TransferModel, StopsAfterTheCurrentCallBack) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1.0});
    script.begin(0, {0}, 2);
    script.begin(1, {1}, 2);
    script.on_end = [&](const End&) { script.model->stop(); };
    script.run();
    EXPECT_EQ(script.ended.size(), 1U);
    EXPECT_EQ(script.now(), 2);
    script.on_end = nullptr;
    script.at(2.5, [] {});
    script.run();
    ASSERT_EQ(script.ended.size(), 2U);
    EXPECT_EQ(script.ended[1].date, 2);
    EXPECT_EQ(script.now(), 2.5);
  });
}

TEST(TransferModel, PassesExceptionsOfCallBacksOutOfRun) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0, 1.0});
    script.begin(0, {0}, 2);
    script.begin(1, {1}, 9);
    script.at(1, [] { throw std::runtime_error("in a wake"); });
    script.at(3, [] {});
    script.on_end = [](const End& end) {
      if (end.transfer == 0) throw std::runtime_error("at an end");
    };
    EXPECT_THROW(script.run(), std::runtime_error);
    EXPECT_EQ(script.now(), 1);
    script.model->wake_at({3});
    EXPECT_THROW(script.run(), std::runtime_error);
    EXPECT_EQ(script.now(), 2);
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 2, true}, End{1, 9, true}));
  });
}

TEST(TransferModel, KnowsWhatRemains) {
  in_child([] {
    TransferScript script(simgrid(), std::vector{1.0});
    script.begin(0, {0}, 10);
    script.begin(1, {0}, 100);
    EXPECT_EQ(script.model->remaining({0}), 10_B);
    script.at(4, [&] {
      EXPECT_EQ(script.model->remaining({0}), 8_B);
      script.model->cancel({1});
      EXPECT_EQ(script.model->remaining({0}), 8_B);
    });
    script.at(7, [&] { EXPECT_EQ(script.model->remaining({0}), 5_B); });
    script.at(12, [&] { EXPECT_EQ(script.model->remaining({0}), 0_B); });  // ends now, to be reported
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 12, true}));
  });
}

TEST(TransferModel, MayBeDestroyedAndLeftWithTransfersInFlight) {
  for (const bool run : {false, true}) {
    const int status = child::wait_status([run] {
      {
        TransferScript script(simgrid(), std::vector{1.0, 1.0});
        script.begin(0, {0}, 10);
        script.begin(1, {1}, 10);
        script.at(5, [&] {
          script.model->cancel({0});
          script.model->stop();
        });
        if (run) script.run();
      }
      std::exit(0);  // with all of SimGrid's handlers
    });
    EXPECT_EQ(status, 0) << child::describe(status);
  }
}

TEST(TransferModel, IsOnePerProcess) {
  in_child([] {
    TransferScript first(simgrid(), std::vector{1.0});
    EXPECT_THROW(TransferScript(simgrid(), std::vector{1.0}), InternalError);
  });
}

TEST(TransferModel, LeavesOutUnusedChannels) {
  in_child([] {
    struct Nobody final : TransferModel::Client {
      void wake() override {}
      void transfer_ended(TransferId, bool) override {}
    } nobody;
    const auto channels = TransferScript::channels({1, 1});
    const auto model = make_simgrid_model({}, channels, {true, false}, nobody);
    const ChannelId unused{1};
    EXPECT_THROW(model->begin({0}, {&unused, 1}, 1_B), InternalError);
    model->set_on(unused, false);
    model->set_capacity(unused, 1_Bps);
  });
}

TEST(TransferModel, ScalesBandwidthInFluid) {
  in_child([] {
    platform::NetworkModel network;
    network.bandwidth_factor = 0.5;
    TransferScript script(simgrid(network), std::vector{1.0});
    script.begin(0, {0}, 1);
    script.at(1, [&] { script.model->set_capacity({0}, {2}); });
    script.run();
    EXPECT_THAT(script.ended, ElementsAre(End{0, 1.5, true}));
  });
}

// Every transfer begun ends once or is cancelled, whatever happens meanwhile, from wherever it is done.
TEST(TransferModel, ConservesTransfers) {
  for (const unsigned seed : {1U, 2U, 3U, 4U, 5U, 6U})
    in_child([seed] {
      constexpr std::uint32_t slots = 60;
      TransferScript script(simgrid(), std::vector<double>(10, 1e3));
      std::mt19937_64 generator(seed);
      const auto random = [&] { return static_cast<std::uint32_t>(generator() >> 32); };
      std::vector<bool> live(slots, false);
      std::vector<bool> on(10, true);
      std::size_t begun = 0, ended = 0, failed = 0, cancelled = 0;
      const auto something = [&] {
        const std::uint32_t slot = random() % slots;
        switch (random() % 8) {
          case 0:
          case 1:
            if (live[slot]) {
              script.model->cancel({slot});
              live[slot] = false;
              ++cancelled;
            }
            break;
          case 2: {
            const std::uint32_t channel = random() % 10;
            on[channel] = !on[channel] || random() % 2;
            script.model->set_on({channel}, on[channel]);
            break;
          }
          case 3:
            script.model->set_capacity({random() % 10}, {1 + static_cast<double>(random() % 2000)});
            break;
          default:
            if (live[slot]) {
              EXPECT_GE(script.model->remaining({slot}).base, 0);
              break;
            }
            std::vector<std::uint32_t> route(random() % 4);
            for (auto& channel : route) channel = random() % 10;
            live[slot] = true;
            ++begun;
            script.begin(slot, route, 1 + static_cast<double>(random() % 1000));
        }
      };
      script.on_end = [&](const End& end) {
        ASSERT_TRUE(live[end.transfer]) << "ended twice, or after its cancellation";
        live[end.transfer] = false;
        ++(end.delivered ? ended : failed);
        for (unsigned n = random() % 3; n > 0 && begun < 20'000; --n) something();
      };
      for (int i = 0; i < 5000; ++i)
        script.at(static_cast<double>(random() % 3000) / 100, [&] {
          for (unsigned n = random() % 4; n > 0; --n) something();
        });
      for (int leg = 0; leg < 10; ++leg) script.run(leg * 2.5);
      script.run();
      EXPECT_EQ(begun, ended + failed + cancelled);
      EXPECT_GT(ended, 100U);
      EXPECT_GT(failed, 100U);
      EXPECT_GT(cancelled, 100U);
      EXPECT_EQ(simgrid_diagnostics().live, 0U);
      EXPECT_EQ(simgrid_diagnostics().actions, 0U);
    });
}

}  // namespace
}  // namespace tradewind::simulation
