#include "workload/order.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/property_map/property_map.hpp>
#include <iterator>

#include "base/check.hpp"

namespace tradewind::workload {

std::optional<std::vector<std::uint32_t>> topological_order(const Needs& needs) {
  // Edges lead from a task to what it needs: the depth-first search starts from the tasks in the order of the file and
  // leaves each one behind after everything it needs, which is the order we want.
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(needs.size());
  for (std::size_t t = 0; t < needs.size(); ++t)
    for (const auto need : needs[t]) boost::add_edge(t, need, graph);
  std::vector<std::uint32_t> order;
  order.reserve(needs.size());
  // Colours of our own: clang's analyser does not follow the reference counts of those that Boost would make.
  std::vector<boost::default_color_type> colours(needs.size());
  const auto colour_of = boost::make_iterator_property_map(colours.begin(), get(boost::vertex_index, graph));
  try {
    boost::topological_sort(graph, std::back_inserter(order), boost::color_map(colour_of));
  } catch (const boost::not_a_dag&) {
    return std::nullopt;
  }
  return order;
}

std::vector<std::uint32_t> find_circle(const Needs& needs) {
  // Tasks are taken away when nothing they need is left; what remains needs something that remains.
  std::vector<std::size_t> missing(needs.size());
  std::vector<std::vector<std::uint32_t>> needed_by(needs.size());
  std::vector<std::uint32_t> ready;
  for (std::uint32_t t = 0; t < needs.size(); ++t) {
    missing[t] = needs[t].size();
    if (missing[t] == 0) ready.push_back(t);
    for (const auto need : needs[t]) needed_by[need].push_back(t);
  }
  while (!ready.empty()) {
    const auto done = ready.back();
    ready.pop_back();
    for (const auto t : needed_by[done])
      if (--missing[t] == 0) ready.push_back(t);
  }
  const auto start = std::ranges::find_if(missing, [](std::size_t n) { return n > 0; });
  check(start != missing.end(), "only a DAG with a circle has one to be found");

  std::vector<std::uint32_t> path{static_cast<std::uint32_t>(start - missing.begin())};
  std::vector<bool> visited(needs.size());
  while (!visited[path.back()]) {
    visited[path.back()] = true;
    path.push_back(*std::ranges::find_if(needs[path.back()], [&](std::uint32_t need) { return missing[need] > 0; }));
  }
  std::vector<std::uint32_t> circle(std::ranges::find(path, path.back()), std::prev(path.end()));
  std::ranges::reverse(circle);
  std::ranges::rotate(circle, std::ranges::min_element(circle));
  return circle;
}

}  // namespace tradewind::workload
