#pragma once
// The end of a sweep: tables, front, report, what is told, and with which exit code.

#include "app/sweep/directory.hpp"

namespace tradewind::app {

enum class Words : bool { quiet, all };

/// Collects; when every run has ended also the front, the run of its knee and the report. Tells the front and the
/// thresholds on stderr, the place to look on its last line. Returns the exit code.
int finish(const SweepDirectory& directory, const sweep::Study& study, const sweep::Results& results, Words words);

/// Ctrl-C: the tables of what is there, and how to go on.
int stop_early(const SweepDirectory& directory, const sweep::Study& study, const sweep::Results& results, Words words);

}  // namespace tradewind::app
