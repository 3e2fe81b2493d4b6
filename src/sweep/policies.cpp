// Policies of a sweep against each other, on what is otherwise the same: the other parameters and the random numbers.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "sweep/results.hpp"

namespace tradewind::sweep {
namespace {

bool is_policy(std::string_view path) { return path == "policy" || path.starts_with("policy."); }

/// A point's settings beyond its policy, as a text of their own.
std::string configuration_of(Point point) {
  std::erase_if(point.settings, [](const Setting& setting) { return is_policy(setting.path); });
  return point.key();
}

/// Points by policy and configuration, both in order of appearance.
struct Table {
  std::vector<std::string> policies;
  std::vector<std::vector<std::optional<std::size_t>>> points;  // [configuration][policy]
};

Table tabulate(const std::vector<Point>& points) {
  Table table;
  std::unordered_map<std::string, std::size_t> policies, configurations;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto name = policy_of(points[i]);
    const auto [policy, new_policy] = policies.emplace(name, policies.size());
    if (new_policy) table.policies.push_back(name);
    const auto [configuration, new_one] = configurations.emplace(configuration_of(points[i]), configurations.size());
    if (new_one) table.points.emplace_back();
    auto& row = table.points[configuration->second];
    row.resize(std::max(row.size(), policy->second + 1));
    row[policy->second] = i;
  }
  for (auto& row : table.points) row.resize(table.policies.size());
  return table;
}

/// A metric by point and replication.
using Values = std::vector<std::unordered_map<std::size_t, double>>;

Values values_of(const Results& results, std::size_t column) {
  Values values(results.manifest.points().size());
  for (std::size_t run = 0; run < results.manifest.runs().size(); ++run) {
    const auto& known = results.manifest.runs()[run];
    if (const auto value = results.value(run, column)) values[known.point].emplace(known.replication, *value);
  }
  return values;
}

struct Compared {
  statistics::PairedDifference difference;
  double probability_below = 0.5;
};

/// Means over the configurations that both policies have, for each replication that all of these have: a replication
/// without one of them would compare other configurations. Absent when there is no such replication.
std::optional<Compared> difference(const Table& table, const Values& values, std::size_t first, std::size_t second) {
  std::vector<const std::unordered_map<std::size_t, double>*> ours, theirs;
  for (const auto& row : table.points) {
    if (!row[first] || !row[second] || values[*row[first]].empty() || values[*row[second]].empty()) continue;
    ours.push_back(&values[*row[first]]);
    theirs.push_back(&values[*row[second]]);
  }
  if (ours.empty()) return std::nullopt;
  std::vector<std::size_t> replications;
  for (const auto& [replication, value] : *ours.front()) {
    const auto has = [r = replication](const auto* of_point) { return of_point->contains(r); };
    if (std::ranges::all_of(ours, has) && std::ranges::all_of(theirs, has)) replications.push_back(replication);
  }
  if (replications.empty()) return std::nullopt;
  std::ranges::sort(replications);
  std::vector<double> a, b;
  for (const std::size_t replication : replications) {
    const auto mean = [&](const auto& points) {
      double sum = 0;
      for (const auto* of_point : points) sum += of_point->at(replication);
      return sum / static_cast<double>(points.size());
    };
    a.push_back(mean(ours));
    b.push_back(mean(theirs));
  }
  return Compared{statistics::paired_difference(a, b), statistics::probability_below(a, b)};
}

void correct(std::span<PolicyComparison> comparisons) {
  std::vector<double> p_values;
  for (const auto& comparison : comparisons)
    if (comparison.difference.p_value) p_values.push_back(*comparison.difference.p_value);
  const auto adjusted = statistics::holm(p_values);
  for (auto next = adjusted.begin(); auto& comparison : comparisons)
    if (comparison.difference.p_value) comparison.adjusted_p = *next++;
}

}  // namespace

std::string policy_of(const Point& point) {
  std::string text;
  for (const auto& setting : point.settings) {
    if (!is_policy(setting.path)) continue;
    if (!text.empty()) text += ", ";
    if (setting.path != "policy" && setting.path != "policy.offload")
      text += setting.path.substr(std::string_view("policy.").size()) + "=";
    text += config::to_flow(setting.value);
  }
  return text;
}

std::vector<PolicyComparison> compare_policies(const Study&, const Results& results,
                                               const std::vector<std::string>& metrics) {
  std::vector<PolicyComparison> comparisons;
  const auto table = tabulate(results.manifest.points());
  for (const auto& metric : metrics) {
    const auto column = results.column(metric);
    if (!column) continue;
    const auto values = values_of(results, *column);
    const std::size_t begin = comparisons.size();
    for (std::size_t i = 0; i < table.policies.size(); ++i)
      for (std::size_t j = i + 1; j < table.policies.size(); ++j)
        if (const auto found = difference(table, values, i, j))
          comparisons.push_back({.metric = metric,
                                 .first = table.policies[i],
                                 .second = table.policies[j],
                                 .difference = found->difference,
                                 .adjusted_p = {},
                                 .probability_below = found->probability_below});
    correct(std::span(comparisons).subspan(begin));
  }
  return comparisons;
}

}  // namespace tradewind::sweep
