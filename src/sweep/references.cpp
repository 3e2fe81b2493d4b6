#include "sweep/references.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "scenario/metric_path.hpp"

namespace tradewind::sweep {
namespace {

bool leads_into(std::string_view path, std::string_view inside) {
  return inside.size() > path.size() && inside.starts_with(path) && inside[path.size()] == '.';
}

/// Why a path cannot be set by a sweep; empty when it can.
std::string why_fixed(std::string_view path) {
  if (path == "run.seed")
    return "'run.seed' is no parameter: 'replications' and 'seed' of the sweep say which seeds are run";
  for (const std::string_view key : {"name", "version"})
    if (path == key || leads_into(key, path)) return fmt::format("'{}' of a scenario cannot vary", key);
  if (path.find_first_of("=\n") != path.npos)
    return fmt::format("{} is no path: it has an equals sign or a line end", config::quote(path));
  return "";
}

void check_values(std::string_view path, const config::Node& value, config::Problems& problems) {
  if (const auto* seed = path == "run" ? value.find("seed") : nullptr) problems.add(seed->where, why_fixed("run.seed"));
}

/// What is replaced whole must be set before what is set inside it.
void check_order(const std::vector<SetPath>& paths, config::Problems& problems) {
  for (std::size_t later = 1; later < paths.size(); ++later) {
    const auto inside = std::ranges::find_if(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(later),
                                             [&](const auto& p) { return leads_into(paths[later].path, p.path); });
    if (inside != paths.begin() + static_cast<std::ptrdiff_t>(later))
      problems.add(paths[later].where, fmt::format("'{}' would replace '{}', which comes before it; put it first",
                                                   paths[later].path, inside->path));
  }
}

std::string names_none(std::string_view key, std::string_view what, std::span<const SetPath> paths) {
  std::vector<std::string> known;
  known.reserve(paths.size());
  for (const auto& [path, where] : paths) known.push_back(path);
  return fmt::format("{} is no {}, nor a key inside one{} (known: {})", config::quote(key), what,
                     config::did_you_mean(key, known),
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
}

void check_conditions(const SweepDescription& description, std::span<const SetPath> paths, config::Problems& problems) {
  const auto& parameters = description.parameters.entries;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    for (const auto& [key, where, value] : parameters[i].value.when.entries) {
      if (find_path(key, paths.first(i))) continue;
      const auto any = find_path(key, paths);
      problems.add(where, any ? fmt::format("'when' may refer to earlier parameters only, and '{}' is {}",
                                            paths[*any].path, *any == i ? "this one" : "a later one")
                              : names_none(key, "earlier parameter", paths.first(i)));
    }
  }
}

/// The place of an item of a list in the file; that of the list when it is not there.
config::Location item_where(const config::Node* list, std::size_t index) {
  if (!list) return {};
  const auto* items = list->sequence();
  return items && index < items->size() ? (*items)[index].where : list->where;
}

class MetricChecker {
 public:
  MetricChecker(const scenario::Scenario& scenario, const config::Node& root, config::Problems& problems)
      : scenario_(scenario), root_(root), problems_(problems) {}

  void path(const std::string& metric, const config::Location& where) {
    if (const auto wrong = scenario::check_metric_path(metric, scenario_); !wrong.empty()) problems_.add(where, wrong);
  }

  void paths(const std::vector<std::string>& metrics, const config::Node* list) {
    for (std::size_t i = 0; i < metrics.size(); ++i) path(metrics[i], item_where(list, i));
  }

  void own_objectives(const std::vector<scenario::Objective>& objectives) {
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      path(objectives[i].metric, objectives[i].where);
      const auto earlier = objectives.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::ranges::find(objectives.begin(), earlier, objectives[i].metric, &scenario::Objective::metric) != earlier)
        problems_.add(objectives[i].where, fmt::format("'{}' is an objective twice", objectives[i].metric));
    }
  }

  void thresholds(const config::Dictionary<std::string>& thresholds, std::size_t objectives) {
    for (const auto& [metric, where, bound] : thresholds.entries) {
      const bool of_front = metric == "hypervolume" || metric == "front_points";
      if (!of_front) path(metric, where);
      if (of_front && objectives == 0)
        problems_.add(where, lacks_objectives(fmt::format("a threshold on '{}'", metric)));
      if (!scenario::parse_threshold(metric, bound))
        problems_.add(where, fmt::format("{} is not a threshold; write a relation and a number, like \"< 0.01\"",
                                         config::quote(bound)));
    }
  }

  void needs_objectives(const SweepDescription& description, std::size_t objectives) {
    if (const auto& reference = description.reference; !reference.empty() && reference.size() != objectives)
      problems_.add(place("reference"),
                    fmt::format("'reference' needs a number per objective: {}, not {}", objectives, reference.size()));
    if (description.method == Method::optimise && objectives == 0)
      problems_.add(place("method"), lacks_objectives("method optimise"));
    if (description.racing && objectives == 0) problems_.add(place("racing"), lacks_objectives("racing"));
    const auto population = description.optimise.value_or(OptimiseDescription{}).population;
    if (description.method == Method::optimise && static_cast<std::size_t>(population) < objectives)
      problems_.add(place("optimise"),
                    fmt::format("'population' must be at least the number of objectives, {}", objectives));
  }

 private:
  static std::string lacks_objectives(std::string_view who) {
    return fmt::format("{} needs 'objectives', here or in the scenario", who);
  }
  config::Location place(std::string_view key) const {
    const auto* node = root_.find(key);
    return node ? node->where : root_.where;
  }

  const scenario::Scenario& scenario_;
  const config::Node& root_;
  config::Problems& problems_;
};

}  // namespace

std::optional<std::size_t> find_path(std::string_view key, std::span<const SetPath> paths) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < paths.size(); ++i)
    if ((paths[i].path == key || leads_into(paths[i].path, key)) &&
        (!best || paths[i].path.size() > paths[*best].path.size()))
      best = i;
  return best;
}

void check_paths(const SweepDescription& description, config::Problems& problems) {
  const auto paths = set_paths(description);
  for (const auto& [path, where] : paths)
    if (auto why = why_fixed(path); !why.empty()) problems.add(where, std::move(why));
  for (const auto& [path, where, parameter] : description.parameters.entries)
    for (const auto& value : parameter.values) check_values(path, value, problems);
  for (const auto* mappings : {&description.points, &description.include})
    for (const auto& settings : *mappings)
      for (const auto& [path, where, value] : settings.entries) check_values(path, value, problems);
  check_order(paths, problems);
  check_conditions(description, std::span(paths).first(description.parameters.entries.size()), problems);

  const bool list = description.method == Method::list;
  const auto excludable = std::span(paths).first(list ? paths.size() : description.parameters.entries.size());
  if (excludable.empty()) return;  // reported as missing
  for (const auto& exclusion : description.exclude)
    for (const auto& [key, where, value] : exclusion.entries)
      if (!find_path(key, excludable)) problems.add(where, names_none(key, "parameter", excludable));
}

void check_metrics(const SweepDescription& description, const std::vector<scenario::Objective>& objectives,
                   const scenario::Scenario& scenario, const config::Node& root, config::Problems& problems) {
  MetricChecker checker(scenario, root, problems);
  checker.own_objectives(description.objectives);
  checker.needs_objectives(description, objectives.size());
  checker.thresholds(description.thresholds, objectives.size());
  checker.paths(description.record, root.find("record"));
  const auto* stopping = root.find("stopping");
  if (description.stopping)
    checker.paths(description.stopping->metrics, stopping ? stopping->find("metrics") : nullptr);
}

}  // namespace tradewind::sweep
