#pragma once
// The values of a scenario that a calibration may change: found by their paths, written back as a file to include.

#include <span>
#include <string>
#include <vector>

#include "config/node.hpp"

namespace tradewind::app {

/// A number above 0 with or without a unit: "10 Gflop/s".
struct FreeParameter {
  std::string path;
  double number = 0;
  std::string unit;

  std::string text(double value) const;   // for files: seven digits
  std::string shown(double value) const;  // four digits
  config::Node node(double value) const;
};

/// The value at a path of a resolved scenario. Throws UsageError: nothing there, no positive number, in a list whose
/// entries have no names.
FreeParameter free_parameter(const config::Node& resolved, const std::string& path);

/// What, included after the scenario, sets the parameters to these values.
config::Node override_tree(const config::Node& resolved, std::span<const FreeParameter> parameters,
                           std::span<const double> values);

}  // namespace tradewind::app
