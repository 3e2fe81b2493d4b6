#include "sweep/collect.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "tests/sweep/by_hand.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::sweep {
namespace {

using by_hand::minimise;
using by_hand::Row;
using testing::HasSubstr;
using testing::ThrowsMessage;
namespace fs = std::filesystem;

class Collect : public testing::Test {
 protected:
  bool exists(const std::string& name) const { return fs::exists(folder.path(name)); }
  void collect_here(const Study& study, const Results& results) const {
    collect(folder.path("."), study, results, {{"tradewind", "0.1.0"}});
  }
  const test::TemporaryFolder folder;
};

TEST_F(Collect, WritesEveryTableOfAFinishedSweep) {
  const auto study = by_hand::tradeoff_study();
  const auto results = by_hand::tradeoff_results();
  collect_here(study, results);
  EXPECT_EQ(read_file(folder.path("runs.csv")), runs_csv(study, results));
  EXPECT_EQ(read_file(folder.path("points.csv")), points_csv(study, results));
  EXPECT_EQ(read_file(folder.path("front.csv")),
            front_csv(study, results, front(study, results, study.objectives, {})));
  EXPECT_TRUE(exists("results.sqlite"));
}

TEST_F(Collect, WritesPointsWhenRunsFailedButNotWhenTheyAreMissing) {
  const auto study = by_hand::study({"a"}, {minimise("m")});
  auto results = by_hand::results({"m"}, {Row{{{"a", "1"}}, {{1}, {}}}});
  collect_here(study, results);
  EXPECT_TRUE(exists("points.csv"));
  results.runs[1].reset();
  collect_here(study, results);
  EXPECT_TRUE(exists("runs.csv"));
  EXPECT_TRUE(exists("results.sqlite"));
  EXPECT_FALSE(exists("points.csv")) << "of an earlier round";
  EXPECT_FALSE(exists("front.csv"));
}

TEST_F(Collect, NamesTheFileThatCannotBeWritten) {
  const auto results = by_hand::tradeoff_results();
  fs::create_directory(folder.path("runs.csv"));
  EXPECT_THAT([&] { collect_here(by_hand::tradeoff_study(), results); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("runs.csv")));
}

/// Twelve points of three replications; every seventh run failed.
Results noisy_results() {
  std::vector<Row> rows;
  Stream noise(1, 0, 0);
  for (int i = 0; i < 12; ++i) {
    Row row{{{"policy.offload", i % 2 == 0 ? "local" : "edge"}, {"x", std::to_string(i / 2)}}, {}};
    for (int r = 0; r < 3; ++r) {
      row.replications.push_back({i + noise.normal(), 12 - i + noise.normal()});
      if ((3 * i + r) % 7 == 6) row.replications.back().clear();
    }
    rows.push_back(std::move(row));
  }
  return by_hand::results({"m", "n"}, rows);
}

TEST_F(Collect, GivesTheSameBytesHoweverTheRunsWereDealt) {
  const auto study = by_hand::study({"policy.offload", "x"}, {minimise("m"), minimise("n")});
  const auto results = noisy_results();
  std::vector<std::string> lines;
  for (std::size_t run = 0; run < results.runs.size(); ++run) {
    RunRecord record{
        .run = run, .status = results.runs[run]->status, .reason = results.runs[run]->reason, .figures = {}};
    for (std::size_t i = 0; i < results.runs[run]->values.size(); ++i)
      record.figures.emplace_back(results.metrics[i], results.runs[run]->values[i]);
    lines.push_back(to_line(record, study.id));
  }
  const std::vector<std::string> names{"runs.csv", "points.csv", "front.csv", "results.sqlite"};
  std::vector<std::string> first;
  for (std::uint64_t deal = 0; deal < 10; ++deal) {
    fs::remove_all(folder.path("shards"));
    fs::create_directory(folder.path("shards"));
    folder.write("manifest.jsonl", results.manifest.text());
    Stream chance(7, deal, 0);
    for (std::size_t i = lines.size(); i > 1; --i) std::swap(lines[i - 1], lines[chance.below(i)]);
    for (const auto& line : lines)
      std::ofstream(folder.path("shards/" + std::to_string(chance.below(deal + 1)) + ".jsonl"), std::ios::app) << line;
    collect_here(study, read_results(folder.path("."), study));
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto bytes = read_file(folder.path(names[i]));
      if (deal == 0)
        first.push_back(bytes);
      else
        EXPECT_EQ(bytes == first[i], true) << names[i] << " of deal " << deal;
    }
  }
}

}  // namespace
}  // namespace tradewind::sweep
