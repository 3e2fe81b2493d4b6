#include "sweep/explore.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/check.hpp"
#include "base/random.hpp"
#include "tests/sweep/simulated.hpp"

namespace tradewind::sweep {
namespace {

using Row = std::array<std::size_t, 4>;  // point, replication, round, seed

std::vector<Row> rows(const Manifest& manifest) {
  std::vector<Row> rows;
  for (const auto& run : manifest.runs())
    rows.push_back({run.point, run.replication, run.round, static_cast<std::size_t>(run.seed)});
  return rows;
}

/// Two noisy objectives of x, which pull in opposite directions below 3 and in the same above.
Figures noisy_trade_off(const Point& point, std::int64_t seed) {
  const double x = number(point, "x");
  Stream stream(static_cast<std::uint64_t>(seed), hash_text(point.key()), 0);
  return {{"delay", 10 - std::min(x, 3.0) + stream.normal()}, {"cost", 2 * x + 10 + stream.normal()}};
}

TEST(Explore, PlaysEveryPointAndReplicationInOrder) {
  Study study = study_of({{"x", whole_numbers(4, 5)}});
  study.description.replications = 3;
  study.seed = 7;
  Results results;
  EXPECT_EQ(next_round(study, results), 6);
  EXPECT_EQ(rows(results.manifest),
            (std::vector<Row>{{0, 0, 0, 7}, {0, 1, 0, 8}, {0, 2, 0, 9}, {1, 0, 0, 7}, {1, 1, 0, 8}, {1, 2, 0, 9}}));
  EXPECT_EQ(results.runs.size(), 6);
  EXPECT_EQ(first_round(study).text(), results.manifest.text());
  simulate(results, noisy_trade_off);
  EXPECT_EQ(next_round(study, results), 0);
}

TEST(Explore, WaitsForEveryRunOfTheRoundBefore) {
  const Study study = study_of({{"x", whole_numbers(4, 5)}});
  Results results;
  next_round(study, results);
  EXPECT_THROW(next_round(study, results), InternalError);
}

TEST(Explore, KnowsWhichSweepsAreAdaptive) {
  EXPECT_FALSE(adaptive({.method = Method::grid}));
  EXPECT_TRUE(adaptive({.method = Method::optimise}));
  EXPECT_TRUE(adaptive({.stopping = StoppingDescription{}}));
  EXPECT_TRUE(adaptive({.racing = RacingDescription{}}));
}

// 3, then steps of 2 until 8: 3 5 7 8.
TEST(Explore, PlaysTheReplicationsOfARaceInRounds) {
  Study study = study_of({{"x", one_of({"1"})}}, {"delay", "cost"});
  study.description.replications = 8;
  study.description.racing = RacingDescription{.confidence = 0.95, .first = 3, .step = 2};
  EXPECT_EQ(rows(explored(study, noisy_trade_off).manifest), (std::vector<Row>{{0, 0, 0, 1},
                                                                               {0, 1, 0, 2},
                                                                               {0, 2, 0, 3},
                                                                               {0, 3, 1, 4},
                                                                               {0, 4, 1, 5},
                                                                               {0, 5, 2, 6},
                                                                               {0, 6, 2, 7},
                                                                               {0, 7, 3, 8}}));
}

/// One of each adaptive kind, and all at once.
std::vector<Study> adaptive_studies() {
  const StoppingDescription stopping{
      .metrics = {"delay"}, .relative_half_width = 0.05, .step = 5, .most = 60, .where = {}};
  const OptimiseDescription search{.algorithm = pareto::Algorithm::nsga2, .population = 8, .generations = 4};
  std::vector<Study> studies(4, study_of({{"x", whole_numbers(0, 40)}}, {"delay", "cost"}));
  studies[0].description.replications = 4;
  studies[0].description.stopping = stopping;
  studies[1].description.replications = 12;
  studies[1].description.racing = RacingDescription{};
  studies[2].description.method = Method::optimise;
  studies[2].description.optimise = search;
  studies[3].description = studies[2].description;
  studies[3].description.replications = 4;
  studies[3].description.stopping = stopping;
  studies[3].description.racing = RacingDescription{};
  return studies;
}

/// What a session finds that was interrupted at the end of a round.
Results beginning_of(const Results& results, std::size_t rounds) {
  Results begun;
  for (const auto& run : results.manifest.runs())
    if (run.round < rounds) {
      begun.manifest.add_point(results.manifest.points()[run.point]);
      begun.manifest.add_run(run);
    }
  begun.runs.resize(begun.manifest.runs().size());
  return begun;
}

TEST(Explore, GoesOnTheSameAfterEveryRound) {
  for (const auto& study : adaptive_studies()) {
    const Results whole = explored(study, noisy_trade_off);
    EXPECT_GT(whole.manifest.rounds(), 2);
    for (std::size_t rounds = 1; rounds <= whole.manifest.rounds(); ++rounds) {
      Results begun = beginning_of(whole, rounds);
      do simulate(begun, noisy_trade_off);
      while (next_round(study, begun) > 0);
      EXPECT_EQ(begun.manifest.text(), whole.manifest.text()) << "after round " << rounds;
    }
  }
}

TEST(Explore, DecidesTheSameInWhateverOrderRunsFinish) {
  for (const auto& study : adaptive_studies()) {
    const Results backwards = explored(study, noisy_trade_off);
    Results forwards;
    while (next_round(study, forwards) > 0)
      for (std::size_t run = 0; run < forwards.runs.size(); ++run)
        if (!forwards.runs[run]) {
          const auto& [point, replication, round, seed] = forwards.manifest.runs()[run];
          forwards.add({.run = run,
                        .status = RunStatus::complete,
                        .reason = {},
                        .figures = noisy_trade_off(forwards.manifest.points()[point], seed),
                        .latency_quantiles = {}});
        }
    EXPECT_EQ(forwards.manifest.text(), backwards.manifest.text());
  }
}

TEST(Explore, CountsReplicationsOfEveryPointFromZeroWithoutGaps) {
  for (const auto& study : adaptive_studies()) {
    const Results results = explored(study, noisy_trade_off);
    for (const auto& of_point : results.runs_by_point())
      for (std::size_t replication = 0; replication < of_point.size(); ++replication) {
        EXPECT_EQ(results.manifest.runs()[of_point[replication]].replication, replication);
        EXPECT_EQ(results.manifest.runs()[of_point[replication]].seed, study.seed + std::int64_t(replication));
      }
  }
}

}  // namespace
}  // namespace tradewind::sweep
