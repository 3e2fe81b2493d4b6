#pragma once
// How well a target is predicted that was never measured.

#include "calibrate/fit.hpp"

namespace tradewind::calibrate {

/// Replaces the held-out rows and errors of every op by those of its target left out: predicted from the fits of the
/// other targets and its own facts (calibrate/transfer.hpp). An op that no other target has, or whose target has no
/// facts, gets none. The fits themselves, and their intervals, stay as they are.
void leave_targets_out(const Trace& trace, const FitOptions& options, FitReport& report);

}  // namespace tradewind::calibrate
