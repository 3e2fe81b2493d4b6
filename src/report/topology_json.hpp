#pragma once
// The map of a run's platform: nodes and links of a resolved scenario.

#include <string>
#include <string_view>

namespace tradewind::report {

/// {"nodes": [{"name", "tier", "count", "processors": ["16 × 80 Gflop/s"], "latitude"?, "longitude"?}], "links":
/// [{"name", "from", "to", "bandwidth", "latency", "shared"}]}. Ends of links are nodes or groups. Throws ConfigError
/// when the text is no YAML.
std::string topology_json(std::string_view scenario, std::string_view name);

}  // namespace tradewind::report
