#pragma once
// Numbers with units as text: "5 ms", "10 Mbps", "0.12 USD/kWh". Bits are lower case, bytes upper case; decimal
// prefixes are powers of 1000, binary ones (KiB) of 1024.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace tradewind::config {

/// Names of every unit of a dimension, smallest first; empty for a dimension nobody writes.
std::vector<std::string_view> unit_names(Dimension dimension);
/// "time", "bandwidth", "power" …
std::string_view dimension_name(Dimension dimension);
/// The value in SI units, or nullopt when the text is not a finite number followed by a unit of that dimension.
std::optional<double> parse_quantity(std::string_view text, Dimension dimension);
/// Which numbers a pattern admits.
enum class Sign { any, not_negative, above_zero };
/// A regular expression (ECMA-262) for exactly the texts that parse_quantity reads, as far as a pattern can tell.
std::string quantity_pattern(Dimension dimension, Sign sign);
/// A finite number without a unit; no other text around it.
std::optional<double> parse_number(std::string_view text);
/// The shortest text with a unit that reads back to the same double: "5 ms", not "0.005 s".
std::string format_quantity(double base, Dimension dimension);
template <Dimension D>
std::string format_quantity(Quantity<D> q) {
  return format_quantity(q.base, D);
}
/// The shortest text that reads back to the same double.
std::string format_number(double value);
/// For people: three significant digits and a fitting unit, "4.18 ms".
std::string humanise(double base, Dimension dimension);
template <Dimension D>
std::string humanise(Quantity<D> q) {
  return humanise(q.base, D);
}

}  // namespace tradewind::config
