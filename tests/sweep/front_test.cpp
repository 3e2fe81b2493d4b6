#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.hpp"
#include "config/problem.hpp"
#include "tests/sweep/by_hand.hpp"

namespace tradewind::sweep {
namespace {

using by_hand::maximise;
using by_hand::minimise;
using by_hand::Row;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

Front front_of(const Study& study, const Results& results, const std::vector<double>& reference = {}) {
  return front(study, results, study.objectives, reference);
}
std::vector<std::size_t> numbers(const std::vector<FrontPoint>& points) {
  std::vector<std::size_t> found(points.size());
  std::ranges::transform(points, found.begin(), &FrontPoint::point);
  return found;
}
/// Points with one parameter, 0, 1, …, and two objectives a and b.
Results table(const std::vector<std::vector<by_hand::Run>>& points) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < points.size(); ++i) rows.push_back({{{"x", std::to_string(i)}}, points[i]});
  return by_hand::results({"a", "b"}, rows);
}
Study study_of(std::vector<scenario::Objective> objectives) { return by_hand::study({"x"}, std::move(objectives)); }

TEST(FrontOfTheTradeoff, HasFourPointsOfWhichThreeAreEqual) {
  const auto front = front_of(by_hand::tradeoff_study(), by_hand::tradeoff_results(), {2, 20});
  EXPECT_THAT(numbers(front.points), ElementsAre(0, 1, 2, 5));
  EXPECT_THAT(numbers(front.dominated), ElementsAre(3, 4));
  EXPECT_THAT(front.points[3].values, ElementsAre(0.58, 15.11));
  EXPECT_THAT(front.points[3].half_widths, ElementsAre(std::nullopt, std::nullopt));
}

TEST(FrontOfTheTradeoff, HasTheHypervolumeOfItsTwoRectangles) {
  const auto front = front_of(by_hand::tradeoff_study(), by_hand::tradeoff_results(), {2, 20});
  // Local (2 − 1)·(20 − 7) = 13, server 1.42·4.89 = 6.9438, both 1·4.89: 13 + 6.9438 − 4.89.
  EXPECT_NEAR(front.hypervolume, 15.0538, 1e-12);  // rounding of a few sums
  EXPECT_TRUE(front.reference_declared);
  EXPECT_THAT(front.reference, ElementsAre(2, 20));
}

TEST(FrontOfTheTradeoff, TakesNadirPlusTenPercentWithoutAReference) {
  const auto front = front_of(by_hand::tradeoff_study(), by_hand::tradeoff_results());
  // Nadir (1, 15.11), ideal (0.58, 7).
  EXPECT_THAT(front.reference, ElementsAre(DoubleEq(1 + 0.1 * 0.42), DoubleEq(15.11 + 0.1 * 8.11)));
  EXPECT_FALSE(front.reference_declared);
}

TEST(FrontOfTheTradeoff, ComparesThePolicies) {
  const auto front = front_of(by_hand::tradeoff_study(), by_hand::tradeoff_results(), {2, 20});
  ASSERT_EQ(front.policies.size(), 2U);
  const auto& local = front.policies[0];
  const auto& server = front.policies[1];
  EXPECT_EQ(local.policy, "{kind: local}");
  EXPECT_EQ(server.policy, "{kind: fixed, node: server}");
  EXPECT_THAT(local.points, ElementsAre(0, 1, 2));
  EXPECT_THAT(server.points, ElementsAre(5));
  EXPECT_NEAR(local.hypervolume, 13, 1e-12);
  EXPECT_NEAR(server.hypervolume, 6.9438, 1e-12);
  // Scaled, the front is (1, 0) three times and (0, 1): of its four points local lacks one, at a distance of 1.
  EXPECT_DOUBLE_EQ(local.igd_plus, 0.25);
  EXPECT_DOUBLE_EQ(server.igd_plus, 0.75);
  EXPECT_DOUBLE_EQ(local.additive_epsilon, 1);
  EXPECT_DOUBLE_EQ(server.additive_epsilon, 1);
  EXPECT_DOUBLE_EQ(local.coverage, 0.75);
  EXPECT_DOUBLE_EQ(server.coverage, 0.25);
  EXPECT_EQ(local.spread, std::nullopt) << "three points, but in one place";
}

TEST(Front, OfOnePolicyComparesNone) {
  EXPECT_THAT(front_of(study_of({minimise("a"), minimise("b")}), table({{{1, 2}}, {{2, 1}}})).policies, IsEmpty());
}

TEST(Front, KeepsNaturalUnitsWhenAnObjectiveIsMaximised) {
  // a is maximised: (3, 1) and (5, 2) are not dominated, (2, 1) and (5, 4) are.
  const auto front =
      front_of(study_of({maximise("a"), minimise("b")}), table({{{3, 1}}, {{2, 1}}, {{5, 2}}, {{5, 4}}}), {0, 5});
  EXPECT_THAT(numbers(front.points), ElementsAre(0, 2));
  EXPECT_THAT(front.points[1].values, ElementsAre(5, 2));
  EXPECT_THAT(front.reference, ElementsAre(0, 5));
  EXPECT_DOUBLE_EQ(front.hypervolume, 3 * 1 + 5 * 3);  // b in [1, 2]: a up to 3; b in [2, 5]: a up to 5
  EXPECT_THAT(front.points[0].best_in, ElementsAre("b"));
  EXPECT_THAT(front.points[1].best_in, ElementsAre("a"));
}

TEST(Front, HasAReferenceBelowTheNadirOfAMaximisedObjective) {
  const auto front = front_of(study_of({maximise("a"), minimise("b")}), table({{{3, 1}}, {{5, 2}}}));
  EXPECT_THAT(front.reference, ElementsAre(DoubleEq(3 - 0.1 * 2), DoubleEq(2 + 0.1 * 1)));
}

TEST(Front, FindsTheKnee) {
  // Below the line from (0, 10) to (10, 0): (2, 2) by 6, (1, 6) by 3.
  const auto front =
      front_of(study_of({minimise("a"), minimise("b")}), table({{{0, 10}}, {{1, 6}}, {{2, 2}}, {{10, 0}}}));
  std::vector<std::size_t> knees;
  for (const auto& point : front.points)
    if (point.knee) knees.push_back(point.point);
  EXPECT_THAT(knees, ElementsAre(2));
}

TEST(Front, TakesMeansOverReplications) {
  // Means (2, 2) and (3, 3): the second is better in its third replication only.
  const auto front =
      front_of(study_of({minimise("a"), minimise("b")}), table({{{1, 1}, {2, 2}, {3, 3}}, {{4, 4}, {4, 4}, {1, 1}}}));
  EXPECT_THAT(numbers(front.points), ElementsAre(0));
  EXPECT_THAT(front.points[0].values, ElementsAre(2, 2));
  EXPECT_TRUE(front.points[0].half_widths[0].has_value());
}

TEST(Front, SaysHowCertainAPointIsToBeOnIt) {
  const auto objectives = {minimise("a"), minimise("b")};
  // Better by 1 in every replication: on the front in every resample, and the other in none.
  const auto sure = front_of(study_of(objectives), table({{{1, 1}, {2, 2}, {3, 3}}, {{2, 2}, {3, 3}, {4, 4}}}));
  EXPECT_EQ(sure.points[0].probability, 1);
  EXPECT_EQ(sure.dominated[0].probability, 0);
  // Of three draws from 1, 1, 9 at most one may be a 9 for a mean below 4 (11/3 with one): 8 + 12 of 27 draws.
  const auto lucky = front_of(study_of(objectives), table({{{1, 1}, {1, 1}, {9, 9}}, {{4, 4}, {4, 4}, {4, 4}}}));
  EXPECT_THAT(numbers(lucky.points), ElementsAre(0));
  EXPECT_NEAR(lucky.points[0].probability, 20.0 / 27, 0.04);  // four standard errors of 2000 draws
  EXPECT_NEAR(lucky.dominated[0].probability, 7.0 / 27, 0.04);
}

TEST(Front, BootstrapsManyReplicationsAsStudentDoes) {
  // 20,007 replications, drawn from as 1,000 batch means: the mean is as uncertain as Student's t of all of them says.
  Stream stream(1, 2, 3);
  std::vector<std::vector<std::optional<double>>> values;
  for (int i = 0; i < 20'007; ++i) values.push_back({stream.uniform(), 1});
  const auto front = front_of(study_of({minimise("a"), minimise("b")}), table({values}));
  const auto& point = front.points[0];
  const auto& interval = *point.bootstrap_intervals[0];
  EXPECT_NEAR((interval.high - interval.low) / 2 / *point.half_widths[0], 1, 0.1);
  EXPECT_NEAR((interval.high + interval.low) / 2, point.values[0], 0.1 * *point.half_widths[0]);
  EXPECT_EQ(point.bootstrap_intervals[1]->low, 1);
  EXPECT_EQ(point.bootstrap_intervals[1]->high, 1);
}

TEST(Front, IsTheSameForTheSameSeed) {
  const auto results = table({{{1, 4}, {5, 2}}, {{3, 3}, {2, 5}}});
  auto study = study_of({minimise("a"), minimise("b")});
  const auto probabilities = [&] {
    std::vector<double> found;
    for (const auto& point : front_of(study, results).points) found.push_back(point.probability);
    return found;
  };
  EXPECT_EQ(probabilities(), probabilities());
}

TEST(Front, LeavesOutPointsWithoutAValueForAnObjective) {
  const auto front = front_of(study_of({minimise("a"), minimise("b")}),
                              table({{{1, std::nullopt}}, {{2, 2}}, {{}}, {{std::nullopt, 1}, {3, 1}}}));
  EXPECT_THAT(front.without_value, ElementsAre(0, 2));
  EXPECT_THAT(numbers(front.points), ElementsAre(1, 3));
}

TEST(Front, IsEmptyWithoutPointsOrObjectives) {
  const auto results = table({{{}}, {{}}});
  const auto nothing = front_of(study_of({minimise("a"), minimise("b")}), results, {1, 1});
  EXPECT_THAT(nothing.points, IsEmpty());
  EXPECT_EQ(nothing.hypervolume, 0);
  EXPECT_THAT(nothing.without_value, ElementsAre(0, 1));
  EXPECT_THAT(front_of(study_of({}), table({{{1, 2}}})).points, IsEmpty());
}

TEST(Front, OfOneObjectiveHoldsItsBestPoints) {
  const auto front = front_of(study_of({maximise("a")}), table({{{1, 0}}, {{3, 0}}, {{3, 0}}}), {0});
  EXPECT_THAT(numbers(front.points), ElementsAre(1, 2));
  EXPECT_DOUBLE_EQ(front.hypervolume, 3);
}

TEST(Front, RefusesAReferenceOfAnotherLength) {
  EXPECT_THAT(
      [] {
        front_of(study_of({minimise("a"), minimise("b")}), table({{{1, 2}}}), {1, 2, 3});
      },
      ThrowsMessage<config::ConfigError>(HasSubstr("'reference' needs a number per objective: 2, not 3")));
}

TEST(MedianAttainment, HoldsWhatHalfOfTheReplicationsReach) {
  // Replication 0 reaches (1, 4) and (3, 2), replication 1 reaches (2, 5) and (4, 1); one of two is half.
  const auto front = front_of(study_of({minimise("a"), minimise("b")}), table({{{1, 4}, {2, 5}}, {{3, 2}, {4, 1}}}));
  EXPECT_THAT(front.median_attainment, ElementsAre(ElementsAre(1, 4), ElementsAre(3, 2), ElementsAre(4, 1)));
}

TEST(MedianAttainment, LooksOnlyAtReplicationsThatAllPointsHave) {
  const auto objectives = {minimise("a"), minimise("b")};
  const auto front = front_of(study_of(objectives), table({{{1, 4}, {}, {2, 5}}, {{3, 2}, {0, 0}, {4, 1}}}));
  EXPECT_THAT(front.median_attainment, ElementsAre(ElementsAre(1, 4), ElementsAre(3, 2), ElementsAre(4, 1)));
  EXPECT_THAT(front_of(study_of(objectives), table({{{1, 4}, {2, 5}}, {{3, 2}}})).median_attainment, IsEmpty());
}

class Thresholds : public testing::Test {
 protected:
  ThresholdReport judge(const std::vector<std::pair<std::string, std::string>>& bounds) {
    auto study = by_hand::tradeoff_study();
    for (const auto& [metric, bound] : bounds)
      study.description.thresholds.entries.push_back({metric, {.file = "sweep.yaml", .line = 9, .column = 3}, bound});
    const auto results = by_hand::tradeoff_results();
    return compare(study, results, front_of(study, results, {2, 20}));
  }
};

TEST_F(Thresholds, AreMetWithoutAny) { EXPECT_TRUE(judge({}).met); }

TEST_F(Thresholds, OfTheSweepLookAtItsFront) {
  const auto report = judge({{"hypervolume", "> 15"}, {"front_points", ">= 5"}});
  EXPECT_TRUE(report.thresholds[0].met);
  EXPECT_EQ(report.thresholds[0].points, std::nullopt);
  EXPECT_FALSE(report.thresholds[1].met);
  EXPECT_EQ(report.thresholds[1].value, 4);
  EXPECT_EQ(report.thresholds[1].bound, ">= 5");
  EXPECT_FALSE(report.met);
}

TEST_F(Thresholds, OnMetricsNeedAPointThatMeetsThemAll) {
  const auto apart = judge({{"latency_mean_s", "< 0.6"}, {"energy_total_j", "< 10"}});
  EXPECT_TRUE(apart.thresholds[0].met) << "by the server at 80 Mbps";
  EXPECT_EQ(apart.thresholds[0].points, 1U);
  EXPECT_EQ(apart.thresholds[0].value, 0.58) << "the best";
  EXPECT_TRUE(apart.thresholds[1].met) << "by the phone";
  EXPECT_EQ(apart.thresholds[1].points, 3U);
  EXPECT_THAT(apart.meeting_all, IsEmpty());
  EXPECT_FALSE(apart.met);
  const auto together = judge({{"latency_mean_s", "< 1.2"}, {"energy_total_j", "> 10"}, {"front_points", "== 4"}});
  EXPECT_THAT(together.meeting_all, ElementsAre(4, 5));
  EXPECT_TRUE(together.met);
}

TEST_F(Thresholds, AreMissedWithoutAValue) {
  const auto report = judge({{"latency_max_s", "< 100"}});
  EXPECT_EQ(report.thresholds[0].value, std::nullopt);
  EXPECT_EQ(report.thresholds[0].points, 0U);
  EXPECT_FALSE(report.met);
}

TEST_F(Thresholds, CiteABoundThatIsNone) {
  EXPECT_THAT(
      [&] {
        judge({{"hypervolume", "big"}});
      },
      ThrowsMessage<config::ConfigError>(HasSubstr("sweep.yaml:9:3: 'big' is not a threshold")));
}

}  // namespace
}  // namespace tradewind::sweep
