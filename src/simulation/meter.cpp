#include "simulation/meter.hpp"

#include <algorithm>

namespace tradewind::simulation {

Meter::Meter(const platform::Platform& platform, Duration horizon, metrics::Sink* sink)
    : sink_(sink && sink->wants_timeline() ? sink : nullptr) {
  for (const auto& group : platform.groups()) {
    GroupState state{.idle = static_cast<double>(group.count) * group.idle,
                     .transmit = group.transmit,
                     .receive = group.receive,
                     .power = static_cast<double>(group.count) * group.idle,
                     .bins = metrics::TimeBins({}, horizon, metrics::series_channels)};
    for (const auto& type : group.processors) state.types.push_back({.busy_per_core = type.busy_per_core});
    state.usage.processors.resize(group.processors.size());
    groups_.push_back(std::move(state));
  }
}

void Meter::settle(GroupState& group, Duration now) {
  const double elapsed = (now - group.last).base;
  if (elapsed <= 0) return;
  for (std::size_t t = 0; t < group.types.size(); ++t) {
    TypeState& type = group.types[t];
    auto& usage = group.usage.processors[t];
    type.extra_energy += Duration{elapsed} * type.extra;
    usage.busy_core_seconds += elapsed * static_cast<double>(type.busy);
    usage.queue_seconds += elapsed * static_cast<double>(type.waiting);
    usage.present_seconds += elapsed * static_cast<double>(type.waiting + type.running);
  }
  group.usage.transmit_seconds += elapsed * static_cast<double>(group.transmitting);
  group.usage.receive_seconds += elapsed * static_cast<double>(group.receiving);
  group.bins.accumulate(metrics::series_power, group.last, now, group.power.base);
  group.bins.accumulate(metrics::series_busy_cores, group.last, now, static_cast<double>(group.busy));
  group.bins.accumulate(metrics::series_queue_length, group.last, now, static_cast<double>(group.waiting));
  group.last = now;
}

void Meter::changed(GroupId id, GroupState& group, Duration now) {
  // Summed anew from integers, so that rounding errors cannot pile up.
  group.power = group.idle + static_cast<double>(group.transmitting) * group.transmit +
                static_cast<double>(group.receiving) * group.receive;
  for (const TypeState& type : group.types)
    group.power += static_cast<double>(type.busy) * type.busy_per_core + type.extra;
  if (sink_) sink_->group_state(id, now, group.power, static_cast<std::uint64_t>(group.waiting));
}

void Meter::change(GroupId id, std::uint32_t type, Duration now, int waiting, int running, int busy_cores) {
  GroupState& group = groups_[id.index];
  settle(group, now);
  TypeState& state = group.types[type];
  state.waiting += waiting;
  state.running += running;
  state.busy += busy_cores;
  if (state.busy == 0) state.extra = {};  // free of rounding
  group.waiting += waiting;
  group.busy += busy_cores;
  changed(id, group, now);
}

void Meter::draw(GroupId id, std::uint32_t type, Duration now, Power more) {
  GroupState& group = groups_[id.index];
  settle(group, now);
  group.types[type].extra += more;
  changed(id, group, now);
}

void Meter::transmitting(GroupId id, Duration now, int members) {
  GroupState& group = groups_[id.index];
  settle(group, now);
  group.transmitting += members;
  changed(id, group, now);
}

void Meter::receiving(GroupId id, Duration now, int members) {
  GroupState& group = groups_[id.index];
  settle(group, now);
  group.receiving += members;
  changed(id, group, now);
}

void Meter::start_window(Duration now) {
  for (auto& group : groups_) {
    settle(group, now);
    const std::size_t types = group.types.size();
    group.usage = {};
    group.usage.processors.resize(types);
    for (auto& type : group.types) type.extra_energy = {};
  }
}

void Meter::finish(Duration start, Duration end, metrics::Outcome& outcome) {
  const Duration window = std::max(end - start, Duration{});
  for (GroupState& group : groups_) {
    settle(group, end);
    metrics::GroupUsage& usage = group.usage;
    usage.idle = group.idle * window;
    usage.transmit = group.transmit * Duration{usage.transmit_seconds};
    usage.receive = group.receive * Duration{usage.receive_seconds};
    for (std::size_t t = 0; t < group.types.size(); ++t)
      usage.compute +=
          group.types[t].busy_per_core * Duration{usage.processors[t].busy_core_seconds} + group.types[t].extra_energy;
    outcome.groups.push_back(std::move(usage));
    outcome.series.push_back(std::move(group.bins));
  }
}

}  // namespace tradewind::simulation
