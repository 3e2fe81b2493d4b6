#pragma once
// One process at work on one sweep: its study, its directory, its lock, and Ctrl-C.

#include <atomic>
#include <optional>

#include "app/sweep/commands.hpp"
#include "app/sweep/directory.hpp"
#include "app/sweep/finish.hpp"
#include "app/sweep/simulator.hpp"

namespace tradewind::app {

class Session {
 public:
  /// Holds the directory's lock until it goes. Throws RuntimeFailure when another process holds it.
  Session(sweep::Study study, SweepDirectory directory, const SweepOptions& options);

  const sweep::Study& study() const { return study_; }
  const SweepDirectory& directory() const { return directory_; }
  sweep::Results& results() { return results_; }
  Words words() const { return quiet_ ? Words::quiet : Words::all; }

  /// Decides the next round when the last one has ended, and writes the manifest; whether there is anything to run.
  bool decide();
  /// Lines of the manifest that are neither finished nor failed.
  std::vector<std::size_t> missing() const;
  /// Reads again what the shards hold.
  void refresh() { results_ = directory_.results(study_); }

  /// Runs lines of the manifest on this machine; false when interrupted. Afterwards results() holds no figures until
  /// refresh().
  bool run(std::span<const std::size_t> todo);
  /// Rounds on this machine until the sweep is complete; false when interrupted.
  bool run_rounds();

 private:
  sweep::Study study_;
  SweepDirectory directory_;
  executor::DirectoryLock lock_;
  sweep::Results results_;
  ScenarioSimulator simulator_;
  unsigned jobs_;
  std::optional<Duration> timeout_;
  bool quiet_;
};

/// "90 s", "5 min" or a number of seconds. Throws UsageError.
Duration parse_time_limit(const std::string& text);

/// Counts SIGINT and SIGTERM from now on instead of dying of them.
const std::atomic<int>& watch_interrupts();

}  // namespace tradewind::app
