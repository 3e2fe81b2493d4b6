#pragma once
// Shortest paths by latency in picoseconds (ties: fewest links, then names), computed with Boost.Graph on the nodes
// that have more than one neighbour and cached per destination; leaves hang on their only neighbour.
//
// "Then names": seen from one of its two ends, a path is a sequence of (link name, number of the member it leads to);
// the smallest sequence is taken. It is seen from the end of the lower tier (on a tie the one further down in the file)
// in both directions, so that the way back is the way there reversed.

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
  /// Needs the platform only while it is made. Tables of the core's size, one per destination in use, are kept within
  /// `table_memory`, the least recently used going first; at least one is kept.
  explicit Routes(const Platform& platform, Bytes table_memory = Bytes{256e6});
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

/// Channels that can ever limit a flow, given which nodes can send or receive (`terminal`, by node) and the capacities
/// of the description (not when they vary in time). A channel is left out when all that can enter it, or all that can
/// leave it, passes other channels of no more capacity in total; leaving it out of a flow's route changes no max-min
/// share (proof in bottlenecks.cpp) and keeps the components of the solver small. Shared media are always kept, and so
/// is at least one channel of every route.
std::vector<bool> possible_bottlenecks(const Platform& platform, const std::vector<bool>& terminal);

}  // namespace tradewind::platform
