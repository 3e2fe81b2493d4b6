// The importers on the public measurements themselves: how many rows there are and how many are bad was counted
// independently (Python's csv module).

#include <gmock/gmock.h>

#include <map>
#include <string>

#include "calibrate/import/import.hpp"
#include "tests/calibrate/shared_data.hpp"

namespace tradewind::calibrate {
namespace {

using test::shared_files;
using testing::IsEmpty;

ImportOptions with_shipped_facts() {
  const std::filesystem::path targets = std::filesystem::path(TRADEWIND_SOURCE_DIR) / "platforms" / "targets";
  return {.facts = [targets](const std::string& name) -> std::optional<cost::Facts> {
    const auto target = cost::find_target(name, {targets});
    if (!target) return std::nullopt;
    return target->facts;
  }};
}

std::size_t rejected(const Trace& trace) {
  std::size_t sum = 0;
  for (const auto& [why, rows] : trace.rejected) sum += rows;
  return sum;
}

#define IMPORT_OR_SKIP(trace, format, folder, part)                       \
  const auto files_of_##trace = shared_files(folder, part);               \
  if (files_of_##trace.empty()) GTEST_SKIP() << "no public data " folder; \
  const Trace trace = import_files(format, files_of_##trace, with_shipped_facts())

TEST(PublicData, VidurA30HasEmptyAndBogusProjections) {
  IMPORT_OR_SKIP(trace, "vidur", "vidur", "Qwen2-7B_mlp.csv");
  EXPECT_EQ(trace.rejected.at("attn_pre_proj: the latency is missing or not a number"), 52u);
  EXPECT_EQ(trace.rejected.at("attn_pre_proj: faster than 0.7 × the speed of light"), 76u);
  EXPECT_EQ(trace.rejected.at("attn_post_proj: the latency is missing or not a number"), 42u);
  EXPECT_EQ(rejected(trace), 52u + 76 + 42);
  EXPECT_EQ(trace.rows.size() + rejected(trace), 2610u);  // 261 rows of 10 layers
}

TEST(PublicData, VidurA30Clean) {
  IMPORT_OR_SKIP(trace, "vidur", "vidur", "Qwen2-7B_mlp_clean.csv");
  EXPECT_THAT(trace.rejected, IsEmpty());
  EXPECT_EQ(trace.rows.size(), 960u);
}

TEST(PublicData, AiconfiguratorTablesAreComplete) {
  IMPORT_OR_SKIP(trace, "aiconfigurator", "aiconfigurator", ".csv.gz");
  EXPECT_EQ(trace.rows.size() + rejected(trace), 607'259u);
  EXPECT_LT(rejected(trace), 2000u);
  std::map<std::string, std::size_t> targets;
  for (const auto& row : trace.rows) ++targets[row.target];
  EXPECT_EQ(targets.size(), 3u);
}

TEST(PublicData, NeusightKernelsAreComplete) {
  IMPORT_OR_SKIP(trace, "neusight", "neusight", ".csv.gz");
  EXPECT_EQ(trace.rows.size() + rejected(trace), 267'230u);
  EXPECT_LT(rejected(trace), 300u);
}

TEST(PublicData, HelpDevices) {
  IMPORT_OR_SKIP(trace, "help", "help_latency", "nasbench201");
  EXPECT_EQ(trace.rows.size() + rejected(trace), 15'625u * 13);
}

TEST(PublicData, OneproxyMarksWhatIsNotSupported) {
  IMPORT_OR_SKIP(trace, "oneproxy", "oneproxy_nasbench201", "latency_ms.csv");
  EXPECT_EQ(trace.rejected.at("rice_edgetpu: not supported (-1)"), 259u);
  EXPECT_EQ(trace.rows.size() + rejected(trace), 1'999u * 16);
}

TEST(PublicData, EdgereasoningOutlier) {
  IMPORT_OR_SKIP(trace, "edgereasoning", "edgereasoning", "prefill.json");
  EXPECT_EQ(trace.rejected.at("prefill: 5 times off its neighbours"), 1u);  // 22,494.8 ms at 2,049 tokens
  EXPECT_EQ(trace.rows.size(), 65u);
}

TEST(PublicData, SplitwisePhases) {
  IMPORT_OR_SKIP(trace, "splitwise", "splitwise", "perf_model.csv");
  EXPECT_EQ(trace.rows.size() + rejected(trace), 2u * 1'260);
}

TEST(PublicData, NeurosurgeonLayers) {
  IMPORT_OR_SKIP(trace, "neurosurgeon", "neurosurgeon_layer_latency", "_lat.csv");
  EXPECT_EQ(trace.rows.size() + rejected(trace), 49'816u);
}

TEST(PublicData, ApexGemm) {
  IMPORT_OR_SKIP(trace, "apex_plus", "apex_plus", "V100_gemm");
  EXPECT_EQ(trace.rows.size() + rejected(trace), 92'191u);
}

}  // namespace
}  // namespace tradewind::calibrate
