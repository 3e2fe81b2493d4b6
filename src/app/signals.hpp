#pragma once
// Ctrl-C, time limits and hangs: a run that is asked to stop stops at its next event and keeps what it has; one that no
// longer answers is ended with a clear word.

#include <optional>

#include "base/units.hpp"
#include "simulation/control.hpp"

namespace tradewind::app {

/// Installs the handlers (SIGINT, SIGTERM, SIGALRM, SIGABRT) for this process. `timeout`: wall-clock limit of the run.
/// A run without any progress for a minute is ended with exit code 1, whatever the limit.
void watch(simulation::Control& control, std::optional<Duration> timeout);
/// Restores the defaults.
void unwatch();

}  // namespace tradewind::app
