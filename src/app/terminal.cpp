#include "app/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "config/quantity.hpp"

namespace tradewind::app {

using std::chrono::duration;
using std::chrono::steady_clock;

bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }

bool colours_on_stderr() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = (no_color && *no_color) || (term && std::string_view(term) == "dumb");
  return stderr_is_terminal() && !refused;
}

ProgressLine::ProgressLine(std::string name, std::optional<Duration> run_duration, bool quiet)
    : name_(std::move(name)),
      duration_(run_duration),
      quiet_(quiet),
      terminal_(stderr_is_terminal()),
      start_(steady_clock::now()),
      last_(start_) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  drawn_ = false;
}

void ProgressLine::show(Duration now, std::uint64_t requests) {
  if (quiet_) return;
  const auto time = steady_clock::now();
  const double elapsed = duration<double>(time - start_).count();
  if (terminal_ ? elapsed < 0.5 : duration<double>(time - last_).count() < 30) return;
  last_ = time;
  const double rate = static_cast<double>(requests) / elapsed;
  std::string line = fmt::format("{}: {} simulated", name_, config::humanise(now));
  if (duration_) {
    const double done = std::clamp(now / *duration_, 0.0, 1.0);
    line += fmt::format(" of {} ({:.0f} %)", config::humanise(*duration_), 100 * done);
    if (done > 0.01) line += fmt::format(", about {:.0f} s left", elapsed * (1 - done) / done);
  }
  line += fmt::format(", {} requests, {:.0f}/s", requests, rate);
  if (terminal_)
    fmt::print(stderr, "\r\033[K{}", line);
  else
    fmt::print(stderr, "{}\n", line);
  std::fflush(stderr);
  drawn_ = terminal_;
}

}  // namespace tradewind::app
