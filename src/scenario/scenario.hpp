#pragma once
// The one struct a run needs: platform + workload + policy + run, as written in YAML and with every default filled in.

#include <optional>
#include <string>
#include <vector>

#include "config/registry.hpp"
#include "platform/description.hpp"
#include "workload/application.hpp"

namespace tradewind::scenario {

/// Categories of the catalogue in which the `kind:` of a policy is looked up.
inline constexpr std::string_view offload_category = "offload policy";
inline constexpr std::string_view variant_category = "variant policy";
inline constexpr std::string_view admission_category = "admission policy";

struct PolicyDescription {
  config::Chosen offload{.category = std::string(offload_category), .node = {}};
  config::Chosen variant{.category = std::string(variant_category), .node = {}};
  config::Chosen admission{.category = std::string(admission_category), .node = {}};
  PolicyDescription();  // local, first, none
  void fields(config::Fields& f);
};

enum class Stop {
  drain,    // ends when the last request has ended, not before `duration`
  horizon,  // ends at `duration`
};

struct RunDescription {
  std::optional<Duration> duration;  // may be absent when all arrivals are finite
  Duration warmup;
  std::int64_t seed = 1;
  Stop stop = Stop::drain;
  config::Location where;
  void fields(config::Fields& f);
};

struct OutputDescription {
  bool tasks = false;     // tasks.csv
  bool timeline = false;  // timeline.json
  void fields(config::Fields& f);
};

enum class Goal { min, max };

struct Objective {
  std::string metric;  // a path: latency_p95_s, by_application.detector.latency_p99_s
  Goal goal = Goal::min;
  config::Location where;
  void fields(config::Fields& f);
};

/// A figure of a published system: what was fitted, what was not (only the latter counts as validation).
struct EvidenceFigure {
  std::string figure;
  double value = 0;
  std::optional<double> tolerance;
  void fields(config::Fields& f);
};
enum class Grade { A, B, C };
struct Evidence {
  Grade grade = Grade::C;
  std::string source;
  std::vector<EvidenceFigure> fitted_to, predicted;
  void fields(config::Fields& f);
};

struct Scenario {
  std::int64_t version = 1;
  config::Name name;
  platform::PlatformDescription platform;
  workload::WorkloadDescription workload;
  PolicyDescription policy;
  RunDescription run;
  OutputDescription output;
  std::vector<Objective> objectives;
  config::Dictionary<std::string> thresholds;
  std::optional<Evidence> evidence;
  config::Location where;
  void fields(config::Fields& f);
};

/// A bound on a metric: `deadline_miss_ratio: "< 0.01"`.
struct Threshold {
  enum class Relation { less, less_equal, greater, greater_equal, equal };
  std::string metric;
  Relation relation = Relation::less;
  double bound = 0;
  std::string text;  // as written
  bool holds(double value) const;
};
/// Parses "< 0.01"; nullopt when it is not a relation and a number.
std::optional<Threshold> parse_threshold(std::string metric, std::string_view text);

struct Loaded {
  Scenario scenario;
  config::Node resolved;           // every default written out; reads back to the same scenario
  std::vector<std::string> notes;  // for the user's attention
};

/// Reads a scenario with its includes and overrides. Throws ConfigError with every problem of the file.
Loaded load(const std::string& path, std::span<const std::string> overrides, const config::Catalogue& catalogue);
/// The same from text, for tests and the fuzzer.
Loaded load_text(std::string_view text, std::string_view name, std::span<const std::string> overrides,
                 const config::Catalogue& catalogue);

/// The same from a tree that was read already, with settings put into it perhaps.
Loaded load_node(config::Node root, const config::Catalogue& catalogue);

/// Content hash of the resolved scenario (SHA-256, hex). Input files count by their content, not by their place.
std::string hash(const config::Node& resolved);

}  // namespace tradewind::scenario

template <>
inline constexpr std::pair<tradewind::scenario::Stop, std::string_view>
    tradewind::config::words<tradewind::scenario::Stop>[] = {
        {tradewind::scenario::Stop::drain, "drain"},
        {tradewind::scenario::Stop::horizon, "horizon"},
};
template <>
inline constexpr std::pair<tradewind::scenario::Goal, std::string_view>
    tradewind::config::words<tradewind::scenario::Goal>[] = {
        {tradewind::scenario::Goal::min, "min"},
        {tradewind::scenario::Goal::max, "max"},
};
template <>
inline constexpr std::pair<tradewind::scenario::Grade, std::string_view>
    tradewind::config::words<tradewind::scenario::Grade>[] = {
        {tradewind::scenario::Grade::A, "A"},
        {tradewind::scenario::Grade::B, "B"},
        {tradewind::scenario::Grade::C, "C"},
};
