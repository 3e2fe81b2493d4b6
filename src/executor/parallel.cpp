// The chunks of a batch for GNU parallel: a command per line.

#include "executor/cluster.hpp"
#include "executor/shell.hpp"

namespace tradewind::executor {

std::string parallel_commands(const SlurmOptions& options) {
  std::string commands;
  for (std::size_t task = 0; task < options.tasks; ++task)
    commands += work_command(options, std::to_string(task)) + "\n";
  return commands;
}

}  // namespace tradewind::executor
