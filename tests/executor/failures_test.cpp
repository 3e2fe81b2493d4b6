// What goes wrong in a run costs that run only, and its record tells why.

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "fake_sweep.hpp"

namespace tradewind::executor {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;
using testing::ThrowsMessage;

/// Twelve runs; `when_run` of x = 2, seed 2 is run 7.
class Failures : public testing::Test {
 protected:
  /// Lets run 7 do this, the others nothing.
  void in_run_7(const std::function<void()>& what) {
    simulator.when_run = [what](int x, int seed) {
      if (x == 2 && seed == 2) what();
    };
  }
  bool run(const LocalOptions& options) {
    return run_locally(folder.path(), sweep_id, manifest, all_runs(manifest), simulator, options);
  }
  /// The only failed run must be number 7.
  std::string reason_of_run_7() {
    EXPECT_TRUE(run({.jobs = 2, .timeout = timeout}));
    EXPECT_THAT(records_in(folder, manifest), SizeIs(12));
    const auto failures = failures_in(folder, manifest);
    EXPECT_THAT(failures, SizeIs(1));
    return failures.contains(7) ? failures.at(7) : "";
  }

  Folder folder;
  sweep::Manifest manifest = manifest_of(4, 3);
  FakeSimulator simulator;
  std::optional<Duration> timeout;
};

[[noreturn]] void wait_forever() {
  for (;;) pause();
}

TEST_F(Failures, NamesTheSignalOfACrash) {
  in_run_7([] {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    std::raise(SIGSEGV);
  });
  EXPECT_EQ(reason_of_run_7(), "killed by signal 11 (Segmentation fault)");
}

TEST_F(Failures, NamesTheExitCodeOfAChildWithoutResult) {
  in_run_7([] { _exit(3); });
  EXPECT_EQ(reason_of_run_7(), "ended with exit code 3 without a result");
}

TEST_F(Failures, DoesNotTakeExitZeroForAResult) {
  in_run_7([] { _exit(0); });
  EXPECT_EQ(reason_of_run_7(), "ended with exit code 0 without a result");
}

TEST_F(Failures, DoesNotTakeTheCodesOfItsOwnForAResult) {
  for (const int code : {201, 202}) {
    std::filesystem::remove_all(folder / "shards");
    in_run_7([code] { _exit(code); });
    EXPECT_EQ(reason_of_run_7(), "ended with exit code " + std::to_string(code) + " without a result");
  }
}

TEST_F(Failures, AddsOurOwnLastWordToTheExitCode) {
  in_run_7([] {
    std::fprintf(stderr, "0x7ffe: a line of some library\ntradewind: the engine hangs\nand a line after\n");
    _exit(1);
  });
  EXPECT_EQ(reason_of_run_7(), "ended with exit code 1 without a result: the engine hangs");
}

TEST_F(Failures, DoesNotMixTheWordsOfSuccessiveRuns) {
  simulator.when_run = [](int, int seed) {
    if (seed == 1) std::fprintf(stderr, "tradewind: a warning of a run that goes well\n");
    if (seed == 2) _exit(1);
  };
  run({.jobs = 1});
  for (const auto& [number, reason] : failures_in(folder, manifest))
    EXPECT_EQ(reason, "ended with exit code 1 without a result") << number;
}

TEST_F(Failures, EnduresNoise) {
  in_run_7([] {
    for (int i = 0; i < 10'000; ++i) std::fprintf(stderr, "noise of 20 bytes…\n");
    _exit(1);
  });
  EXPECT_EQ(reason_of_run_7(), "ended with exit code 1 without a result");
}

TEST_F(Failures, KeepsTheMessageOfAnException) {
  in_run_7([] { throw std::runtime_error("no such model"); });
  EXPECT_EQ(reason_of_run_7(), "no such model");
}

TEST_F(Failures, PutsAMessageOnOneLine) {
  in_run_7([] { throw std::runtime_error("first\nsecond\n"); });
  EXPECT_EQ(reason_of_run_7(), "first second");
}

TEST_F(Failures, EnduresAnExceptionOfAnyType) {
  in_run_7([] { throw 7; });
  EXPECT_EQ(reason_of_run_7(), "ended with an exception of an unknown type");
}

TEST_F(Failures, EndsARunThatIsOutOfTime) {
  in_run_7([] { wait_forever(); });
  timeout = 0.25_s;
  EXPECT_EQ(reason_of_run_7(), "timed out after 0.25 s");
}

TEST_F(Failures, WritesATimeLimitInSeconds) {
  simulator.when_run = [](int, int) { std::raise(SIGKILL); };  // not by the limit: no other words than the signal's
  run({.jobs = 2, .timeout = 2_min});
  EXPECT_EQ(failures_in(folder, manifest).at(0), "killed by signal 9 (Killed)");
}

TEST_F(Failures, EndsSeveralRunsThatAreOutOfTimeAtOnce) {
  simulator.when_run = [](int, int) { wait_forever(); };
  run({.jobs = 12, .timeout = 0.2_s});
  for (const auto& [number, reason] : failures_in(folder, manifest)) EXPECT_EQ(reason, "timed out after 0.2 s");
  EXPECT_THAT(failures_in(folder, manifest), SizeIs(12));
}

TEST_F(Failures, FailsAllRunsOfACombinationThatIsNoScenario) {
  simulator.when_prepared = [](int x) {
    if (x != 1) return;
    const config::Location where{.file = config::intern("/home/ada/campus.yaml"), .line = 12, .column = 5};
    throw config::ConfigError({{.where = where, .message = "'fixed' needs a node"}, {.where = {}, .message = "more"}});
  };
  EXPECT_TRUE(run({.jobs = 2}));
  // Without the place: a task of a cluster reads the same settings from another file.
  EXPECT_THAT(
      failures_in(folder, manifest),
      ElementsAre(Pair(3, "'fixed' needs a node"), Pair(4, "'fixed' needs a node"), Pair(5, "'fixed' needs a node")));
  EXPECT_THAT(simulator.prepared, ElementsAre(0, 1, 2, 3));
}

TEST_F(Failures, StopsTheSweepWhenThePreparationBreaksDown) {
  Lifeline children;
  simulator.when_run = [](int, int) { wait_forever(); };
  simulator.when_prepared = [](int x) {
    if (x == 1) throw RuntimeFailure("cannot read 'trace.csv': No such file or directory");
  };
  EXPECT_THAT([&] { run({.jobs = 12}); }, ThrowsMessage<RuntimeFailure>(StartsWith("cannot read 'trace.csv'")));
  EXPECT_TRUE(children.everyone_is_dead());
  EXPECT_THAT(records_in(folder, manifest), IsEmpty());
}

// The child of worker 0 in run 7 writes into its own shard what the executor would write after it, then dies.
TEST_F(Failures, CountsARecordThatWasWrittenBeforeTheCrash) {
  in_run_7([this] {
    const sweep::RunRecord record{.run = 7, .figures = {{"value", 1.5}}};
    sweep::ShardWriter(folder / "shards/local-0.jsonl").append(sweep::to_line(record, sweep_id));
    std::raise(SIGKILL);
  });
  EXPECT_TRUE(run({.jobs = 1}));
  const auto records = records_in(folder, manifest);  // no duplicates
  EXPECT_THAT(records, SizeIs(12));
  EXPECT_EQ(records.at(7).status, sweep::RunStatus::complete);
  EXPECT_EQ(records.at(7).figures.at(0).second, 1.5);
}

TEST_F(Failures, ReplacesAHalfWrittenRecord) {
  in_run_7([this] {
    const auto line = sweep::to_line({.run = 7, .figures = {{"value", 1.5}}}, sweep_id);
    std::ofstream(folder / "shards/local-0.jsonl", std::ios::app) << line.substr(0, line.size() / 2) << std::flush;
    std::raise(SIGKILL);
  });
  EXPECT_TRUE(run({.jobs = 1}));
  EXPECT_THAT(records_in(folder, manifest), SizeIs(12));
  EXPECT_THAT(failures_in(folder, manifest), ElementsAre(Pair(7, "killed by signal 9 (Killed)")));
}

TEST_F(Failures, StopsWhenTheDiskIsFullAndKeepsWhatWasFinished) {
  Lifeline children;
  std::array<int, 2> go = {-1, -1};
  ASSERT_EQ(pipe(go.data()), 0);
  std::filesystem::create_directory(folder / "shards");
  std::filesystem::create_symlink("/dev/full", folder / "shards/local-0.jsonl");
  simulator.when_run = [&](int x, int seed) {
    char byte = 0;
    if (x == 0 && seed == 1 && read(go[0], &byte, 1) != 1) _exit(1);  // worker 0 waits until worker 1 has ended a run
    if (x > 0) wait_forever();
  };
  const auto progress = [&](const Progress& now) {
    if (now.finished < 2) return;  // runs 1 and 2
    EXPECT_EQ(write(go[1], "!", 1), 1);
  };
  EXPECT_THAT([&] { run({.jobs = 2, .progress = progress}); },
              ThrowsMessage<RuntimeFailure>(
                  AllOf(HasSubstr((folder / "shards/local-0.jsonl").string()), HasSubstr("No space left on device"))));
  EXPECT_TRUE(children.everyone_is_dead());
  std::filesystem::remove(folder / "shards/local-0.jsonl");
  const auto records = records_in(folder, manifest);
  EXPECT_TRUE(records.contains(1) && records.contains(2));
  EXPECT_FALSE(records.contains(0));
  for (const int end : go) close(end);
}

TEST_F(Failures, StopsAtALimitOnFileSizesToo) {
  simulator.when_run = [](int, int) {
    const rlimit half_a_kilobyte{512, 512};  // some of the twelve lines, and the message
    setrlimit(RLIMIT_FSIZE, &half_a_kilobyte);
  };
  std::string message;
  try {
    run({.jobs = 1});
  } catch (const RuntimeFailure& failure) {
    message = failure.what();
  }
  EXPECT_THAT(message, AllOf(HasSubstr((folder / "shards/local-0.jsonl").string()), HasSubstr("File too large")));
  const auto records = records_in(folder, manifest);
  EXPECT_TRUE(records.size() > 0 && records.size() < 12) << records.size();
}

}  // namespace
}  // namespace tradewind::executor
