#include "platform/routes.hpp"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <cmath>
#include <compare>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/check.hpp"

namespace tradewind::platform {
namespace {

using Picoseconds = std::uint64_t;  // sums and ties are exact; 2^64 ps are 213 days
using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                 boost::no_property, std::uint32_t, std::uint32_t>;

constexpr std::uint32_t none = UINT32_MAX;

/// One step of a walk: the way to the next node and the way back.
struct Step {
  std::uint32_t link = none;
  ChannelId there, back;
};

/// A step inside the core graph.
struct Arc {
  std::uint32_t from = none, to = none;  // core indices
  Step step;
};

/// Where a node joins the core graph: itself, or, for a leaf, its only neighbour and the best link to it.
struct Hang {
  std::uint32_t core = none;
  Step step;  // from the leaf to its neighbour; no link for a node of the core
  bool is_leaf() const { return step.link != none; }
};

/// Lexicographic; hops make the distance grow along links without latency.
struct Distance {
  Picoseconds latency = std::numeric_limits<Picoseconds>::max();
  std::uint32_t hops = none;
  auto operator<=>(const Distance&) const = default;
  Distance after(Picoseconds link) const { return {latency + link, hops + 1}; }
};

/// Next arcs toward one root, by core node (`none` where the root cannot be reached).
struct Table {
  std::vector<std::uint32_t> next;
  std::uint64_t last_used = 0;
};

Step forward(const Edge& edge) { return {edge.link.index, edge.there, edge.back}; }
Step backward(const Edge& edge) { return {edge.link.index, edge.back, edge.there}; }

/// The rank of each link among all names.
std::vector<std::uint32_t> rank_links(const Platform& platform) {
  std::vector<std::uint32_t> order(platform.links().size()), rank(order.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return platform.links()[i].name; });
  for (std::uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  return rank;
}

/// By node: whether all its links lead to one neighbour that can stand for it. Of two nodes that know only each other
/// the first is the leaf.
std::vector<bool> find_leaves(const Platform& platform) {
  constexpr std::uint32_t many = none - 1;
  std::vector<std::uint32_t> neighbour(platform.node_count(), none);
  const auto meet = [&](NodeId node, NodeId other) {
    auto& only = neighbour[node.index];
    if (only == none) only = other.index;
    if (only != other.index) only = many;
  };
  for (const auto& edge : platform.edges()) {
    meet(edge.a, edge.b);
    meet(edge.b, edge.a);
  }
  std::vector<bool> leaves(platform.node_count());
  for (std::uint32_t node = 0; node < leaves.size(); ++node) {
    const auto only = neighbour[node];
    if (only == none || only == many) continue;
    leaves[node] = neighbour[only] == many || node < only;
  }
  return leaves;
}

}  // namespace

struct Routes::Implementation {
  std::vector<Picoseconds> latency;      // by link
  std::vector<std::uint8_t> tier;        // by node
  std::vector<Hang> hangs;               // by node
  std::vector<NodeId> core_node;         // by core index
  std::vector<std::uint32_t> component;  // by core index
  std::vector<Arc> arcs;                 // by (from, link name, to): the first of equally good ones is the one to take
  Graph graph;
  std::vector<std::unique_ptr<Table>> tables;  // by core index of the root; filled on demand
  Bytes memory;                                // for all tables
  std::size_t live_tables = 0;
  std::uint64_t clock = 0;

  Implementation(const Platform& platform, Bytes table_memory);
  void hang_leaves(const Platform& platform, const std::vector<std::uint32_t>& link_rank);
  void build_core(const Platform& platform, const std::vector<std::uint32_t>& link_rank);
  void find_components();

  bool connected(NodeId a, NodeId b) const { return component[hangs[a.index].core] == component[hangs[b.index].core]; }
  const Table& table_to(std::uint32_t root);
  void forget_oldest_table();
  std::vector<std::uint32_t> next_arcs(std::uint32_t root) const;

  /// Which of two nodes the way is seen from: the other one walks toward it.
  NodeId root_of(NodeId a, NodeId b) const {
    if (tier[a.index] != tier[b.index]) return tier[a.index] > tier[b.index] ? a : b;
    return std::min(a, b);
  }
  /// Calls `take(step, node it leads to)` for each step from `walker` to `root`, which are connected.
  template <class Take>
  void walk(NodeId walker, NodeId root, Take&& take);
};

Routes::Implementation::Implementation(const Platform& platform, Bytes table_memory) : memory(table_memory) {
  for (const auto& link : platform.links())
    latency.push_back(static_cast<Picoseconds>(std::llround(link.latency.base * 1e12)));
  tier.resize(platform.node_count());
  for (const auto& group : platform.groups())
    std::fill_n(tier.begin() + group.first_node.index, group.count, static_cast<std::uint8_t>(group.tier));
  const auto link_rank = rank_links(platform);
  hang_leaves(platform, link_rank);
  build_core(platform, link_rank);
  find_components();
  tables.resize(core_node.size());
}

void Routes::Implementation::hang_leaves(const Platform& platform, const std::vector<std::uint32_t>& link_rank) {
  const auto leaves = find_leaves(platform);
  hangs.resize(platform.node_count());
  for (std::uint32_t node = 0; node < hangs.size(); ++node) {
    if (leaves[node]) continue;
    hangs[node].core = static_cast<std::uint32_t>(core_node.size());
    core_node.push_back({node});
  }
  const auto hang = [&](NodeId leaf, NodeId neighbour, const Step& step) {
    Hang& best = hangs[leaf.index];
    const auto cost = [&](const Step& s) { return std::pair(latency[s.link], link_rank[s.link]); };
    if (best.is_leaf() && cost(best.step) < cost(step)) return;
    best = {hangs[neighbour.index].core, step};
  };
  for (const auto& edge : platform.edges()) {
    if (leaves[edge.a.index]) hang(edge.a, edge.b, forward(edge));
    if (leaves[edge.b.index]) hang(edge.b, edge.a, backward(edge));
  }
}

void Routes::Implementation::build_core(const Platform& platform, const std::vector<std::uint32_t>& link_rank) {
  for (const auto& edge : platform.edges()) {
    const Hang &a = hangs[edge.a.index], &b = hangs[edge.b.index];
    if (a.is_leaf() || b.is_leaf()) continue;
    arcs.push_back({a.core, b.core, forward(edge)});
    arcs.push_back({b.core, a.core, backward(edge)});
  }
  // One link leads from a node to members of one group only, and core indices are in the order of members.
  std::ranges::sort(arcs, {}, [&](const Arc& arc) { return std::tuple(arc.from, link_rank[arc.step.link], arc.to); });
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  ends.reserve(arcs.size());
  for (const auto& arc : arcs) ends.emplace_back(arc.from, arc.to);
  graph = Graph(boost::edges_are_sorted, ends.begin(), ends.end(), static_cast<std::uint32_t>(core_node.size()));
}

void Routes::Implementation::find_components() {
  component.resize(core_node.size());
  std::iota(component.begin(), component.end(), 0U);
  const auto find = [&](std::uint32_t node) {
    while (component[node] != node) node = component[node] = component[component[node]];  // path halving
    return node;
  };
  for (const auto& arc : arcs) {
    const auto a = find(arc.from), b = find(arc.to);
    component[std::max(a, b)] = std::min(a, b);
  }
  for (std::uint32_t node = 0; node < component.size(); ++node) component[node] = find(node);
}

std::vector<std::uint32_t> Routes::Implementation::next_arcs(std::uint32_t root) const {
  std::vector<Distance> distance(core_node.size());
  const auto vertex = get(boost::vertex_index, graph);
  const auto index = get(boost::edge_index, graph);
  const auto weight = boost::make_function_property_map<Graph::edge_descriptor, Picoseconds>(
      [&](const Graph::edge_descriptor& edge) { return latency[arcs[get(index, edge)].step.link]; });
  boost::dijkstra_shortest_paths(
      graph, root,
      boost::weight_map(weight)
          .distance_map(boost::make_iterator_property_map(distance.begin(), vertex))
          .distance_compare(std::less<>{})
          .distance_combine([](const Distance& d, Picoseconds link) { return d.after(link); })
          .distance_inf(Distance{})
          .distance_zero(Distance{0, 0}));

  // Links lead both ways, so the distance from the root is the distance to it. All arcs on which it shrinks by exactly
  // one step are equally good; the first one has the smallest names, and taking it at each node makes the whole
  // sequence of names the smallest.
  std::vector<std::uint32_t> next(core_node.size(), none);
  for (std::uint32_t i = 0; i < arcs.size(); ++i) {
    const Arc& arc = arcs[i];
    if (next[arc.from] != none || arc.from == root || distance[arc.to] == Distance{}) continue;
    if (distance[arc.to].after(latency[arc.step.link]) == distance[arc.from]) next[arc.from] = i;
  }
  return next;
}

const Table& Routes::Implementation::table_to(std::uint32_t root) {
  auto& table = tables[root];
  if (!table) {
    const std::size_t bytes = (live_tables + 1) * core_node.size() * sizeof(std::uint32_t);
    if (Bytes{static_cast<double>(bytes)} > memory && live_tables > 0) forget_oldest_table();
    table = std::make_unique<Table>(Table{.next = next_arcs(root)});
    ++live_tables;
  }
  table->last_used = ++clock;
  return *table;
}

void Routes::Implementation::forget_oldest_table() {
  const auto age = [](const std::unique_ptr<Table>& table) { return table ? table->last_used : UINT64_MAX; };
  std::ranges::min_element(tables, {}, age)->reset();
  --live_tables;
}

template <class Take>
void Routes::Implementation::walk(NodeId walker, NodeId root, Take&& take) {
  if (walker == root) return;
  const Hang &from = hangs[walker.index], &to = hangs[root.index];
  if (from.is_leaf()) take(from.step, core_node[from.core]);
  if (from.core != to.core) {
    const Table& table = table_to(to.core);
    for (std::uint32_t core = from.core; core != to.core;) {
      const Arc& arc = arcs[table.next[core]];
      take(arc.step, core_node[arc.to]);
      core = arc.to;
    }
  }
  if (to.is_leaf()) take(Step{to.step.link, to.step.back, to.step.there}, root);
}

Routes::Routes(const Platform& platform, Bytes table_memory)
    : implementation_(std::make_unique<Implementation>(platform, table_memory)) {}
Routes::~Routes() = default;
Routes::Routes(Routes&&) noexcept = default;

bool Routes::connected(NodeId from, NodeId to) const { return implementation_->connected(from, to); }

void Routes::find(NodeId from, NodeId to, Path& path) const {
  Implementation& routes = *implementation_;
  check(routes.connected(from, to), "a route is asked for between connected nodes only");
  const NodeId root = routes.root_of(from, to);
  const bool forwards = root == to;
  const NodeId walker = forwards ? from : to;
  path.channels.clear();
  path.nodes.assign(1, walker);
  Picoseconds latency = 0;
  routes.walk(walker, root, [&](const Step& step, NodeId node) {
    path.channels.push_back(forwards ? step.there : step.back);
    path.nodes.push_back(node);
    latency += routes.latency[step.link];
  });
  if (!forwards) {
    std::ranges::reverse(path.channels);
    std::ranges::reverse(path.nodes);
  }
  path.latency = Duration{static_cast<double>(latency) / 1e12};
}

Duration Routes::latency(NodeId from, NodeId to) const {
  Implementation& routes = *implementation_;
  check(routes.connected(from, to), "a latency is asked for between connected nodes only");
  const NodeId root = routes.root_of(from, to);
  Picoseconds latency = 0;
  routes.walk(root == to ? from : to, root, [&](const Step& step, NodeId) { latency += routes.latency[step.link]; });
  return Duration{static_cast<double>(latency) / 1e12};
}

}  // namespace tradewind::platform
