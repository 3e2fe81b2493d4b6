#include "scenario/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "config/quantity.hpp"
#include "platform/platform.hpp"
#include "scenario/metric_path.hpp"

namespace tradewind::scenario {
namespace {

config::Node kind_node(std::string_view kind) {
  config::Node node = config::Node::empty_map();
  node.set("kind", config::Node::text(std::string(kind)));
  return node;
}

void check_objectives(const Scenario& scenario, config::Problems& problems) {
  for (const auto& objective : scenario.objectives)
    if (const auto wrong = check_metric_path(objective.metric, scenario); !wrong.empty())
      problems.add(objective.where, wrong);
  for (const auto& [metric, where, bound] : scenario.thresholds.entries) {
    if (const auto wrong = check_metric_path(metric, scenario); !wrong.empty()) problems.add(where, wrong);
    if (!parse_threshold(metric, bound))
      problems.add(where,
                   fmt::format("'{}' is not a threshold; write a relation and a number, like \"< 0.01\"", bound));
  }
}

Loaded from_node(config::Node root, std::span<const std::string> overrides, const config::Catalogue& catalogue) {
  for (const auto& assignment : overrides) config::apply_override(root, assignment);
  Loaded loaded;
  config::Problems problems;
  config::Context context{problems, &catalogue, &loaded.notes};
  config::read(root, loaded.scenario, context);
  if (problems.empty()) check_objectives(loaded.scenario, problems);
  // What one section gets wrong should not hide what another does: run the cross-checks of every section that reads
  // well.
  if (!problems.empty()) {
    const auto reads_well = [&](std::string_view key, auto section) {
      const config::Node* node = root.find(key);
      if (!node) return false;
      config::Problems own;
      config::Context own_context{own, &catalogue, nullptr};
      config::read(*node, section, own_context);
      return own.empty();
    };
    if (reads_well("platform", platform::PlatformDescription{})) platform::Platform(loaded.scenario.platform, problems);
    if (reads_well("workload", workload::WorkloadDescription{})) workload::compile(loaded.scenario.workload, problems);
  }
  problems.throw_if_any();
  loaded.resolved = config::write(loaded.scenario);
  return loaded;
}

/// Drops what must not change the identity of a run: where files lie (their hash stays).
config::Node identity(config::Node node) {
  if (auto* map = std::get_if<config::Node::Map>(&node.value)) {
    const bool hashed = node.find("sha256") != nullptr;
    std::erase_if(*map, [&](const auto& entry) { return hashed && entry.key == "file"; });
    for (auto& entry : *map) entry.value = identity(std::move(entry.value));
  } else if (auto* items = std::get_if<config::Node::Sequence>(&node.value)) {
    for (auto& item : *items) item = identity(std::move(item));
  }
  return node;
}

}  // namespace

PolicyDescription::PolicyDescription() {
  offload.node = kind_node("local");
  variant.node = kind_node("first");
  admission.node = kind_node("none");
}

void PolicyDescription::fields(config::Fields& f) {
  f.optional("offload", offload, "where each task runs");
  f.optional("variant", variant, "with which variant");
  f.optional("admission", admission, "whether a task is accepted at all; a refused task drops its request");
}

void RunDescription::fields(config::Fields& f) {
  f.optional("duration", duration, "requests are issued in [0, duration); may be absent when all arrivals are finite",
             config::positive);
  f.optional("warmup", warmup, "requests issued before it are not counted; energy and utilisation start at it");
  f.optional("seed", seed, "seed of every random stream", config::at_least(0));
  f.optional("stop", stop, "drain: until the last request has ended; horizon: at `duration`");
  f.verify([&](config::Verifier& v) {
    if (duration && warmup >= *duration) v.problem("warmup", "'warmup' must be less than 'duration'");
    if (stop == Stop::horizon && !duration) v.problem("stop", "'stop: horizon' needs a 'duration'");
  });
}

void OutputDescription::fields(config::Fields& f) {
  f.optional("tasks", tasks, "write tasks.csv, one row per task");
  f.optional("timeline", timeline, "write timeline.json, Chrome trace events for Perfetto");
}

void Objective::fields(config::Fields& f) {
  f.required("metric", metric, "a metric, or a path like by_application.detector.latency_p99_s");
  f.required("goal", goal, "whether less or more is better");
}

void EvidenceFigure::fields(config::Fields& f) {
  f.required("figure", figure, "name of the figure");
  f.required("value", value, "its published value");
  f.optional("tolerance", tolerance, "relative deviation that still counts as reproduced", config::non_negative);
}

void Evidence::fields(config::Fields& f) {
  f.required("grade", grade, "strength of the public evidence: A data or closed form, B tables, C abstract only");
  f.required("source", source, "where the figures come from");
  f.optional("fitted_to", fitted_to, "figures used to choose free parameters");
  f.optional("predicted", predicted, "figures not used: only these count as validation");
}

void Scenario::fields(config::Fields& f) {
  f.required("version", version, "version of this format", config::between(1, 1));
  f.required("name", name, "names the run and its results");
  f.required("platform", platform, "nodes and links");
  f.required("workload", workload, "applications: what is issued, by whom and when");
  f.optional("policy", policy, "decision rules");
  f.required("run", run, "how long, from which seed");
  f.optional("output", output, "files beside the summary");
  f.optional("objectives", objectives, "what a sweep compares");
  f.optional("thresholds", thresholds, "bounds on metrics, like \"< 0.01\"; a missed one ends with exit code 99");
  f.optional("evidence", evidence, "the published figures a scenario is fitted to or predicts");
}

bool Threshold::holds(double value) const {
  switch (relation) {
    case Relation::less:
      return value < bound;
    case Relation::less_equal:
      return value <= bound;
    case Relation::greater:
      return value > bound;
    case Relation::greater_equal:
      return value >= bound;
    case Relation::equal:
      return value == bound;
  }
  return false;
}

std::optional<Threshold> parse_threshold(std::string metric, std::string_view text) {
  using Relation = Threshold::Relation;
  constexpr std::pair<std::string_view, Relation> relations[] = {{"<=", Relation::less_equal},
                                                                 {">=", Relation::greater_equal},
                                                                 {"==", Relation::equal},
                                                                 {"<", Relation::less},
                                                                 {">", Relation::greater}};
  for (const auto& [sign, relation] : relations) {
    if (!text.starts_with(sign)) continue;
    std::string_view rest = text.substr(sign.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto bound = config::parse_number(rest);
    if (!bound) return std::nullopt;
    return Threshold{std::move(metric), relation, *bound, std::string(text)};
  }
  return std::nullopt;
}

Loaded load(const std::string& path, std::span<const std::string> overrides, const config::Catalogue& catalogue) {
  return from_node(config::load_file(path), overrides, catalogue);
}

Loaded load_text(std::string_view text, std::string_view name, std::span<const std::string> overrides,
                 const config::Catalogue& catalogue) {
  return from_node(config::load_text(text, name), overrides, catalogue);
}

Loaded load_node(config::Node root, const config::Catalogue& catalogue) {
  return from_node(std::move(root), {}, catalogue);
}

std::string hash(const config::Node& resolved) { return sha256(config::to_yaml(identity(resolved))); }

}  // namespace tradewind::scenario
