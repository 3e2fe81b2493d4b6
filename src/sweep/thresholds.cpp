// A sweep against its thresholds: of the front as a whole, and of metrics by the points' means.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sweep/results.hpp"

namespace tradewind::sweep {
namespace {

/// How far a value is from what a bound asks for; the least is the best.
double badness(const scenario::Threshold& threshold, double value) {
  switch (threshold.relation) {
    case scenario::Threshold::Relation::less:
    case scenario::Threshold::Relation::less_equal:
      return value;
    case scenario::Threshold::Relation::greater:
    case scenario::Threshold::Relation::greater_equal:
      return -value;
    case scenario::Threshold::Relation::equal:
      break;
  }
  return std::abs(value - threshold.bound);
}

SweepThreshold of_front(const scenario::Threshold& threshold, double value) {
  return {.metric = threshold.metric,
          .bound = threshold.text,
          .value = value,
          .points = std::nullopt,
          .met = threshold.holds(value)};
}

/// Takes the points that miss the bound out of `meeting_all`.
SweepThreshold of_points(const scenario::Threshold& threshold, const Results& results,
                         const std::vector<PointSummary>& summaries, std::vector<std::size_t>& meeting_all) {
  SweepThreshold judged{
      .metric = threshold.metric, .bound = threshold.text, .value = std::nullopt, .points = std::size_t{0}};
  const auto column = results.column(threshold.metric);
  const auto mean_of = [&](std::size_t point) -> std::optional<double> {
    if (!column || !summaries[point].means[*column]) return std::nullopt;
    return summaries[point].means[*column]->mean;
  };
  const auto meets = [&](std::size_t point) {
    const auto mean = mean_of(point);
    return mean && threshold.holds(*mean);
  };
  for (std::size_t point = 0; point < summaries.size(); ++point) {
    const auto mean = mean_of(point);
    if (!mean) continue;
    if (!judged.value || badness(threshold, *mean) < badness(threshold, *judged.value)) judged.value = mean;
    if (meets(point)) ++*judged.points;
  }
  judged.met = *judged.points > 0;
  std::erase_if(meeting_all, [&](std::size_t point) { return !meets(point); });
  return judged;
}

}  // namespace

ThresholdReport compare(const Study& study, const Results& results, const Front& front) {
  ThresholdReport report;
  if (study.description.thresholds.entries.empty()) return report;
  const auto summaries = summarise(results);
  std::vector<std::size_t> meeting_all(summaries.size());
  for (std::size_t point = 0; point < summaries.size(); ++point) meeting_all[point] = point;
  for (const auto& entry : study.description.thresholds.entries) {
    const auto threshold = scenario::parse_threshold(entry.key, entry.value);
    if (!threshold)
      throw config::ConfigError(
          entry.where,
          fmt::format("'{}' is not a threshold; write a relation and a number, like \"< 0.01\"", entry.value));
    if (entry.key == "hypervolume")
      report.thresholds.push_back(of_front(*threshold, front.hypervolume));
    else if (entry.key == "front_points")
      report.thresholds.push_back(of_front(*threshold, static_cast<double>(front.points.size())));
    else
      report.thresholds.push_back(of_points(*threshold, results, summaries, meeting_all));
  }
  const bool on_metrics = std::ranges::any_of(report.thresholds, [](const auto& t) { return t.points.has_value(); });
  if (on_metrics) report.meeting_all = std::move(meeting_all);
  report.met =
      std::ranges::all_of(report.thresholds, &SweepThreshold::met) && (!on_metrics || !report.meeting_all.empty());
  return report;
}

}  // namespace tradewind::sweep
