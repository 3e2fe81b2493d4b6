// The importers on the public measurements themselves: how many rows there are and how many are bad was counted
// independently (Python's csv module).

#include <gmock/gmock.h>

#include <cmath>
#include <iterator>
#include <map>
#include <string>

#include "calibrate/import/import.hpp"
#include "cost/table.hpp"
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

/// Mean errors of values between two others of their grid line, by tables and by shares of the logarithm of the axis.
struct Between {
  double table = 0, logarithmic = 0;
  std::size_t values = 0;
};

/// Leaves every inner value of an axis out in turn; all other coordinates are the same.
Between between_neighbours(const Trace& trace, cost::Phase phase, double cost::Attention::*axis) {
  std::map<std::vector<double>, std::map<double, const Row*>> lines;
  for (const auto& row : trace.rows) {
    auto kernel = std::get<cost::Attention>(row.kernel);
    if (kernel.phase != phase) continue;
    const double at = kernel.*axis;
    kernel.*axis = 0;
    std::vector<double> others;
    for (const auto& column : cost::shape_of(kernel)) others.push_back(column.value);
    lines[others][at] = &row;
  }
  Between errors;
  for (const auto& [others, line] : lines)
    for (auto low = line.begin(); low != line.end() && std::distance(low, line.end()) > 2; ++low) {
      const auto middle = std::next(low), high = std::next(middle);
      const auto known = [](const auto& at) {
        return std::pair(cost::place_of(at->second->kernel), at->second->latency);
      };
      const auto table = cost::Table::of({known(low), known(high)}, phase == cost::Phase::prefill);
      const double measured = middle->second->latency, below = low->second->latency;
      const double share = std::log(middle->first / low->first) / std::log(high->first / low->first);
      errors.table += std::abs(table.at(cost::place_of(middle->second->kernel)).value() / measured - 1);
      errors.logarithmic += std::abs((below + share * (high->second->latency - below)) / measured - 1);
      ++errors.values;
    }
  errors.table /= static_cast<double>(errors.values);
  errors.logarithmic /= static_cast<double>(errors.values);
  return errors;
}

/// Errors computed independently (Python's csv module and a formula per line).
TEST(PublicData, TablesOfAttentionBeatSharesOfLogarithmsOnEveryAxis) {
  IMPORT_OR_SKIP(trace, "aiconfigurator", "aiconfigurator", "a100_sxm__attention__");
  const struct {
    cost::Phase phase;
    double cost::Attention::*axis;
    double table, logarithmic;
  } axes[] = {{cost::Phase::prefill, &cost::Attention::batch, 0.027, 0.197},
              {cost::Phase::prefill, &cost::Attention::query, 0.048, 0.235},
              {cost::Phase::decode, &cost::Attention::batch, 0.047, 0.118},
              {cost::Phase::decode, &cost::Attention::context, 0.039, 0.087}};
  for (const auto& [phase, axis, table, logarithmic] : axes) {
    const auto errors = between_neighbours(trace, phase, axis);
    EXPECT_NEAR(errors.table, table, 0.0006);
    EXPECT_NEAR(errors.logarithmic, logarithmic, 0.0006);
  }
}

}  // namespace
}  // namespace tradewind::calibrate
