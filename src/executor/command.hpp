#pragma once
// Another program run to its end, without a shell, and what it said.

#include <string>
#include <vector>

namespace tradewind::executor {

struct CommandResult {
  int exit_code = 0;  // 128 + signal when a signal ended it
  std::string output, errors;
};

/// Looks for words[0] in PATH; the program reads nothing. Throws RuntimeFailure when it cannot be started.
CommandResult run_command(const std::vector<std::string>& words);

/// What it wrote to its standard output. Throws RuntimeFailure with its own words when it fails.
std::string output_of(const std::vector<std::string>& words);

/// The exception for a command that failed, with its own words.
[[noreturn]] void throw_failure(const std::vector<std::string>& words, const CommandResult& result);

}  // namespace tradewind::executor
