#pragma once
// Integrates what the groups of a platform do: busy cores, queues, radios, power. Exact: every integrand is piecewise
// constant, and each change settles what came before it.

#include <vector>

#include "metrics/outcome.hpp"
#include "metrics/sink.hpp"
#include "platform/platform.hpp"

namespace tradewind::simulation {

class Meter {
 public:
  /// `horizon`: expected end of the run, which sets the width of the series' bins; infinite when unknown.
  Meter(const platform::Platform& platform, Duration horizon, metrics::Sink* sink);

  /// Changes of one processor type of a group, at `now`.
  void change(GroupId group, std::uint32_t type, Duration now, int waiting, int running, int busy_cores);
  /// A task draws more (or less) than a busy core of its processor does, from now on.
  void draw(GroupId group, std::uint32_t type, Duration now, Power more);
  void transmitting(GroupId group, Duration now, int members);
  void receiving(GroupId group, Duration now, int members);
  metrics::GroupUsage::Processor& statistics(GroupId group, std::uint32_t type) {
    return groups_[group.index].usage.processors[type];
  }

  /// The measured window begins: what was integrated before is forgotten (the series is kept).
  void start_window(Duration now);
  /// Closes the books and moves them out.
  void finish(Duration start, Duration end, metrics::Outcome& outcome);

 private:
  struct TypeState {
    std::int64_t waiting = 0, running = 0, busy = 0;
    Power busy_per_core;
    Power extra;          // of running tasks beyond that
    Energy extra_energy;  // in the window
  };
  struct GroupState {
    Duration last;
    std::vector<TypeState> types;
    std::int64_t transmitting = 0, receiving = 0, waiting = 0, busy = 0;
    Power idle, transmit, receive;  // idle: of all members; the others per member
    Power power;                    // drawn now
    metrics::GroupUsage usage;
    metrics::TimeBins bins;
  };
  void settle(GroupState& group, Duration now);
  void changed(GroupId id, GroupState& group, Duration now);

  metrics::Sink* sink_;  // null when the timeline is not wanted
  std::vector<GroupState> groups_;
};

}  // namespace tradewind::simulation
