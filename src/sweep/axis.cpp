// One parameter as an axis: the values a grid takes from it, and the value at any position.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "config/quantity.hpp"
#include "sweep/amount.hpp"
#include "sweep/study.hpp"

namespace tradewind::sweep {
namespace {

constexpr double largest_whole = 9007199254740992;  // 2^53: a double holds every whole number below it

/// "a number without a unit", "a bandwidth": what a bound is, for messages.
std::string what_is(const Amount& amount) {
  if (amount.unit.empty()) return "a number without a unit";
  const auto name = config::dimension_name(amount.dimension);
  return fmt::format("{} {}", std::string_view("aeiou").find(name.front()) == std::string_view::npos ? "a" : "an",
                     name);
}

struct Bounds {
  Amount low, high;
};

/// Both bounds, after reporting what is wrong with either or between them.
std::optional<Bounds> read_bounds(const RangeDescription& range, config::Problems& problems) {
  const auto read = [&](const config::Node& node, std::string_view key) {
    auto amount = parse_amount(node);
    if (!amount)
      problems.add(node.where, fmt::format("{}: {} is neither a number nor a quantity; list other values one by one",
                                           key, config::in_words(node)));
    return amount;
  };
  const auto low = read(range.low, "low"), high = read(range.high, "high");
  if (!low || !high) return std::nullopt;
  const auto refuse = [&](const config::Node& node, std::string message) -> std::optional<Bounds> {
    problems.add(node.where, std::move(message));
    return std::nullopt;
  };
  if (!(low->dimension == high->dimension))
    return refuse(range.high, fmt::format("'high' is {}, but 'low' is {}", what_is(*high), what_is(*low)));
  if (low->base > high->base) return refuse(range.low, "'low' is more than 'high'");
  if (range.scale == Scale::log && low->base <= 0)
    return refuse(range.low, "a range on a log scale must begin above 0");
  if (low->whole && high->whole && std::max(std::abs(low->number), std::abs(high->number)) >= largest_whole)
    return refuse(range.high, "whole numbers of a range must be below 2^53");
  return Bounds{*low, *high};
}

/// Between two bounds at u in [0, 1] on a linear or log scale.
double between(double low, double high, Scale scale, double u) {
  const long double l = low, h = high, share = u;  // so that almost every result is the double nearest to the true one
  return static_cast<double>(scale == Scale::log ? l * std::pow(h / l, share) : l + (h - l) * share);
}

}  // namespace

Axis::Axis(std::string path, const ParameterDescription& description, config::Problems& problems)
    : path_(std::move(path)), when_(description.when), where_(description.where), values_(description.values) {
  if (!description.range) return;
  const auto bounds = read_bounds(*description.range, problems);
  if (!bounds) return;
  const auto& [low, high] = *bounds;
  range_ = Range{.low = low.number,
                 .high = high.unit == low.unit ? high.number : without_rounding_error(high.base / worth(low, low.unit)),
                 .log = description.range->scale == Scale::log,
                 .integer = low.whole && high.whole,
                 .steps = static_cast<std::size_t>(description.range->steps.value_or(5)),
                 .unit = low.unit,
                 .where = description.range->low.where};
}

double Axis::Range::at(double u) const {
  if (u <= 0) return low;
  if (u >= 1) return high;
  const double value = without_rounding_error(between(low, high, log ? Scale::log : Scale::linear, u));
  return std::clamp(value, low, high);
}

double Axis::Range::whole_at(double u) const {
  const double value = std::floor(between(low, high + 1, log ? Scale::log : Scale::linear, u));
  return std::clamp(value, low, high) + 0.0;  // + 0 turns −0 into 0
}

std::vector<double> Axis::Range::whole_grid() const {
  const bool all = high - low + 1 <= static_cast<double>(steps);
  const std::size_t count = all ? static_cast<std::size_t>(high - low) + 1 : steps;
  std::vector<double> values;
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (all) {
      values.push_back(low + static_cast<double>(i));
      continue;
    }
    // The low end of a log scale may want a number twice: the next one is taken. There are enough of them, as the scale
    // lies below its chord and the chord rises by at least 1 per step.
    const double wanted = std::round(at(static_cast<double>(i) / static_cast<double>(count - 1))) + 0.0;
    values.push_back(values.empty() ? wanted : std::max(wanted, values.back() + 1));
  }
  return values;
}

std::vector<config::Node> Axis::grid() const {
  if (!range_) return values_;
  std::vector<double> numbers;
  if (range_->integer) {
    numbers = range_->whole_grid();
  } else if (range_->low == range_->high) {
    numbers = {range_->low};
  } else {
    for (std::size_t i = 0; i < range_->steps; ++i)
      numbers.push_back(range_->at(static_cast<double>(i) / static_cast<double>(range_->steps - 1)));
  }
  std::vector<config::Node> nodes;
  nodes.reserve(numbers.size());
  for (const double number : numbers) nodes.push_back(in_words(number));
  return nodes;
}

config::Node Axis::at(double u) const {
  if (range_) return in_words(range_->integer ? range_->whole_at(u) : range_->at(u));
  check(!values_.empty(), "a parameter has values");
  const double index = std::floor(u * static_cast<double>(values_.size()));
  return values_[static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(values_.size() - 1)))];
}

pareto::Variable Axis::variable() const {
  if (!range_) return {.low = 0, .high = static_cast<double>(values_.size()) - 1, .integer = true};
  if (range_->integer && !range_->log) return {.low = range_->low, .high = range_->high, .integer = true};
  return {.low = 0, .high = 1, .integer = false};
}

config::Node Axis::at_variable(double value) const {
  const auto [low, high, integer] = variable();
  if (!integer) return at(value);
  const double whole = std::clamp(std::round(value), low, high) + 0.0;
  return range_ ? in_words(whole) : values_.at(static_cast<std::size_t>(whole));
}

config::Node Axis::in_words(double value) const {
  auto text = range_->integer ? fmt::format("{:.0f}", value) : config::format_number(value);
  if (!range_->unit.empty()) text += " " + range_->unit;
  auto node = config::Node::plain(std::move(text));
  node.where = range_->where;
  return node;
}

}  // namespace tradewind::sweep
