#include "results/summary.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "campus.hpp"
#include "metrics/catalogue.hpp"

namespace tradewind::results {
namespace {

using metrics::Scope;
using ::testing::ElementsAre;

class SummaryTest : public ::testing::Test {
 protected:
  std::optional<double> figure(std::string_view path) const { return find(summary, path); }

  const scenario::Model model = campus_model();
  const Summary summary = summarise(model, busy_outcome(model));
  const Summary quiet = summarise(model, quiet_outcome(model));
};

std::vector<std::string> names(const std::vector<Section>& sections) {
  std::vector<std::string> all;
  for (const auto& section : sections) all.push_back(section.name);
  return all;
}
std::vector<std::string> names(const std::vector<Figure>& figures) {
  std::vector<std::string> all;
  for (const auto& figure : figures) all.push_back(figure.name);
  return all;
}

TEST_F(SummaryTest, HasTheMetricsOfTheInterfaceInItsOrder) {
  EXPECT_THAT(
      names(summary.metrics),
      ElementsAre("requests_issued", "requests_completed", "requests_dropped", "requests_failed", "requests_unfinished",
                  "latency_mean_s", "latency_p50_s", "latency_p90_s", "latency_p95_s", "latency_p99_s",
                  "latency_p999_s", "latency_max_s", "queueing_mean_s", "transfer_mean_s", "compute_mean_s",
                  "deadline_miss_ratio", "throughput_per_s", "offload_ratio", "accuracy_mean", "energy_total_j",
                  "energy_idle_j", "energy_compute_j", "energy_network_j", "energy_device_j", "energy_edge_j",
                  "energy_cloud_j", "energy_per_request_j", "cost_usd", "carbon_g", "traffic_bytes", "simulated_s"));
}

TEST_F(SummaryTest, HasTheSectionsOfTheScenario) {
  EXPECT_THAT(names(summary.by_application), ElementsAre("detector", "tracker", "backup"));
  EXPECT_THAT(names(summary.by_source), ElementsAre("phone", "server"));
  EXPECT_THAT(names(summary.by_node), ElementsAre("phone", "ap", "server", "region"));
  EXPECT_THAT(names(summary.by_tier), ElementsAre("device", "edge", "cloud"));
  EXPECT_THAT(names(summary.by_link), ElementsAre("wlan", "lan", "wan"));
}

/// Objectives and thresholds may name whatever the catalogue lists, so it must be there.
TEST_F(SummaryTest, HasEveryMetricOfTheCatalogueWhereItBelongs) {
  const auto expect = [](Scope scope, const std::vector<Figure>& figures, std::string_view where) {
    const auto there = names(figures);
    for (const auto& metric : metrics::catalogue()) {
      if (!metric.in(scope)) continue;
      EXPECT_NE(std::ranges::find(there, metric.name), there.end()) << where << metric.name;
    }
  };
  expect(Scope::run, summary.metrics, "");
  expect(Scope::application, summary.by_application[0].figures, "by_application ");
  expect(Scope::source, summary.by_source[0].figures, "by_source ");
  expect(Scope::node, summary.by_node[0].figures, "by_node ");
  expect(Scope::tier, summary.by_tier[0].figures, "by_tier ");
  expect(Scope::link, summary.by_link[0].figures, "by_link ");
}

TEST_F(SummaryTest, DescribesTheRequestsOfAnApplication) {
  EXPECT_EQ(figure("by_application.detector.requests_issued"), 5);
  EXPECT_EQ(figure("by_application.detector.requests_completed"), 4);
  EXPECT_EQ(figure("by_application.detector.requests_dropped"), 1);
  EXPECT_EQ(figure("by_application.detector.latency_mean_s"), 0.234375);  // (1 + 2 + 4 + 8) / 16 / 4
  EXPECT_EQ(figure("by_application.detector.latency_p50_s"), 0.125);      // rank ceil(0.5 · 4) = 2
  EXPECT_EQ(figure("by_application.detector.latency_p95_s"), 0.5);        // rank ceil(0.95 · 4) = 4
  EXPECT_EQ(figure("by_application.detector.latency_max_s"), 0.5);
  EXPECT_EQ(figure("by_application.detector.queueing_mean_s"), 0.25);
  EXPECT_EQ(figure("by_application.detector.transfer_mean_s"), 0.5);
  EXPECT_EQ(figure("by_application.detector.compute_mean_s"), 1);
  EXPECT_EQ(figure("by_application.detector.deadline_miss_ratio"), 0.4);  // 2 of 5
  EXPECT_EQ(figure("by_application.detector.throughput_per_s"), 0.04);    // 4 in 100 s
  EXPECT_EQ(figure("by_application.detector.offload_ratio"), 0.75);       // 3 of 4
  EXPECT_EQ(figure("by_application.detector.accuracy_mean"), 0.75);
}

TEST_F(SummaryTest, MergesTheApplicationsOfARunAndOfASource) {
  for (const std::string scope : {"", "by_source.phone."}) {
    EXPECT_EQ(figure(scope + "requests_issued"), 8);     // 5 + 3
    EXPECT_EQ(figure(scope + "requests_completed"), 5);  // 4 + 1
    EXPECT_EQ(figure(scope + "requests_unfinished"), 2);
    EXPECT_EQ(figure(scope + "latency_p50_s"), 0.25);  // the third of five
    EXPECT_EQ(figure(scope + "latency_max_s"), 2);
    EXPECT_EQ(figure(scope + "deadline_miss_ratio"), 0.4);  // the tracker has no deadline
  }
  EXPECT_EQ(figure("by_source.server.requests_issued"), 0);
}

TEST_F(SummaryTest, ConservesEnergy) {
  const double network = 64 + 32 + 16 + 8 + 4 + 2;
  EXPECT_EQ(figure("energy_idle_j"), 256 + 1024 + 2048);
  EXPECT_EQ(figure("energy_compute_j"), 128 + 512);
  EXPECT_EQ(figure("energy_network_j"), network);
  EXPECT_EQ(figure("energy_total_j"), 3328 + 640 + network);
  EXPECT_EQ(figure("energy_device_j"), 256 + 128 + 64 + 32 + 24);  // the WLAN counts with its lower end
  EXPECT_EQ(figure("energy_edge_j"), 1024);
  EXPECT_EQ(figure("energy_cloud_j"), 2048 + 512 + 6);  // the WAN says so
  EXPECT_EQ(*figure("energy_device_j") + *figure("energy_edge_j") + *figure("energy_cloud_j"),
            figure("energy_total_j"));
  EXPECT_EQ(figure("energy_per_request_j"), *figure("energy_total_j") / 5);
}

TEST_F(SummaryTest, CountsTheLinksOfATierInItsEnergy) {
  EXPECT_EQ(figure("by_tier.device.energy_j"), figure("energy_device_j"));
  EXPECT_EQ(figure("by_tier.cloud.energy_j"), figure("energy_cloud_j"));
  EXPECT_EQ(figure("by_tier.device.energy_links_j"), 24);
}

TEST_F(SummaryTest, PricesNodesAndTheirCarbon) {
  EXPECT_DOUBLE_EQ(*figure("cost_usd"), 0.1);    // 3.6 USD/h for 100 s
  EXPECT_DOUBLE_EQ(*figure("carbon_g"), 0.256);  // 360 g/kWh = 1e-4 g/J, of 2048 + 512 J; the link has no intensity
  EXPECT_EQ(figure("by_tier.cloud.cost_usd"), figure("cost_usd"));
  EXPECT_EQ(figure("by_node.region.carbon_g"), figure("carbon_g"));
  EXPECT_EQ(figure("by_node.server.cost_usd"), std::nullopt);
  EXPECT_EQ(figure("by_tier.device.carbon_g"), std::nullopt);
}

TEST_F(SummaryTest, DescribesNodes) {
  EXPECT_EQ(figure("by_node.phone.utilisation"), 0.25);  // 100 core-seconds of 2 phones · 2 cores · 100 s
  EXPECT_EQ(figure("by_node.phone.queue_length_mean"), 0.5);
  EXPECT_EQ(figure("by_node.phone.tasks_present_mean"), 1.5);
  EXPECT_EQ(figure("by_node.phone.tasks_completed"), 1);
  EXPECT_EQ(figure("by_node.phone.queueing_mean_s"), 0.5);
  EXPECT_EQ(figure("by_node.phone.compute_mean_s"), 2);
  EXPECT_EQ(figure("by_node.phone.energy_j"), 480);
  EXPECT_EQ(figure("by_node.phone.energy_transmit_j"), 64);
  EXPECT_EQ(figure("by_node.phone.battery_used"), 0.24);  // 480 J of 2 kJ
  EXPECT_EQ(figure("by_node.server.battery_used"), std::nullopt);
}

TEST_F(SummaryTest, ShowsEachProcessorOfANodeThatHasSeveral) {
  EXPECT_EQ(figure("by_node.server.utilisation"), 0.55);  // (200 + 75) / (5 cores · 100 s)
  EXPECT_EQ(figure("by_node.server.processors.cpu.utilisation"), 0.5);
  EXPECT_EQ(figure("by_node.server.processors.gpu.utilisation"), 0.75);
  EXPECT_EQ(figure("by_node.server.processors.gpu.queue_length_mean"), 0.25);
  EXPECT_TRUE(summary.by_node[0].processors.empty());
}

TEST_F(SummaryTest, WeighsTheNodesOfATierByTheirCores) {
  EXPECT_EQ(figure("by_tier.edge.utilisation"), 0.55);  // the access point has no core
  EXPECT_EQ(figure("by_tier.cloud.utilisation"), 0);
}

TEST_F(SummaryTest, DescribesLinks) {
  EXPECT_EQ(figure("by_link.wlan.traffic_bytes"), 50e6);
  EXPECT_EQ(figure("by_link.wlan.utilisation"), 0.5);   // one medium of 1 MB/s for 100 s
  EXPECT_EQ(figure("by_link.lan.utilisation"), 0.025);  // two directions of 10 MB/s
  EXPECT_EQ(figure("by_link.wlan.energy_j"), 24);
  EXPECT_EQ(figure("by_link.wlan.energy_idle_j"), 16);
  EXPECT_EQ(figure("traffic_bytes"), 50e6);
}

TEST_F(SummaryTest, HasNoValueWhereThereIsNoData) {
  for (const std::string_view path :
       {"latency_mean_s", "latency_p95_s", "latency_max_s", "queueing_mean_s", "deadline_miss_ratio", "offload_ratio",
        "accuracy_mean", "energy_per_request_j", "by_node.phone.queueing_mean_s", "by_node.ap.utilisation",
        "by_node.ap.queue_length_mean"})
    EXPECT_EQ(find(quiet, path), std::nullopt) << path;
  EXPECT_EQ(find(quiet, "throughput_per_s"), 0);
  EXPECT_EQ(find(quiet, "by_node.phone.utilisation"), 0);
}

TEST_F(SummaryTest, DividesByNoEmptyWindow) {
  auto outcome = quiet_outcome(model);
  outcome.window_end = outcome.window_start;
  const auto empty = summarise(model, outcome);
  for (const std::string_view path :
       {"throughput_per_s", "by_node.phone.utilisation", "by_node.phone.queue_length_mean", "by_link.wlan.utilisation"})
    EXPECT_EQ(find(empty, path), std::nullopt) << path;
  EXPECT_EQ(find(empty, "simulated_s"), 10);
}

TEST_F(SummaryTest, FindsNothingAtPathsThatDoNotExist) {
  for (const std::string_view path : {"", "latency", "by_node", "by_node.phone", "by_node.tablet.utilisation",
                                      "by_node.phone.processors.npu.utilisation", "of.phone.utilisation"})
    EXPECT_EQ(figure(path), std::nullopt) << path;
}

TEST_F(SummaryTest, ComparesThresholds) {
  const auto scenario = load_campus().scenario;
  const auto results = compare(scenario, summary);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].metric, "deadline_miss_ratio");
  EXPECT_EQ(results[0].bound, "< 0.5");
  EXPECT_EQ(results[0].value, 0.4);
  EXPECT_TRUE(results[0].met);
  EXPECT_EQ(results[1].value, std::nullopt);  // no backup was issued
  EXPECT_FALSE(results[1].met);
}

}  // namespace
}  // namespace tradewind::results
