#include "sweep/results.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/check.hpp"
#include "base/file.hpp"
#include "tests/sweep/by_hand.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::sweep {
namespace {

using by_hand::Row;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

// The 97.5 % quantile of Student's t with two degrees of freedom in closed form.
const double t2 = 0.95 * std::sqrt(2 / (1 - 0.95 * 0.95));

Results two_points() {
  return by_hand::results(
      {"latency_mean_s", "accuracy_mean"},
      {Row{{{"a", "1"}}, {{1, std::nullopt}, {2, 0.5}, {3, 0.75}}}, Row{{{"a", "2"}}, {{}, {5, 1}}}});
}

TEST(Results, CountWhatIsFinishedAndWhatFailed) {
  auto results = two_points();
  EXPECT_EQ(results.finished(), 5U);
  EXPECT_EQ(results.failed(), 1U);
  EXPECT_TRUE(results.all_finished());
  results.runs[4].reset();
  EXPECT_EQ(results.finished(), 4U);
  EXPECT_FALSE(results.all_finished());
}

TEST(Results, HaveNoValueForFailedMissingAndUnknown) {
  auto results = two_points();
  EXPECT_EQ(results.value(1, "latency_mean_s"), 2);
  EXPECT_EQ(results.value(0, "accuracy_mean"), std::nullopt);
  EXPECT_EQ(results.value(3, "latency_mean_s"), std::nullopt) << "failed";
  EXPECT_EQ(results.value(1, "latency_max_s"), std::nullopt) << "not recorded";
  results.runs[1].reset();
  EXPECT_EQ(results.value(1, "latency_mean_s"), std::nullopt);
}

TEST(Results, FindTheRunsOfAPoint) {
  auto results = two_points();
  results.manifest.add_run({.point = 0, .replication = 3, .round = 1});  // of a later round
  EXPECT_THAT(results.runs_of(0), ElementsAre(0, 1, 2, 5));
  EXPECT_THAT(results.runs_by_point(), ElementsAre(ElementsAre(0, 1, 2, 5), ElementsAre(3, 4)));
}

TEST(Results, AlignFiguresThatComeInAnotherOrder) {
  Results results;
  results.runs.resize(2);
  results.add({.run = 0, .reason = {}, .figures = {{"a", 1}, {"b", 2}}, .latency_quantiles = {}});
  results.add({.run = 1, .reason = {}, .figures = {{"c", 5}, {"b", 4}}, .latency_quantiles = {}});
  EXPECT_THAT(results.metrics, ElementsAre("a", "b", "c"));
  EXPECT_EQ(results.value(0, "c"), std::nullopt);
  EXPECT_EQ(results.value(1, "a"), std::nullopt);
  EXPECT_EQ(results.value(1, "b"), 4);
  EXPECT_EQ(results.value(1, "c"), 5);
}

TEST(Summary, IsOverCompleteRunsThatHaveAValue) {
  const auto summaries = summarise(two_points());
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].runs, 3U);
  EXPECT_EQ(summaries[0].failed, 0U);
  EXPECT_EQ(summaries[0].means[0]->mean, 2);
  EXPECT_NEAR(*summaries[0].means[0]->half_width, t2 / std::sqrt(3), 1e-9);  // s = 1
  EXPECT_EQ(summaries[0].means[1]->mean, 0.625);                             // of 0.5 and 0.75
  EXPECT_EQ(summaries[1].runs, 1U);
  EXPECT_EQ(summaries[1].failed, 1U);
  EXPECT_EQ(summaries[1].means[0]->mean, 5);
  EXPECT_EQ(summaries[1].means[0]->half_width, std::nullopt) << "one replication tells nothing of the spread";
}

TEST(Summary, HasNoMeanWithoutAnyValue) {
  const auto summaries = summarise(by_hand::results({"x"}, {Row{{{"a", "1"}}, {{1}}}, Row{{{"a", "2"}}, {{}}}}));
  EXPECT_FALSE(summaries[1].means[0]);
}

class ResultsInADirectory : public testing::Test {
 protected:
  void write(const Manifest& manifest, const std::vector<std::string>& shards) const {
    folder.write("manifest.jsonl", manifest.text());
    std::filesystem::create_directory(folder.path("shards"));
    for (std::size_t i = 0; i < shards.size(); ++i) folder.write("shards/" + std::to_string(i) + ".jsonl", shards[i]);
  }
  const test::TemporaryFolder folder;
  const Study study = by_hand::study({"a"}, {});
};

TEST_F(ResultsInADirectory, AreReadBack) {
  const auto written = two_points();
  const auto line = [&](std::size_t run, const by_hand::Run& values) {
    return to_line(by_hand::record(run, written.metrics, values), study.id);
  };
  write(written.manifest, {line(4, {5, 1}) + line(0, {1, std::nullopt}), line(3, {}) + line(1, {2, 0.5})});
  const auto read = read_results(folder.path("."), study);
  EXPECT_EQ(read.metrics, written.metrics);
  EXPECT_EQ(read.manifest.text(), written.manifest.text());
  EXPECT_EQ(read.finished(), 4U);
  EXPECT_FALSE(read.runs[2]);
  EXPECT_EQ(read.runs[3]->reason, "no path from phone to server");
  EXPECT_EQ(read.value(4, "accuracy_mean"), 1);
  EXPECT_EQ(read.shards.lines, 4U);
}

TEST_F(ResultsInADirectory, HaveTheirMetricsInTheOrderOfTheManifestWhoeverRanWhat) {
  const auto record = [&](std::size_t run, std::vector<std::pair<std::string, std::optional<double>>> figures) {
    return to_line({.run = run, .reason = {}, .figures = std::move(figures), .latency_quantiles = {}}, study.id);
  };
  write(two_points().manifest, {record(1, {{"c", 5}, {"b", 4}}), record(0, {{"a", 1}, {"b", 2}})});
  const auto read = read_results(folder.path("."), study);
  EXPECT_THAT(read.metrics, ElementsAre("a", "b", "c"));
  EXPECT_EQ(read.value(0, "a"), 1);
  EXPECT_EQ(read.value(0, "c"), std::nullopt);
  EXPECT_EQ(read.value(1, "c"), 5);
  EXPECT_EQ(read.value(1, "b"), 4);
}

TEST_F(ResultsInADirectory, AreNotThereWithoutAManifest) {
  EXPECT_THAT([&] { read_results(folder.path("."), study); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("manifest.jsonl")));
}

}  // namespace
}  // namespace tradewind::sweep
