#include "app/sweep/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/terminal.hpp"
#include "config/quantity.hpp"

namespace tradewind::app {

using std::chrono::duration;
using std::chrono::steady_clock;

SweepProgress::SweepProgress(std::string name, bool quiet)
    : name_(std::move(name)),
      quiet_(quiet),
      terminal_(stderr_is_terminal()),
      start_(steady_clock::now()),
      last_(start_) {}

SweepProgress::~SweepProgress() { clear(); }

void SweepProgress::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  drawn_ = false;
}

void SweepProgress::show(const executor::Progress& progress) {
  if (quiet_) return;
  const auto now = steady_clock::now();
  if (!started_) finished_before_ = progress.finished;
  started_ = true;
  if (duration<double>(now - last_).count() < (terminal_ ? 0.1 : 30)) return;
  last_ = now;
  const double elapsed = duration<double>(now - start_).count();
  const double rate = static_cast<double>(progress.finished - finished_before_) / elapsed;
  std::string line = fmt::format("{}: {}/{} runs, {:.3g} runs/s", name_, progress.finished, progress.total, rate);
  if (progress.failed > 0) line += fmt::format(", {} failed", progress.failed);
  if (rate > 0)
    line += fmt::format(", about {} left",
                        config::humanise(Duration{static_cast<double>(progress.total - progress.finished) / rate}));
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\033[K" : "", line, terminal_ ? "" : "\n");
  std::fflush(stderr);
  drawn_ = terminal_;
}

}  // namespace tradewind::app
