#include "app/dispatch.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "app/exit_codes.hpp"
#include "base/check.hpp"

namespace tradewind::app {
namespace {

constexpr ExternalCommand commands[] = {
    {"sweep", "Run a scenario over many parameters and seeds", "sweep"},
    {"pareto", "Print the front of a sweep: points, hypervolume, confidence", "sweep"},
    {"report", "Write an HTML page, or figures, of a sweep or a run", "sweep"},
    {"calibrate", "Fit cost models to measured kernels: fit, evaluate, transfer", "calibrate"},
    {"predict", "Predict kernels with a fitted model", "calibrate"},
    {"import", "Make a kernel trace from measured data in public formats", "calibrate"},
};

/// libexec/tradewind lies beside the program in a build, and one level up in an installation; the programs in it lie
/// beside one another.
std::filesystem::path find_program(const std::string& name) {
  const auto folder = std::filesystem::path(this_program()).parent_path();
  const auto file = fmt::format("libexec/tradewind/tradewind-{}", name);
  for (const auto& place : {folder / file, folder.parent_path() / file, folder / fmt::format("tradewind-{}", name)})
    if (access(place.c_str(), X_OK) == 0) return place;
  throw RuntimeFailure(
      fmt::format("'{}' is not part of this build: {} is missing. In the source tree: scripts/build release {}", name,
                  (folder / file).string(), std::ranges::find(commands, name, &ExternalCommand::name)->part));
}

[[noreturn]] void replace_by(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  std::string self = this_program();
  std::vector<std::string> copies = arguments;
  std::vector<char*> argv{self.data()};
  for (auto& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(program.c_str(), argv.data());
  throw RuntimeFailure(fmt::format("{}: {}", program.string(), std::strerror(errno)));
}

}  // namespace

std::string this_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) throw RuntimeFailure(fmt::format("/proc/self/exe: {}", error.message()));
  return path.string();
}

std::span<const ExternalCommand> external_commands() { return commands; }

bool is_external(const std::string& name) {
  return std::ranges::any_of(commands, [&](const ExternalCommand& command) { return name == command.name; });
}

void become(const std::string& name, const std::vector<std::string>& arguments) {
  replace_by(find_program(name), arguments);
}

void require_program(const std::string& name) { find_program(name); }

int call(const std::string& name, const std::vector<std::string>& arguments) {
  const auto program = find_program(name);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw RuntimeFailure(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (child == 0) {
    try {
      replace_by(program, arguments);
    } catch (const std::exception& error) {
      fmt::print(stderr, "tradewind: {}\n", error.what());
      std::fflush(stderr);
    }
    _exit(exit_failure);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw RuntimeFailure(fmt::format("cannot wait for a process: {}", std::strerror(errno)));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tradewind::app
