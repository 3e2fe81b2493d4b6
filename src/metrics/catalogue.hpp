#pragma once
// Every metric of a summary by name: unit, formula, meaning. Documentation, objectives and thresholds all read this
// list.

#include <cstdint>
#include <span>
#include <string_view>

namespace tradewind::metrics {

/// Where in a summary a metric stands.
enum class Scope : std::uint8_t { run = 1, application = 2, source = 4, node = 8, tier = 16, link = 32 };

struct Metric {
  std::string_view name;
  std::string_view unit;  // "s", "J", "1" …
  std::string_view formula;
  std::string_view help;
  std::uint8_t scopes;  // Scope values, or-ed
  bool in(Scope scope) const { return (scopes & static_cast<std::uint8_t>(scope)) != 0; }
};

std::span<const Metric> catalogue();
/// nullptr when there is none of that name.
const Metric* find_metric(std::string_view name);

}  // namespace tradewind::metrics
