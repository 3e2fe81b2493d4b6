#include "report/labels.hpp"

#include <gmock/gmock.h>

namespace tradewind::report {
namespace {

using ::testing::ElementsAre;

TEST(Labels, GiveTheUnitOnceAndNotInTheName) {
  EXPECT_EQ(metric_label("latency_p95_s").text, "latency p95");
  EXPECT_EQ(metric_label("latency_p95_s").unit, "s");
  EXPECT_EQ(metric_label("throughput_per_s").text, "throughput");
  EXPECT_EQ(metric_label("energy_per_request_j").text, "energy per request");
  EXPECT_EQ(metric_label("offload_ratio").unit, "");
}

TEST(Labels, ShowPathsFromAFolderAbove) {
  EXPECT_EQ(shown_path("/work/scenarios/campus.yaml", "/work"), "scenarios/campus.yaml");
  EXPECT_EQ(shown_path("/work/a/../campus.yaml", "/work/"), "campus.yaml");
  EXPECT_EQ(shown_path("/workshop/campus.yaml", "/work"), "campus.yaml");
  EXPECT_EQ(shown_path("/elsewhere/campus.yaml", "/work"), "campus.yaml");
  EXPECT_EQ(shown_path("/elsewhere/campus.yaml", ""), "campus.yaml");
}

TEST(Labels, NameTheOwnerOfAPath) {
  EXPECT_EQ(metric_label("by_application.detector.latency_p99_s").text, "detector: latency p99");
  EXPECT_EQ(metric_label("by_node.server.utilisation").text, "server: utilisation");
}

TEST(Labels, ScaleAxesToReadableNumbers) {
  EXPECT_EQ(axis_unit("s", 0.25).unit, "ms");
  EXPECT_EQ(axis_unit("s", 0.25).factor, 1e3);
  EXPECT_EQ(axis_unit("J", 412'000).unit, "kJ");
  EXPECT_EQ(axis_unit("s", 1800).unit, "s");  // nobody reads kiloseconds
  EXPECT_EQ(axis_unit("USD", 0.002).unit, "USD");
  EXPECT_EQ(axis_title({"energy", "J"}, {"kJ", 1e-3}), "energy (kJ)");
}

TEST(Labels, ShortenPathsAsFarAsTheyStayApart) {
  const std::string paths[] = {"platform.links.wan.bandwidth", "policy.offload", "a.x.cpu.cores", "b.y.cpu.cores"};
  EXPECT_THAT(short_paths(paths), ElementsAre("wan.bandwidth", "policy.offload", "x.cpu.cores", "y.cpu.cores"));
}

TEST(Labels, ReadPoliciesAsWords) {
  EXPECT_EQ(value_label("{kind: local}"), "local");
  EXPECT_EQ(value_label("{kind: fixed, node: server}"), "fixed (node: server)");
  EXPECT_EQ(value_label("{kind: weighted_round_robin, weights: {a: 4, b: 1}}"),
            "weighted_round_robin (weights: {a: 4, b: 1})");
  EXPECT_EQ(value_label("10 Mbps"), "10 Mbps");
}

TEST(Labels, KnowWhatQuantitiesAreWorth) {
  EXPECT_EQ(numeric_value("10 Mbps"), numeric_value("10000 kbps"));
  EXPECT_EQ(numeric_value("0.5"), 0.5);
  EXPECT_EQ(numeric_value("5 ms"), 0.005);
  EXPECT_EQ(numeric_value("{kind: local}"), std::nullopt);
}

}  // namespace
}  // namespace tradewind::report
