// The front of a sweep: its points' means, oriented so that less is better, given to the Pareto functions, and turned
// back.

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "pareto/confidence.hpp"
#include "pareto/front.hpp"
#include "pareto/indicators.hpp"
#include "sweep/results.hpp"

namespace tradewind::sweep {
namespace {

using Objectives = std::vector<scenario::Objective>;

/// To "less is better" and back again. 0 stays 0: it has no sign in any output.
double turned(double value, scenario::Goal goal) { return goal == scenario::Goal::min ? value : 0.0 - value; }

std::vector<double> turned(std::vector<double> values, const Objectives& objectives) {
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = turned(values[k], objectives[k].goal);
  return values;
}

pareto::Points picked(const pareto::Points& points, const std::vector<std::size_t>& indices) {
  pareto::Points some;
  some.reserve(indices.size());
  for (const std::size_t i : indices) some.push_back(points[i]);
  return some;
}

/// The points with a value for every objective; all vectors are by candidate, values oriented.
struct Candidates {
  std::vector<FrontPoint> points;  // natural units
  pareto::Points means;
  pareto::Samples samples;  // by replication; empty where one is missing or lacks a value
};

/// Samples as the bootstrap draws them: where there are thousands of replications, means of batches of consecutive
/// ones, so that its time does not grow with their number. The last batch takes what is left over.
pareto::Samples batched(const pareto::Samples& samples) {
  std::size_t replications = 0;
  for (const auto& sample : samples) replications = std::max(replications, sample.size());
  const std::size_t size = replications / most_bootstrap_batches;
  if (size < 2) return samples;
  const std::size_t batches = replications / size;
  pareto::Samples means(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::vector<std::size_t> counts(batches);
    means[i].resize(batches);
    for (std::size_t r = 0; r < samples[i].size(); ++r) {
      if (samples[i][r].empty()) continue;
      const std::size_t batch = std::min(r / size, batches - 1);
      auto& mean = means[i][batch];
      mean.resize(samples[i][r].size());
      ++counts[batch];
      // A running mean: that of equal values is exactly theirs.
      for (std::size_t k = 0; k < mean.size(); ++k)
        mean[k] += (samples[i][r][k] - mean[k]) / static_cast<double>(counts[batch]);
    }
  }
  return means;
}

class Collector {
 public:
  Collector(const Results& results, const Objectives& objectives)
      : results_(results), objectives_(objectives), runs_(results.runs_by_point()) {
    for (const auto& objective : objectives) columns_.push_back(results.column(objective.metric));
  }

  /// Absent points go to `without_value`.
  Candidates candidates(std::vector<std::size_t>& without_value) const {
    Candidates found;
    for (std::size_t point = 0; point < runs_.size(); ++point) {
      std::vector<std::vector<double>> samples;
      for (const std::size_t run : runs_[point]) {
        auto sample = sample_of(run);
        if (sample.empty()) continue;
        samples.resize(results_.manifest.runs()[run].replication + 1);
        samples.back() = std::move(sample);
      }
      if (samples.empty()) {
        without_value.push_back(point);
        continue;
      }
      found.points.push_back(summary_of(point));
      found.means.push_back(turned(found.points.back().values, objectives_));
      found.samples.push_back(std::move(samples));
    }
    return found;
  }

 private:
  /// The run's objectives, oriented; empty when one has no value.
  std::vector<double> sample_of(std::size_t run) const {
    std::vector<double> sample;
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      const auto value = columns_[k] ? results_.value(run, *columns_[k]) : std::nullopt;
      if (!value) return {};
      sample.push_back(turned(*value, objectives_[k].goal));
    }
    return sample;
  }

  FrontPoint summary_of(std::size_t point) const {
    FrontPoint summary{.point = point};
    for (const auto& column : columns_) {
      std::vector<double> values;
      for (const std::size_t run : runs_[point])
        if (const auto value = results_.value(run, *column)) values.push_back(*value);
      const auto estimate = statistics::mean_estimate(values);
      summary.values.push_back(estimate.mean);
      summary.half_widths.push_back(estimate.half_width);
    }
    return summary;
  }

  const Results& results_;
  const Objectives& objectives_;
  std::vector<std::vector<std::size_t>> runs_;  // by point
  std::vector<std::optional<std::size_t>> columns_;
};

/// Scales objectives to [0, 1] between ideal and nadir of a front, so that distances do not depend on units. An
/// objective without extent keeps its unit.
class Scaling {
 public:
  explicit Scaling(const pareto::Points& front) : ideal_(pareto::ideal(front)), extent_(pareto::nadir(front)) {
    for (std::size_t k = 0; k < ideal_.size(); ++k) {
      extent_[k] -= ideal_[k];
      if (extent_[k] == 0) extent_[k] = 1;
    }
  }
  pareto::Points operator()(pareto::Points points) const {
    for (auto& point : points)
      for (std::size_t k = 0; k < point.size(); ++k) point[k] = (point[k] - ideal_[k]) / extent_[k];
    return points;
  }

 private:
  std::vector<double> ideal_, extent_;
};

/// Candidates by policy, in order of appearance.
std::vector<std::pair<std::string, std::vector<std::size_t>>> by_policy(const Candidates& candidates,
                                                                        const Manifest& manifest) {
  std::vector<std::pair<std::string, std::vector<std::size_t>>> groups;
  std::unordered_map<std::string, std::size_t> numbers;
  for (std::size_t i = 0; i < candidates.points.size(); ++i) {
    auto policy = policy_of(manifest.points()[candidates.points[i].point]);
    const auto [known, is_new] = numbers.emplace(policy, groups.size());
    if (is_new) groups.emplace_back(std::move(policy), std::vector<std::size_t>{});
    groups[known->second].second.push_back(i);
  }
  return groups;
}

std::vector<Front::PerPolicy> policy_fronts(const Candidates& candidates, const Manifest& manifest,
                                            const pareto::Points& front, const std::vector<double>& reference) {
  std::vector<Front::PerPolicy> policies;
  const auto groups = by_policy(candidates, manifest);
  if (groups.size() < 2) return policies;
  const Scaling scaled(front);
  for (const auto& [policy, members] : groups) {
    const auto points = picked(candidates.means, members);
    const auto chosen = pareto::non_dominated(points);
    const auto own_front = picked(points, chosen);
    Front::PerPolicy described{.policy = policy,
                               .points = {},
                               .hypervolume = pareto::hypervolume(own_front, reference),
                               .igd_plus = pareto::igd_plus(scaled(own_front), scaled(front)),
                               .additive_epsilon = pareto::additive_epsilon(scaled(own_front), scaled(front)),
                               .coverage = pareto::coverage(own_front, front)};
    for (const std::size_t i : chosen) described.points.push_back(candidates.points[members[i]].point);
    if (std::set(own_front.begin(), own_front.end()).size() >= 3) described.spread = pareto::spread(scaled(own_front));
    policies.push_back(std::move(described));
  }
  return policies;
}

/// What half of the replications attain, of those that every candidate has: a replication with fewer points is no
/// sample of the same front.
pareto::Points median_attainment(const Candidates& candidates, const Objectives& objectives) {
  if (objectives.size() != 2 || candidates.points.empty()) return {};
  std::vector<pareto::Points> sets;
  for (std::size_t replication = 0; replication < candidates.samples.front().size(); ++replication) {
    pareto::Points points;
    for (const auto& samples : candidates.samples)
      if (replication < samples.size() && !samples[replication].empty()) points.push_back(samples[replication]);
    if (points.size() < candidates.samples.size()) continue;
    sets.push_back(picked(points, pareto::non_dominated(points)));  // the others attain nothing more
  }
  if (sets.size() < 2) return {};
  auto surface = pareto::attainment_surface(sets, 0.5);
  for (auto& corner : surface) corner = turned(std::move(corner), objectives);
  return surface;
}

/// What else is told of a point of the front.
void describe(FrontPoint& point, const Results& results, const Objectives& objectives, std::uint64_t seed) {
  const auto mean = [](std::span<const double> values) { return statistics::mean_estimate(values).mean; };
  const auto runs = results.runs_of(point.point);
  for (const auto& objective : objectives) {
    pareto::Samples rows(1);
    std::vector<double> values, drawn_from;
    for (const std::size_t run : runs)
      if (const auto value = results.value(run, objective.metric)) {
        values.push_back(*value);
        rows.front().push_back({*value});
      }
    const auto batches = batched(rows);
    for (const auto& batch : batches.front()) drawn_from.push_back(batch.front());
    point.interquartile_means.push_back(statistics::interquartile_mean(values));
    point.bootstrap_intervals.push_back(
        values.size() < 2
            ? std::nullopt
            : std::optional(statistics::bootstrap_interval(
                  drawn_from, mean, {.resamples = bootstrap_resamples, .seed = seed, .confidence = 0.95})));
  }
}

/// Deals the candidates to the front and to the dominated points.
void deal(Front& front, Candidates& candidates, const std::vector<std::size_t>& on_front) {
  const auto points = picked(candidates.means, on_front);
  if (const auto knee = pareto::knee(points)) candidates.points[on_front[*knee]].knee = true;
  const auto best = pareto::extremes(points);
  for (std::size_t k = 0; k < best.size(); ++k)
    candidates.points[on_front[best[k]]].best_in.push_back(front.objectives[k].metric);
  for (std::size_t i = 0, next = 0; i < candidates.points.size(); ++i) {
    const bool on = next < on_front.size() && on_front[next] == i;
    next += on ? 1 : 0;
    (on ? front.points : front.dominated).push_back(std::move(candidates.points[i]));
  }
}

}  // namespace

Front front(const Study& study, const Results& results, const std::vector<scenario::Objective>& objectives,
            const std::vector<double>& reference) {
  if (!reference.empty() && reference.size() != objectives.size())
    throw config::ConfigError(
        study.description.where,
        fmt::format("'reference' needs a number per objective: {}, not {}", objectives.size(), reference.size()));
  Front front{.objectives = objectives, .reference = reference, .reference_declared = !reference.empty()};
  if (objectives.empty()) return front;
  auto candidates = Collector(results, objectives).candidates(front.without_value);
  if (candidates.points.empty()) return front;

  const auto on_front = pareto::non_dominated(candidates.means);
  const auto points = picked(candidates.means, on_front);
  const auto bound = front.reference_declared ? turned(reference, objectives) : pareto::default_reference(points);
  front.reference = turned(bound, objectives);
  front.hypervolume = pareto::hypervolume(points, bound);
  front.policies = policy_fronts(candidates, results.manifest, points, bound);
  front.median_attainment = median_attainment(candidates, objectives);
  const auto probabilities = pareto::probability_on_front(batched(candidates.samples), bootstrap_resamples,
                                                          static_cast<std::uint64_t>(study.seed));
  for (std::size_t i = 0; i < probabilities.size(); ++i) candidates.points[i].probability = probabilities[i];
  deal(front, candidates, on_front);
  for (auto& point : front.points) describe(point, results, objectives, static_cast<std::uint64_t>(study.seed));
  return front;
}

}  // namespace tradewind::sweep
