#pragma once
// What a sweep file refers to: its own parameters by path, and metrics of its scenario.

#include <optional>
#include <span>
#include <string>

#include "sweep/expansion.hpp"

namespace tradewind::sweep {

/// Which of the paths a key is, or leads into (the deepest one that fits); absent when it is none.
std::optional<std::size_t> find_path(std::string_view key, std::span<const SetPath> paths);

/// Reports parameters that cannot vary or are in each other's way, and `when` and `exclude` that name none.
void check_paths(const SweepDescription& description, config::Problems& problems);

/// Reports objectives, thresholds, stopping and recorded figures that no run of the scenario has, and what lacks
/// objectives. `objectives` are those that hold; `root` is the file, for the places.
void check_metrics(const SweepDescription& description, const std::vector<scenario::Objective>& objectives,
                   const scenario::Scenario& scenario, const config::Node& root, config::Problems& problems);

}  // namespace tradewind::sweep
