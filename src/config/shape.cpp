// What values look like, in words, and the ranges of numbers.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "config/fields.hpp"
#include "config/quantity.hpp"

namespace tradewind::config {

bool Range::contains(double value) const {
  if (std::isnan(value)) return false;
  if (unset) return true;
  return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
}

std::string Range::text() const {
  const bool has_low = !unset && std::isfinite(low);
  const bool has_high = !unset && std::isfinite(high);
  if (has_low && low == high) return format_number(low);
  if (has_low && has_high)
    return fmt::format("in {}{}, {}{}", low_open ? '(' : '[', format_number(low), format_number(high),
                       high_open ? ')' : ']');
  if (has_low) return fmt::format("{} {}", low_open ? ">" : ">=", format_number(low));
  if (has_high) return fmt::format("{} {}", high_open ? "<" : "<=", format_number(high));
  return "";
}

namespace {

// "names", "times", "whole numbers": the summary of many.
std::string plural(const Shape& shape) {
  if (shape.kind == Shape::Kind::word) return fmt::format("words ({})", fmt::join(shape.words, ", "));
  if (shape.kind == Shape::Kind::text) return "texts";
  if (shape.kind == Shape::Kind::boolean) return "booleans";
  const std::string one = shape.summary();
  if (shape.kind == Shape::Kind::any_of) return fmt::format("({})", one);
  if (one.ends_with('y')) return one.substr(0, one.size() - 1) + "ies";
  return one.starts_with("list of") ? "lists of" + one.substr(7) : one + "s";
}

}  // namespace

std::string Shape::summary() const {
  switch (kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "whole number";
    case Kind::number:
      return "number";
    case Kind::text:
      return "text";
    case Kind::name:
      return "name";
    case Kind::reference:
      return "reference";
    case Kind::quantity:
      return std::string(dimension_name(dimension));
    case Kind::word:
      return fmt::format("one of {}", fmt::join(words, ", "));
    case Kind::list:
      return parts.empty() ? "list" : "list of " + plural(parts.front());
    case Kind::dictionary:
      return parts.empty() ? "mapping" : "mapping to " + plural(parts.front());
    case Kind::structure:
      return "mapping";
    case Kind::chosen:
      return fmt::format("{} kind", category);
    case Kind::any_of: {
      std::string all;
      for (const Shape& part : parts) all += (all.empty() ? "" : " or ") + part.summary();
      return all;
    }
  }
  return "";
}

}  // namespace tradewind::config
