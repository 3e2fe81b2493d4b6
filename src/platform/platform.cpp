#include "platform/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/check.hpp"
#include "platform/member_name.hpp"

namespace tradewind::platform {
namespace {

constexpr std::uint64_t most_nodes = 10'000'000;
constexpr std::uint64_t most_edges = 20'000'000;  // 400 MB

std::uint32_t index32(std::integral auto index) {
  check(std::in_range<std::uint32_t>(index), "an index fits into 32 bits");
  return static_cast<std::uint32_t>(index);
}

/// ", the first is at line 4", naming the file when it is another one; empty for descriptions made by code.
std::string first_at(const config::Location& first, const config::Location& second) {
  if (first.line == 0) return "";
  if (first.file == second.file) return fmt::format("; the first is at line {}", first.line);
  return fmt::format("; the first is at {}:{}", first.file, first.line);
}

/// The entry that owns each name: the first one.
template <class Description>
auto first_of_each_name(const std::vector<Description>& descriptions) {
  std::unordered_map<std::string_view, const Description*> firsts;
  for (const auto& description : descriptions) firsts.emplace(description.name.text, &description);
  return firsts;
}

template <class Description>
bool is_first(const std::unordered_map<std::string_view, const Description*>& firsts, const Description& description,
              std::string_view what, config::Problems& problems) {
  const auto& first = *firsts.at(description.name.text);
  if (&first == &description) return true;
  problems.add(description.name.where, fmt::format("duplicate {} '{}'{}", what, description.name.text,
                                                   first_at(first.name.where, description.name.where)));
  return false;
}

bool is_named_like_member(const std::unordered_map<std::string_view, const NodeDescription*>& nodes,
                          const NodeDescription& node, config::Problems& problems) {
  const auto split = split_member_name(node.name.text);
  const auto group = split ? nodes.find(split->group) : nodes.end();
  if (group == nodes.end() || group->second->count < 2 || split->member >= group->second->count) return false;
  problems.add(node.name.where,
               fmt::format("node '{}' is named like a member of group '{}' ({} to {})", node.name.text, split->group,
                           member_name(split->group, 0), member_name(split->group, index32(group->second->count - 1))));
  return true;
}

/// Processors, and watts per member: the node's busy power is spread over the cores that have no power of their own.
Group make_group(const NodeDescription& node, NodeId first_node, ProcessorId first_processor) {
  const NodePower power = node.power.value_or(NodePower{});
  Group group{.name = node.name.text,
              .tier = node.tier,
              .first_node = first_node,
              .count = index32(std::max<std::int64_t>(node.count, 1)),
              .first_processor = first_processor,
              .processors = {},
              .idle = power.idle,
              .transmit = power.transmit,
              .receive = power.receive,
              .battery = node.battery,
              .price = node.price,
              .energy_price = node.energy_price,
              .carbon = node.carbon};
  double cores_of_node = 0;
  for (const auto& processor : node.processors)
    if (!processor.power) cores_of_node += static_cast<double>(processor.cores);
  for (const auto& processor : node.processors) {
    const auto own = processor.power;
    const Power dynamic =
        own ? own->busy.value_or(own->idle) - own->idle : power.busy.value_or(power.idle) - power.idle;
    if (own) group.idle += own->idle;
    group.processors.push_back(
        {.name = processor.name.text,
         .cores = index32(processor.cores),
         .speed = processor.speed.value_or(Speed{1}),
         .discipline = processor.queue,
         .busy_per_core = dynamic / (own ? static_cast<double>(processor.cores) : cores_of_node)});
  }
  return group;
}

/// "alpha, beta, …": at most ten.
std::string join_names(const std::vector<std::string>& names) {
  constexpr std::size_t most = 10;
  const auto shown = std::span(names).first(std::min(most, names.size()));
  return fmt::format("{}{}", fmt::join(shown, ", "), names.size() > most ? ", …" : "");
}

}  // namespace

Platform::Platform(const PlatformDescription& description, config::Problems& problems) : network_(description.network) {
  network_.resolve_defaults();
  add_groups(description, problems);
  add_links(description, problems);
}

void Platform::add_groups(const PlatformDescription& description, config::Problems& problems) {
  const auto firsts = first_of_each_name(description.nodes);
  std::uint64_t nodes = 0, processors = 0;
  for (const auto& node : description.nodes) {
    const auto members = static_cast<std::uint64_t>(std::max<std::int64_t>(node.count, 1));
    if (nodes + members > most_nodes) {
      problems.add(node.name.where, fmt::format("more than {} nodes in total", most_nodes));
      return;
    }
    nodes += members;
    processors += members * node.processors.size();
  }
  group_of_.reserve(nodes);
  processor_node_.reserve(processors);
  std::uint32_t types = 0;

  for (const auto& node : description.nodes) {
    const auto own_processors = first_of_each_name(node.processors);
    for (const auto& processor : node.processors) is_first(own_processors, processor, "processor", problems);
    if (!is_first(firsts, node, "node", problems) || is_named_like_member(firsts, node, problems)) continue;
    Group group = make_group(node, {node_count()}, {processor_count()});
    for (auto& type : group.processors) type.index = types++;
    for (std::uint32_t member = 0; member < group.count; ++member)
      processor_node_.insert(processor_node_.end(), group.processors.size(), group.first_node.index + member);
    group_of_.insert(group_of_.end(), group.count, index32(groups_.size()));
    groups_.push_back(std::move(group));
  }
  for (std::uint32_t i = 0; i < groups_.size(); ++i) groups_by_name_.push_back(i);
  std::ranges::sort(groups_by_name_, {}, [&](std::uint32_t i) -> const std::string& { return groups_[i].name; });
}

struct Platform::Ends {
  NodeRange first, second;
  std::uint64_t edges(bool attached) const {
    return attached ? first.count : std::uint64_t{first.count} * second.count;
  }
};

std::optional<Platform::Ends> Platform::resolve_ends(const LinkDescription& link, config::Problems& problems) const {
  if (link.between.size() != 2) return std::nullopt;  // reported when it was read
  const auto& [first_name, second_name] = std::tie(link.between[0], link.between[1]);
  const auto first = range(first_name.text), second = range(second_name.text);
  if (!first) problems.add(first_name.where, unknown(first_name.text));
  if (!second) problems.add(second_name.where, unknown(second_name.text));
  if (!first || !second) return std::nullopt;
  if (first->overlaps(*second)) {
    const bool same = first_name.text == second_name.text;
    problems.add(second_name.where,
                 same ? fmt::format("both ends of link '{}' are '{}'", link.name.text, second_name.text)
                      : fmt::format("the ends '{}' and '{}' of link '{}' have a node in common", first_name.text,
                                    second_name.text, link.name.text));
    return std::nullopt;
  }
  return Ends{*first, *second};
}

void Platform::add_links(const PlatformDescription& description, config::Problems& problems) {
  const auto firsts = first_of_each_name(description.links);
  struct Resolved {
    const LinkDescription* link;
    Ends ends;
  };
  std::vector<Resolved> resolved;
  std::uint64_t edges = 0;
  for (const auto& link : description.links) {
    const bool first = is_first(firsts, link, "link", problems);
    if (network_.kind == NetworkKind::tcp && !(link.latency > Duration{}))
      problems.add(link.name.where,
                   fmt::format("tcp needs a latency > 0 on every link; '{}' has none", link.name.text));
    const auto ends = resolve_ends(link, problems);
    if (!first || !ends) continue;
    edges += ends->edges(link.attach.has_value());
    if (edges > most_edges) {
      problems.add(link.name.where, fmt::format("more than {} pairs of neighbours in total; 'attach' gives each member "
                                                "of the first end one of the second instead of all",
                                                most_edges));
      return;
    }
    resolved.push_back({&link, *ends});
  }
  edges_.reserve(edges);
  for (const auto& [link, ends] : resolved) add_link(*link, ends);
  for (std::uint32_t i = 0; i < links_.size(); ++i) links_by_name_.push_back(i);
  std::ranges::sort(links_by_name_, {}, [&](std::uint32_t i) -> const std::string& { return links_[i].name; });
}

void Platform::add_link(const LinkDescription& description, const Ends& ends) {
  const auto [first, second] = ends;
  const auto attach = description.attach;
  const LoadPower power = description.power.value_or(LoadPower{});
  Link link{.name = description.name.text,
            .bandwidth = description.bandwidth,
            .latency = description.latency,
            .shared = description.shared,
            .tier = description.tier.value_or(std::min(tier(first.first), tier(second.first))),
            .idle = power.idle,
            .busy = power.busy.value_or(power.idle),
            .price = description.price,
            .first_channel = {channel_count()},
            .instances = description.shared ? (attach ? second.count : 1) : index32(ends.edges(attach.has_value()))};
  const LinkId id{index32(links_.size())};

  const auto connect = [&](std::uint32_t i, std::uint32_t j, std::uint32_t instance) {
    const ChannelId there{link.first_channel.index + (link.shared ? instance : 2 * instance)};
    const ChannelId back{link.shared ? there.index : there.index + 1};
    edges_.push_back({{first.first.index + i}, {second.first.index + j}, id, there, back});
  };
  for (std::uint32_t i = 0; i < first.count; ++i) {
    if (attach) {
      const bool blocks = *attach == Attach::blocks;
      const auto j = blocks ? index32(std::uint64_t{i} * second.count / first.count) : i % second.count;
      connect(i, j, link.shared ? j : i);
    } else {
      for (std::uint32_t j = 0; j < second.count; ++j) connect(i, j, link.shared ? 0 : i * second.count + j);
    }
  }
  channel_link_.insert(channel_link_.end(), link.channels(), id.index);
  links_.push_back(std::move(link));
}

std::string Platform::unknown(std::string_view name) const {
  const auto dot = name.find('.');
  if (const auto node = name.substr(0, dot); range(node)) {
    if (dot == std::string_view::npos) return fmt::format("'{}' has no processor", node);
    return fmt::format("node '{}' has no processor '{}'", node, name.substr(dot + 1));
  }
  const auto split = split_member_name(name);
  const auto owner = split ? find_group(split->group) : std::nullopt;
  if (owner && group(*owner).count > 1)
    return fmt::format("unknown node '{}'; the members of '{}' are {} to {}", name, split->group,
                       member_name(split->group, 0), member_name(split->group, group(*owner).count - 1));
  const auto known = group_names();
  return fmt::format("unknown node '{}'{} (known: {})", name, config::did_you_mean(name, known), join_names(known));
}

ChannelId Platform::reverse(ChannelId channel) const {
  const Link& l = link(link_of(channel));
  if (l.shared) return channel;
  return {l.first_channel.index + ((channel.index - l.first_channel.index) ^ 1U)};
}

const ProcessorType& Platform::type(ProcessorId processor) const {
  const Group& g = group(node_of(processor));
  return g.processors[(processor.index - g.first_processor.index) % g.processors.size()];
}

ProcessorId Platform::first_processor(NodeId node) const {
  return group(node).processors.empty() ? ProcessorId{} : processor(node, 0);
}

ProcessorId Platform::processor(NodeId node, std::size_t which) const {
  const Group& g = group(node);
  check(which < g.processors.size(), "the node has that many processors");
  return {index32(g.first_processor.index + (node.index - g.first_node.index) * g.processors.size() + which)};
}

std::string Platform::name(NodeId node) const {
  const Group& g = group(node);
  return g.count == 1 ? g.name : member_name(g.name, node.index - g.first_node.index);
}

std::string Platform::name(ProcessorId processor) const {
  const NodeId node = node_of(processor);
  if (group(node).processors.size() == 1) return name(node);
  return fmt::format("{}.{}", name(node), type(processor).name);
}

std::optional<Platform::NodeRange> Platform::range(std::string_view name) const {
  if (const auto whole = find_group(name)) return NodeRange{group(*whole).first_node, group(*whole).count};
  const auto split = split_member_name(name);
  const auto owner = split ? find_group(split->group) : std::nullopt;
  if (!owner) return std::nullopt;
  const Group& g = group(*owner);
  if (g.count == 1 || split->member >= g.count) return std::nullopt;
  return NodeRange{{g.first_node.index + split->member}, 1};
}

std::vector<NodeId> Platform::find_nodes(std::string_view name) const {
  std::vector<NodeId> nodes;
  const auto found = range(name);
  if (!found) return nodes;
  nodes.reserve(found->count);
  for (std::uint32_t i = 0; i < found->count; ++i) nodes.push_back({found->first.index + i});
  return nodes;
}

std::vector<ProcessorId> Platform::find_processors(std::string_view name) const {
  const auto dot = name.find('.');
  const auto found = range(name.substr(0, dot));
  if (!found) return {};
  const auto& types = group(found->first).processors;
  auto type = types.begin();
  if (dot != std::string_view::npos) type = std::ranges::find(types, name.substr(dot + 1), &ProcessorType::name);
  if (type == types.end()) return {};
  const auto which = static_cast<std::size_t>(type - types.begin());
  std::vector<ProcessorId> processors;
  processors.reserve(found->count);
  for (std::uint32_t i = 0; i < found->count; ++i) processors.push_back(processor({found->first.index + i}, which));
  return processors;
}

std::optional<GroupId> Platform::find_group(std::string_view name) const {
  const auto by_name = [&](std::uint32_t i) -> std::string_view { return groups_[i].name; };
  const auto found = std::ranges::lower_bound(groups_by_name_, name, {}, by_name);
  if (found == groups_by_name_.end() || by_name(*found) != name) return std::nullopt;
  return GroupId{*found};
}

std::optional<LinkId> Platform::find_link(std::string_view name) const {
  const auto by_name = [&](std::uint32_t i) -> std::string_view { return links_[i].name; };
  const auto found = std::ranges::lower_bound(links_by_name_, name, {}, by_name);
  if (found == links_by_name_.end() || by_name(*found) != name) return std::nullopt;
  return LinkId{*found};
}

std::vector<std::string> Platform::group_names() const {
  std::vector<std::string> names;
  names.reserve(groups_.size());
  for (const auto& g : groups_) names.push_back(g.name);
  return names;
}

}  // namespace tradewind::platform
