#pragma once
// The progress line of a sweep: runs, rate, failures, time left.

#include <chrono>
#include <string>

#include "executor/executor.hpp"

namespace tradewind::app {

/// Redrawn at each change on a terminal, printed every 30 s otherwise, never when quiet.
class SweepProgress {
 public:
  SweepProgress(std::string name, bool quiet);
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  void show(const executor::Progress& progress);
  void clear();

 private:
  std::string name_;
  bool quiet_, terminal_, drawn_ = false, started_ = false;
  std::size_t finished_before_ = 0;  // when this process began
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace tradewind::app
