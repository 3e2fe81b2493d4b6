#pragma once
// What a person sees on stderr: colours only on terminals and without NO_COLOR, progress while a run is long.

#include <chrono>
#include <optional>
#include <string>

#include "base/units.hpp"

namespace tradewind::app {

/// Whether to colour what goes to stderr: a terminal, NO_COLOR unset or empty, TERM not dumb.
bool colours_on_stderr();
bool stderr_is_terminal();

/// A progress line: redrawn four times a second on a terminal, printed every 30 s otherwise, never with --quiet.
class ProgressLine {
 public:
  ProgressLine(std::string name, std::optional<Duration> duration, bool quiet);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(Duration now, std::uint64_t requests);
  /// Wipes the line.
  void clear();

 private:
  std::string name_;
  std::optional<Duration> duration_;
  bool quiet_, terminal_, drawn_ = false;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace tradewind::app
