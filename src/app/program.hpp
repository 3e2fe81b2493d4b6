#pragma once
// What every program of tradewind does around its commands: parse, run, turn exceptions into words and exit codes.

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tradewind::app {

/// Parses the command line, runs the command that the parser chose, and ends the process: what goes wrong is told on
/// stderr with an exit code of exit_codes.hpp. `program` is what the user typed, for hints: "tradewind sweep".
[[noreturn]] void run_program(CLI::App& app, const std::string& program, int argc, char** argv,
                              const std::function<int()>& command);

/// "a, b, c".
std::string joined(const std::vector<std::string>& words);

}  // namespace tradewind::app
