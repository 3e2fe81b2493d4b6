#pragma once
// A front and thresholds in words, for a terminal.

#include <string>

#include "sweep/results.hpp"

namespace tradewind::app {

/// A line per point of the front: its settings, objectives ± 95 % half-width, probability of being on the front; then
/// the hypervolume with its reference, and the policies side by side.
std::string front_table(const sweep::Results& results, const sweep::Front& front);

/// A ✓ or ✗ line per threshold; empty without any.
std::string threshold_list(const sweep::ThresholdReport& report);

}  // namespace tradewind::app
