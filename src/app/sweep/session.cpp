#include "app/sweep/session.hpp"

#include <fmt/format.h>

#include <csignal>

#include "app/commands.hpp"
#include "app/sweep/progress.hpp"
#include "config/quantity.hpp"
#include "sweep/explore.hpp"

namespace tradewind::app {
namespace {

std::atomic<int> interrupts{0};

std::optional<Duration> time_limit(const sweep::Study& study, const SweepOptions& options) {
  return options.timeout ? parse_time_limit(*options.timeout) : study.description.timeout;
}

}  // namespace

Session::Session(sweep::Study study, SweepDirectory directory, const SweepOptions& options)
    : study_(std::move(study)),
      directory_(std::move(directory)),
      lock_(directory_.path()),
      simulator_(study_),
      jobs_(options.jobs),
      timeout_(time_limit(study_, options)),
      quiet_(options.quiet) {
  if (std::filesystem::exists(directory_.file("manifest.jsonl"))) refresh();
}

bool Session::decide() {
  if (!results_.all_finished()) return true;
  if (sweep::next_round(study_, results_) == 0) return false;
  directory_.write(results_.manifest);
  return true;
}

std::vector<std::size_t> Session::missing() const {
  std::vector<std::size_t> todo;
  for (std::size_t run = 0; run < results_.runs.size(); ++run)
    if (!results_.runs[run]) todo.push_back(run);
  return todo;
}

bool Session::run(std::span<const std::size_t> todo) {
  SweepProgress line(study_.description.name.text, quiet_);
  const auto total = results_.manifest.runs().size();
  const auto finished = results_.finished(), failed = results_.failed();
  results_.forget_figures();  // a fork costs what the parent holds; refresh() reads them again
  return executor::run_locally(directory_.path(), study_.id, results_.manifest, todo, simulator_,
                               {.jobs = jobs_,
                                .timeout = timeout_,
                                .interrupts = &watch_interrupts(),
                                .progress = [&](executor::Progress progress) {
                                  progress.total = total;
                                  progress.finished += finished;
                                  progress.failed += failed;
                                  line.show(progress);
                                }});
}

bool Session::run_rounds() {
  while (decide()) {
    const auto todo = missing();
    const bool whole = run(todo);
    refresh();
    if (!whole) return false;
  }
  return true;
}

Duration parse_time_limit(const std::string& text) {
  auto seconds = config::parse_quantity(text, Duration::dimension);
  if (!seconds) seconds = config::parse_number(text);
  if (!seconds || *seconds <= 0)
    throw UsageError(fmt::format("--timeout: '{}' is not a time; write '90 s', '5 min' or a number of seconds", text));
  return Duration{*seconds};
}

const std::atomic<int>& watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { ++interrupts; };  // no SA_RESTART: waiting calls return
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return interrupts;
}

}  // namespace tradewind::app
