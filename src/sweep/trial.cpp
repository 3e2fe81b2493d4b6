#include "sweep/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "sweep/references.hpp"

namespace tradewind::sweep {
namespace {

using config::Node;

constexpr std::size_t most_alternatives = 100;  // values of another axis that are tried to get round the exclusions
constexpr double between_bounds = 0.382;  // where a range is tried beside its bounds: no round number, most likely
constexpr std::size_t most_steps = 100;   // of the grid of a range: they differ in nothing but a number

/// The values to try: all of a list; of a range what a grid takes, or its bounds and one between them.
std::vector<Node> values_to_try(const Axis& axis, Method method) {
  if (!axis.has_range()) return axis.grid();
  if (method != Method::grid) return {axis.at(0), axis.at(between_bounds), axis.at(1)};
  auto all = axis.grid();
  if (all.size() <= most_steps) return all;
  std::vector<Node> some;
  for (std::size_t i = 0; i < most_steps; ++i) some.push_back(all[i * (all.size() - 1) / (most_steps - 1)]);
  return some;
}

class Trier {
 public:
  Trier(const Study& study, const config::Catalogue& catalogue, const Check& check, config::Problems& problems)
      : study_(study), catalogue_(catalogue), check_(check), problems_(problems) {
    for (const auto& axis : study.axes) {
      paths_.push_back({axis.path(), axis.where()});
      values_.push_back(values_to_try(axis, study.description.method));
    }
  }

  Trials everything() && {
    for (std::size_t axis = 0; axis < study_.axes.size(); ++axis) try_axis(axis);
    const auto paths = set_paths(study_.description);
    for (const auto& settings : study_.description.points)
      if (const auto point = as_point(settings, paths); !excluded(point)) attempt(point);
    for (const auto& settings : study_.description.include) attempt(as_point(settings, paths));
    return std::move(trials_);
  }

 private:
  using Choice = std::vector<const Node*>;  // a value for each axis

  void try_axis(std::size_t axis) {
    auto choice = choice_for(axis);
    if (!choice) return;
    for (const auto& value : values_[axis]) {
      (*choice)[axis] = &value;
      if (const auto point = allowed_point(*choice, axis)) attempt(*point);
    }
  }

  /// First values of the other axes with which the condition of one holds; absent after reporting that there are none.
  std::optional<Choice> choice_for(std::size_t axis) {
    Choice choice;
    for (const auto& values : values_) choice.push_back(&values.front());
    std::vector<Settings> wanted(values_.size());  // by axis: what must hold of its value
    std::vector<std::size_t> open{axis};
    while (!open.empty()) {
      const auto& conditions = study_.axes[open.back()].when().entries;
      open.pop_back();
      for (const auto& condition : conditions) {
        const auto of = find_path(condition.key, std::span(paths_).first(axis));
        if (!of) return std::nullopt;  // reported where the conditions were checked
        wanted[*of].entries.push_back(condition);
        open.push_back(*of);
        choice[*of] = value_with(*of, wanted[*of], condition.value);
        if (choice[*of]) continue;
        tell(condition.where, fmt::format("'when' of '{}' never holds: {} is never {}", study_.axes[axis].path(),
                                          config::quote(condition.key), config::in_words(condition.value)));
        return std::nullopt;
      }
    }
    return choice;
  }

  /// The first value of an axis for which conditions hold. Of a range that is no grid any may be drawn: the asked one.
  const Node* value_with(std::size_t axis, const Settings& conditions, const Node& asked) const {
    const auto& path = study_.axes[axis].path();
    const auto found = std::ranges::find_if(values_[axis], [&](const Node& value) {
      return matches(Point{.settings = {{.path = path, .value = value}}}, conditions);
    });
    if (found != values_[axis].end()) return &*found;
    const bool drawn = study_.axes[axis].has_range() && study_.description.method != Method::grid;
    return drawn ? &asked : nullptr;
  }

  /// The point of a choice, or one with another value of one other axis when that is excluded; absent when there is
  /// none.
  std::optional<Point> allowed_point(Choice choice, std::size_t axis) const {
    auto point = point_of(choice);
    if (sets(point, axis) && !excluded(point)) return point;
    for (std::size_t other = 0; other < values_.size(); ++other) {
      if (other == axis) continue;
      const auto* kept = choice[other];
      for (std::size_t v = 0; v < std::min(values_[other].size(), most_alternatives); ++v) {
        choice[other] = &values_[other][v];
        point = point_of(choice);
        if (sets(point, axis) && !excluded(point)) return point;
      }
      choice[other] = kept;
    }
    return std::nullopt;
  }

  Point point_of(const Choice& choice) const {
    Point point;
    for (std::size_t i = 0; i < choice.size(); ++i)
      if (const auto& axis = study_.axes[i]; matches(point, axis.when()))
        point.settings.push_back({axis.path(), *choice[i], axis.where()});
    return point;
  }
  bool sets(const Point& point, std::size_t axis) const {
    return std::ranges::find(point.settings, study_.axes[axis].path(), &Setting::path) != point.settings.end();
  }
  bool excluded(const Point& point) const {
    return std::ranges::any_of(study_.description.exclude,
                               [&](const auto& mapping) { return matches(point, mapping); });
  }

  scenario::Loaded read(const Point& point) {
    auto loaded = scenario::load_node(apply(study_, point), catalogue_);
    if (check_) trials_.files.merge(files_of(check_(loaded)));
    return loaded;
  }
  static std::set<std::pair<std::string, std::string>> files_of(
      const std::vector<std::pair<std::string, std::string>>& files) {
    return {files.begin(), files.end()};
  }

  /// Reads the scenario with the point's settings. What is wrong elsewhere than in them is cited at one of them.
  void attempt(const Point& point) {
    try {
      const auto loaded = read(point);
      trials_.hashes.push_back(scenario::hash(loaded.resolved));
      for (const auto& note : loaded.notes)
        if (noted_.insert(note).second) trials_.notes.push_back(note);
    } catch (const config::ConfigError& error) {
      for (const auto& problem : error.problems()) {
        const bool in_settings = std::ranges::any_of(point.settings, [&](const Setting& setting) {
          return problem.where.file == setting.value.where.file || problem.where.file == setting.where.file;
        });
        if (in_settings)
          tell(problem.where, problem.message);
        else if (told_.insert(problem.text()).second)
          blame(point, problem);
      }
    }
  }

  /// Cites a problem of the scenario at the setting that brings it up.
  void blame(const Point& point, const config::Problem& problem) {
    check(!point.settings.empty(), "a scenario without settings was read well before");
    Point some;
    for (const auto& setting : point.settings) {
      some.settings.push_back(setting);
      if (has(some, problem)) break;
    }
    const auto& [path, value, where] = some.settings.back();
    problems_.add(value.where, fmt::format("with {} set to {}: {}", config::quote(path),
                                           config::quote(config::to_flow(value)), problem.text()));
  }
  bool has(const Point& point, const config::Problem& problem) try {
    read(point);
    return false;
  } catch (const config::ConfigError& error) {
    return std::ranges::find(error.problems(), problem.text(), &config::Problem::text) != error.problems().end();
  }

  void tell(const config::Location& where, const std::string& message) {
    if (told_.insert(config::Problem{where, message}.text()).second) problems_.add(where, message);
  }

  const Study& study_;
  const config::Catalogue& catalogue_;
  const Check& check_;
  config::Problems& problems_;
  std::vector<SetPath> paths_;             // of the axes
  std::vector<std::vector<Node>> values_;  // by axis: to try; never empty
  std::set<std::string> told_, noted_;
  Trials trials_;
};

}  // namespace

Trials try_everything(const Study& study, const config::Catalogue& catalogue, const Check& check,
                      config::Problems& problems) {
  return Trier(study, catalogue, check, problems).everything();
}

}  // namespace tradewind::sweep
