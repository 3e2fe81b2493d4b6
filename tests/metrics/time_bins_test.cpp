#include "metrics/time_bins.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "base/random.hpp"

namespace tradewind::metrics {
namespace {

using testing::DoubleEq;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

/// Σ mean × width of the bins, the last one cut at `end`.
double integral(const TimeBins& bins, std::size_t channel, Duration end) {
  double sum = 0;
  Duration from = bins.start();
  for (const double mean : bins.averages(channel, end)) {
    const Duration until = std::min(from + bins.width(), end);
    sum += mean * (until - from).base;
    from = until;
  }
  return sum;
}

TEST(TimeBins, DivideAKnownTimeIntoTwoHundred) {
  const TimeBins bins(100_s, 500_s, 1);
  EXPECT_EQ(bins.width(), 2_s);
  EXPECT_EQ(bins.averages(0, 500_s).size(), 200U);
}

TEST(TimeBins, AreOneSecondWideWhenTheEndIsNotKnown) { EXPECT_EQ(TimeBins({}, Duration::infinity(), 1).width(), 1_s); }

TEST(TimeBins, AverageASignalOverEachBin) {
  TimeBins bins({}, 200_s, 1);
  bins.accumulate(0, 0_s, 0.5_s, 4);     // bin 0: 4 · 0.5 = 2
  bins.accumulate(0, 1.25_s, 1.5_s, 8);  // bin 1: 8 · 0.25 = 2 …
  bins.accumulate(0, 1.5_s, 3.5_s, 6);   // … + 6 · 0.5 = 5; bin 2: 6; bin 3: 3
  EXPECT_THAT(bins.averages(0, 4_s), ElementsAre(2, 5, 6, 3));
}

TEST(TimeBins, AverageTheLastBinOverItsPart) {
  TimeBins bins({}, 200_s, 1);
  bins.accumulate(0, 0_s, 2.25_s, 8);
  EXPECT_THAT(bins.averages(0, 2.25_s), ElementsAre(8, 8, 8));
  EXPECT_THAT(bins.averages(0, 2.5_s), ElementsAre(8, 8, 4));  // 8 · 0.25 s over 0.5 s
}

TEST(TimeBins, HaveNoBinsBeforeTheStart) {
  const TimeBins bins(1_s, 201_s, 1);
  EXPECT_THAT(bins.averages(0, 1_s), IsEmpty());
  EXPECT_THAT(bins.averages(0, 0_s), IsEmpty());
}

TEST(TimeBins, AddNoBinForASliverLeftByRounding) {
  const TimeBins bins({}, 200_s, 1);
  EXPECT_EQ(bins.averages(0, Duration{3 + 1e-12}).size(), 3U);
}

TEST(TimeBins, KeepChannelsApart) {
  TimeBins bins({}, 200_s, 3);
  bins.accumulate(0, 0_s, 2_s, 1);
  bins.accumulate(2, 1_s, 2_s, 5);
  EXPECT_THAT(bins.averages(0, 2_s), ElementsAre(1, 1));
  EXPECT_THAT(bins.averages(1, 2_s), ElementsAre(0, 0));
  EXPECT_THAT(bins.averages(2, 2_s), ElementsAre(0, 5));
}

TEST(TimeBins, AddWhatComesLateOrTwice) {
  TimeBins bins({}, 200_s, 1);
  bins.accumulate(0, 1_s, 2_s, 3);
  bins.accumulate(0, 0_s, 2_s, 1);
  EXPECT_THAT(bins.averages(0, 2_s), ElementsAre(1, 4));
}

TEST(TimeBins, TakeASignalUpToTheExpectedEndWithoutDoubling) {
  // 0.1 / 200 · 200 need not be 0.1 in doubles; the end is the one that was given.
  for (const double end : {0.1, 0.3, 0.7, 1.1, 1800.4, 86399.9}) {
    TimeBins bins({}, {end}, 1);
    bins.accumulate(0, {}, {end}, 3);
    EXPECT_EQ(bins.averages(0, {end}).size(), 200U) << end;
    // Edges are rounded: a bin's time is right to about 200 roundings of 1e-16.
    EXPECT_THAT(bins.averages(0, {end}), Each(testing::DoubleNear(3, 1e-12))) << end;
  }
}

TEST(TimeBins, DoubleTheirWidthWhenTimeRunsPastTheEnd) {
  TimeBins bins({}, 200_s, 2);
  bins.accumulate(0, 0_s, 1_s, 1);
  bins.accumulate(0, 1_s, 2_s, 3);
  bins.accumulate(0, 2_s, 4_s, 5);
  bins.accumulate(1, 3_s, 4_s, 8);
  bins.accumulate(0, 200_s, 202_s, 7);
  EXPECT_EQ(bins.width(), 2_s);
  const auto first = bins.averages(0, 202_s), second = bins.averages(1, 202_s);
  ASSERT_EQ(first.size(), 101U);
  EXPECT_EQ(first[0], 2);  // (1 + 3) / 2
  EXPECT_EQ(first[1], 5);
  EXPECT_EQ(first[100], 7);
  EXPECT_EQ(second[1], 4);  // (0 + 8) / 2
}

TEST(TimeBins, DoubleAsOftenAsNeeded) {
  TimeBins bins({}, 200_s, 1);
  bins.accumulate(0, 0_s, 1000_s, 4);  // 200 → 400 → 800 → 1600 s
  EXPECT_EQ(bins.width(), 8_s);
  EXPECT_EQ(bins.averages(0, 1000_s).size(), 125U);
  EXPECT_THAT(bins.averages(0, 1000_s), Each(4));
}

TEST(TimeBins, KeepTheIntegralWhateverTheDoubling) {
  TimeBins bins(5_s, 6_s, 2);
  Stream stream(1, 2, 3);
  double expected[2] = {};
  Duration now = 5_s;
  for (int i = 0; i < 10'000; ++i) {
    const Duration next = now + stream.exponential() * 1_s;  // to about 10,000 s: 14 doublings
    for (std::size_t channel = 0; channel < 2; ++channel) {
      const double value = stream.uniform();
      bins.accumulate(channel, now, next, value);
      expected[channel] += value * (next - now).base;
    }
    now = next;
  }
  // Sums of 10,000 numbers in two orders: at most 10,000 roundings of 1e-16, relative.
  EXPECT_NEAR(integral(bins, 0, now), expected[0], 1e-12 * expected[0]);
  EXPECT_NEAR(integral(bins, 1, now), expected[1], 1e-12 * expected[1]);
  EXPECT_LE(bins.averages(0, now).size(), TimeBins::max_bins);
  EXPECT_GE(bins.averages(0, now).size(), TimeBins::max_bins / 2);
}

TEST(TimeBins, OfAConstantSignalAreConstant) {
  TimeBins bins({}, 3_s, 1);
  Stream stream(4, 5, 6);
  Duration now;
  for (int i = 0; i < 10'000; ++i) {
    const Duration next = now + stream.exponential() * 1_ms;
    bins.accumulate(0, now, next, 42);
    now = next;
  }
  // Edges lie on multiples of the width to 1e-15 s; a bin of 15 ms or more is off by 1e-13 of itself. The last is
  // short.
  auto means = bins.averages(0, now);
  means.pop_back();
  EXPECT_THAT(means, Each(testing::DoubleNear(42, 1e-10)));
}

TEST(TimeBins, TakeSignalsThatLastNoTime) {
  TimeBins bins({}, 200_s, 1);
  bins.accumulate(0, 200_s, 200_s, 1e9);
  bins.accumulate(0, 1_s, 1_s, 1e9);
  EXPECT_THAT(bins.averages(0, 200_s), Each(DoubleEq(0)));
}

TEST(TimeBins, RefuseTimesTheyCannotHold) {
  TimeBins bins(1_s, 201_s, 1);
  EXPECT_THROW(bins.accumulate(0, 0_s, 1_s, 1), InternalError);
  EXPECT_THROW(bins.accumulate(0, 3_s, 2_s, 1), InternalError);
  EXPECT_THROW(bins.accumulate(0, 3_s, Duration::infinity(), 1), InternalError);
  EXPECT_THROW(bins.averages(0, 202_s), InternalError);
}

}  // namespace
}  // namespace tradewind::metrics
