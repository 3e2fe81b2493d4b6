#include "executor/command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/check.hpp"
#include "executor/descriptor.hpp"

namespace tradewind::executor {
namespace {

[[noreturn]] void fail_to_run(const std::string& program, int error) {
  throw RuntimeFailure(fmt::format("cannot run '{}': {}; is it installed on this machine?", program,
                                   std::generic_category().message(error)));
}

struct Pipe {
  Descriptor read_end, write_end;

  explicit Pipe(const std::string& program) {
    std::array<int, 2> ends = {};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail_to_run(program, errno);
    read_end = Descriptor(ends[0]);
    write_end = Descriptor(ends[1]);
  }
};

pid_t start(const std::vector<std::string>& words, const Pipe& output, const Pipe& errors) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // posix_spawn changes none
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_addopen(&streams, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&streams, output.write_end.number(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&streams, errors.write_end.number(), STDERR_FILENO);
  pid_t child = -1;
  const int error = posix_spawnp(&child, arguments[0], &streams, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&streams);
  if (error != 0) fail_to_run(words.front(), error);
  return child;
}

/// Takes what there is to read; closes the end when there will be no more.
void take(Descriptor& end, std::string& text) {
  std::array<char, 4096> bytes = {};
  const auto length = read(end.number(), bytes.data(), bytes.size());
  if (length > 0)
    text.append(bytes.data(), static_cast<std::size_t>(length));
  else if (length == 0 || errno != EINTR)
    end.close();
}

/// Reads both to their ends, whichever has something: a full pipe would stop the program.
void read_both(Pipe& output, Pipe& errors, CommandResult& result) {
  while (output.read_end.open() || errors.read_end.open()) {
    std::array<pollfd, 2> ends = {{{.fd = output.read_end.number(), .events = POLLIN, .revents = 0},
                                   {.fd = errors.read_end.number(), .events = POLLIN, .revents = 0}}};
    if (poll(ends.data(), ends.size(), -1) < 0) continue;  // interrupted
    if (ends[0].revents) take(output.read_end, result.output);
    if (ends[1].revents) take(errors.read_end, result.errors);
  }
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& words) {
  check(!words.empty(), "a command has a program");
  Pipe output(words.front()), errors(words.front());
  const pid_t child = start(words, output, errors);
  output.write_end.close();
  errors.write_end.close();
  CommandResult result;
  read_both(output, errors, result);
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail_to_run(words.front(), errno);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string output_of(const std::vector<std::string>& words) {
  auto result = run_command(words);
  if (result.exit_code != 0) throw_failure(words, result);
  return std::move(result.output);
}

void throw_failure(const std::vector<std::string>& words, const CommandResult& result) {
  auto said = result.errors.empty() ? result.output : result.errors;
  while (said.ends_with('\n')) said.pop_back();
  throw RuntimeFailure(fmt::format("'{}' failed with exit code {}: {}", fmt::join(words, " "), result.exit_code, said));
}

}  // namespace tradewind::executor
