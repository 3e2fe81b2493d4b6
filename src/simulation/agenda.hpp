#pragma once
// The clock and the list of what is still to come.

#include "simulation/event_queue.hpp"
#include "simulation/state.hpp"

namespace tradewind::simulation {

struct Agenda {
  EventQueue queue;
  Duration now;

  void at(Duration date, EventKind kind, std::uint32_t index, std::uint64_t generation = 0) {
    queue.push(date, static_cast<std::uint32_t>(kind), index, generation);
  }
};

}  // namespace tradewind::simulation
