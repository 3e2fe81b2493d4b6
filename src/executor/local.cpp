// The runs of a sweep on this machine: points made ready once, runs in forked children, as many at a time as asked for.

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <thread>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "executor/executor.hpp"
#include "executor/signals.hpp"
#include "executor/worker.hpp"

namespace tradewind::executor {
namespace {

constexpr std::chrono::milliseconds longest_wait{250};  // between calls of `progress`

/// A fork copies one thread only; a lock that another one holds would stay locked in the child forever.
void check_single_thread() {
  struct stat tasks = {};
  if (stat("/proc/self/task", &tasks) == 0)
    check(tasks.st_nlink <= 3, "runs are forked while there is only one thread");  // ".", "..", and one per thread
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw RuntimeFailure(fmt::format("cannot make '{}': {}", folder.string(), error.message()));
}

/// The simulator at the point of the next run, or why there is none.
class Preparation {
 public:
  Preparation(const sweep::Manifest& manifest, Simulator& simulator) : manifest_(manifest), simulator_(simulator) {}

  /// Why the runs of the point fail; absent when it is ready.
  const std::optional<std::string>& prepare(std::size_t point) {
    if (point_ == point) return failure_;
    point_ = point;
    failure_.reset();
    try {
      simulator_.prepare(manifest_.points().at(point));
    } catch (const config::ConfigError& error) {
      failure_ = reason_of(error);
    }
    return failure_;
  }

 private:
  const sweep::Manifest& manifest_;
  Simulator& simulator_;
  std::optional<std::size_t> point_;
  std::optional<std::string> failure_;
};

class LocalRuns {
 public:
  LocalRuns(const sweep::Manifest& manifest, std::span<const std::size_t> todo, Simulator& simulator,
            const LocalOptions& options)
      : manifest_(manifest),
        todo_(todo),
        simulator_(simulator),
        options_(options),
        preparation_(manifest, simulator),
        progress_{.total = todo.size()} {}

  void open_workers(const std::filesystem::path& directory, std::string_view sweep_id) {
    const std::size_t jobs = options_.jobs ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    make_folder(directory / "shards");
    for (std::size_t worker = 0; worker < std::min(jobs, todo_.size()); ++worker)
      workers_.emplace_back(directory / "shards" / fmt::format("{}-{}.jsonl", options_.shard_prefix, worker), sweep_id);
  }

  /// Whether all runs have ended; false when interrupted.
  bool run() {
    for (;;) {
      start_runs();
      if (interrupted()) {
        end_all();
        return false;
      }
      if (progress_.running == 0) return true;
      const SignalsHeld held;  // from the look to the wait, or the end of a child in between would wake nobody
      if (!collect() && !interrupted()) held.wait_for_signal(time_to_wait());
      report();
    }
  }

 private:
  bool interrupted() const { return options_.interrupts && *options_.interrupts > 0; }

  void start_runs() {
    for (auto& worker : workers_)
      while (!worker.busy() && next_ < todo_.size() && !interrupted()) start_next(worker);
  }

  void start_next(Worker& worker) {
    const std::size_t number = todo_[next_++];
    const auto& run = manifest_.runs().at(number);
    if (const auto& failure = preparation_.prepare(run.point)) {
      worker.fail(number, *failure);
      count(sweep::RunStatus::failed);
    } else {
      check_single_thread();
      const SignalsHeld held;
      worker.start(
          number, [&] { return simulator_.run(run); }, options_.timeout);
      ++progress_.running;
    }
    report();
  }

  /// Ends what is past its time and takes up what has ended; whether there was any.
  bool collect() {
    const auto now = Clock::now();
    bool any = false;
    for (auto& worker : workers_) {
      worker.enforce_deadline(now);
      const auto status = worker.collect();
      if (!status) continue;
      --progress_.running;
      count(*status);
      any = true;
    }
    return any;
  }

  Clock::duration time_to_wait() const {
    const auto now = Clock::now();
    auto until = now + longest_wait;
    for (const auto& worker : workers_)
      if (worker.busy() && worker.deadline() > now) until = std::min(until, worker.deadline());
    return until - now;
  }

  void end_all() {
    for (auto& worker : workers_)
      if (worker.busy()) {
        --progress_.running;
        if (const auto status = worker.end()) count(*status);
      }
    report();
  }

  void count(sweep::RunStatus status) {
    ++progress_.finished;
    if (status == sweep::RunStatus::failed) ++progress_.failed;
  }

  void report() const {
    if (options_.progress) options_.progress(progress_);
  }

  const sweep::Manifest& manifest_;
  std::span<const std::size_t> todo_;
  Simulator& simulator_;
  const LocalOptions& options_;
  Preparation preparation_;
  Progress progress_;
  std::size_t next_ = 0;
  std::deque<Worker> workers_;  // where children end when a shard or the simulator throws
};

}  // namespace

bool run_locally(const std::filesystem::path& directory, std::string_view sweep_id, const sweep::Manifest& manifest,
                 std::span<const std::size_t> todo, Simulator& simulator, const LocalOptions& options) {
  const ChildrenWake wake;
  LocalRuns runs(manifest, todo, simulator, options);
  runs.open_workers(directory, sweep_id);
  return runs.run();
}

}  // namespace tradewind::executor
