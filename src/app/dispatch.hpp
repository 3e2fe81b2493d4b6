#pragma once
// Commands that are programs of their own: `tradewind sweep …` becomes libexec/tradewind/tradewind-sweep, so that a run
// does not load what only they need.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::app {

struct ExternalCommand {
  std::string_view name;
  std::string_view summary;
  std::string_view part;  // of the build that has it
};
std::span<const ExternalCommand> external_commands();
bool is_external(const std::string& name);

/// Becomes the program of a command; returns only by throwing RuntimeFailure, when it is not there or does not start.
/// It is told the path of this program as its argv[0].
[[noreturn]] void become(const std::string& name, const std::vector<std::string>& arguments);
/// Runs it as a child and returns its exit code. Throws RuntimeFailure.
int call(const std::string& name, const std::vector<std::string>& arguments);

/// Throws RuntimeFailure, which says what to do, when the program of a command is not part of the build.
void require_program(const std::string& name);

/// Absolute path of the running program.
std::string this_program();

}  // namespace tradewind::app
