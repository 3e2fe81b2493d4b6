#pragma once
// The network inside SimGrid: its engine, one link per channel, and the flows over them. Knows nothing of who asks.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/units.hpp"
#include "platform/network.hpp"
#include "simulation/transfer_model.hpp"

namespace simgrid {
namespace kernel::activity {
class ActivityImpl;
}
namespace kernel::resource {
class Action;
class Model;
class StandardLinkImpl;
}  // namespace kernel::resource
namespace s4u {
class Host;
class Link;
}  // namespace s4u
}  // namespace simgrid

namespace tradewind::simulation {

/// One per process, ever; what SimGrid may still point at when the process ends is never freed.
class SimGridNetwork {
 public:
  /// The network action of a communication. One reference is ours; giving it up removes the flow from the network.
  using Flow = simgrid::kernel::resource::Action;
  struct Ended {
    Flow* flow;
    bool delivered;
  };
  static constexpr Bytes largest_flow{4e15};  // 2^64 of SimGrid's units

  /// Builds nothing for the channels that are not `used`.
  SimGridNetwork(const platform::NetworkModel& network, std::span<const Channel> channels,
                 const std::vector<bool>& used);

  bool tcp() const { return tcp_; }
  double latency_factor() const { return latency_factor_; }

  /// `route` is not empty. Null when a channel that the flow needs is off: on the way or, with cross traffic, on the
  /// way back.
  Flow* start(std::span<const ChannelId> route, Bytes bytes);
  /// The next flow that is over, failed ones first, taken before SimGrid does: it would find nobody to tell.
  std::optional<Ended> take_ended();
  /// Looking may end the flow, within SimGrid's precision.
  static Bytes remaining(Flow& flow);
  std::size_t flows() const;

  void set_capacity(ChannelId channel, Bandwidth capacity);
  /// Turning a channel off ends the flows on it.
  void set_on(ChannelId channel, bool on);

 private:
  class Zone;
  class Farewell;
  struct Line {                          // of a channel
    simgrid::s4u::Link* link = nullptr;  // none: not used
    simgrid::kernel::resource::StandardLinkImpl* impl = nullptr;
    double latency = 0;
    std::uint32_t reverse = 0;
    bool on = true;
  };

  void start_engine(const platform::NetworkModel& network) const;
  void build(std::span<const Channel> channels, const std::vector<bool>& used);
  double scaled(Bandwidth capacity) const;
  bool prepare(std::span<const ChannelId> route);
  void say_farewell(simgrid::kernel::activity::ActivityImpl* activity);

  const bool tcp_, cross_traffic_;
  const double latency_factor_, tcp_window_, capacity_scale_;

  simgrid::kernel::resource::Model* model_ = nullptr;       // of the network
  simgrid::kernel::resource::Model* host_model_ = nullptr;  // any other one, idle
  Zone* zone_ = nullptr;
  simgrid::s4u::Host* from_ = nullptr;
  simgrid::s4u::Host* to_ = nullptr;
  std::vector<Line> lines_;          // by channel
  std::deque<Farewell>& farewells_;  // each serves again and again
  std::size_t farewells_said_ = 0;
};

}  // namespace tradewind::simulation
