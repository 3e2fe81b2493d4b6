// A front as JSON: what it is worth, every point with its settings, and by which methods the numbers were found.

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "sweep/collect.hpp"

namespace tradewind::sweep {
namespace {

using Layout = JsonWriter::Layout;

template <class T>
void write_list(JsonWriter& json, std::string_view key, const std::vector<T>& values) {
  json.key(key).begin_array(Layout::compact);
  for (const auto& value : values) json.value(value);
  json.end_array();
}

void write_point(JsonWriter& json, const FrontPoint& point, const Point& settings) {
  json.begin_object(Layout::compact).member("point", point.point);
  write_list(json, "values", point.values);
  write_list(json, "ci95", point.half_widths);
  write_list(json, "iqm", point.interquartile_means);
  json.key("ci95_bootstrap").begin_array();
  for (const auto& interval : point.bootstrap_intervals) {
    if (!interval)
      json.null();
    else
      json.begin_array().value(interval->low).value(interval->high).end_array();
  }
  json.end_array();
  json.member("probability_on_front", point.probability).member("knee", point.knee);
  write_list(json, "best_in", point.best_in);
  json.key("parameters").begin_object();
  for (const auto& setting : settings.settings) json.member(setting.path, config::to_flow(setting.value));
  json.end_object().end_object();
}

void write_policy(JsonWriter& json, const Front::PerPolicy& policy) {
  json.begin_object(Layout::compact).member("policy", policy.policy);
  write_list(json, "points", policy.points);
  json.member("hypervolume", policy.hypervolume)
      .member("igd_plus", policy.igd_plus)
      .member("additive_epsilon", policy.additive_epsilon)
      .member("coverage", policy.coverage)
      .member("spread", policy.spread)
      .end_object();
}

void write_comparison(JsonWriter& json, const PolicyComparison& comparison) {
  json.begin_object(Layout::compact)
      .member("metric", comparison.metric)
      .member("first", comparison.first)
      .member("second", comparison.second)
      .member("difference", comparison.difference.mean)
      .member("ci95", comparison.difference.half_width)
      .member("p", comparison.difference.p_value)
      .member("p_holm", comparison.adjusted_p)
      .member("probability_below", comparison.probability_below)
      .end_object();
}

void write_methods(JsonWriter& json, const Study& study) {
  json.key("methods")
      .begin_object()
      .member("values", "mean over complete replications")
      .member("ci95", "half-width of the 95 % interval, Student t over replications")
      .member("iqm", "interquartile mean over complete replications (Agarwal et al. 2021)")
      .member("ci95_bootstrap", fmt::format("95 % percentile bootstrap interval of the mean, {} resamples, seed {} "
                                            "(Efron 1979); from {} replications on, of means of batches",
                                            bootstrap_resamples, study.seed, 2 * most_bootstrap_batches))
      .member("comparisons",
              "first minus second under common random numbers, points that differ in policy only: 95 % Student t "
              "interval and paired t test of the differences, Holm-corrected per metric; probability that a run of the "
              "first is below one of the second (Mann-Whitney)")
      .member("probability_on_front", fmt::format("share of {} bootstrap resamples of the replications, seed {}",
                                                  bootstrap_resamples, study.seed))
      .member("knee", "farthest below the hyperplane through the extremes (Das 1999)")
      .member("hypervolume", "volume dominated up to the reference (Zitzler & Thiele 1999)")
      .member("igd_plus", "IGD+ to the front of all, objectives scaled to its ideal and nadir (Ishibuchi et al. 2015)")
      .member("additive_epsilon", "additive epsilon to the front of all, scaled likewise (Zitzler et al. 2003)")
      .member("coverage", "share of the front of all that is weakly dominated (Zitzler & Thiele 1999)")
      .member("spread", "spread of the policy's front, scaled likewise (Deb et al. 2002)")
      .end_object();
}

}  // namespace

std::string front_json(const Study& study, const Results& results, const Front& front) {
  std::string text;
  JsonWriter json(text, Layout::indented);
  json.begin_object().key("objectives").begin_array();
  for (const auto& objective : front.objectives)
    json.begin_object(Layout::compact)
        .member("metric", objective.metric)
        .member("goal", objective.goal == scenario::Goal::min ? "min" : "max")
        .end_object();
  json.end_array();
  write_list(json, "reference", front.reference);
  json.member("reference_source", front.reference_declared ? "declared" : "nadir + 10 %")
      .member("hypervolume", front.hypervolume)
      .key("front")
      .begin_array();
  for (const auto& point : front.points) write_point(json, point, results.manifest.points()[point.point]);
  json.end_array().key("policies").begin_array();
  for (const auto& policy : front.policies) write_policy(json, policy);
  json.end_array().key("comparisons").begin_array();
  std::vector<std::string> metrics;
  metrics.reserve(front.objectives.size());
  for (const auto& objective : front.objectives) metrics.push_back(objective.metric);
  for (const auto& comparison : compare_policies(study, results, metrics)) write_comparison(json, comparison);
  json.end_array();
  write_methods(json, study);
  json.member("missing_runs", results.manifest.runs().size() - results.finished())
      .member("failed_runs", results.failed())
      .end_object();
  return text;
}

}  // namespace tradewind::sweep
