#pragma once
// Shortest paths by latency (ties: fewest links, then link and node names), computed with Boost.Graph on the nodes that
// have more than one neighbour and cached per destination; leaves hang on their only link.

#include <memory>
#include <vector>

#include "platform/platform.hpp"

namespace tradewind::platform {

/// A way from one node to another; reused as a buffer, so that finding one does not allocate in the steady state.
struct Path {
  Duration latency;
  std::vector<ChannelId> channels;  // in the order in which bytes cross them; a medium crossed twice stands twice
  std::vector<NodeId> nodes;        // from, the nodes that forward, to
};

class Routes {
 public:
  explicit Routes(const Platform& platform);
  ~Routes();
  Routes(Routes&&) noexcept;

  /// Whether bytes can get from one to the other (always true from a node to itself).
  bool connected(NodeId from, NodeId to) const;
  /// Fills `path`; empty channels from a node to itself. `from` and `to` must be connected.
  /// The way back is the way there reversed.
  void find(NodeId from, NodeId to, Path& path) const;
  Duration latency(NodeId from, NodeId to) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Channels that can ever limit a flow, given which nodes can send or receive (`terminal`, by node). A channel is left out
/// when all that can enter it, or all that can leave it, passes kept channels of no more capacity in total; leaving it out
/// of a flow's route changes no max-min share and keeps the components of the solver small.
std::vector<bool> possible_bottlenecks(const Platform& platform, const std::vector<bool>& terminal);

}  // namespace tradewind::platform
