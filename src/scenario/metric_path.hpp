#pragma once
// Paths to a figure of a summary: `latency_p95_s`, `by_application.detector.latency_p99_s`,
// `by_node.server.utilisation`.

#include <string>
#include <string_view>

#include "scenario/scenario.hpp"

namespace tradewind::scenario {

/// Empty when the path names a figure that a run of this scenario reports, else what is wrong with it.
std::string check_metric_path(std::string_view path, const Scenario& scenario);

}  // namespace tradewind::scenario
