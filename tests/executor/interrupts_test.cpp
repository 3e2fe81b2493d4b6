// Ctrl-C and kill -9 at any moment: nobody survives, nothing finished is lost, nothing is run twice.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "fake_sweep.hpp"

namespace tradewind::executor {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

class Interrupts : public testing::Test {
 protected:
  bool run(const LocalOptions& options) {
    return run_locally(folder.path(), sweep_id, manifest, all_runs(manifest), simulator, options);
  }

  Folder folder;
  sweep::Manifest manifest = manifest_of(10, 5);
  FakeSimulator simulator;
};

[[noreturn]] void wait_forever() {
  for (;;) pause();
}

std::atomic<int> interrupts{0};

/// Counts SIGINT as long as it lives.
class CountInterrupts {
 public:
  CountInterrupts() {
    interrupts = 0;
    struct sigaction action = {};
    action.sa_handler = [](int) { ++interrupts; };
    sigaction(SIGINT, &action, &before_);
  }
  ~CountInterrupts() { sigaction(SIGINT, &before_, nullptr); }
  CountInterrupts(const CountInterrupts&) = delete;
  CountInterrupts& operator=(const CountInterrupts&) = delete;

 private:
  struct sigaction before_ = {};
};

TEST_F(Interrupts, EndsWhatRunsAndKeepsWhatIsFinished) {
  const CountInterrupts count;
  Lifeline children;
  simulator.when_run = [](int x, int seed) {
    if (x < 4) return;  // runs 0 … 19
    if (seed == 3) kill(getppid(), SIGINT);
    wait_forever();
  };
  EXPECT_FALSE(run({.jobs = 3, .interrupts = &interrupts}));
  EXPECT_TRUE(children.everyone_is_dead());
  EXPECT_THAT(records_in(folder, manifest), SizeIs(20));
  EXPECT_THAT(failures_in(folder, manifest), IsEmpty());
}

TEST_F(Interrupts, StartsNothingWhenInterruptedBefore) {
  const std::atomic<int> before{1};
  EXPECT_FALSE(run({.interrupts = &before}));
  EXPECT_THAT(simulator.prepared, IsEmpty());
}

TEST_F(Interrupts, StopsBetweenPreparations) {
  std::atomic<int> during{0};
  simulator.when_prepared = [&](int x) { during = x == 2; };
  EXPECT_FALSE(run({.jobs = 1, .interrupts = &during}));
  EXPECT_THAT(simulator.prepared, SizeIs(3));
}

// Schedulers send SIGTERM to every process of a job that has to stop: that is no failure of a run.
TEST_F(Interrupts, LeavesSignalsForTheWholeJobToTheParent) {
  simulator.when_run = [](int, int) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::raise(signal);
  };
  EXPECT_TRUE(run({.jobs = 2}));
  EXPECT_THAT(failures_in(folder, manifest), IsEmpty());
}

TEST_F(Interrupts, ResumesToTheSameLinesAfterAnInterrupt) {
  ASSERT_TRUE(run({.jobs = 2}));
  const auto expected = sorted_lines(folder);
  std::filesystem::remove_all(folder / "shards");
  std::vector<std::size_t> todo = all_runs(manifest);
  for (std::size_t sessions = 0; !todo.empty(); ++sessions) {
    ASSERT_LT(sessions, 50U);
    std::atomic<int> stop{0};
    const LocalOptions options{
        .jobs = 3, .interrupts = &stop, .progress = [&](const Progress& progress) { stop = progress.finished >= 4; }};
    run_locally(folder.path(), sweep_id, manifest, todo, simulator, options);
    const auto records = records_in(folder, manifest);
    std::erase_if(todo, [&](std::size_t number) { return records.contains(number); });
  }
  EXPECT_EQ(sorted_lines(folder), expected);
}

/// Drives the sweep in a process of its own that is killed when so many runs are finished; run 0 never ends there, so
/// that there is always somebody to survive.
void drive_and_die(const Folder& folder, const sweep::Manifest& manifest, std::size_t finished, Lifeline& processes) {
  const pid_t driver = fork();
  if (driver == 0) {
    FakeSimulator simulator;
    simulator.when_run = [](int x, int seed) {
      if (x == 0 && seed == 1) wait_forever();
    };
    const DirectoryLock lock(folder.path());
    run_locally(folder.path(), sweep_id, manifest, all_runs(manifest), simulator,
                {.jobs = 4, .progress = [&](const Progress& progress) {
                   if (progress.finished >= finished) std::raise(SIGKILL);
                 }});
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(driver, &status, 0), driver);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  EXPECT_TRUE(processes.everyone_is_dead());
}

class KilledAfter : public Interrupts, public testing::WithParamInterface<std::size_t> {};

TEST_P(KilledAfter, LosesNothingFinishedAndResumesToTheSameLines) {
  ASSERT_TRUE(run({.jobs = 2}));
  const auto expected = sorted_lines(folder);
  std::filesystem::remove_all(folder / "shards");

  Lifeline processes;
  drive_and_die(folder, manifest, GetParam(), processes);
  const auto finished = records_in(folder, manifest);
  EXPECT_GE(finished.size(), GetParam());
  EXPECT_THAT(failures_in(folder, manifest), IsEmpty());
  EXPECT_FALSE(finished.contains(0));

  auto todo = all_runs(manifest);
  std::erase_if(todo, [&](std::size_t number) { return finished.contains(number); });
  const DirectoryLock lock(folder.path());  // free again
  EXPECT_TRUE(run_locally(folder.path(), sweep_id, manifest, todo, simulator, {.jobs = 2}));
  EXPECT_EQ(sorted_lines(folder), expected);
}

INSTANTIATE_TEST_SUITE_P(Moments, KilledAfter, testing::Values(0, 1, 2, 3, 7, 12, 25, 33, 40, 49));

}  // namespace
}  // namespace tradewind::executor
