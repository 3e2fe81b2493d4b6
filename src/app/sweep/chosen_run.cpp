#include "app/sweep/chosen_run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/sweep/simulator.hpp"

namespace tradewind::app {
namespace {

constexpr double most_requests_in_timeline = 5000;  // a report draws fewer bars than these make

const sweep::FrontPoint* choose(const sweep::Front& front) {
  const auto knee = std::ranges::find(front.points, true, &sweep::FrontPoint::knee);
  if (knee != front.points.end()) return &*knee;
  return front.points.empty() ? nullptr : &front.points.front();
}

[[noreturn]] void run_in_child(const RunOptions& options) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  int code = exit_failure;
  try {
    dup2(nowhere, STDERR_FILENO);
    code = run_one(options);
  } catch (const std::exception& error) {
    // The same scenario ran before without a word; what is new here is the writing of its files.
    const auto log = fmt::format("{}\n", error.what());
    [[maybe_unused]] const auto written = write(STDERR_FILENO, log.data(), log.size());
  }
  std::fflush(nullptr);
  _exit(code == exit_threshold_missed ? exit_ok : code);
}

}  // namespace

std::optional<std::filesystem::path> run_chosen(const SweepDirectory& directory, const sweep::Study& study,
                                                const sweep::Results& results, const sweep::Front& front) {
  const auto* chosen = choose(front);
  if (!chosen) return std::nullopt;
  const auto& point = results.manifest.points()[chosen->point];
  const auto first_run = results.runs_of(chosen->point).front();
  RunOptions options;
  options.scenarios = {study.base_path};
  options.overrides = overrides_of(point);
  options.seed = results.manifest.runs()[first_run].seed;
  options.output = directory.file("chosen").string();
  options.force = options.quiet = true;
  if (results.value(first_run, "requests_issued").value_or(0) <= most_requests_in_timeline)
    options.overrides.emplace_back("output.timeline=true");

  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) run_in_child(options);
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == exit_ok) return options.output;
  fmt::print(stderr, "note: point {} could not be run again for the report's series and timeline\n", chosen->point);
  return std::nullopt;
}

}  // namespace tradewind::app
