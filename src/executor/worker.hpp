#pragma once
// A place where one run at a time is made: a forked child, its time limit, and a shard for what becomes of it.

#include <sys/types.h>

#include <chrono>
#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/units.hpp"
#include "executor/last_words.hpp"
#include "sweep/shard.hpp"

namespace tradewind::executor {

using Clock = std::chrono::steady_clock;

class Worker {
 public:
  /// Opens the shard. Throws RuntimeFailure.
  Worker(std::filesystem::path shard, std::string_view sweep_id);
  /// Ends its child.
  ~Worker() { end(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  bool busy() const { return child_ > 0; }
  /// When its child has had its time.
  Clock::time_point deadline() const { return deadline_; }

  /// Forks a child that calls `make` and appends the record; what `make` throws is the reason of a failed one. Signals
  /// must be held. Throws RuntimeFailure when there can be no more processes.
  void start(std::size_t run, const std::function<sweep::RunRecord()>& make, std::optional<Duration> timeout);
  /// Ends a child that is past its deadline; it is collected like any other.
  void enforce_deadline(Clock::time_point now);
  /// How the run ended, once it has: a child that left no record gets a failed one. Throws RuntimeFailure when the
  /// record could not be written.
  std::optional<sweep::RunStatus> collect();
  /// Ends the child now; its run stays undone unless its record was written. Tells how it ended in that case.
  std::optional<sweep::RunStatus> end() noexcept;

  /// Records a run as failed without a child; the worker must be idle. Throws RuntimeFailure.
  void fail(std::size_t run, std::string reason) const;

 private:
  [[noreturn]] void run_child(pid_t parent, const std::function<sweep::RunRecord()>& make) const;
  bool record_is_written() const;
  std::string reason_of(int wait_status) const;
  void fail_when_unwritten(int wait_status) const;

  std::filesystem::path path_;
  std::string sweep_id_;
  sweep::ShardWriter shard_;
  LastWords last_words_;
  // Of the child:
  pid_t child_ = -1;
  std::size_t run_ = 0;
  off_t shard_size_ = 0;  // before it started
  std::optional<Duration> timeout_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool overran_ = false;
};

/// One line that is the same on every machine: of a ConfigError the first problem, without its place.
std::string reason_of(const std::exception& error);

}  // namespace tradewind::executor
