#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "sweep/collect.hpp"
#include "tests/sweep/by_hand.hpp"

namespace tradewind::sweep {
namespace {

using by_hand::maximise;
using by_hand::minimise;
using by_hand::Row;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(RunsTable, HasARowPerRun) {
  EXPECT_EQ(runs_csv(by_hand::tradeoff_study(), by_hand::tradeoff_results()),
            "run,point,replication,seed,policy.offload,platform.links.lan.bandwidth,status,reason,latency_mean_s,"
            "energy_total_j\n"
            "0,0,0,1,{kind: local},4 Mbps,complete,,1,7\n"
            "1,1,0,1,{kind: local},8 Mbps,complete,,1,7\n"
            "2,2,0,1,{kind: local},80 Mbps,complete,,1,7\n"
            "3,3,0,1,\"{kind: fixed, node: server}\",4 Mbps,complete,,1.72,17.2\n"
            "4,4,0,1,\"{kind: fixed, node: server}\",8 Mbps,complete,,1.12,16.1\n"
            "5,5,0,1,\"{kind: fixed, node: server}\",80 Mbps,complete,,0.58,15.11\n");
}

TEST(RunsTable, LeavesAbsentValuesEmptyAndSaysWhy) {
  auto results = by_hand::results({"m", "n"}, {Row{{{"a", "1"}}, {{1, std::nullopt}, {}}}, Row{{}, {{3, 4}}}});
  results.runs[2].reset();
  EXPECT_EQ(runs_csv(by_hand::study({"a"}, {}), results),
            "run,point,replication,seed,a,status,reason,m,n\n"
            "0,0,0,1,1,complete,,1,\n"
            "1,0,1,2,1,failed,no path from phone to server,,\n"
            "2,1,0,1,,missing,,,\n");
}

TEST(RunsTable, QuotesAsRfc4180Says) {
  auto results = by_hand::results({"m"}, {Row{{{"a", "'say \"x\"'"}}, {{}}}});
  results.runs[0]->reason = "first, \"second\"\nthird";
  EXPECT_THAT(runs_csv(by_hand::study({"a"}, {}), results),
              EndsWith("\n0,0,0,1,\"'say \"\"x\"\"'\",failed,\"first, \"\"second\"\"\nthird\"\n"));
}

TEST(RunsTable, HasColumnsForWhatOnlyPointsSet) {
  const auto results = by_hand::results({"m"}, {Row{{{"b", "2"}}, {{1}}}, Row{{{"a", "1"}, {"c", "3"}}, {{1}}}});
  EXPECT_THAT(runs_csv(by_hand::study({"a"}, {}), results),
              StartsWith("run,point,replication,seed,a,b,c,status,reason,m\n0,0,0,1,,2,,complete,,1\n"));
}

TEST(PointsTable, HasMeansAndHalfWidths) {
  const auto results =
      by_hand::results({"m", "n"}, {Row{{{"a", "1"}}, {{2, 1}, {2, 3}}}, Row{{{"a", "2"}}, {{5, std::nullopt}, {}}}});
  const auto text = points_csv(by_hand::study({"a"}, {}), results);
  // 1 and 3: s = √2, so the half-width is t·√2/√2, the quantile itself: tan(0.475·π) = 12.7062… with one degree of
  // freedom.
  EXPECT_THAT(text, StartsWith("point,a,m_mean,m_ci95,n_mean,n_ci95,runs,failed\n0,1,2,0,2,12.7062"));
  EXPECT_THAT(text, EndsWith(",2,0\n1,2,5,,,,1,1\n"));
}

TEST(PointsTable, ListsPointsBeforeAnyRun) {
  Results results;
  results.manifest.add_point(by_hand::point({{"a", "1"}}));
  EXPECT_EQ(points_csv(by_hand::study({"a"}, {}), results), "point,a,runs,failed\n0,1,0,0\n");
}

TEST(FrontTable, HasTheFourPointsOfTheTradeoff) {
  const auto study = by_hand::tradeoff_study();
  const auto results = by_hand::tradeoff_results();
  EXPECT_EQ(front_csv(study, results, front(study, results, study.objectives, {2, 20})),
            "point,policy.offload,platform.links.lan.bandwidth,latency_mean_s_mean,latency_mean_s_ci95,"
            "energy_total_j_mean,energy_total_j_ci95,probability_on_front,knee,best_in\n"
            "0,{kind: local},4 Mbps,1,,7,,1,true,energy_total_j\n"
            "1,{kind: local},8 Mbps,1,,7,,1,false,\n"
            "2,{kind: local},80 Mbps,1,,7,,1,false,\n"
            "5,\"{kind: fixed, node: server}\",80 Mbps,0.58,,15.11,,1,false,latency_mean_s\n");
}

TEST(FrontTable, HasOnlyItsHeaderWithoutObjectives) {
  const auto study = by_hand::study({"a"}, {});
  const auto results = by_hand::results({"m"}, {Row{{{"a", "1"}}, {{1}}}});
  EXPECT_EQ(front_csv(study, results, front(study, results, {}, {})), "point,a,probability_on_front,knee,best_in\n");
}

TEST(FrontTable, ListsEveryObjectiveOfWhichAPointIsTheBest) {
  const auto study = by_hand::study({"a"}, {minimise("m"), maximise("n")});
  const auto results = by_hand::results({"m", "n"}, {Row{{{"a", "1"}}, {{0, 9}}}, Row{{{"a", "2"}}, {{1, 8}}}});
  EXPECT_THAT(front_csv(study, results, front(study, results, study.objectives, {})), EndsWith(",m;n\n"));
}

TEST(FrontAsJson, SaysWhatIsComparedAndWhatCameOut) {
  const auto study = by_hand::tradeoff_study();
  auto results = by_hand::tradeoff_results();
  results.runs[4].reset();
  const auto json = nlohmann::json::parse(front_json(study, results, front(study, results, study.objectives, {2, 20})));
  EXPECT_EQ(json["objectives"], nlohmann::json::parse(R"([{"metric": "latency_mean_s", "goal": "min"},
                                                          {"metric": "energy_total_j", "goal": "min"}])"));
  EXPECT_EQ(json["reference"], nlohmann::json::parse("[2, 20]"));
  EXPECT_EQ(json["reference_source"], "declared");
  EXPECT_NEAR(json["hypervolume"], 15.0538, 1e-12);
  ASSERT_EQ(json["front"].size(), 4U);
  EXPECT_EQ(json["front"][3], nlohmann::json::parse(R"({"point": 5, "values": [0.58, 15.11], "ci95": [null, null],
      "iqm": [0.58, 15.11], "ci95_bootstrap": [null, null],
      "probability_on_front": 1, "knee": false, "best_in": ["latency_mean_s"],
      "parameters": {"policy.offload": "{kind: fixed, node: server}", "platform.links.lan.bandwidth": "80 Mbps"}})"));
  EXPECT_EQ(json["policies"][0]["policy"], "{kind: local}");
  EXPECT_EQ(json["policies"][0]["points"], nlohmann::json::parse("[0, 1, 2]"));
  EXPECT_EQ(json["missing_runs"], 1);
  EXPECT_EQ(json["failed_runs"], 0);
  EXPECT_TRUE(json["methods"].contains("ci95"));
}

TEST(FrontAsJson, NamesTheReferenceThatNobodyDeclared) {
  const auto study = by_hand::tradeoff_study();
  const auto results = by_hand::tradeoff_results();
  const auto json = nlohmann::json::parse(front_json(study, results, front(study, results, study.objectives, {})));
  EXPECT_EQ(json["reference_source"], "nadir + 10 %");
}

TEST(FrontAsJson, IsWholeWithoutPoints) {
  const auto study = by_hand::tradeoff_study();
  const auto json = nlohmann::json::parse(front_json(study, {}, front(study, {}, study.objectives, {})));
  EXPECT_EQ(json["front"], nlohmann::json::array());
  EXPECT_EQ(json["hypervolume"], 0);
}

}  // namespace
}  // namespace tradewind::sweep
