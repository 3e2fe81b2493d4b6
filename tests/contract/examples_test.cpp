// The examples of the contract, as they stand. Skipped where their folder is not present.
#include <gmock/gmock.h>

#include "tests/contract/worked_example.hpp"

namespace tradewind::testing {
namespace {

std::filesystem::path contract() {
  if (const char* named = std::getenv("TRADEWIND_CONTRACT"); named && *named) return named;
  return std::filesystem::path(TRADEWIND_SOURCE_DIR) / ".." / "shared" / "contract";
}

class ContractExamples : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::is_directory(contract())) GTEST_SKIP() << "no folder " << contract();
  }
  static Result run(const std::string& file, std::vector<std::string> overrides = {}) {
    return run_file(contract() / file, {.overrides = std::move(overrides)});
  }
};

constexpr double stated = 1e-6;

TEST_F(ContractExamples, Transfer) { expect_figures(run("transfer.yaml"), {{"latency_mean_s", 1.12}}, stated); }

TEST_F(ContractExamples, SharedMedium) {
  expect_figures(run("shared_medium.yaml"), {{"latency_mean_s", 2.01}}, stated);
  expect_figures(run("shared_medium.yaml", {"platform.links.wlan.shared=false"}), {{"latency_mean_s", 1.01}}, stated);
}

TEST_F(ContractExamples, Line) {
  expect_figures(run("line.yaml"),
                 {{"by_application.near.latency_mean_s", 2.00},
                  {"by_application.back.latency_mean_s", 2.00},
                  {"by_application.far.latency_mean_s", 2.01}},
                 stated);
}

TEST_F(ContractExamples, Dag) { expect_figures(run("dag.yaml"), {{"latency_mean_s", 1.34}}, stated); }

TEST_F(ContractExamples, Energy) {
  expect_figures(run("energy.yaml"), {{"energy_total_j", 11250}, {"energy_idle_j", 10000}, {"energy_compute_j", 1250}},
                 stated);
}

TEST_F(ContractExamples, MM1) {
  const auto result = run("mm1.yaml");
  EXPECT_NEAR(result["latency_mean_s"], 5, 0.05 * 5);
  EXPECT_NEAR(result["latency_p95_s"], 14.98, 0.05 * 14.98);
  EXPECT_NEAR(result["by_node.server.utilisation"], 0.8, 0.01 * 0.8);
}

TEST_F(ContractExamples, BadUnit) {
  const auto said = refusal(contract() / "bad_unit.yaml");
  EXPECT_THAT(said, ::testing::HasSubstr("bad_unit.yaml:7:"));
  EXPECT_THAT(said, ::testing::HasSubstr("speed"));
  EXPECT_THAT(said, ::testing::HasSubstr("Gflop/s"));
}

TEST_F(ContractExamples, TradeoffPoints) {
  // local (1.00, 7.00) whatever the link; server (1.72, 17.20), (1.12, 16.10), (0.58, 15.11) at 4, 8, 80 Mbps.
  for (const std::string bandwidth : {"4 Mbps", "8 Mbps", "80 Mbps"})
    expect_figures(run("tradeoff.yaml", {"policy.offload={kind: local}", "platform.links.lan.bandwidth=" + bandwidth}),
                   {{"latency_mean_s", 1}, {"energy_total_j", 7}}, stated);
  expect_figures(run("tradeoff.yaml", {"platform.links.lan.bandwidth=4 Mbps"}),
                 {{"latency_mean_s", 1.72}, {"energy_total_j", 17.2}}, stated);
  expect_figures(run("tradeoff.yaml"), {{"latency_mean_s", 1.12}, {"energy_total_j", 16.1}}, stated);
  expect_figures(run("tradeoff.yaml", {"platform.links.lan.bandwidth=80 Mbps"}),
                 {{"latency_mean_s", 0.58}, {"energy_total_j", 15.11}}, stated);
}

}  // namespace
}  // namespace tradewind::testing
