#include "report/gnuplot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "base/check.hpp"

namespace tradewind::report {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

/// All that comes out of a pipe until its other end is closed.
std::string drain(int descriptor) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const auto got = read(descriptor, piece.data(), piece.size());
    if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR)) return text;
  }
}

/// This program's environment in UTC, so that dates in files are equally long everywhere.
std::vector<char*> utc_environment() {
  static char zone[] = "TZ=UTC0";
  std::vector<char*> variables{zone};
  for (char** variable = environ; *variable; ++variable)
    if (std::strncmp(*variable, "TZ=", 3) != 0) variables.push_back(*variable);
  variables.push_back(nullptr);
  return variables;
}

}  // namespace

std::string gnuplot_string(std::string_view text) {
  std::string plain(text);
  std::ranges::replace_if(
      plain, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (plain.find('\'') == plain.npos) return "'" + plain + "'";
  // gnuplot 5.4 reads a doubled quote wrongly at the beginning of a string; between double quotes these are special.
  constexpr std::string_view special = R"("\`@$'{}%)";
  std::string out = "\"";
  for (const char c : plain) {
    if (special.find(c) == special.npos)
      out += c;
    else
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return out += '"';
}

void run_gnuplot(const std::filesystem::path& script) {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) throw RuntimeFailure(fmt::format("cannot run gnuplot: {}", reason(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const auto folder = script.parent_path().empty() ? std::filesystem::path(".") : script.parent_path();
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
  std::string program = "gnuplot", file = script.filename();
  const std::array<char*, 3> arguments{program.data(), file.data(), nullptr};
  auto environment = utc_environment();
  pid_t child = 0;
  const int error = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  close(pipe[1]);
  if (error != 0) {
    close(pipe[0]);
    throw RuntimeFailure(error == ENOENT ? "gnuplot is missing; figures need it (package gnuplot-nox)"
                                         : fmt::format("cannot run gnuplot: {}", reason(error)));
  }
  const auto words = drain(pipe[0]);
  close(pipe[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw RuntimeFailure(fmt::format("gnuplot failed on '{}': {}", script.string(), words));
}

}  // namespace tradewind::report
