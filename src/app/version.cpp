#include "app/version.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "simulation/simulation.hpp"
#include "tradewind_version.h"  // made by cmake/version.cmake

namespace tradewind::app {

std::string_view program_version() { return TRADEWIND_VERSION; }
std::string_view program_commit() { return TRADEWIND_GIT; }

int version(bool json) {
  if (json)
    fmt::print("{{\"tradewind\": \"{}\", \"git\": \"{}\", \"simgrid\": \"{}\"}}\n", program_version(), program_commit(),
               simulation::engine_version());
  else
    fmt::print("tradewind {} ({}), SimGrid {}\n", program_version(), program_commit(), simulation::engine_version());
  return exit_ok;
}

}  // namespace tradewind::app
