// Which channels can limit a flow. The rule and why it is right:
//
// Max-min fair shares (weighted or not) are a function of the set of feasible rates alone: rates ≥ 0 whose sum on each
// channel is at most its capacity. A constraint that follows from others can go without changing the set.
// Let channel c lead from n to m, and let no flow start at n. A route visits a node once, so each flow on c enters n by
// one of the channels D into n other than the way back of c; thus the load of c is at most the load of D. If the
// capacities of D sum to no more than that of c, the constraint of c follows from those of D. The same holds for the
// channels that leave m when no flow ends there. (A medium in D counts once: the flows that enter n by it are among all
// that load it.) No circle: each channel of D has a smaller capacity than c, or is alone with the same capacity and
// then must come before c in a fixed order, so by induction over (capacity, order) every constraint left out follows
// from those that stay. Media are never left out and come first in that order. `tcp` loads the way back of each flow
// too, on D as on c, which changes nothing above.

#include <algorithm>
#include <span>
#include <tuple>

#include "platform/routes.hpp"

namespace tradewind::platform {
namespace {

/// The channels that enter (or leave) each node where no flow ends (or starts), each once, the widest first.
class Neighbourhood {
 public:
  enum class Side { enter, leave };
  struct Entry {
    std::uint32_t node;
    Bandwidth capacity;
    ChannelId channel;
  };

  Neighbourhood(const Platform& platform, const std::vector<bool>& terminal, Side side) {
    const auto add = [&](NodeId node, LinkId link, ChannelId channel) {
      if (!terminal[node.index]) entries_.push_back({node.index, platform.link(link).bandwidth, channel});
    };
    for (const auto& edge : platform.edges()) {
      add(edge.b, edge.link, side == Side::enter ? edge.there : edge.back);
      add(edge.a, edge.link, side == Side::enter ? edge.back : edge.there);
    }
    const auto key = [](const Entry& e) { return std::tuple(e.node, -e.capacity.base, e.channel.index); };
    std::ranges::sort(entries_, {}, key);
    const auto repeated = std::ranges::unique(entries_, {}, key);
    entries_.erase(repeated.begin(), repeated.end());
  }

  std::span<const Entry> at(NodeId node) const {
    const auto found = std::ranges::equal_range(entries_, node.index, {}, &Entry::node);
    return {found.begin(), found.end()};
  }

 private:
  std::vector<Entry> entries_;
};

/// Whether the constraint of `channel` follows from those of its neighbours on one side (see above).
bool follows_from(std::span<const Neighbourhood::Entry> neighbours, ChannelId channel, const Platform& platform) {
  const ChannelId reverse = platform.reverse(channel);
  const Bandwidth capacity = platform.link(platform.link_of(channel)).bandwidth;
  const auto order = [&](ChannelId c) { return std::pair(!platform.link(platform.link_of(c)).shared, c.index); };
  Bandwidth total;
  for (const auto& neighbour : neighbours) {  // the widest first: the sum mostly passes the capacity at once
    if (neighbour.channel == reverse) continue;
    if (neighbour.capacity == capacity && order(neighbour.channel) > order(channel)) return false;
    total += neighbour.capacity;
    if (total > capacity) return false;
  }
  return true;
}

}  // namespace

std::vector<bool> possible_bottlenecks(const Platform& platform, const std::vector<bool>& terminal) {
  const Neighbourhood entering(platform, terminal, Neighbourhood::Side::enter);
  const Neighbourhood leaving(platform, terminal, Neighbourhood::Side::leave);
  std::vector<bool> possible(platform.channel_count(), true);
  const auto decide = [&](ChannelId channel, NodeId from, NodeId to) {
    const bool redundant = (!terminal[from.index] && follows_from(entering.at(from), channel, platform)) ||
                           (!terminal[to.index] && follows_from(leaving.at(to), channel, platform));
    possible[channel.index] = !redundant;
  };
  for (const auto& edge : platform.edges()) {
    if (platform.link(edge.link).shared) continue;
    decide(edge.there, edge.a, edge.b);
    decide(edge.back, edge.b, edge.a);
  }
  return possible;
}

}  // namespace tradewind::platform
