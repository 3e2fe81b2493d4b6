#pragma once
// Amounts with units on the command line.

#include <string>

#include "base/units.hpp"

namespace tradewind::app {

/// In SI units. Throws UsageError with the option, the word and an example.
double seconds_of(const std::string& option, const std::string& text);
double bytes_per_second_of(const std::string& option, const std::string& text);

}  // namespace tradewind::app
