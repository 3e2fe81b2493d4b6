#include "report/command.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tradewind::report {

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "_-./=:,+%@";
  const bool as_it_is = !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || plain.find(c) != plain.npos;
  });
  if (as_it_is) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += R"('\'')";  // ends the quotes, a quote, begins them again
    else
      word += c;
  }
  return word += '\'';
}

std::string repeat_command(std::string_view scenario, const sweep::Point& point, std::int64_t seed) {
  std::string command = fmt::format("tradewind run {}", shell_word(scenario));
  for (const auto& setting : point.settings)
    command += fmt::format(" -s {}", shell_word(fmt::format("{}={}", setting.path, config::to_flow(setting.value))));
  return command + fmt::format(" --seed {}", seed);
}

}  // namespace tradewind::report
