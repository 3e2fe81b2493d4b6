#pragma once
// What signal handlers and a running simulation tell one another; every member is safe to touch in a handler.

#include <atomic>
#include <csignal>
#include <cstdint>

namespace tradewind::simulation {

enum class StopRequest : std::sig_atomic_t { none, interrupted, timed_out };

struct Control {
  std::atomic<StopRequest> stop{StopRequest::none};  // set by a handler; the run ends at the next event
  std::atomic<bool> tick{false};                     // set by a handler; the run reports its progress once
  std::atomic<std::uint64_t> events{0};              // counts up while the run is alive
};
static_assert(std::atomic<StopRequest>::is_always_lock_free && std::atomic<std::uint64_t>::is_always_lock_free);

}  // namespace tradewind::simulation
