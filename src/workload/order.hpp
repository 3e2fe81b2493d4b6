#pragma once
// The order in which the tasks of a DAG can be done.

#include <cstdint>
#include <optional>
#include <vector>

namespace tradewind::workload {

/// What each task needs, as indices of tasks.
using Needs = std::vector<std::vector<std::uint32_t>>;

/// Every task after its needs (Boost.Graph's topological_sort); nullopt when there is none. Ties: the order of the
/// file, but a task that is needed earlier moves up to just before the first one that needs it. A sorted file keeps its
/// order.
std::optional<std::vector<std::uint32_t>> topological_order(const Needs& needs);

/// Some circle, each task needed by the next one and the last by the first, beginning with its first task in the file.
/// There must be one.
std::vector<std::uint32_t> find_circle(const Needs& needs);

}  // namespace tradewind::workload
