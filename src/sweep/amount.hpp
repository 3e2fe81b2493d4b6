#pragma once
// Numbers as they are written, with their unit: what ranges interpolate and conditions compare.

#include <optional>
#include <string>

#include "base/units.hpp"
#include "config/node.hpp"

namespace tradewind::sweep {

struct Amount {
  double number = 0;    // as written
  std::string unit;     // empty: a plain number
  Dimension dimension;  // of the unit; none for a plain number
  double base = 0;      // in SI units
  bool whole = false;   // digits only, perhaps with a sign, and no unit
};

/// Absent for what is neither a number nor a quantity of a dimension that scenarios have; a quoted number is text.
std::optional<Amount> parse_amount(const config::Node& node);

/// What one of a unit is worth in SI units.
double worth(const Amount& amount, const std::string& unit);

/// The number that a computed one stands for: 10, not 9.999999999999998. Within rounding error (8 units in the last
/// place) of a number of twelve digits it is that number.
double without_rounding_error(double value);

}  // namespace tradewind::sweep
