#pragma once
// What a report shows of a sweep, worked out once for the page and the figures: points by policy, configurations that
// differ in the policy only, metrics worth comparing, means by policy.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace tradewind::report {

/// Points side by side: all policies under the same other parameters, or the points of a front.
struct Group {
  std::string label;                // "wan.bandwidth 10 Mbps, omega 0.5"
  std::vector<std::size_t> points;  // in order of their policies, or of the front; those of the front when too many
  std::size_t all = 0;              // how many there are
};

/// The mean of a metric over all points of a policy, averaged within each replication first.
struct PolicyMean {
  std::string metric;
  std::size_t policy = 0;  // index into SweepView::policies
  std::size_t points = 0;
  std::optional<statistics::Estimate> mean;  // absent when no replication has a value at every one of its points
};

class SweepView {
 public:
  explicit SweepView(const Input::Sweep& sweep);

  const sweep::Study& study;
  const sweep::Results& results;
  const sweep::Front& front;

  std::vector<sweep::PointSummary> summaries;           // by point
  std::vector<std::vector<std::size_t>> runs_by_point;  // by replication
  std::vector<std::string> parameters;                  // paths, in order of appearance
  std::vector<std::string> short_parameters;
  /// In order of appearance, as sweep::policy_of() writes them; fewer than two: the policy is not varied.
  std::vector<std::string> policies;
  std::vector<std::string> policy_labels;  // the same for people
  std::vector<std::size_t> policy_of_point;
  std::vector<Group> groups;
  std::vector<std::string> compared;  // metrics: the objectives, then the usual ones that have values

  bool varies_policy() const { return policies.size() > 1; }
  /// The mean of a metric over a point's replications; absent without any value.
  std::optional<statistics::Estimate> mean(std::size_t point, std::string_view metric) const;
  /// The label of a policy as sweep::policy_of() writes it.
  const std::string& policy_label(std::string_view policy) const;
  /// "local", or the point's varied parameters when the policy is not varied.
  std::string label(std::size_t point) const;
  std::vector<PolicyMean> policy_means() const;
  /// By application, latency quantiles at (i + 1/2)/n of replication 0; nullptr when that run is not complete.
  const std::vector<std::pair<std::string, std::vector<double>>>* latency_quantiles(std::size_t point) const;

 private:
  std::vector<bool> parameter_varies_;  // by parameters: two points differ in it, or only some set it
  void find_parameters();
  void find_policies();
  void group_by_policy();
  void group_front();
  void choose_metrics();
  std::string other_settings(std::size_t point) const;
};

}  // namespace tradewind::report
