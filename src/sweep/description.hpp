#pragma once
// A sweep as written in YAML: which scenario, which parameters take which values, how often, and what is compared.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "pareto/optimiser.hpp"
#include "scenario/scenario.hpp"

namespace tradewind::sweep {

enum class Method {
  grid,      // every combination; the last parameter changes fastest
  random,    // `samples` points, each parameter drawn independently
  lhs,       // Latin hypercube (McKay et al. 1979): `samples` strata per parameter, each met once
  list,      // the points of `points`
  optimise,  // an evolutionary search for the front
};

enum class Scale { linear, log };

/// Settings that must hold for a parameter to be set at all, for a point to be left out, or that make a point: keys
/// are parameters, or keys inside a parameter's value (`policy.offload.kind`).
using Settings = config::Dictionary<config::Node>;

/// Values between two bounds, both included. Numbers or quantities of one dimension; whole numbers when both bounds
/// are written as such.
struct RangeDescription {
  config::Node low, high;
  std::optional<std::int64_t> steps;  // how many values a grid takes; default 5, or every whole number when fewer
  Scale scale = Scale::linear;
};

/// Values of one parameter: `[a, b, c]`, or `{values: [a, b, c]}`, or `{low, high, steps, scale}`; the mappings also
/// take `when`.
struct ParameterDescription {
  std::vector<config::Node> values;
  std::optional<RangeDescription> range;
  Settings when;
  config::Location where;  // of its name
};

/// `stopping: {metrics: [latency_p95_s], relative_half_width: 0.05}`: more replications until the 95 % interval of
/// each named metric is narrow enough.
struct StoppingDescription {
  std::vector<std::string> metrics;
  double relative_half_width = 0.05;
  std::int64_t step = 5;    // replications added to a point per round
  std::int64_t most = 100;  // replications of a point, at most
  config::Location where;
  void fields(config::Fields& f);
};

/// `racing: {confidence: 0.95}`: no more replications for points that are dominated with this confidence. Alone, it
/// plays `replications` in rounds of `step`; with `stopping` it joins its rounds.
struct RacingDescription {
  double confidence = 0.95;
  std::int64_t first = 3;  // replications before the first decision
  std::int64_t step = 3;   // replications per round after it
  void fields(config::Fields& f);
};

struct OptimiseDescription {
  pareto::Algorithm algorithm = pareto::Algorithm::nsga2;
  std::int64_t population = 20;
  std::int64_t generations = 10;
  void fields(config::Fields& f);
};

struct SweepDescription {
  std::int64_t version = 1;
  config::Name name;
  config::File scenario;
  Method method = Method::grid;
  config::Dictionary<ParameterDescription> parameters;
  std::optional<std::int64_t> samples;  // random, lhs
  std::vector<Settings> points;         // list
  std::vector<Settings> exclude, include;
  std::int64_t replications = 1;
  // Of the first replication, of sampling and of the search; the scenario's when absent.
  std::optional<std::int64_t> seed;
  std::vector<scenario::Objective> objectives;  // the scenario's when absent
  std::vector<double> reference;                // of the hypervolume, by objective, natural units; may be empty
  config::Dictionary<std::string> thresholds;   // on metrics, and on `hypervolume` and `front_points`
  std::vector<std::string> record;              // further figures of every run, like by_node.server.utilisation
  std::optional<Duration> timeout;              // wall clock, of one run
  std::optional<StoppingDescription> stopping;
  std::optional<RacingDescription> racing;
  std::optional<OptimiseDescription> optimise;
  config::Location where;
  void fields(config::Fields& f);
};

}  // namespace tradewind::sweep

template <>
struct tradewind::config::Type<tradewind::sweep::ParameterDescription> {
  static void read(const Node&, sweep::ParameterDescription&, const Range&, Context&);
  static Node write(const sweep::ParameterDescription&);
  static Shape shape(const sweep::ParameterDescription&, const Range&);
};
/// Any YAML value, kept as it is.
template <>
struct tradewind::config::Type<tradewind::config::Node> {
  static void read(const Node&, Node&, const Range&, Context&);
  static Node write(const Node&);
  static Shape shape(const Node&, const Range&);
};
template <>
inline constexpr std::pair<tradewind::sweep::Method, std::string_view>
    tradewind::config::words<tradewind::sweep::Method>[] = {
        {tradewind::sweep::Method::grid, "grid"},         {tradewind::sweep::Method::random, "random"},
        {tradewind::sweep::Method::lhs, "lhs"},           {tradewind::sweep::Method::list, "list"},
        {tradewind::sweep::Method::optimise, "optimise"},
};
template <>
inline constexpr std::pair<tradewind::sweep::Scale, std::string_view>
    tradewind::config::words<tradewind::sweep::Scale>[] = {
        {tradewind::sweep::Scale::linear, "linear"},
        {tradewind::sweep::Scale::log, "log"},
};
template <>
inline constexpr std::pair<tradewind::pareto::Algorithm, std::string_view>
    tradewind::config::words<tradewind::pareto::Algorithm>[] = {
        {tradewind::pareto::Algorithm::nsga2, "nsga2"},
        {tradewind::pareto::Algorithm::moead, "moead"},
};
