#include "sweep/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "sweep/input_paths.hpp"
#include "sweep/references.hpp"
#include "sweep/trial.hpp"

namespace tradewind::sweep {
namespace {

namespace fs = std::filesystem;
using config::Node;

/// A sweep file. Its `include` adds points: other files are not merged beneath it.
Node load_sweep_file(const std::string& path) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const RuntimeFailure& failure) {
    throw config::ConfigError(config::Location{}, failure.what());
  }
  return config::load_text(text, path);
}

std::string absolute(const std::string& path) { return fs::absolute(path).lexically_normal().string(); }

SweepDescription read_description(const Node& root, const config::Catalogue& catalogue, config::Problems& problems,
                                  std::vector<std::string>& notes) {
  SweepDescription description;
  config::Context context{problems, &catalogue, &notes};
  config::read(root, description, context);
  for (auto& [path, where, parameter] : description.parameters.entries) parameter.where = where;
  return description;
}

/// An axis for each parameter that was read well.
std::vector<Axis> make_axes(const SweepDescription& description, config::Problems& problems) {
  std::vector<Axis> axes;
  for (const auto& [path, where, parameter] : description.parameters.entries) {
    if (parameter.values.empty() && !parameter.range) continue;
    config::Problems found;
    Axis axis(path, parameter, found);
    if (found.empty()) axes.push_back(std::move(axis));
    problems.append(std::move(found));
  }
  return axes;
}

using Files = std::set<std::pair<std::string, std::string>>;

/// The scenario without any setting; absent after reporting what is wrong with it.
std::optional<scenario::Loaded> load_base(Study& study, const config::Catalogue& catalogue, const Check& check,
                                          Files& files, config::Problems& problems) {
  const auto& path = study.description.scenario.path;
  if (path.empty() || !fs::is_regular_file(path)) return std::nullopt;  // reported when the path was read
  study.base_path = absolute(path);
  try {
    study.base = config::load_file(path);
    auto loaded = scenario::load_node(study.base, catalogue);
    if (check) std::ranges::copy(check(loaded), std::inserter(files, files.end()));
    return loaded;
  } catch (const config::ConfigError& error) {
    for (const auto& problem : error.problems()) problems.add(problem.where, problem.message);
    return std::nullopt;
  }
}

/// Looks at the points beforehand: there must be some, and what has no effect is worth a note. Throws ConfigError when
/// there are too many to be tried.
void check_points(Study& study, config::Problems& problems) {
  const auto& description = study.description;
  if (description.method == Method::optimise) return;
  const auto expansion = expand_with_account(study);
  if (expansion.points.empty()) problems.add(description.where, "no point is left: every one is excluded");
  for (std::size_t i = 0; i < description.exclude.size(); ++i)
    if (expansion.left_out[i] == 0)
      study.notes.push_back(config::Problem{description.exclude[i].entries.front().where,
                                            "this exclusion leaves out no point that an earlier one does not"}
                                .text());
  if (expansion.different < expansion.drawn)
    study.notes.push_back(
        fmt::format("of {} points {} are different; each is run once", expansion.drawn, expansion.different));
}

/// States what the scenario decides where the sweep is silent, so that the written description means the same.
void resolve(Study& study, config::Problems& problems) {
  auto& description = study.description;
  constexpr std::int64_t room = 1'000'000'000;
  if (study.seed > std::numeric_limits<std::int64_t>::max() - room)
    problems.add(description.where,
                 fmt::format("seed {} of the scenario leaves no room to count up; set a 'seed' here", study.seed));
  description.seed = study.seed;
  description.objectives = study.objectives;
  if (description.method == Method::optimise && !description.optimise) description.optimise.emplace();
  study.resolved = config::write(description);
  study.resolved.set("scenario", Node::text(study.base_path));
}

std::string make_id(const Study& study, const std::string& base_hash, const Trials& trials, const Files& files) {
  Node identity = study.resolved;
  std::erase_if(std::get<Node::Map>(identity.value), [](const auto& entry) { return entry.key == "scenario"; });
  keep_file_names(identity);
  auto text = config::to_yaml(identity) + base_hash;
  for (const auto& hash : trials.hashes) text += "\n" + hash;
  for (const auto& [name, hash] : files) text += fmt::format("\n{} {}", name, hash);
  return sha256(text).substr(0, 16);
}

/// What can be told of a scenario without its workload, whose input files may be missing.
scenario::Scenario read_without_workload(Node base, const config::Catalogue& catalogue) {
  if (auto* entries = std::get_if<Node::Map>(&base.value))
    std::erase_if(*entries, [](const auto& entry) { return entry.key == "workload"; });
  scenario::Scenario known;
  config::Problems ignored;  // it was read in full when the sweep began
  config::Context context{ignored, &catalogue};
  config::read(base, known, context);
  return known;
}

std::string id_in(const std::string& directory) {
  auto id = read_file(fs::path(directory) / "sweep.id");
  while (id.ends_with('\n')) id.pop_back();
  return id;
}

}  // namespace

Study load(const std::string& path, const config::Catalogue& catalogue, const Check& check) {
  Node root = load_sweep_file(path);
  make_file_paths_absolute(root);
  Study study;
  config::Problems problems;
  study.description = read_description(root, catalogue, problems, study.notes);
  check_paths(study.description, problems);
  study.axes = make_axes(study.description, problems);
  Files files;  // targets and models, which the resolved scenario has by name only
  const auto base = load_base(study, catalogue, check, files, problems);
  study.seed = study.description.seed.value_or(base ? base->scenario.run.seed : 1);
  if (problems.empty()) check_points(study, problems);
  Trials trials;
  if (base) {
    study.scenario = base->scenario;
    study.notes.insert(study.notes.end(), base->notes.begin(), base->notes.end());
    study.objectives = study.description.objectives.empty() ? study.scenario.objectives : study.description.objectives;
    check_metrics(study.description, study.objectives, study.scenario, root, problems);
    trials = try_everything(study, catalogue, check, problems);
    files.merge(trials.files);
    study.notes.insert(study.notes.end(), trials.notes.begin(), trials.notes.end());
    resolve(study, problems);
  }
  problems.throw_if_any();
  study.id = make_id(study, scenario::hash(base->resolved), trials, files);
  return study;
}

Study load_directory(const std::string& directory, const config::Catalogue& catalogue) {
  Node root = load_sweep_file((fs::path(directory) / "sweep.yaml").string());
  const auto merged = absolute((fs::path(directory) / "scenario.yaml").string());
  Study study;
  study.base = config::load_file(merged);
  study.scenario = read_without_workload(study.base, catalogue);
  if (const auto* written = root.find("scenario"); written && written->scalar()) {
    study.base_path = written->scalar()->text;
    Node found = Node::text(merged);
    found.where = written->where;
    root.set("scenario", std::move(found));
  }
  config::Problems problems;
  study.description = read_description(root, catalogue, problems, study.notes);
  study.axes = make_axes(study.description, problems);
  problems.throw_if_any();
  study.description.scenario.text = study.description.scenario.path = study.base_path;
  study.objectives = study.description.objectives;
  study.seed = study.description.seed.value_or(study.scenario.run.seed);
  study.resolved = config::write(study.description);
  study.resolved.set("scenario", Node::text(study.base_path));
  study.id = id_in(directory);
  return study;
}

Study load_for_runs(const std::string& directory, const config::Catalogue& catalogue, const Check& check) {
  auto study = load((fs::path(directory) / "sweep.yaml").string(), catalogue, check);
  if (const auto begun = id_in(directory); study.id != begun)
    throw RuntimeFailure(fmt::format(
        "{}: the scenario ({}) or a file that it reads (input, target or model) has changed since the sweep "
        "began (sweep {} then, {} now); run it anew in another directory",
        directory, study.base_path, begun, study.id));
  return study;
}

config::Node apply(const Study& study, const Point& point) {
  Node root = study.base;
  for (const auto& [path, value, where] : point.settings) config::apply_setting(root, path, value, where);
  return root;
}

}  // namespace tradewind::sweep
