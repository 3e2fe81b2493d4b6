// Arrival processes: counts and dates against closed forms, purity, limits.

#include "workload/arrivals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "base/sha256.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::workload {
namespace {

using Process = std::shared_ptr<const Arrivals>;

ArrivalChoice choice(const std::string& yaml) {
  return config::read_or_throw<ArrivalChoice>(config::load_text(yaml, "f.yaml"));
}
Process process(const std::string& yaml) { return choice(yaml).process; }

/// Dates before `until`, in seconds.
std::vector<double> dates(const Process& arrivals, std::uint64_t key, double until) {
  std::vector<double> all;
  Arrivals::State state{};
  for (auto date = arrivals->next(state, key); date && date->base < until; date = arrivals->next(state, key))
    all.push_back(date->base);
  return all;
}

std::string refusal(const std::string& yaml) {
  try {
    choice(yaml);
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(Poisson, CountsHaveEqualMeanAndVariance) {
  const auto arrivals = process("{kind: poisson, rate: 2 /s}");
  constexpr int sources = 4000;
  double sum = 0, squares = 0;
  for (std::uint64_t key = 0; key < sources; ++key) {
    const auto count = static_cast<double>(dates(arrivals, key, 50).size());
    sum += count;
    squares += (count - 100) * (count - 100);
  }
  // Four standard errors: √(100/n) of the mean, √((100 + 2·100²)/n) of the variance.
  EXPECT_NEAR(sum / sources, 100, 4 * std::sqrt(100.0 / sources));
  EXPECT_NEAR(squares / sources, 100, 4 * std::sqrt((100 + 2 * 100.0 * 100) / sources));
}

TEST(Poisson, BeginsOneGapAfterItsStart) {
  const auto early = dates(process("{kind: poisson, rate: 2 /s}"), 5, 20);
  const auto late = dates(process("{kind: poisson, rate: 2 /s, start: 10 s}"), 5, 20);
  EXPECT_GT(early.at(0), 0);
  EXPECT_DOUBLE_EQ(late.at(0), early.at(0) + 10);
}

TEST(Poisson, HalfTheRateDoublesEveryGap) {
  const auto fast = dates(process("{kind: poisson, rate: 2 /s}"), 5, 20);
  const auto slow = dates(process("{kind: poisson, rate: 1 /s}"), 5, 40);
  ASSERT_EQ(fast.size(), slow.size());
  for (std::size_t i = 0; i < fast.size(); ++i) EXPECT_NEAR(slow[i], 2 * fast[i], 1e-12);
}

TEST(OpenLoops, EndAfterTheirCount) {
  for (const auto* yaml : {"{kind: poisson, rate: 1 /s, count: 3}", "{kind: periodic, every: 1 s, count: 3}",
                           "{kind: mmpp, rates: [1 /s], holding: [1 s], count: 3}",
                           "{kind: diurnal, base: 1 /s, amplitude: 1, period: 1 h, count: 3}"}) {
    EXPECT_EQ(dates(process(yaml), 1, 1e9).size(), 3u) << yaml;
    EXPECT_TRUE(process(yaml)->finite()) << yaml;
  }
  EXPECT_THAT(dates(process("{kind: periodic, every: 1 s, count: 0}"), 1, 1e9), testing::IsEmpty());
  EXPECT_FALSE(process("{kind: periodic, every: 1 s}")->finite());
}

TEST(OpenLoops, AreAPureFunctionOfTheirKey) {
  for (const auto* yaml : {"{kind: poisson, rate: 1 /s}", "{kind: mmpp, rates: [5 /s, 0 /s], holding: [1 s, 2 s]}",
                           "{kind: diurnal, base: 1 /s, amplitude: 0.5, period: 10 s}"}) {
    const auto arrivals = process(yaml);
    const auto alone = dates(arrivals, 17, 100);
    Arrivals::State state{}, other{};
    for (const double date : alone) {
      for (int i = 0; i < 3; ++i) (void)arrivals->next(other, 18);  // another source, between the calls
      EXPECT_EQ(arrivals->next(state, 17)->base, date) << yaml;
    }
    EXPECT_NE(dates(arrivals, 18, 100), alone) << yaml;
  }
}

TEST(OpenLoops, GapsOfTwoSourcesAreUncorrelated) {
  const auto a = dates(process("{kind: poisson, rate: 1 /s}"), 1, 1e5);
  const auto b = dates(process("{kind: poisson, rate: 1 /s}"), 2, 1e5);
  double sum = 0;
  constexpr std::size_t gaps = 90'000;
  for (std::size_t i = 1; i <= gaps; ++i) sum += (a[i] - a[i - 1] - 1) * (b[i] - b[i - 1] - 1);
  EXPECT_NEAR(sum / gaps, 0, 4 / std::sqrt(gaps));  // the product of two such has variance 1
}

TEST(Periodic, DoesNotDrift) {
  const auto arrivals = process("{kind: periodic, every: 0.1 s, phase: 50 ms, start: 1 s}");
  Arrivals::State state{};
  Duration date;
  for (int k = 0; k <= 1'000'000; ++k) date = *arrivals->next(state, 0);
  EXPECT_DOUBLE_EQ(date.base, 100'001.05);
}

TEST(Periodic, BeginsAtStartPlusPhase) {
  EXPECT_THAT(dates(process("{kind: periodic, every: 2 s}"), 0, 5), testing::ElementsAre(0, 2, 4));
  EXPECT_THAT(dates(process("{kind: periodic, every: 2 s, phase: 1 s, start: 4 s}"), 0, 9), testing::ElementsAre(5, 7));
}

TEST(Mmpp, HasItsStationaryRate) {
  // On with 10 /s for 1 s, off for 3 s: 2.5 /s. Variance of the count per second (Fischer & Meier-Hellstern 1993):
  // 2.5 + 2 · 10² · (1/4 · 3/4) / (1 + 1/3) = 30.6.
  const auto arrivals = process("{kind: mmpp, rates: [10 /s, 0 /s], holding: [1 s, 3 s]}");
  const auto count = static_cast<double>(dates(arrivals, 3, 1e5).size());
  EXPECT_NEAR(count, 2.5e5, 4 * std::sqrt(30.6e5));
}

TEST(Mmpp, BeginsInItsFirstState) {
  // Off for 10 s, then a burst: the first request comes at 10 s on average, give or take four standard errors.
  const auto arrivals = process("{kind: mmpp, rates: [0 /s, 1000 /s], holding: [10 s, 1 s]}");
  constexpr int sources = 4000;
  double sum = 0;
  for (std::uint64_t key = 0; key < sources; ++key) {
    Arrivals::State state{};
    sum += arrivals->next(state, key)->base;
  }
  EXPECT_NEAR(sum / sources, 10.012, 4 * 10 / std::sqrt(sources));  // 1 of 1001 bursts is empty
}

TEST(Mmpp, WithEqualRatesIsPoisson) {
  const auto modulated = dates(process("{kind: mmpp, rates: [2 /s, 2 /s], holding: [1 s, 3 s], start: 7 s}"), 9, 1000);
  const auto poisson = dates(process("{kind: poisson, rate: 2 /s, start: 7 s}"), 9, 1000);
  ASSERT_EQ(modulated.size(), poisson.size());
  for (std::size_t i = 0; i < poisson.size(); ++i) EXPECT_NEAR(modulated[i], poisson[i], 1e-9);
}

TEST(Diurnal, CountsFollowTheSine) {
  // Per quarter of a period of 100 s: 10 · (25 ± 0.8 · 100/2π) = 377.32 in the first two, 122.68 in the last two.
  constexpr int periods = 200;
  std::vector<double> counts(4);
  for (const double date :
       dates(process("{kind: diurnal, base: 10 /s, amplitude: 0.8, period: 100 s}"), 4, 100 * periods))
    ++counts[static_cast<std::size_t>(date / 25) % 4];
  for (const std::size_t quarter : {0u, 1u, 2u, 3u}) {
    const double expected = periods * 10 * (25 + (quarter < 2 ? 80 : -80) / (2 * std::numbers::pi));
    EXPECT_NEAR(counts[quarter], expected, 4 * std::sqrt(expected)) << quarter;
  }
}

TEST(Diurnal, CountsTimeFromTheBeginningOfTheRun) {
  // Starting half a period late, the first quarter is a trough: 122.68 requests.
  const auto arrivals = process("{kind: diurnal, base: 10 /s, amplitude: 0.8, period: 100 s, start: 50 s}");
  constexpr int sources = 200;
  double count = 0;
  for (std::uint64_t key = 0; key < sources; ++key) count += static_cast<double>(dates(arrivals, key, 75).size());
  const double expected = sources * 10 * (25 - 80 / (2 * std::numbers::pi));
  EXPECT_NEAR(count, expected, 4 * std::sqrt(expected));
}

TEST(Diurnal, WithoutAmplitudeIsPoisson) {
  const auto diurnal = dates(process("{kind: diurnal, base: 2 /s, amplitude: 0, period: 10 s}"), 9, 100);
  EXPECT_EQ(diurnal, dates(process("{kind: poisson, rate: 2 /s}"), 9, 100));
}

TEST(Diurnal, SpendsTheExactMassBetweenTwoRequests) {
  // The integral of the rate between two dates is the gap of the Poisson process with rate 1 of the same key.
  const auto swinging = dates(process("{kind: diurnal, base: 3 /s, amplitude: 1, period: 20 s}"), 6, 1000);
  const auto unit = dates(process("{kind: poisson, rate: 1 /s}"), 6, 1e5);
  const double swing = 20 / (2 * std::numbers::pi);
  for (std::size_t i = 0; i < swinging.size(); ++i) {
    const double mass = 3 * (swinging[i] + swing * (1 - std::cos(swinging[i] / swing)));
    EXPECT_NEAR(mass, unit[i], 1e-8) << i;
  }
}

TEST(ClosedLoop, StatesItsSlotsAndDrawsThinkTimesByRequest) {
  const auto arrivals =
      process("{kind: closed_loop, think: {kind: exponential, mean: 2 s}, concurrency: 3, count: 7, start: 1 s}");
  const auto* loop = arrivals->closed_loop();
  ASSERT_NE(loop, nullptr);
  EXPECT_EQ(loop->concurrency(), 3u);
  EXPECT_EQ(loop->count(), 7u);
  EXPECT_EQ(loop->start(), 1_s);
  EXPECT_TRUE(loop->finite());
  EXPECT_EQ(loop->think(1, 5), loop->think(1, 5));
  EXPECT_NE(loop->think(1, 5), loop->think(1, 6));
  double sum = 0;
  constexpr int draws = 10'000;
  for (std::uint64_t request = 0; request < draws; ++request) sum += loop->think(1, request).base;
  EXPECT_NEAR(sum / draws, 2, 4 * 2 / std::sqrt(draws));  // four standard errors
}

TEST(ClosedLoop, HasOneSlotAndNoEndByDefault) {
  const auto arrivals = process("{kind: closed_loop, think: 5 ms}");
  EXPECT_EQ(arrivals->closed_loop()->concurrency(), 1u);
  EXPECT_EQ(arrivals->closed_loop()->think(1, 0), 5_ms);
  EXPECT_FALSE(arrivals->finite());
}

TEST(NoArrivals, IssueNothing) {
  Arrivals::State state{};
  EXPECT_EQ(process("none")->next(state, 1), std::nullopt);
  EXPECT_TRUE(process("{kind: none, count: 5, start: 1 s}")->finite());
}

TEST(TraceFile, OpensItsRowsAndPinsItsContent) {
  const test::TemporaryFolder folder;
  const std::string text = "t,in,out\n5,1,2\n6.5,3,4\n";
  const auto file = folder.write("t.csv", text);
  const auto trace = process("{kind: trace, file: " + file + ", time: {column: t, format: s}, deal: each, count: 9}");
  ASSERT_NE(trace->trace(), nullptr);
  EXPECT_EQ(trace->trace()->deal(), TraceArrivals::Deal::each);
  EXPECT_EQ(trace->trace()->count(), 9u);
  EXPECT_EQ(trace->trace()->sha256(), sha256(text));
  EXPECT_EQ(trace->trace()->path(), file);
  EXPECT_TRUE(trace->finite());
  const std::vector<config::Name> columns{{"out", {}}};
  const auto rows = trace->trace()->open(columns);
  TraceRow row;
  ASSERT_TRUE(rows->next(row));
  ASSERT_TRUE(rows->next(row));
  EXPECT_EQ(row.time, 1.5_s);
  EXPECT_THAT(row.values, testing::ElementsAre(4));
  EXPECT_FALSE(rows->next(row));
}

TEST(TraceFile, IsWrittenWithItsDefaultsAndReadsBack) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("t.csv", "t\n1\n");
  const auto written = config::write(choice("{kind: trace, file: " + file + ", time: {column: t, format: ms}}"));
  EXPECT_EQ(config::to_flow(written), "{kind: trace, file: " + file +
                                          ", time: {column: t, format: ms}, deal: round_robin, speedup: 1, sha256: " +
                                          sha256("t\n1\n") + ", start: 0 s}");
  EXPECT_EQ(config::write(config::read_or_throw<ArrivalChoice>(written)), written);
  folder.write("t.csv", "t\n2\n");
  EXPECT_THROW(config::read_or_throw<ArrivalChoice>(written), config::ConfigError);
}

TEST(TraceFile, RefusesUnknownColumnsWhereTheyAreNamed) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("t.csv", "TIMESTAMP,tokens\n1,2\n");
  EXPECT_EQ(refusal("kind: trace\nfile: " + file + "\ntime: {column: TIMESTANP, format: s}\n"),
            "f.yaml:3:16: no column 'TIMESTANP' in the file; did you mean 'TIMESTAMP'? (known: 'TIMESTAMP', 'tokens')");
  const auto trace = process("{kind: trace, file: " + file + ", time: {column: TIMESTAMP, format: s}}");
  const std::vector<config::Name> columns{{"token", {.file = "f.yaml", .line = 8, .column = 3}}};
  try {
    trace->trace()->open(columns);
    FAIL() << "the column is not there";
  } catch (const config::ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "f.yaml:8:3: no column 'token' in the file; did you mean 'tokens'? (known: 'TIMESTAMP', 'tokens')");
  }
}

TEST(Arrivals, RefuseWhatMakesNoSense) {
  EXPECT_EQ(refusal("{kind: poisson, rate: 0 /s}"), "f.yaml:1:23: rate: '0 /s' must be > 0");
  EXPECT_EQ(refusal("{kind: periodic, every: 0 s}"), "f.yaml:1:25: every: '0 s' must be > 0");
  EXPECT_EQ(refusal("{kind: periodic, every: 1 s, count: -1}"), "f.yaml:1:37: count: '-1' must be >= 0");
  EXPECT_EQ(refusal("{kind: mmpp, rates: [1 /s, 2 /s], holding: [1 s]}"),
            "f.yaml:1:44: 2 rates need as many holding times, not 1");
  EXPECT_EQ(refusal("{kind: mmpp, rates: [0 /s], holding: [1 s]}"),
            "f.yaml:1:21: fewer than one request in a million rounds: the rates are too low");
  EXPECT_EQ(refusal("{kind: mmpp, rates: [], holding: []}"), "f.yaml:1:21: at least one state is needed");
  EXPECT_EQ(refusal("{kind: diurnal, base: 1 /s, amplitude: 1.5, period: 1 h}"),
            "f.yaml:1:40: amplitude: '1.5' must be in [0, 1]");
  EXPECT_EQ(refusal("{kind: closed_loop, think: 1 s, concurrency: 0}"),
            "f.yaml:1:46: concurrency: '0' must be in [1, 1000000]");
  EXPECT_EQ(refusal("{kind: closed_loop, think: {kind: column, name: x}}"),
            "f.yaml:1:28: a think time cannot come from a column: there is no trace here");
  EXPECT_EQ(refusal("{kind: poison, rate: 1 /s}"),
            "f.yaml:1:8: unknown arrival process 'poison'; did you mean 'poisson'? (known: poisson, periodic, "
            "closed_loop, mmpp, diurnal, trace, none)");
}

}  // namespace
}  // namespace tradewind::workload
