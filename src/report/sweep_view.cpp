#include "report/sweep_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "report/labels.hpp"

namespace tradewind::report {
namespace {

constexpr std::size_t most_groups = 24;           // configurations whose distributions the page carries
constexpr std::size_t most_points_in_group = 12;  // bars and curves that one chart can tell apart
constexpr std::size_t most_compared = 8;

bool below_policy(std::string_view path) { return path == "policy" || path.starts_with("policy."); }

/// What a point says of its policy, a parameter of a policy put into it: {kind: weighted, omega: 0.5} with
/// policy.offload.omega = 0.2 is "weighted (omega: 0.2)". Other policies than the offload policy are named.
std::string policy_words(const sweep::Point& point) {
  std::vector<sweep::Setting> settings;
  for (const auto& setting : point.settings) {
    if (!below_policy(setting.path)) continue;
    const auto dot = setting.path.rfind('.');
    const auto owner = std::ranges::find(settings, setting.path.substr(0, dot), &sweep::Setting::path);
    if (owner != settings.end() && owner->value.is_map())
      owner->value.set(setting.path.substr(dot + 1), setting.value);
    else
      settings.push_back(setting);
  }
  std::string words;
  for (const auto& setting : settings) {
    constexpr std::string_view prefix = "policy.";
    const bool offload = setting.path == "policy.offload" || setting.path == "policy";
    words += fmt::format("{}{}{}{}", words.empty() ? "" : ", ",
                         offload ? std::string_view{} : std::string_view(setting.path).substr(prefix.size()),
                         offload ? "" : " ", value_label(config::to_flow(setting.value)));
  }
  return words;
}

}  // namespace

SweepView::SweepView(const Input::Sweep& sweep)
    : study(*sweep.study),
      results(*sweep.results),
      front(*sweep.front),
      summaries(sweep::summarise(results)),
      runs_by_point(results.runs_by_point()) {
  find_parameters();
  find_policies();
  if (varies_policy())
    group_by_policy();
  else
    group_front();
  choose_metrics();
}

std::optional<statistics::Estimate> SweepView::mean(std::size_t point, std::string_view metric) const {
  const auto column = results.column(metric);
  return column && *column < summaries[point].means.size() ? summaries[point].means[*column] : std::nullopt;
}

const std::string& SweepView::policy_label(std::string_view policy) const {
  return policy_labels[static_cast<std::size_t>(std::ranges::find(policies, policy) - policies.begin())];
}

std::string SweepView::label(std::size_t point) const {
  if (varies_policy()) return policy_labels[policy_of_point[point]];
  const auto settings = other_settings(point);
  return settings.empty() ? fmt::format("point {}", point) : settings;
}

std::vector<PolicyMean> SweepView::policy_means() const {
  std::vector<std::vector<std::size_t>> points_of(policies.size());
  for (std::size_t point = 0; point < policy_of_point.size(); ++point)
    points_of[policy_of_point[point]].push_back(point);
  std::vector<PolicyMean> means;
  for (const auto& metric : compared)
    for (std::size_t policy = 0; policy < policies.size(); ++policy) {
      std::vector<double> sums;  // by replication
      std::vector<std::size_t> counts;
      std::size_t points = 0;
      for (const auto point : points_of[policy]) {
        if (!mean(point, metric)) continue;
        ++points;
        for (const auto run : runs_by_point[point]) {
          const auto replication = results.manifest.runs()[run].replication;
          sums.resize(std::max(sums.size(), replication + 1));
          counts.resize(sums.size());
          const auto value = results.value(run, metric);
          if (!value) continue;
          sums[replication] += *value;
          ++counts[replication];
        }
      }
      std::vector<double> averages;
      for (std::size_t r = 0; r < sums.size(); ++r)
        if (counts[r] == points) averages.push_back(sums[r] / static_cast<double>(points));
      PolicyMean mean{.metric = metric, .policy = policy, .points = points};
      if (!averages.empty()) mean.mean = statistics::mean_estimate(averages);
      means.push_back(std::move(mean));
    }
  return means;
}

const std::vector<std::pair<std::string, std::vector<double>>>* SweepView::latency_quantiles(std::size_t point) const {
  for (const auto run : runs_by_point[point]) {
    if (results.manifest.runs()[run].replication != 0) continue;
    const auto& record = results.runs[run];
    if (record && !record->latency_quantiles.empty()) return &record->latency_quantiles;
  }
  return nullptr;
}

void SweepView::find_parameters() {
  struct Use {
    std::string first;
    std::size_t points = 0;
    bool differs = false;
  };
  std::vector<Use> uses;
  std::unordered_map<std::string_view, std::size_t> number;
  for (const auto& point : results.manifest.points())
    for (const auto& setting : point.settings) {
      const auto [entry, added] = number.try_emplace(setting.path, parameters.size());
      if (added) {
        parameters.push_back(setting.path);
        uses.push_back({.first = config::to_flow(setting.value)});
      }
      auto& use = uses[entry->second];
      ++use.points;
      use.differs = use.differs || config::to_flow(setting.value) != use.first;
    }
  for (const auto& use : uses)
    parameter_varies_.push_back(use.differs || use.points != results.manifest.points().size());
  short_parameters = short_paths(parameters);
}

void SweepView::find_policies() {
  std::unordered_map<std::string, std::size_t> number;
  for (const auto& point : results.manifest.points()) {
    auto policy = sweep::policy_of(point);
    const auto [entry, added] = number.try_emplace(std::move(policy), number.size());
    if (added) {
      policies.push_back(entry->first);
      policy_labels.push_back(policy_words(point));
    }
    policy_of_point.push_back(entry->second);
  }
}

std::string SweepView::other_settings(std::size_t point) const {
  std::string text;
  for (const auto& setting : results.manifest.points()[point].settings) {
    if (varies_policy() && below_policy(setting.path)) continue;
    const auto index = static_cast<std::size_t>(std::ranges::find(parameters, setting.path) - parameters.begin());
    if (!parameter_varies_[index]) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", short_parameters[index],
                        value_label(config::to_flow(setting.value)));
  }
  return text;
}

void SweepView::group_by_policy() {
  std::unordered_map<std::string, std::size_t> number;
  for (std::size_t point = 0; point < policy_of_point.size(); ++point) {
    auto label = other_settings(point);
    const auto [entry, added] = number.try_emplace(label, groups.size());
    if (added) groups.push_back({.label = label.empty() ? "all policies" : std::move(label), .points = {}});
    groups[entry->second].points.push_back(point);
  }
  std::vector<std::uint8_t> on_front(policy_of_point.size());
  for (const auto& point : front.points) on_front[point.point] = point.knee ? 2 : 1;
  for (auto& group : groups) {
    group.all = group.points.size();
    if (group.all > most_points_in_group) {
      std::ranges::stable_sort(group.points, std::greater{}, [&](std::size_t point) { return on_front[point]; });
      group.points.resize(most_points_in_group);
    }
    std::ranges::stable_sort(group.points, {}, [&](std::size_t point) { return policy_of_point[point]; });
  }
  const auto rank = [&](const Group& group) {  // the knee's first, then those with points of the front
    const auto best = std::ranges::max(group.points, {}, [&](std::size_t point) { return on_front[point]; });
    return -on_front[best];
  };
  std::ranges::stable_sort(groups, {}, rank);
  groups.resize(std::min(groups.size(), most_groups));
}

void SweepView::group_front() {
  if (front.points.empty()) return;
  Group group{.label = "points of the front", .points = {}, .all = front.points.size()};
  std::vector<std::size_t> others;
  for (const auto& point : front.points) {
    // The knee and the extremes always, the others evenly between them.
    const bool marked = point.knee || !point.best_in.empty();
    (marked && group.points.size() < most_points_in_group ? group.points : others).push_back(point.point);
  }
  const auto taken = std::min(most_points_in_group - group.points.size(), others.size());
  for (std::size_t i = 0; i < taken; ++i) group.points.push_back(others[i * others.size() / taken]);
  std::ranges::sort(group.points);
  groups.push_back(std::move(group));
}

void SweepView::choose_metrics() {
  constexpr std::string_view usual[] = {"latency_mean_s", "latency_p99_s",    "deadline_miss_ratio",
                                        "energy_total_j", "energy_device_j",  "cost_usd",
                                        "carbon_g",       "throughput_per_s", "accuracy_mean"};
  const auto add = [&](std::string_view metric) {
    if (compared.size() == most_compared || std::ranges::find(compared, metric) != compared.end()) return;
    for (const auto& summary : summaries)
      if (mean(summary.point, metric)) {
        compared.emplace_back(metric);
        return;
      }
  };
  for (const auto& objective : front.objectives) add(objective.metric);
  for (const auto metric : usual) add(metric);
}

}  // namespace tradewind::report
