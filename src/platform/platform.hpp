#pragma once
// The machines of a run, expanded: every member of every group has a NodeId, every processor of every member a
// ProcessorId, every direction of every link (or shared medium) a ChannelId. Indices are contiguous per group, so a
// platform of 10^5 devices costs a few tens of bytes per device.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "config/problem.hpp"
#include "platform/description.hpp"

namespace tradewind::platform {

/// One `processors:` entry of a group; the same for every member.
struct ProcessorType {
  std::string name;
  std::uint32_t cores = 1;
  Speed speed;  // per core
  Discipline discipline = Discipline::fifo;
  Power busy_per_core;      // what one more busy core draws
  std::uint32_t index = 0;  // among the processors of all groups
};

/// One `nodes:` entry.
struct Group {
  std::string name;
  Tier tier = Tier::edge;
  NodeId first_node;
  std::uint32_t count = 1;
  ProcessorId first_processor;
  std::vector<ProcessorType> processors;  // of each member; empty: it only forwards
  Power idle, transmit, receive;          // per member; idle includes its processors'
  std::optional<Energy> battery;
  std::optional<Price> price;
  std::optional<Tariff> energy_price;
  std::optional<CarbonIntensity> carbon;
};

/// One `links:` entry.
struct Link {
  std::string name;
  Bandwidth bandwidth;  // of each channel
  Duration latency;
  bool shared = false;  // half-duplex: one channel per medium; else two channels per instance, there and back
  Tier tier = Tier::edge;
  Power idle, busy;  // of one instance (one medium when shared)
  std::optional<TrafficTariff> price;
  ChannelId first_channel;
  std::uint32_t instances = 0;  // how many media (shared) or pairs of ends
  std::uint32_t channels() const { return shared ? instances : 2 * instances; }
};

/// Two neighbouring nodes and the channels between them.
struct Edge {
  NodeId a, b;
  LinkId link;
  ChannelId there, back;  // equal for a shared medium
};

class Platform {
 public:
  /// Expands a description. Reports unknown and duplicate names, nodes named like members, ends with a node in common,
  /// tcp links without latency, and platforms past 10^7 nodes or 2·10^7 pairs of neighbours. What cannot
  /// be expanded is left out.
  Platform(const PlatformDescription& description, config::Problems& problems);

  std::span<const Group> groups() const { return groups_; }
  std::span<const Link> links() const { return links_; }
  std::span<const Edge> edges() const { return edges_; }
  const NetworkModel& network() const { return network_; }
  std::uint32_t node_count() const { return static_cast<std::uint32_t>(group_of_.size()); }
  std::uint32_t processor_count() const { return static_cast<std::uint32_t>(processor_node_.size()); }
  std::uint32_t channel_count() const { return static_cast<std::uint32_t>(channel_link_.size()); }

  GroupId group_of(NodeId node) const { return {group_of_[node.index]}; }
  const Group& group(GroupId id) const { return groups_[id.index]; }
  const Group& group(NodeId node) const { return groups_[group_of_[node.index]]; }
  Tier tier(NodeId node) const { return group(node).tier; }
  const Link& link(LinkId id) const { return links_[id.index]; }
  LinkId link_of(ChannelId channel) const { return {channel_link_[channel.index]}; }
  /// The way back of a channel; itself for a shared medium.
  ChannelId reverse(ChannelId channel) const;

  NodeId node_of(ProcessorId processor) const { return {processor_node_[processor.index]}; }
  const ProcessorType& type(ProcessorId processor) const;
  /// The first processor of a node; invalid when it has none.
  ProcessorId first_processor(NodeId node) const;
  ProcessorId processor(NodeId node, std::size_t which) const;

  /// "phone-17" for a member of a group, "server" for a plain node.
  std::string name(NodeId node) const;
  /// "server", or "server.gpu" when the node has several processors.
  std::string name(ProcessorId processor) const;

  /// A node, a group (all its members) or a member by name; empty when unknown.
  std::vector<NodeId> find_nodes(std::string_view name) const;
  /// The same with processors: `server` is the first processor of each member, `server.gpu` the one named gpu.
  std::vector<ProcessorId> find_processors(std::string_view name) const;
  std::optional<GroupId> find_group(std::string_view name) const;
  std::optional<LinkId> find_link(std::string_view name) const;
  /// What is wrong with a name that find_nodes() or find_processors() does not know, with the names it may have meant.
  std::string unknown(std::string_view name) const;
  /// The names of the groups, in the order of the file.
  std::vector<std::string> group_names() const;

 private:
  struct NodeRange {
    NodeId first;
    std::uint32_t count = 0;
    bool overlaps(const NodeRange& other) const {
      return first.index < other.first.index + other.count && other.first.index < first.index + count;
    }
  };
  struct Ends;
  void add_groups(const PlatformDescription& description, config::Problems& problems);
  void add_links(const PlatformDescription& description, config::Problems& problems);
  void add_link(const LinkDescription& link, const Ends& ends);
  std::optional<Ends> resolve_ends(const LinkDescription& link, config::Problems& problems) const;
  std::optional<NodeRange> range(std::string_view name) const;  // of a node, a group or a member

  std::vector<Group> groups_;
  std::vector<Link> links_;
  std::vector<Edge> edges_;
  NetworkModel network_;
  std::vector<std::uint32_t> group_of_;        // by node
  std::vector<std::uint32_t> processor_node_;  // by processor
  std::vector<std::uint32_t> channel_link_;    // by channel
  std::vector<std::uint32_t> groups_by_name_;  // sorted by name, to find them
  std::vector<std::uint32_t> links_by_name_;
};

}  // namespace tradewind::platform
