#include "app/calibrate/facts.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "app/data_folders.hpp"

namespace tradewind::app {

std::optional<cost::Target> named_facts(const std::string& file) {
  if (file.empty()) return std::nullopt;
  return cost::read_target(file);
}

std::optional<cost::Facts> facts_of(const std::string& target, const std::optional<cost::Target>& named, bool only) {
  if (named && (only || named->name == target)) return named->facts;
  if (const auto found = cost::find_target(target, target_folders())) return found->facts;
  return std::nullopt;
}

std::string today() {
  std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) now = static_cast<std::time_t>(std::atoll(epoch));
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

}  // namespace tradewind::app
