#include "report/command.hpp"

#include <fmt/format.h>

#include "base/shell.hpp"

namespace tradewind::report {

std::string repeat_command(std::string_view scenario, const sweep::Point& point, std::int64_t seed) {
  std::string command = fmt::format("tradewind run {}", shell_word(scenario));
  for (const auto& setting : point.settings)
    command += fmt::format(" -s {}", shell_word(fmt::format("{}={}", setting.path, config::to_flow(setting.value))));
  return command + fmt::format(" --seed {}", seed);
}

}  // namespace tradewind::report
