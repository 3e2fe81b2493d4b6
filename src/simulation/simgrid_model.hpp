#pragma once
// What tests ask of the SimGrid backend beyond the transfer interface.

#include <cstddef>

namespace tradewind::simulation {

struct SimGridDiagnostics {
  std::size_t live = 0;     // transfers begun, neither reported nor cancelled
  std::size_t actions = 0;  // flows inside SimGrid; the cancelled ones leave at the end of the date
  std::size_t ticks = 0;    // kernel timers fired; each costs about 0.2 µs
  std::size_t stale = 0;    // those among them that had nothing to do
};
/// Of this process's only SimGrid model.
SimGridDiagnostics simgrid_diagnostics();

}  // namespace tradewind::simulation
