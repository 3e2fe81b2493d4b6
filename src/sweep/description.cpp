#include "sweep/description.hpp"

#include <fmt/format.h>

namespace tradewind::sweep {
namespace {

constexpr double most_points = 1e6, most_replications = 1e6;
constexpr double largest_seed = 9e18;  // so that seed + replications fits in 64 bits

/// What a method needs, and what only other methods have.
void check_method(const SweepDescription& sweep, config::Verifier& v) {
  const auto method = config::word(sweep.method);
  const bool sampled = sweep.method == Method::random || sweep.method == Method::lhs;
  const bool list = sweep.method == Method::list;
  if (sampled && !sweep.samples)
    v.problem("samples", fmt::format("missing key 'samples' (how many points method {} draws)", method));
  if (!sampled && sweep.samples)
    v.problem("samples", fmt::format("'samples' belongs to the methods random and lhs, not to {}", method));
  if (list && sweep.points.empty()) v.problem("points", "method list needs 'points', one mapping of settings for each");
  if (!list && !sweep.points.empty())
    v.problem(
        "points",
        fmt::format("'points' belongs to method list, not to {}; 'include' adds points to those of a method", method));
  if (list && !sweep.parameters.entries.empty())
    v.problem("parameters", "'parameters' does not belong to method list: its 'points' say which values are set");
  if (!list && sweep.parameters.entries.empty())
    v.problem("parameters", fmt::format("method {} needs 'parameters', each with its values", method));
  if (sweep.method != Method::optimise && sweep.optimise)
    v.problem("optimise", fmt::format("'optimise' belongs to method optimise, not to {}", method));
}

void check_mappings(const SweepDescription& sweep, config::Verifier& v) {
  for (const auto& exclusion : sweep.exclude)
    if (exclusion.entries.empty()) v.problem("exclude", "an exclusion without settings would leave nothing");
}

}  // namespace

void StoppingDescription::fields(config::Fields& f) {
  f.required("metrics", metrics, "whose 95 % confidence intervals must be narrow enough");
  f.optional("relative_half_width", relative_half_width, "half-width of the interval over the mean, at most",
             {.low = 0, .high = 1, .low_open = true, .high_open = true});
  f.optional("step", step, "replications added to a point per round", config::between(1, most_replications));
  f.optional("most", most, "replications of a point, at most", config::between(2, most_replications));
  f.verify([&](config::Verifier& v) {
    if (metrics.empty()) v.problem("metrics", "'metrics' needs at least one metric");
  });
}

void RacingDescription::fields(config::Fields& f) {
  f.optional("confidence", confidence, "with which a point must be dominated to get no more replications",
             {.low = 0.5, .high = 1, .high_open = true});
  f.optional("first", first, "replications before the first decision", config::between(2, most_replications));
  f.optional("step", step, "replications per round after it", config::between(1, most_replications));
}

void OptimiseDescription::fields(config::Fields& f) {
  f.optional("algorithm", algorithm, "nsga2 (Deb et al. 2002) or moead (Zhang & Li 2007)");
  f.optional("population", population, "points per generation; of nsga2 a multiple of 4",
             config::between(8, most_points));
  f.optional("generations", generations, "generations after the first one", config::between(1, most_points));
  f.verify([&](config::Verifier& v) {
    if (algorithm == pareto::Algorithm::nsga2 && population % 4 != 0)
      v.problem("population",
                fmt::format("'population' of nsga2 must be a multiple of 4, like {}", (population / 4 + 1) * 4));
  });
}

void SweepDescription::fields(config::Fields& f) {
  f.required("version", version, "version of this format", config::between(1, 1));
  f.required("name", name, "names the sweep and its results");
  f.required("scenario", scenario, "the scenario file, relative to this one");
  f.optional("method", method, "how points are chosen from the values of the parameters");
  f.optional("parameters", parameters,
             "what varies: a path into the scenario, and [a, b], {values, when} or {low, high, steps, scale, when}");
  f.optional("samples", samples, "points of random and lhs", config::between(1, most_points));
  f.optional("points", points, "points of method list, each a mapping of settings");
  f.optional("exclude", exclude, "points to leave out: those in which all settings of a mapping hold");
  f.optional("include", include, "points to add, whatever is excluded");
  f.optional("replications", replications, "runs per point, with the seeds seed, seed + 1, …: the same for all points",
             config::between(1, most_replications));
  f.optional("seed", seed, "of the first replication, of sampling and of the search; default: the scenario's",
             config::between(0, largest_seed));
  f.optional("objectives", objectives, "what is compared; default: the scenario's");
  f.optional("reference", reference,
             "point of reference of the hypervolume, by objective, in the metrics' units; default: nadir + 10 %");
  f.optional("thresholds", thresholds,
             "bounds like \"< 0.01\" on hypervolume, front_points or metrics; a missed one ends with exit code 99");
  f.optional("record", record, "further figures of every run, like by_node.server.utilisation");
  f.optional("timeout", timeout, "wall clock of one run; a longer one counts as failed", config::positive);
  f.optional("stopping", stopping, "replicate until confidence intervals are narrow enough");
  f.optional("racing", racing, "stop replicating points that are dominated with confidence");
  f.optional("optimise", optimise, "the search of method optimise");
  f.verify([&](config::Verifier& v) {
    check_method(*this, v);
    check_mappings(*this, v);
    if (stopping && stopping->most < replications) v.problem("stopping", "'most' is less than 'replications'");
  });
}

}  // namespace tradewind::sweep

namespace tradewind::config {
namespace {

/// A parameter as a mapping.
struct WrittenParameter {
  std::optional<std::vector<Node>> values;
  std::optional<Node> low, high;
  std::optional<std::int64_t> steps;
  std::optional<sweep::Scale> scale;
  sweep::Settings when;

  void fields(Fields& f) {
    constexpr double most_steps = 1e6;
    f.optional("values", values, "a list of values");
    f.optional("low", low, "lower bound of a range, a number or a quantity");
    f.optional("high", high, "upper bound, of the same dimension");
    f.optional("steps", steps, "values that a grid takes from the range, default 5", between(2, most_steps));
    f.optional("scale", scale, "linear or log: where these lie, and how samples are spread");
    f.optional("when", when, "settings of earlier parameters that must hold for this one to be set");
    f.verify([this](Verifier& v) {
      if (values && values->empty()) v.problem("values", "'values' needs at least one value");
      if (values && (low || high || steps || scale))
        v.problem(low     ? "low"
                  : high  ? "high"
                  : steps ? "steps"
                          : "scale",
                  "a parameter has either 'values' or a range with 'low' and 'high'");
      if (!values && !low) v.problem("low", high ? "missing key 'low' (lower bound)" : missing);
      if (!values && low && !high) v.problem("high", "missing key 'high' (upper bound)");
    });
  }

  static constexpr const char* missing = "needs 'values', or a range with 'low' and 'high'";
};

}  // namespace

void Type<sweep::ParameterDescription>::read(const Node& node, sweep::ParameterDescription& parameter, const Range&,
                                             Context& context) {
  if (const auto* values = node.sequence()) {
    if (values->empty()) report(node, context, "needs at least one value");
    parameter.values = *values;
    return;
  }
  if (!node.is_map())
    return report(node, context,
                  fmt::format("must be a list of values like [{}], or a mapping with 'values' or with 'low' and 'high'",
                              node.is_null() ? "a, b" : to_flow(node)));
  Problems problems;
  Context inner{problems, context.catalogue, context.notes};
  WrittenParameter written;
  config::read(node, written, inner);
  const bool good = problems.empty();
  context.problems.append(std::move(problems));
  if (!good) return;
  parameter.when = std::move(written.when);
  if (written.values) {
    parameter.values = std::move(*written.values);
  } else {
    parameter.range = sweep::RangeDescription{.low = std::move(*written.low),
                                              .high = std::move(*written.high),
                                              .steps = written.steps,
                                              .scale = written.scale.value_or(sweep::Scale::linear)};
  }
}

Node Type<sweep::ParameterDescription>::write(const sweep::ParameterDescription& parameter) {
  if (!parameter.range && parameter.when.entries.empty()) return config::write(parameter.values);
  WrittenParameter written;
  if (parameter.range) {
    written.low = parameter.range->low;
    written.high = parameter.range->high;
    written.steps = parameter.range->steps;
    written.scale = parameter.range->scale;
  } else {
    written.values = parameter.values;
  }
  written.when = parameter.when;
  return config::write(written);
}

Shape Type<sweep::ParameterDescription>::shape(const sweep::ParameterDescription&, const Range&) {
  return {.kind = Shape::Kind::any_of,
          .parts = {config::shape<std::vector<Node>>(), config::shape<WrittenParameter>()}};
}

void Type<Node>::read(const Node& node, Node& value, const Range&, Context&) { value = node; }
Node Type<Node>::write(const Node& value) { return value; }
Shape Type<Node>::shape(const Node&, const Range&) {
  return {.kind = Shape::Kind::any_of,
          .parts = {{.kind = Shape::Kind::text}, {.kind = Shape::Kind::list}, {.kind = Shape::Kind::dictionary}}};
}

}  // namespace tradewind::config
