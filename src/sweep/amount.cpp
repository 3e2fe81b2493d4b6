#include "sweep/amount.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "config/quantity.hpp"

namespace tradewind::sweep {
namespace {

struct Unit {
  std::string_view name;
  Dimension dimension;
};

/// Units of every dimension a scenario may use.
const std::vector<Unit>& units() {
  static const auto all = [] {
    std::vector<Unit> found;
    for (const Dimension dimension :
         {Duration::dimension, Bytes::dimension, Work::dimension, Energy::dimension, Money::dimension,
          Carbon::dimension, Rate::dimension, Bandwidth::dimension, Speed::dimension, Power::dimension,
          Price::dimension, Tariff::dimension, TrafficTariff::dimension, CarbonIntensity::dimension})
      for (const auto name : config::unit_names(dimension)) found.push_back({name, dimension});
    return found;
  }();
  return all;
}

bool is_whole(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The number before a unit, if the text is just that.
std::optional<double> number_before(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) return std::nullopt;
  text.remove_suffix(unit.size());
  while (text.ends_with(' ')) text.remove_suffix(1);
  return config::parse_number(text);
}

}  // namespace

std::optional<Amount> parse_amount(const config::Node& node) {
  const auto* scalar = node.scalar();
  if (!scalar || scalar->text.empty()) return std::nullopt;
  if (const auto number = config::parse_number(scalar->text)) {
    if (scalar->quoted) return std::nullopt;
    return Amount{.number = *number, .unit = {}, .dimension = {}, .base = *number, .whole = is_whole(scalar->text)};
  }
  for (const auto& [name, dimension] : units()) {
    const auto number = number_before(scalar->text, name);
    const auto base = number ? config::parse_quantity(scalar->text, dimension) : std::nullopt;
    if (base)
      return Amount{
          .number = *number, .unit = std::string(name), .dimension = dimension, .base = *base, .whole = false};
  }
  return std::nullopt;
}

double worth(const Amount& amount, const std::string& unit) {
  return unit.empty() ? 1 : config::parse_quantity(fmt::format("1 {}", unit), amount.dimension).value();
}

double without_rounding_error(double value) {
  constexpr double tolerance = 8 * std::numeric_limits<double>::epsilon();
  const double shorter = config::parse_number(fmt::format("{:.11e}", value)).value_or(value);
  return std::abs(shorter - value) <= tolerance * std::abs(value) ? shorter : value;
}

}  // namespace tradewind::sweep
