#pragma once
// Exit codes of the program, the same for every command.

namespace tradewind::app {

enum ExitCode : int {
  exit_ok = 0,
  exit_failure = 1,            // runtime error
  exit_usage = 2,              // wrong words on the command line
  exit_invalid_input = 3,      // an input file is wrong
  exit_some_failed = 4,        // some runs of a batch failed; the rest is kept
  exit_threshold_missed = 99,  // outputs are still written
  exit_interrupted = 130,      // what was finished is kept
};

}  // namespace tradewind::app
