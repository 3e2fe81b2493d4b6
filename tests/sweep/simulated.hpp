#pragma once
// Sweeps whose runs are formulas: what the rounds of a sweep decide, without any simulation.

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/problem.hpp"
#include "sweep/explore.hpp"

namespace tradewind::sweep {

/// The figures of a run of a point with a seed; none: the run fails.
using Figures = std::vector<std::pair<std::string, std::optional<double>>>;
using Formula = std::function<Figures(const Point& point, std::int64_t seed)>;

inline ParameterDescription whole_numbers(int low, int high) {
  return {.values = {},
          .range = RangeDescription{.low = config::Node::plain(std::to_string(low)),
                                    .high = config::Node::plain(std::to_string(high)),
                                    .steps = high - low + 1,
                                    .scale = Scale::linear},
          .when = {},
          .where = {}};
}

inline ParameterDescription one_of(const std::vector<std::string>& values) {
  ParameterDescription description;
  for (const auto& value : values) description.values.push_back(config::Node::plain(value));
  return description;
}

inline Settings settings(const std::vector<std::pair<std::string, std::string>>& values) {
  Settings settings;
  for (const auto& [key, value] : values) settings.entries.push_back({key, {}, config::Node::plain(value)});
  return settings;
}

/// A study of these parameters, one replication with seed 1 each, whose objectives are to be minimised.
inline Study study_of(const std::vector<std::pair<std::string, ParameterDescription>>& parameters,
                      const std::vector<std::string>& objectives = {}) {
  Study study;
  config::Problems problems;
  for (const auto& [path, description] : parameters) {
    study.description.parameters.entries.push_back({path, {}, description});
    study.axes.emplace_back(path, description, problems);
  }
  for (const auto& metric : objectives)
    study.objectives.push_back({.metric = metric, .goal = scenario::Goal::min, .where = {}});
  return study;
}

inline double number(const Point& point, std::string_view path) { return std::stod(point.text(path)); }

/// Finishes what is open, the last run first: the order must not matter.
inline void simulate(Results& results, const Formula& formula) {
  for (std::size_t run = results.runs.size(); run-- > 0;) {
    if (results.runs[run]) continue;
    const auto& [point, replication, round, seed] = results.manifest.runs()[run];
    auto figures = formula(results.manifest.points()[point], seed);
    RunRecord record{.run = run, .status = RunStatus::complete, .reason = {}, .figures = {}, .latency_quantiles = {}};
    if (figures.empty()) {
      record.status = RunStatus::failed;
      record.reason = "as the formula says";
    }
    record.figures = std::move(figures);
    results.add(std::move(record));
  }
}

/// Plays all rounds.
inline Results explored(const Study& study, const Formula& formula) {
  Results results;
  while (next_round(study, results) > 0) simulate(results, formula);
  return results;
}

/// How many runs a point has.
inline std::size_t runs_of(const Results& results, std::size_t point) { return results.runs_of(point).size(); }

}  // namespace tradewind::sweep
