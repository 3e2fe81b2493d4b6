#include "scenario/metric_path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "metrics/catalogue.hpp"

namespace tradewind::scenario {
namespace {

using metrics::Scope;

std::vector<std::string> metric_names(Scope scope) {
  std::vector<std::string> names;
  for (const auto& metric : metrics::catalogue())
    if (metric.in(scope)) names.emplace_back(metric.name);
  return names;
}

/// The names a section has in this scenario.
std::vector<std::string> section_names(std::string_view section, const Scenario& scenario) {
  std::vector<std::string> names;
  const auto& nodes = scenario.platform.nodes;
  if (section == "by_application")
    for (const auto& application : scenario.workload.applications) names.push_back(application.name.text);
  if (section == "by_source")
    for (const auto& application : scenario.workload.applications) names.push_back(application.source.text);
  if (section == "by_node")
    for (const auto& node : nodes) names.push_back(node.name.text);
  if (section == "by_link")
    for (const auto& link : scenario.platform.links) names.push_back(link.name.text);
  if (section == "by_tier") names = {"device", "edge", "cloud"};
  return names;
}

/// The processors of a node; only those of a node with several have figures of their own.
std::vector<std::string> processors_of(std::string_view node, const Scenario& scenario) {
  std::vector<std::string> names;
  for (const auto& description : scenario.platform.nodes)
    if (description.name.text == node)
      for (const auto& processor : description.processors) names.push_back(processor.name.text);
  return names;
}

std::string unknown(std::string_view what, std::string_view written, const std::vector<std::string>& known) {
  return fmt::format("unknown {} '{}'{} (known: {})", what, written, config::did_you_mean(written, known),
                     fmt::join(known, ", "));
}

}  // namespace

std::string check_metric_path(std::string_view path, const Scenario& scenario) {
  constexpr std::pair<std::string_view, Scope> sections[] = {{"by_application", Scope::application},
                                                             {"by_source", Scope::source},
                                                             {"by_node", Scope::node},
                                                             {"by_tier", Scope::tier},
                                                             {"by_link", Scope::link}};
  const auto first_dot = path.find('.');
  if (first_dot == std::string_view::npos) {
    const auto names = metric_names(Scope::run);
    return std::ranges::find(names, path) != names.end() ? "" : unknown("metric", path, names);
  }
  const auto last_dot = path.rfind('.');
  const auto section = path.substr(0, first_dot);
  const auto found = std::ranges::find(sections, section, [](const auto& s) { return s.first; });
  if (found == std::end(sections) || first_dot == last_dot) {
    std::vector<std::string> known;
    for (const auto& [name, scope] : sections) known.push_back(fmt::format("{}.NAME.METRIC", name));
    return fmt::format("'{}' is not a metric (paths: {})", path, fmt::join(known, ", "));
  }
  auto name = path.substr(first_dot + 1, last_dot - first_dot - 1);
  const auto metric = path.substr(last_dot + 1);
  if (const auto inner = name.find(".processors."); inner != std::string_view::npos && section == "by_node") {
    const auto node = name.substr(0, inner), processor = name.substr(inner + std::string_view(".processors.").size());
    const auto processors = processors_of(node, scenario);
    if (processors.size() > 1 && std::ranges::find(processors, processor) == processors.end())
      return unknown("processor", processor, processors);
    if (processors.size() == 1)
      return fmt::format("'{}' has one processor; its figures stand under by_node.{}", node, node);
    if (processors.size() > 1) name = node;
  }
  const auto names = section_names(section, scenario);
  if (std::ranges::find(names, name) == names.end()) return unknown(section.substr(3), name, names);
  const auto metrics = metric_names(found->second);
  return std::ranges::find(metrics, metric) != metrics.end() ? "" : unknown("metric", metric, metrics);
}

}  // namespace tradewind::scenario
