// Stopping and racing: how many replications a point gets.

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/random.hpp"
#include "statistics/intervals.hpp"
#include "sweep/racing.hpp"
#include "sweep/stopping.hpp"
#include "tests/sweep/simulated.hpp"

namespace tradewind::sweep {
namespace {

double noise(const Point& point, std::int64_t seed) {
  return Stream(static_cast<std::uint64_t>(seed), hash_text(point.key()), 0).normal();
}

/// One value per point and seed under a rule: at least 4 replications, 5 more at a time, at most 104.
Study stopping_study(const ParameterDescription& x) {
  Study study = study_of({{"x", x}}, {"y"});
  study.description.replications = 4;
  study.description.stopping =
      StoppingDescription{.metrics = {"y"}, .relative_half_width = 0.05, .step = 5, .most = 104, .where = {}};
  return study;
}

// 10 % noise: 1.96 · 0.1 / √n ≤ 0.05 from n = 16 on, a few more because the spread is estimated.
TEST(Stopping, ReachesTheAskedPrecision) {
  const Study study = stopping_study(whole_numbers(1, 200));
  const Results results = explored(study, [](const Point& point, std::int64_t seed) -> Figures {
    return {{"y", 100 * (1 + 0.1 * noise(point, seed))}};
  });
  double runs = 0, near = 0;
  for (const auto& summary : summarise(results)) {
    ASSERT_TRUE(summary.means[0]);
    EXPECT_LE(*summary.means[0]->half_width, 0.05 * summary.means[0]->mean);
    runs += static_cast<double>(summary.runs);
    near += std::abs(summary.means[0]->mean - 100) <= 5 ? 1 : 0;
  }
  EXPECT_NEAR(runs / 200, 17, 4);
  EXPECT_GE(near / 200, 0.9);  // nominally 0.95; stopping at the first narrow interval costs a little
}

TEST(Stopping, GivesEveryPointWhatItNeeds) {
  const Study study = stopping_study(one_of({"0", "5", "15", "300"}));  // noise in %
  const Results results = explored(study, [](const Point& point, std::int64_t seed) -> Figures {
    return {{"y", 10 + number(point, "x") / 10 * noise(point, seed)}};
  });
  EXPECT_EQ(runs_of(results, 0), 4);
  EXPECT_LE(runs_of(results, 1), 14);
  EXPECT_GT(runs_of(results, 2), 24);
  EXPECT_LT(runs_of(results, 2), 64);
  EXPECT_EQ(runs_of(results, 3), 104);  // ±5 % of 300 % noise would take 13 829
}

TEST(Stopping, GoesOnToTheMostAroundZeroUnlessNothingEverHappens) {
  const Study study = stopping_study(one_of({"0", "1"}));
  const Results results = explored(study, [](const Point& point, std::int64_t seed) -> Figures {
    return {{"y", number(point, "x") * (seed % 2 == 0 ? 1 : -1)}};
  });
  EXPECT_EQ(runs_of(results, 0), 4);
  EXPECT_EQ(runs_of(results, 1), 104);
}

TEST(Stopping, GivesUpAPointWhoseRunsAllFail) {
  const Study study = stopping_study(one_of({"0", "1"}));
  const Results results = explored(study, [](const Point& point, std::int64_t seed) -> Figures {
    if (number(point, "x") == 0) return {};
    return {{"y", 10 + 2 * noise(point, seed)}};
  });
  EXPECT_EQ(runs_of(results, 0), 4);
  EXPECT_GT(runs_of(results, 1), 24);
}

TEST(Stopping, DoesNotWaitForAFigureThatNoRunHas) {
  Study study = stopping_study(one_of({"0"}));
  study.description.stopping->metrics = {"y", "accuracy", "unheard_of"};
  const Results results = explored(study, [](const Point&, std::int64_t) -> Figures {
    return {{"y", 1}, {"accuracy", std::nullopt}};
  });
  EXPECT_EQ(runs_of(results, 0), 4);
}

TEST(Stopping, TakesOneReplicationForNoEvidence) {
  Study study = stopping_study(one_of({"0"}));
  study.description.replications = 1;
  const Results results = explored(study, [](const Point&, std::int64_t) -> Figures { return {{"y", 1}}; });
  EXPECT_EQ(runs_of(results, 0), 6);
}

// On the front: x = 0, 1, 2 at (0, 4), (2, 2), (4, 0). The other five are 1 to 3 away from it.
constexpr std::array<std::array<double, 2>, 8> race = {
    {{0, 4}, {2, 2}, {4, 0}, {3, 3}, {5, 1}, {1, 5}, {4, 4}, {5, 5}}};

Figures race_run(const Point& point, std::int64_t seed) {
  const auto& [delay, cost] = race.at(static_cast<std::size_t>(number(point, "x")));
  Stream own(static_cast<std::uint64_t>(seed), hash_text(point.key()), 0);
  Stream common(static_cast<std::uint64_t>(seed), 0, 1);
  const double weather = 2 * common.normal();  // the same for all points of a replication
  return {{"delay", delay + weather + 0.7 * own.normal()}, {"cost", cost + weather + 0.7 * own.normal()}};
}

Study racing_study(std::int64_t seed) {
  Study study = study_of({{"x", whole_numbers(0, 7)}}, {"delay", "cost"});
  study.seed = seed;
  study.description.replications = 30;
  study.description.racing = RacingDescription{};
  return study;
}

TEST(Racing, KeepsTheBestAndSavesTheRunsOfTheOthers) {
  int kept = 0;
  std::size_t runs = 0;
  for (std::int64_t trial = 0; trial < 100; ++trial) {
    const Results results = explored(racing_study(1000 * trial), race_run);
    kept += runs_of(results, 0) == 30 && runs_of(results, 1) == 30 && runs_of(results, 2) == 30 ? 1 : 0;
    runs += results.manifest.runs().size();
  }
  EXPECT_GE(kept, 95);
  EXPECT_LT(runs, 100 * 8 * 30 * 6 / 10);  // 3/8 of the runs belong to the best
}

TEST(Racing, KnowsWhichWayAnObjectiveIsGood) {
  Study study = racing_study(1);
  for (auto& objective : study.objectives) objective.goal = scenario::Goal::max;
  const Results results = explored(study, race_run);
  EXPECT_EQ(runs_of(results, 7), 30);  // (5, 5) is now the best; (5, 1) and (1, 5) are not worse in everything
  for (const std::size_t point : {0U, 1U, 2U, 3U, 6U}) EXPECT_LT(runs_of(results, point), 30) << point;
}

TEST(Racing, DropsNobodyWhenEveryPointIsTheSame) {
  const Results results = explored(racing_study(1), [](const Point&, std::int64_t) -> Figures {
    return {{"delay", 1}, {"cost", 2}};
  });
  EXPECT_EQ(results.manifest.runs().size(), 8 * 30);
}

TEST(Racing, ComparesReplicationsThatBothHave) {
  const auto row = [](double value) { return std::optional(std::vector<double>{value, value}); };
  // Apart from the first replication, which only one has, 1 below in each.
  const Observations better = {row(1000), row(1), row(5), row(3)}, worse = {std::nullopt, row(2), row(6), row(4)};
  EXPECT_TRUE(beats(better, worse, 0.95));
  EXPECT_FALSE(beats(worse, better, 0.95));
  EXPECT_FALSE(beats({row(1), std::nullopt}, {row(2), row(2)}, 0.95));  // one pair says nothing
}

TEST(Racing, GivesUpAPointWhoseRunsAllFail) {
  const Results results = explored(racing_study(1), [](const Point& point, std::int64_t seed) -> Figures {
    if (number(point, "x") == 1) return {};
    return race_run(point, seed);
  });
  EXPECT_EQ(runs_of(results, 1), 3);
}

TEST(Racing, SparesDominatedPointsTheRoundsOfStopping) {
  Study study = stopping_study(one_of({"1", "2"}));
  study.description.stopping->relative_half_width = 1e-6;
  const Formula far_apart = [](const Point& point, std::int64_t seed) -> Figures {
    return {{"y", 10 * number(point, "x") + noise(point, seed)}};
  };
  const Results without = explored(study, far_apart);
  EXPECT_EQ(runs_of(without, 1), 104);
  study.description.racing = RacingDescription{};
  const Results with = explored(study, far_apart);
  EXPECT_EQ(runs_of(with, 0), 104);
  EXPECT_EQ(runs_of(with, 1), 4);  // `replications` come before the first decision
}

}  // namespace
}  // namespace tradewind::sweep
