#include "results/json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "campus.hpp"

namespace tradewind::results {
namespace {

using nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const scenario::Model& model() {
  static const auto made = campus_model();
  return made;
}

RunInfo run_info() {
  return {.name = "campus",
          .run_id = "0123456789abcdef",
          .seed = 7,
          .thresholds = {{"deadline_miss_ratio", "< 0.5", 0.4, true}, {"latency_p99_s", "< 1", std::nullopt, false}},
          .provenance = {.tradewind = "0.1.0",
                         .git = "abc",
                         .simgrid = "3.32",
                         .scenario_sha256 = "feed",
                         .inputs_sha256 = {{"trace.csv", "beef"}},
                         .network = "fluid",
                         .notes = {"a note"},
                         .wall = 1.5_s,
                         .peak_rss_bytes = 5000}};
}

TEST(SummaryJson, HasTheShapeOfTheInterface) {
  const auto json = ordered_json::parse(summary_json(summarise(model(), busy_outcome(model())), run_info()));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_THAT(keys, ElementsAre("name", "run_id", "seed", "status", "metrics", "confidence", "by_application",
                                "by_source", "by_node", "by_tier", "by_link", "thresholds", "provenance"));
  EXPECT_EQ(json["status"], "complete");
  EXPECT_EQ(json["metrics"]["energy_total_j"], 4094);
  EXPECT_EQ(json["by_node"]["server"]["processors"]["gpu"]["utilisation"], 0.75);
  EXPECT_EQ(json["provenance"]["inputs_sha256"]["trace.csv"], "beef");
  EXPECT_EQ(json["provenance"]["wall_s"], 1.5);
  EXPECT_EQ(json["thresholds"][0],
            ordered_json::parse(R"({"metric": "deadline_miss_ratio", "bound": "< 0.5", "value": 0.4, "met": true})"));
}

TEST(SummaryJson, WritesCountsAsIntegersAndAbsentFiguresAsNull) {
  const auto text = summary_json(summarise(model(), quiet_outcome(model())), run_info());
  EXPECT_THAT(text, HasSubstr("\"requests_issued\": 0,"));
  EXPECT_THAT(text, HasSubstr("\"latency_mean_s\": null,"));
  EXPECT_THAT(text, HasSubstr("\"cost_usd\": 0.1,"));  // a price runs whether anything happens or not
}

TEST(SummaryJson, GivesTheMeanLatencyAnIntervalAndSaysHow) {
  auto outcome = quiet_outcome(model());
  // Twenty batches of five, the means 1, 3, 1, 3 …: t · s / √20 = 2.093024 / √19 = 0.48017; the other application ends
  // too few requests.
  for (int i = 0; i < 100; ++i) {
    outcome.latency_series.add(i / 5 % 2 == 0 ? 1 : 3);
    outcome.applications[0].latency_series.add(i / 5 % 2 == 0 ? 1 : 3);
  }
  for (int i = 0; i < 99; ++i) outcome.applications[1].latency_series.add(1);
  const auto confidence = ordered_json::parse(summary_json(summarise(model(), outcome), {}))["confidence"];
  const auto& latency = confidence["latency_mean_s"];
  EXPECT_EQ(latency["method"], "batch means (20 batches) after MSER-5");
  EXPECT_DOUBLE_EQ(latency["mean"], 2);
  EXPECT_NEAR(latency["ci95"], 0.48017, 1e-5);
  EXPECT_EQ(latency["truncated"], 0);
  EXPECT_EQ(latency["observations"], 100);
  EXPECT_DOUBLE_EQ(latency["lag1"], -0.95);
  EXPECT_EQ(latency.size(), 6U);
  EXPECT_EQ(confidence["by_application"]["detector"]["latency_mean_s"], latency);
  EXPECT_TRUE(confidence["by_application"]["tracker"]["latency_mean_s"].is_null());
  EXPECT_TRUE(confidence["by_application"]["backup"]["latency_mean_s"].is_null());
}

TEST(SummaryJson, KeepsWallClockFiguresUnderProvenance) {
  auto slow = run_info();
  slow.provenance.wall = 99_s;
  slow.provenance.peak_rss_bytes = 1;
  const auto summary = summarise(model(), busy_outcome(model()));
  auto first = ordered_json::parse(summary_json(summary, run_info()));
  auto second = ordered_json::parse(summary_json(summary, slow));
  EXPECT_NE(first, second);
  first.erase("provenance");
  second.erase("provenance");
  EXPECT_EQ(first, second);
}

TEST(SummaryJson, SaysHowTheRunEnded) {
  auto outcome = quiet_outcome(model());
  outcome.status = metrics::Status::timed_out;
  const auto json = ordered_json::parse(summary_json(summarise(model(), outcome), {}));
  EXPECT_EQ(json["status"], "timed_out");
  EXPECT_FALSE(json.contains("thresholds"));
}

TEST(SeriesJson, AveragesPowerUtilisationAndQueueLengthInBins) {
  auto outcome = quiet_outcome(model());
  // 200 bins of 0.55 s. In the first: 8 W, 2 of the 4 cores of both phones busy, 3 tasks waiting.
  outcome.series[0].accumulate(metrics::series_power, 0_s, 0.55_s, 8);
  outcome.series[0].accumulate(metrics::series_busy_cores, 0_s, 0.55_s, 2);
  outcome.series[0].accumulate(metrics::series_queue_length, 0_s, 0.55_s, 3);
  const auto json = ordered_json::parse(series_json(model(), outcome));
  const auto& phone = json["nodes"]["phone"];
  EXPECT_EQ(phone["start_s"], 0);
  EXPECT_DOUBLE_EQ(phone["width_s"], 0.55);
  ASSERT_EQ(phone["power_w"].size(), 200U);
  EXPECT_DOUBLE_EQ(phone["power_w"][0], 8);
  EXPECT_DOUBLE_EQ(phone["utilisation"][0], 0.5);
  EXPECT_DOUBLE_EQ(phone["queue_length"][0], 3);
  EXPECT_EQ(phone["power_w"][199], 0);
  EXPECT_TRUE(json["nodes"]["ap"]["utilisation"].is_null());
}

TEST(SeriesJson, Gives200LatencyQuantilesPerApplication) {
  const auto json = ordered_json::parse(series_json(model(), busy_outcome(model())));
  const auto& detector = json["applications"]["detector"];
  ASSERT_EQ(detector["probability"].size(), 200U);
  EXPECT_EQ(detector["probability"][0], 0.0025);
  EXPECT_EQ(detector["probability"][199], 0.9975);
  EXPECT_EQ(detector["latency_s"][49], 0.0625);  // 0.2475 of 4: rank 1
  EXPECT_EQ(detector["latency_s"][50], 0.125);   // 0.2525 of 4: rank 2
  EXPECT_EQ(detector["latency_s"][199], 0.5);
  EXPECT_TRUE(json["applications"]["backup"]["latency_s"].empty());
}

TEST(RunInfo, FindsEachInputFileOnceWithItsHash) {
  const auto node = config::load_text(R"(
a: {kind: trace, file: x.csv, sha256: aa}
b: [{work: {file: y.csv, sha256: bb}}, {file: x.csv, sha256: aa}]
c: {file: z.csv}
)");
  EXPECT_THAT(input_hashes(node), ElementsAre(std::pair("x.csv", "aa"), std::pair("y.csv", "bb")));
}

TEST(RunInfo, NamesRunsByTheHashOfTheirScenario) {
  const auto resolved = load_campus().resolved;
  EXPECT_EQ(run_id(resolved), scenario::hash(resolved).substr(0, 16));
}

TEST(RunInfo, DescribesTheNetworkModel) {
  EXPECT_EQ(in_words(platform::NetworkModel{.latency_factor = 1, .bandwidth_factor = 1}),
            "fluid: unweighted max-min fair shares, latency x 1, bandwidth x 1");
  EXPECT_EQ(in_words(platform::NetworkModel{.kind = platform::NetworkKind::tcp,
                                            .latency_factor = 13.01,
                                            .bandwidth_factor = 0.97,
                                            .cross_traffic = true,
                                            .tcp_window = Bytes{4194304}}),
            "tcp: SimGrid's LV08, max-min shares weighted by round-trip time, latency x 13.01, bandwidth x 0.97, 5 % "
            "cross traffic, window 4194304 B");
}

}  // namespace
}  // namespace tradewind::results
