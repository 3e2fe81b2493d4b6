#pragma once
// Which runs a sweep needs next. Decisions fall between rounds, from results in the order of the manifest only, so that
// they do not depend on timing, parallelism or interruptions.

#include "sweep/results.hpp"

namespace tradewind::sweep {

/// Appends the runs of the next round to `results.manifest` (and as many absent entries to `results.runs`); returns how
/// many, 0 when the sweep is complete. Every run of the rounds before must be finished or failed.
///
/// Round 0 holds every point's first replications. `stopping` and `racing` add replications to the points that still
/// need them; `optimise` adds a generation, taking known points from the results.
std::size_t next_round(const Study& study, Results& results);

/// Runs of the first round, or of everything for sweeps that are not adaptive, without running any: for --dry-run and
/// --list.
Manifest first_round(const Study& study);

/// Whether later rounds depend on results.
bool adaptive(const SweepDescription& description);

}  // namespace tradewind::sweep
