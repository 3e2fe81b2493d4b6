#include "app/calibrate/amounts.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "config/quantity.hpp"

namespace tradewind::app {
namespace {

double amount(const std::string& option, const std::string& text, Dimension dimension, std::string_view example) {
  const auto value = config::parse_quantity(text, dimension);
  if (!value || *value < 0)
    throw UsageError(
        fmt::format("{}: '{}' is no {}, such as '{}'", option, text, config::dimension_name(dimension), example));
  return *value;
}

}  // namespace

double seconds_of(const std::string& option, const std::string& text) {
  return amount(option, text, Duration::dimension, "10 ms");
}

double bytes_per_second_of(const std::string& option, const std::string& text) {
  return amount(option, text, Bandwidth::dimension, "100 Mbps");
}

}  // namespace tradewind::app
