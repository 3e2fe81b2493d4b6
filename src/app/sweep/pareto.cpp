// pareto: the front of a sweep, also under other objectives than its own.

#include <fmt/format.h>

#include <algorithm>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/sweep/commands.hpp"
#include "app/sweep/directory.hpp"
#include "app/sweep/front_table.hpp"
#include "base/counted.hpp"
#include "config/quantity.hpp"
#include "sweep/collect.hpp"

namespace tradewind::app {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(',', start), text.size());
    words.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return words;
}

/// "latency_p95_s:min,energy_total_j:min"; every metric must be one that the runs recorded.
std::vector<scenario::Objective> parse_objectives(const std::string& text, const sweep::Results& results) {
  std::vector<scenario::Objective> objectives;
  for (const auto& word : split(text)) {
    const auto colon = word.rfind(':');
    const auto metric = word.substr(0, colon);
    const auto goal = colon == std::string::npos ? std::string() : word.substr(colon + 1);
    if (goal != "min" && goal != "max")
      throw UsageError(fmt::format("--objectives: '{}' is not METRIC:min or METRIC:max", word));
    if (std::ranges::find(results.metrics, metric) == results.metrics.end())
      throw UsageError(fmt::format("--objectives: the runs of this sweep recorded no '{}'{}", metric,
                                   config::did_you_mean(metric, results.metrics)));
    objectives.push_back({.metric = metric, .goal = goal == "min" ? scenario::Goal::min : scenario::Goal::max});
  }
  return objectives;
}

std::vector<double> parse_reference(const std::string& text, std::size_t objectives) {
  std::vector<double> reference;
  for (const auto& word : split(text)) {
    const auto number = config::parse_number(word);
    if (!number) throw UsageError(fmt::format("--reference: '{}' is not a number", word));
    reference.push_back(*number);
  }
  if (reference.size() != objectives)
    throw UsageError(fmt::format("--reference has {} for {}", counted(reference.size(), "number"),
                                 counted(objectives, "objective")));
  return reference;
}

}  // namespace

int pareto(const ParetoOptions& options) {
  const auto directory = SweepDirectory::open(options.directory);
  const auto study = sweep::load_directory(options.directory, registries().catalogue);
  const auto results = directory.results(study);
  const auto objectives = options.objectives ? parse_objectives(*options.objectives, results) : study.objectives;
  if (objectives.empty())
    throw UsageError("neither the sweep nor its scenario has objectives; give --objectives METRIC:min,METRIC:max");
  const auto reference = options.reference    ? parse_reference(*options.reference, objectives.size())
                         : options.objectives ? std::vector<double>{}  // that of the file is of other objectives
                                              : study.description.reference;
  const auto front = sweep::front(study, results, objectives, reference);
  const auto thresholds = sweep::compare(study, results, front);
  fmt::print("{}", options.json ? sweep::front_json(study, results, front) : front_table(results, front));
  fmt::print(stderr, "{}", threshold_list(thresholds));
  const auto missing = results.manifest.runs().size() - results.finished();
  if (missing > 0) fmt::print(stderr, "note: missing: {}; this is the front of the others\n", counted(missing, "run"));
  if (missing + results.failed() > 0) return exit_some_failed;
  return thresholds.met ? exit_ok : exit_threshold_missed;
}

}  // namespace tradewind::app
