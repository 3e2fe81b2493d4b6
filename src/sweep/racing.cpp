#include "sweep/racing.hpp"

#include <algorithm>

#include "pareto/confidence.hpp"

namespace tradewind::sweep {
namespace {

/// The objectives of one run; absent unless it has a value for each.
std::optional<std::vector<double>> observe(const Study& study, const Results& results, std::size_t run) {
  std::vector<double> values;
  for (const auto& objective : study.objectives) {
    const auto value = results.value(run, objective.metric);
    if (!value) return std::nullopt;
    values.push_back(objective.goal == scenario::Goal::max ? -*value : *value);
  }
  return values;
}

}  // namespace

std::vector<Observations> observe(const Study& study, const Results& results,
                                  const std::vector<std::vector<std::size_t>>& runs) {
  std::vector<Observations> points;
  for (const auto& of_point : runs) {
    auto& observations = points.emplace_back();
    for (const std::size_t run : of_point) observations.push_back(observe(study, results, run));
  }
  return points;
}

bool beats(const Observations& better, const Observations& worse, double confidence) {
  std::vector<std::size_t> common;
  std::vector<double> lead;
  for (std::size_t replication = 0; replication < std::min(better.size(), worse.size()); ++replication) {
    const auto &first = better[replication], &second = worse[replication];
    if (!first || !second) continue;
    common.push_back(replication);
    lead.resize(first->size());
    for (std::size_t k = 0; k < lead.size(); ++k) lead[k] += (*second)[k] - (*first)[k];
  }
  // Most pairs end here, before any test: a point that is behind on average beats nobody.
  if (common.size() < 2 || std::ranges::any_of(lead, [](double sum) { return sum < 0; })) return false;
  std::vector<std::vector<double>> of_better, of_worse;
  for (const std::size_t replication : common) {
    of_better.push_back(*better[replication]);
    of_worse.push_back(*worse[replication]);
  }
  return pareto::dominates_with_confidence(of_better, of_worse, confidence);
}

}  // namespace tradewind::sweep
