// run with several scenarios: one process and one directory each, some at a time, output in the order asked for.

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <thread>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/terminal.hpp"
#include "base/check.hpp"
#include "config/problem.hpp"

namespace tradewind::app {
namespace {

std::atomic<int> interrupts{0};  // Ctrl-C so far

/// An anonymous file that takes what a child prints.
class Captured {
 public:
  Captured() : file_(std::tmpfile()) {
    if (!file_) throw RuntimeFailure(fmt::format("cannot make a temporary file: {}", std::strerror(errno)));
  }
  ~Captured() { std::fclose(file_); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  void take(int descriptor) const { dup2(fileno(file_), descriptor); }
  std::string text() const {
    std::string all;
    std::rewind(file_);
    char buffer[1 << 14];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, file_)) > 0;) all.append(buffer, n);
    return all;
  }

 private:
  std::FILE* file_;
};

struct Child {
  pid_t pid = -1;
  Captured out, err;
  int code = -1;
};

int run_guarded(const RunOptions& options) try { return run_one(options); } catch (const config::ConfigError& error) {
  fmt::print(stderr, "{}\n", error.what());
  return error.from_override() ? exit_usage : exit_invalid_input;
} catch (const UsageError& error) {
  fmt::print(stderr, "tradewind: {}\n", error.what());
  return exit_usage;
} catch (const std::exception& error) {
  fmt::print(stderr, "tradewind: {}\n", error.what());
  return exit_failure;
}

void start(Child& child, const RunOptions& options) {
  std::fflush(nullptr);
  child.pid = fork();
  if (child.pid < 0) throw RuntimeFailure(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (child.pid > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // workers die with their parent
  setpgid(0, 0);  // Ctrl-C reaches them once, through their parent: twice would discard what they have
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);  // until run_one watches
  child.out.take(STDOUT_FILENO);
  child.err.take(STDERR_FILENO);
  const int code = run_guarded(options);
  std::fflush(nullptr);
  _exit(code);
}

/// Options of one run of the batch: with -o, its directory is named after its file.
RunOptions options_of(const RunOptions& all, std::size_t which) {
  RunOptions one = all;
  one.scenarios = {all.scenarios[which]};
  if (all.output)
    one.output = (std::filesystem::path(*all.output) / std::filesystem::path(one.scenarios.front()).stem()).string();
  return one;
}

void check_names(const RunOptions& options) {
  if (options.timeline)
    throw UsageError("--timeline takes one scenario; set output.timeline in each scenario of a batch");
  if (!options.output) return;
  std::vector<std::string> stems;
  stems.reserve(options.scenarios.size());
  for (const auto& scenario : options.scenarios) stems.push_back(std::filesystem::path(scenario).stem().string());
  std::ranges::sort(stems);
  if (const auto twice = std::ranges::adjacent_find(stems); twice != stems.end())
    throw UsageError(fmt::format("two scenarios are called '{}'; with -o each needs a name of its own", *twice));
}

/// Hands every interrupt on to all that run, once.
void forward_interrupts(const std::vector<Child>& children) {
  static int forwarded = 0;
  for (; forwarded < interrupts; ++forwarded)
    for (const auto& child : children)
      if (child.pid > 0 && child.code < 0) kill(child.pid, SIGINT);
}

/// Waits for one child to end; forwards interrupts.
void wait_for_one(std::vector<Child>& children) {
  int status = 0;
  pid_t ended = -1;
  do forward_interrupts(children);
  while ((ended = waitpid(-1, &status, 0)) < 0 && errno == EINTR);
  for (auto& child : children)
    if (child.pid == ended) child.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void print_results(const RunOptions& options, const std::vector<Child>& children) {
  if (options.json) fmt::print("[\n");
  bool first = true;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (children[i].pid < 0) continue;
    fmt::print(stderr, "{}== {}\n{}", i ? "\n" : "", options.scenarios[i], children[i].err.text());
    const auto out = children[i].out.text();
    if (options.json && !out.empty()) {
      fmt::print("{}{}", first ? "" : ",\n", out);
      first = false;
    }
  }
  if (options.json) fmt::print("]\n");
}

}  // namespace

int run(const RunOptions& options) {
  if (options.output && options.output->empty()) throw UsageError("-o: the name of the directory is empty");
  if (options.scenarios.size() == 1) return run_one(options);
  check_names(options);
  struct sigaction action {};
  action.sa_handler = [](int) { ++interrupts; };  // no SA_RESTART: waitpid returns
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGCHLD, SIG_DFL);  // where it is ignored, children leave no exit code

  const std::size_t total = options.scenarios.size();
  const std::size_t at_a_time = options.jobs ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::vector<Child> children(total);
  std::size_t started = 0, ended = 0;
  while (ended < started || (started < total && interrupts == 0)) {
    while (started < total && started - ended < at_a_time && interrupts == 0) {
      start(children[started], options_of(options, started));
      ++started;
    }
    wait_for_one(children);
    ++ended;
    if (!options.quiet) fmt::print(stderr, "{}/{} runs ended\n", ended, total);
  }
  print_results(options, children);

  const auto code_is = [&](int code) {
    return std::ranges::all_of(children, [&](const Child& c) { return c.code == code; });
  };
  if (interrupts > 0) return exit_interrupted;
  for (const int code : {exit_ok, exit_usage})
    if (code_is(code)) return code;
  const bool only_thresholds = std::ranges::all_of(
      children, [](const Child& c) { return c.code == exit_ok || c.code == exit_threshold_missed; });
  return only_thresholds ? exit_threshold_missed : exit_some_failed;
}

}  // namespace tradewind::app
