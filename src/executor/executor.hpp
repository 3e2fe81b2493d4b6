#pragma once
// Who runs the runs of a sweep: this machine, a cluster, or files for somebody else's tool.

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "sweep/manifest.hpp"
#include "sweep/shard.hpp"

namespace tradewind::executor {

/// How one run is made. The executors know nothing of simulation.
class Simulator {
 public:
  virtual ~Simulator() = default;
  /// Called in the parent before the runs of a point are forked; what successive points share (the platform) is built
  /// once. Throws ConfigError when the combination makes no valid scenario: its runs fail with that reason.
  virtual void prepare(const sweep::Point& point) = 0;
  /// Called in a forked child, after prepare() of its point; the child then ends with _exit.
  virtual sweep::RunRecord run(const sweep::ManifestRun& run) = 0;
};

struct Progress {
  std::size_t total = 0, finished = 0, failed = 0;  // of `todo`; the failed ones are among the finished
  std::size_t running = 0;
};

struct LocalOptions {
  unsigned jobs = 0;                              // at a time; 0: one per core
  std::optional<Duration> timeout;                // wall clock of one run; a run past it fails with that reason
  std::string shard_prefix = "local";             // shards/<prefix>-<worker>.jsonl
  const std::atomic<int>* interrupts = nullptr;   // > 0: start no more, end those that run, return
  std::function<void(const Progress&)> progress;  // called at each change and at least every 250 ms
};

/// Runs `todo` (lines of the manifest, ascending) in forked children, one run each, `jobs` at a time, and appends every
/// ended one to a shard. A child that crashes or overruns costs its run only: it is recorded as failed with the reason.
/// What children print is not shown. They die with this process, and are not reached by its SIGINT, SIGTERM and SIGHUP.
/// Throws RuntimeFailure when a shard cannot be written (disk full): what was finished is kept. Returns false when
/// interrupted. The caller must have one thread only.
bool run_locally(const std::filesystem::path& directory, std::string_view sweep_id, const sweep::Manifest& manifest,
                 std::span<const std::size_t> todo, Simulator& simulator, const LocalOptions& options);

/// Only one process at a time drives a sweep directory. Throws RuntimeFailure when another one does, or a child of it
/// still runs.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace tradewind::executor
