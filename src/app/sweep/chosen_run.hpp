#pragma once
// One run of a sweep in full: series, timeline and topology for the report.

#include <optional>

#include "app/sweep/directory.hpp"

namespace tradewind::app {

/// Runs replication 0 of the front's knee (of its first point without one) into DIR/chosen, in a process of its own,
/// and returns that directory; the one that is there already when it is of the same run. Absent when the front is empty
/// or the run fails, which is told on stderr. The timeline is left out where it would be huge.
std::optional<std::filesystem::path> run_chosen(const SweepDirectory& directory, const sweep::Study& study,
                                                const sweep::Results& results, const sweep::Front& front);

}  // namespace tradewind::app
