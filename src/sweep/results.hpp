#pragma once
// Everything known of a sweep: its runs so far, and its points summarised over their replications.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pareto/front.hpp"
#include "statistics/intervals.hpp"
#include "sweep/manifest.hpp"
#include "sweep/shard.hpp"
#include "sweep/study.hpp"

namespace tradewind::sweep {

/// What is known of a run that ended.
struct RunResult {
  RunStatus status = RunStatus::complete;
  std::string reason;          // why it failed
  std::vector<double> values;  // by Results::metrics, perhaps fewer; NaN: no value
  std::vector<std::pair<std::string, std::vector<double>>> latency_quantiles;  // as in RunRecord
};

/// "complete", "failed", or "missing" of a run that is neither.
std::string_view status_text(const std::optional<RunResult>& run);

struct Results {
  Manifest manifest;
  std::vector<std::optional<RunResult>> runs;  // by run; absent: neither finished nor failed yet
  std::vector<std::string> metrics;            // names of figures, in the order of the first complete run
  ShardReport shards;

  /// Takes in a run of the manifest; names of figures that are new are added to `metrics`.
  void add(RunRecord&& record);

  /// Keeps which runs ended and how, and frees what they measured.
  void forget_figures();

  std::size_t finished() const;  // complete or failed
  std::size_t failed() const;
  bool all_finished() const { return finished() == manifest.runs().size(); }
  /// Where a metric stands in `metrics`.
  std::optional<std::size_t> column(std::string_view metric) const;
  /// A figure of a run; absent when the run is not complete or the figure has no value.
  std::optional<double> value(std::size_t run, std::size_t column) const;
  std::optional<double> value(std::size_t run, std::string_view metric) const;
  /// Runs of a point, by replication. Looks at the whole manifest: for all points take runs_by_point().
  std::vector<std::size_t> runs_of(std::size_t point) const;
  std::vector<std::vector<std::size_t>> runs_by_point() const;
};

/// A point over its complete runs.
struct PointSummary {
  std::size_t point = 0;
  std::size_t runs = 0, failed = 0;                        // complete and failed ones
  std::vector<std::optional<statistics::Estimate>> means;  // by Results::metrics; absent without any value
};

/// Reads manifest and shards of a directory. Throws RuntimeFailure when there is no manifest.
Results read_results(const std::filesystem::path& directory, const Study& study);

std::vector<PointSummary> summarise(const Results& results);

/// Draws behind FrontPoint::probability.
inline constexpr std::size_t bootstrap_resamples = 2000;
/// What they draw from: replications, or from twice as many on this many batch means or a few more.
inline constexpr std::size_t most_bootstrap_batches = 1000;

/// A point as the objectives see it.
struct FrontPoint {
  std::size_t point = 0;
  std::vector<double> values;                      // by objective, natural units: means over replications
  std::vector<std::optional<double>> half_widths;  // 95 %, Student t
  /// Points of the front only: by objective the interquartile mean over replications, and the 95 % percentile-bootstrap
  /// interval of the mean (absent for one replication).
  std::vector<double> interquartile_means;
  std::vector<std::optional<statistics::Interval>> bootstrap_intervals;
  double probability = 1;  // of being on the front, by bootstrap over replications
  bool knee = false;
  std::vector<std::string> best_in;  // objectives of which it is the extreme
};

/// The non-dominated points and what they are worth. Values are in natural units and direction throughout.
struct Front {
  std::vector<scenario::Objective> objectives;
  std::vector<double> reference;
  bool reference_declared = false;  // else nadir + 10 %
  double hypervolume = 0;
  std::vector<FrontPoint> points;     // in order of the manifest
  std::vector<FrontPoint> dominated;  // the other points with a value for every objective
  std::vector<std::size_t> without_value;
  /// Fronts of the points that share one policy (the value of the parameters below `policy`), in order of appearance;
  /// empty when no policy is varied.
  struct PerPolicy {
    std::string policy;                         // "{kind: fixed, node: server}"
    std::vector<std::size_t> points;            // its own non-dominated ones
    double hypervolume = 0;                     // at the same reference
    double igd_plus = 0, additive_epsilon = 0;  // from the front of all; objectives scaled to its ideal and nadir
    double coverage = 0;                        // share of the front of all that it weakly dominates
    std::optional<double> spread;
  };
  std::vector<PerPolicy> policies;
  /// Two objectives and at least two replications: the surface that half of the replications attain.
  pareto::Points median_attainment;
};

/// An empty `reference` asks for nadir + 10 %. Throws ConfigError when it has another length than the objectives.
/// Without points: an empty front, hypervolume 0.
Front front(const Study& study, const Results& results, const std::vector<scenario::Objective>& objectives,
            const std::vector<double>& reference);

/// How a sweep stands to its thresholds: `hypervolume`, `front_points`, and metrics by the points' means.
struct SweepThreshold {
  std::string metric, bound;
  std::optional<double> value;        // of the sweep, or the metric's best over the points
  std::optional<std::size_t> points;  // metrics: how many meet the bound
  bool met = false;
};
struct ThresholdReport {
  std::vector<SweepThreshold> thresholds;
  std::vector<std::size_t> meeting_all;  // points that meet every threshold on a metric
  bool met = true;  // those of the sweep hold, and when there are any on metrics, some point meets all of them
};
ThresholdReport compare(const Study& study, const Results& results, const Front& front);

/// Paired differences of a metric between policies (CRN): every pair of points that differ in policy only, averaged
/// per replication over the replications that all these points have, Holm-corrected over the pairs of policies. Pairs
/// of policies without anything in common are left out.
struct PolicyComparison {
  std::string metric, first, second;
  statistics::PairedDifference difference;
  std::optional<double> adjusted_p;
  double probability_below = 0.5;  // that a run of the first is below one of the second (Mann–Whitney)
};
std::vector<PolicyComparison> compare_policies(const Study& study, const Results& results,
                                               const std::vector<std::string>& metrics);

/// The value of every parameter below `policy` of a point, as one text; empty when none is set. `policy.offload` is
/// what a policy is called by, others are named: "{kind: local}, admission={kind: deadline, reserve: 5 ms}".
std::string policy_of(const Point& point);

}  // namespace tradewind::sweep
