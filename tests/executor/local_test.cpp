// Runs in forked children: each once, its record in a shard, the same whatever the number of workers.

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <numeric>

#include "base/check.hpp"
#include "fake_sweep.hpp"

namespace tradewind::executor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;

class LocalRuns : public testing::Test {
 protected:
  bool run(const LocalOptions& options) {
    return run_locally(folder.path(), sweep_id, manifest, all_runs(manifest), simulator, options);
  }

  Folder folder;
  sweep::Manifest manifest = manifest_of(4, 3);
  FakeSimulator simulator;
};

TEST_F(LocalRuns, RecordsEveryRunWithItsFigures) {
  EXPECT_TRUE(run({.jobs = 2}));
  const auto records = records_in(folder, manifest);
  ASSERT_THAT(records, SizeIs(12));
  const auto& record = records.at(7);  // x = 7 / 3 = 2, seed 7 mod 3 + 1 = 2
  EXPECT_EQ(record.status, sweep::RunStatus::complete);
  EXPECT_EQ(record.figures.at(0).first, "value");
  EXPECT_EQ(record.figures.at(0).second, 202);
  EXPECT_EQ(record.figures.at(1).second, std::nullopt);
}

TEST_F(LocalRuns, LeavesTheSameLinesWhateverTheNumberOfWorkers) {
  EXPECT_TRUE(run({.jobs = 1}));
  const auto expected = sorted_lines(folder);
  ASSERT_THAT(expected, SizeIs(12));
  for (const unsigned jobs : {2U, 7U, 100U, 0U}) {
    std::filesystem::remove_all(folder / "shards");
    EXPECT_TRUE(run({.jobs = jobs}));
    EXPECT_EQ(sorted_lines(folder), expected) << jobs;
  }
}

TEST_F(LocalRuns, MakesEachPointReadyOnceAndInOrder) {
  run({.jobs = 2});
  EXPECT_THAT(simulator.prepared, ElementsAre(0, 1, 2, 3));
}

TEST_F(LocalRuns, MakesOnlyWhatIsToDo) {
  const std::vector<std::size_t> todo = {1, 5, 11};
  EXPECT_TRUE(run_locally(folder.path(), sweep_id, manifest, todo, simulator, {.jobs = 2}));
  const auto records = records_in(folder, manifest);
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records.at(11).figures.at(0).second, 303);
  EXPECT_THAT(simulator.prepared, ElementsAre(0, 1, 3));
}

TEST_F(LocalRuns, HasNothingToDoWithoutRuns) {
  EXPECT_TRUE(run_locally(folder.path(), sweep_id, manifest, {}, simulator, {}));
  EXPECT_THAT(sorted_lines(folder), IsEmpty());
}

TEST_F(LocalRuns, NamesShardsByPrefixAndWorker) {
  run({.jobs = 2, .shard_prefix = "batch-0-7"});
  EXPECT_TRUE(exists(folder / "shards/batch-0-7-0.jsonl"));
  EXPECT_TRUE(exists(folder / "shards/batch-0-7-1.jsonl"));
}

TEST_F(LocalRuns, AddsToTheShardsOfAnEarlierSession) {
  const auto todo = all_runs(manifest);
  run_locally(folder.path(), sweep_id, manifest, std::span(todo).first(5), simulator, {.jobs = 2});
  run_locally(folder.path(), sweep_id, manifest, std::span(todo).subspan(5), simulator, {.jobs = 2});
  EXPECT_THAT(records_in(folder, manifest), SizeIs(12));
}

TEST_F(LocalRuns, TellsProgressUpToTheEnd) {
  std::vector<Progress> told;
  simulator.when_run = [](int x, int) {
    if (x == 3) throw std::runtime_error("no");
  };
  run({.jobs = 2, .progress = [&](const Progress& progress) { told.push_back(progress); }});
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back().total, 12U);
  EXPECT_EQ(told.back().finished, 12U);
  EXPECT_EQ(told.back().failed, 3U);
  EXPECT_EQ(told.back().running, 0U);
  EXPECT_TRUE(std::ranges::is_sorted(told, {}, &Progress::finished));
  EXPECT_TRUE(std::ranges::all_of(told, [](const Progress& p) { return p.running <= 2; }));
}

TEST_F(LocalRuns, KeepsWhatChildrenPrintAwayFromItsOwnOutput) {
  simulator.when_run = [](int, int) {
    std::cout << "noise" << std::endl;
    std::fprintf(stderr, "more noise\n");
  };
  std::fputs("before", stdout);  // still in the buffer when the children are forked
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  run({.jobs = 2});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_THAT(records_in(folder, manifest), SizeIs(12));
}

TEST_F(LocalRuns, LeavesOtherChildrenToTheirParent) {
  const pid_t other = fork();
  if (other == 0) _exit(7);
  run({.jobs = 2});
  int status = 0;
  EXPECT_EQ(waitpid(other, &status, 0), other);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST_F(LocalRuns, WorksWhereTheEndOfChildrenIsIgnoredAndLeavesItSo) {
  std::signal(SIGCHLD, SIG_IGN);
  EXPECT_TRUE(run({.jobs = 2}));
  EXPECT_EQ(std::signal(SIGCHLD, SIG_DFL), SIG_IGN);
  EXPECT_THAT(records_in(folder, manifest), SizeIs(12));
}

TEST_F(LocalRuns, NamesTheFolderThatCannotBeMade) {
  folder.write("shards", "a file");
  EXPECT_THAT([&] { run({}); }, ThrowsMessage<RuntimeFailure>(HasSubstr((folder / "shards").string())));
}

}  // namespace
}  // namespace tradewind::executor
