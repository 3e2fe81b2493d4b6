// Sweep files that are wrong in one place: each is refused when it is read, with exactly these words at exactly this
// place.

#include <nlohmann/json.hpp>
#include <regex>

#include "config/schema.hpp"
#include "tests/sweep/sweep_files.hpp"

namespace tradewind::sweep {
namespace {

using test::Replacements;
using test::with;

struct Refusal {
  std::string what;
  Replacements replacements;
  std::string message;  // all of it; what follows a final * is not compared
};

class BadSweep : public SweepFiles {
 protected:
  void expect_refusals(const std::vector<Refusal>& refusals) const {
    for (const auto& [what, replacements, expected] : refusals) {
      static const std::regex place_in_base("base.yaml:[0-9]+:[0-9]+");
      const auto message =
          std::regex_replace(refusal(with(good_sweep, replacements)), place_in_base, "base.yaml:LINE:COLUMN");
      if (expected.ends_with('*'))
        EXPECT_THAT(message, ::testing::StartsWith(expected.substr(0, expected.size() - 1))) << what;
      else
        EXPECT_EQ(message, expected) << what;
    }
  }
};

const std::string grid = "method: grid", offload = "  policy.offload: [{kind: local}, {kind: fixed, node: server}]",
                  bandwidth = "  platform.links.wan.bandwidth: [10 Mbps, 1 Gbps]",
                  warmup = "{low: 1 s, high: 5 s, steps: 3}", replications = "replications: 2",
                  exclude = "exclude: [{policy.offload.kind: local, platform.links.wan.bandwidth: 10 Mbps}]";
const std::string parameters = "parameters:\n" + offload + "\n" + bandwidth + "\n  run.warmup: " + warmup + "\n";

TEST_F(BadSweep, IsNotTheGoodOneNorItsVariations) {
  for (const Replacements& variation : std::initializer_list<Replacements>{
           {},
           {{grid, ""}},
           {{grid, "method: lhs\nsamples: 5"}},
           {{grid, "method: random\nsamples: 9"}},
           {{grid, "method: optimise"}},
           {{grid, "method: optimise\noptimise: {algorithm: moead, population: 9, generations: 3}"}},
           {{grid, "method: list"}, {parameters, "points: [{run.warmup: 2 s}, {}]\n"}, {exclude, ""}},
           {{warmup, "{values: [1 s], when: {policy.offload: {kind: local}}}"}},
           {{warmup, "{low: 1 s, high: 5 s, scale: log, when: {platform.links.wan.bandwidth: 1000 Mbps}}"}},
           {{replications, "replications: 2\nstopping: {metrics: [latency_p95_s, by_tier.edge.utilisation], step: 2}"}},
           {{replications, "replications: 9\nracing: {confidence: 0.99}\ntimeout: 2 min\nseed: 0"}},
           {{replications, "include: [{policy.offload: {kind: edge}, run.stop: horizon}, {}]"}},
           {{"[1, 500]", "[]"}},
           {{"objectives: [{metric: latency_p95_s, goal: min}, {metric: energy_device_j, goal: min}]\n", ""},
            {"[1, 500]", "[1]"}}})
    EXPECT_EQ(refusal(with(good_sweep, variation)), "") << (variation.empty() ? "" : variation.front().second);
}

TEST_F(BadSweep, RefusesWrongKeys) {
  expect_refusals({
      {"unknown key", {{"method:", "methode:"}}, "s.yaml:4:1: unknown key 'methode'; did you mean 'method'? (known: *"},
      {"missing scenario",
       {{"scenario: base.yaml\n", ""}},
       "s.yaml:1:1: missing key 'scenario' (the scenario file, relative to this one)"},
      {"missing name", {{"name: trade\n", ""}}, "s.yaml:1:1: missing key 'name' (names the sweep and its results)"},
      {"version", {{"version: 1", "version: 2"}}, "s.yaml:1:10: version: '2' must be 1"},
      {"name", {{"name: trade", "name: a b"}}, "s.yaml:2:7: name: 'a b' is not a name; use letters, digits, _ and -"},
      {"no such scenario", {{"base.yaml", "bsae.yaml"}}, "s.yaml:3:11: scenario: cannot find 'bsae.yaml' (looked in *"},
      {"method",
       {{grid, "method: gird"}},
       "s.yaml:4:9: method: unknown word 'gird'; did you mean 'grid'? (known: grid, random, lhs, list, optimise)"},
      {"replications", {{replications, "replications: 0"}}, "s.yaml:10:15: replications: '0' must be in [1, 1000000]"},
      {"fractional replications",
       {{replications, "replications: 2.5"}},
       "s.yaml:10:15: replications: '2.5' must be a whole number"},
      {"seed", {{replications, "seed: -1"}}, "s.yaml:10:7: seed: '-1' must be in [0, 9e+18]"},
      {"timeout", {{replications, "timeout: 90"}}, "s.yaml:10:10: timeout: '90' has no unit; write one of *"},
      {"no timeout", {{replications, "timeout: 0 s"}}, "s.yaml:10:10: timeout: '0 s' must be > 0"},
      {"a list for a mapping",
       {{parameters, "parameters: [1]\n"}},
       "s.yaml:5:13: parameters: must be a mapping, not a list"},
  });
}

TEST_F(BadSweep, RefusesKeysOfOtherMethods) {
  expect_refusals({
      {"samples of a grid",
       {{grid, "method: grid\nsamples: 5"}},
       "s.yaml:5:10: 'samples' belongs to the methods random and lhs, not to grid"},
      {"no samples", {{grid, "method: lhs"}}, "s.yaml:1:1: missing key 'samples' (how many points method lhs draws)"},
      {"samples below 1", {{grid, "method: random\nsamples: 0"}}, "s.yaml:5:10: samples: '0' must be in [1, 1000000]"},
      {"points of a grid",
       {{grid, "method: grid\npoints: [{run.warmup: 1 s}]"}},
       "s.yaml:5:9: 'points' belongs to method list, not to grid; 'include' adds points to those of a method"},
      {"a list without points",
       {{grid, "method: list"}, {parameters, ""}},
       "s.yaml:1:1: method list needs 'points', one mapping of settings for each*"},
      {"a list with parameters",
       {{grid, "method: list\npoints: [{}]"}},
       "s.yaml:7:3: 'parameters' does not belong to method list: its 'points' say which values are set*"},
      {"a grid without parameters",
       {{parameters, ""}, {exclude, ""}},
       "s.yaml:1:1: method grid needs 'parameters', each with its values"},
      {"a search's section elsewhere",
       {{grid, "method: grid\noptimise: {population: 8}"}},
       "s.yaml:5:11: 'optimise' belongs to method optimise, not to grid"},
      {"a population of nsga2",
       {{grid, "method: optimise\noptimise: {population: 18}"}},
       "s.yaml:5:24: 'population' of nsga2 must be a multiple of 4, like 20"},
      {"a small population",
       {{grid, "method: optimise\noptimise: {population: 4}"}},
       "s.yaml:5:24: population: '4' must be in [8, 1000000]"},
      {"an unknown algorithm",
       {{grid, "method: optimise\noptimise: {algorithm: nsga3}"}},
       "s.yaml:5:23: algorithm: unknown word 'nsga3'; did you mean 'nsga2'? (known: nsga2, moead)"},
  });
}

TEST_F(BadSweep, RefusesParametersThatAreNone) {
  expect_refusals({
      {"a value without its list",
       {{bandwidth, "  platform.links.wan.bandwidth: 10 Mbps"}},
       "s.yaml:7:33: platform.links.wan.bandwidth: must be a list of values like [10 Mbps], or a mapping with 'values' "
       "or with 'low' and 'high'"},
      {"no values",
       {{bandwidth, "  platform.links.wan.bandwidth: []"}},
       "s.yaml:7:33: platform.links.wan.bandwidth: needs at least one value"},
      {"no values in a mapping", {{warmup, "{values: []}"}}, "s.yaml:8:24: 'values' needs at least one value"},
      {"nothing",
       {{bandwidth, "  platform.links.wan.bandwidth:"}},
       "s.yaml:8:3: platform.links.wan.bandwidth: must be a list of values like [a, b], or *"},
      {"an unknown key",
       {{warmup, "{low: 1 s, hihg: 5 s}"}},
       "s.yaml:8:26: unknown key 'hihg'; did you mean 'high'? (known: high, low, scale, steps, values, when)"},
      {"a policy without its list",
       {{offload, "  policy.offload: {kind: local}"}},
       "s.yaml:6:20: unknown key 'kind' (known: high, low, scale, steps, values, when)"},
      {"no upper bound", {{warmup, "{low: 1 s}"}}, "s.yaml:8:15: missing key 'high' (upper bound)"},
      {"no lower bound", {{warmup, "{high: 1 s}"}}, "s.yaml:8:15: missing key 'low' (lower bound)"},
      {"neither", {{warmup, "{when: {}}"}}, "s.yaml:8:15: needs 'values', or a range with 'low' and 'high'"},
      {"both",
       {{warmup, "{values: [1 s], low: 1 s, high: 2 s}"}},
       "s.yaml:8:36: a parameter has either 'values' or a range with 'low' and 'high'"},
      {"one step", {{"steps: 3", "steps: 1"}}, "s.yaml:8:44: steps: '1' must be in [2, 1000000]"},
      {"scale",
       {{"steps: 3", "scale: logarithmic"}},
       "s.yaml:8:44: scale: unknown word 'logarithmic' (known: linear, log)"},
      {"bounds in the wrong order", {{"low: 1 s", "low: 9 s"}}, "s.yaml:8:21: 'low' is more than 'high'"},
      {"bounds of two dimensions", {{"high: 5 s", "high: 5 W"}}, "s.yaml:8:32: 'high' is a power, but 'low' is a time"},
      {"log from zero",
       {{warmup, "{low: 0 s, high: 5 s, scale: log}"}},
       "s.yaml:8:21: a range on a log scale must begin above 0"},
  });
}

TEST_F(BadSweep, RefusesPathsThatLeadNowhere) {
  expect_refusals({
      {"an unknown link",
       {{bandwidth, "  platform.links.wann.bandwidth: [10 Mbps, 1 Gbps]"}, {exclude, ""}},
       "s.yaml:7:3: no entry 'wann' in 'platform.links'; did you mean 'wan'? (known: wlan, lan, wan)"},
      {"an unknown key of a link, told once",
       {{bandwidth, "  platform.links.wan.bandwith: [10 Mbps, 1 Gbps]"}, {exclude, ""}},
       "s.yaml:7:3: unknown key 'bandwith'; did you mean 'bandwidth'? (known: attach, bandwidth, between, latency, "
       "name, "
       "power, *"},
      {"an unknown section",
       {{bandwidth, "  platfrom.links.wan.bandwidth: [10 Mbps]"}, {exclude, ""}},
       "s.yaml:7:3: unknown key 'platfrom'; did you mean 'platform'? (known: *"},
      {"through a value",
       {{bandwidth, "  platform.links.wan.bandwidth.high: [10 Mbps]"}, {exclude, ""}},
       "s.yaml:7:3: 'high' leads through '1 Gbps' at 'platform.links.wan.bandwidth', which has no keys"},
      {"an empty word",
       {{bandwidth, "  platform..links: [10 Mbps]"}, {exclude, ""}},
       "s.yaml:7:3: an empty word in the path; write a.b.c=value"},
      {"the seed",
       {{"run.warmup: " + warmup, "run.seed: [1, 2]"}},
       "s.yaml:8:3: 'run.seed' is no parameter: 'replications' and 'seed' of the sweep say which seeds are run"},
      {"the seed inside a value",
       {{"run.warmup: " + warmup, "run: [{duration: 60 s, seed: 5}]"}},
       "s.yaml:8:32: 'run.seed' is no parameter: 'replications' and 'seed' of the sweep say which seeds are run"},
      {"the name", {{"run.warmup: " + warmup, "name: [a, b]"}}, "s.yaml:8:3: 'name' of a scenario cannot vary"},
      {"the version", {{"run.warmup: " + warmup, "version: [1]"}}, "s.yaml:8:3: 'version' of a scenario cannot vary"},
      {"an equals sign",
       {{"run.warmup: " + warmup, "workload.applications.tracker.edges.a=b: [1 kB]"}},
       "s.yaml:8:3: 'workload.applications.tracker.edges.a=b' is no path: it has an equals sign or a line end*"},
      {"the whole after its part",
       {{"run.warmup: " + warmup, "policy: [{offload: local}]"}},
       "s.yaml:8:3: 'policy' would replace 'policy.offload', which comes before it; put it first"},
  });
}

TEST_F(BadSweep, RefusesValuesThatTheScenarioRefuses) {
  expect_refusals({
      {"an unknown kind",
       {{offload, "  policy.offload: [{kind: locl}, {kind: fixed, node: server}]"}},
       "s.yaml:6:27: unknown offload policy 'locl'; did you mean 'local'? (known: *"},
      {"a field of another kind",
       {{offload, "  policy.offload: [{kind: local, node: server}]"}},
       "s.yaml:6:34: unknown key 'node'*"},
      {"a missing field", {{offload, "  policy.offload: [{kind: fixed}]"}}, "s.yaml:6:20: missing key 'node' (*"},
      {"another dimension", {{"1 Gbps", "1 GB"}}, "s.yaml:7:43: bandwidth: '1 GB' is not a bandwidth; write one of *"},
      {"no unit", {{"10 Mbps, 1", "10, 1"}}, "s.yaml:7:34: bandwidth: '10' has no unit; write one of *"},
      {"a bound of a range", {{"high: 5 s", "high: 60 s"}}, "s.yaml:8:21: 'warmup' must be less than 'duration'"},
      {"between the bounds of a drawn range",
       {{grid, "method: random\nsamples: 3"},
        {"run.warmup: " + warmup, "platform.nodes.server.processors.cpu.cores: {low: 1.0, high: 4.0}"}},
       "s.yaml:9:53: cores: '2.146' must be a whole number"},
      {"what an override elsewhere breaks",
       {{"run.warmup: " + warmup, "run.duration: [5 s]"}},
       "s.yaml:8:18: with 'run.duration' set to '5 s': base.yaml:LINE:COLUMN: 'warmup' must be less than 'duration'"},
      {"an included setting",
       {{replications, "include: [{run.warmpu: 1 s}]"}},
       "s.yaml:10:12: unknown key 'warmpu'; did you mean 'warmup'? (known: duration, seed, stop, warmup)"},
      {"an included value",
       {{replications, "include: [{run.warmup: 1}]"}},
       "s.yaml:10:24: warmup: '1' has no unit; write one of *"},
      {"a listed value",
       {{grid, "method: list"}, {parameters, "points: [{run.warmup: 1 s}, {run.stop: never}]\n"}, {exclude, ""}},
       "s.yaml:5:40: stop: unknown word 'never' (known: drain, horizon)"},
  });
}

TEST_F(BadSweep, RefusesConditionsOnNothing) {
  const auto when = [](const std::string& condition) {
    return Replacements{{warmup, "{values: [1 s], when: {" + condition + "}}"}};
  };
  expect_refusals({
      {"an unknown parameter", when("policy.ofload.kind: local"),
       "s.yaml:8:38: 'policy.ofload.kind' is no earlier parameter, nor a key inside one (known: policy.offload, "
       "platform.links.wan.bandwidth)"},
      {"a misspelt parameter", when("policy.ofload: local"),
       "s.yaml:8:38: 'policy.ofload' is no earlier parameter, nor a key inside one; did you mean 'policy.offload'? "
       "(known: policy.offload, platform.links.wan.bandwidth)"},
      {"itself", when("run.warmup: 1 s"),
       "s.yaml:8:38: 'when' may refer to earlier parameters only, and 'run.warmup' is this one"},
      {"a later one",
       {{bandwidth, "  platform.links.wan.bandwidth: {values: [10 Mbps], when: {run.warmup: 1 s}}"}},
       "s.yaml:7:60: 'when' may refer to earlier parameters only, and 'run.warmup' is a later one"},
      {"a value that is not there", when("policy.offload.kind: edge"),
       "s.yaml:8:38: 'when' of 'run.warmup' never holds: 'policy.offload.kind' is never 'edge'"},
      {"two values at once", when("policy.offload.kind: local, policy.offload.node: server"),
       "s.yaml:8:66: 'when' of 'run.warmup' never holds: 'policy.offload.node' is never 'server'"},
  });
}

TEST_F(BadSweep, RefusesExclusionsOfNothing) {
  expect_refusals({
      {"an unknown parameter",
       {{exclude, "exclude: [{policy.ofload: local}]"}},
       "s.yaml:9:12: 'policy.ofload' is no parameter, nor a key inside one; did you mean 'policy.offload'? (known: "
       "policy.offload, platform.links.wan.bandwidth, run.warmup)"},
      {"one without settings",
       {{exclude, "exclude: [{}]"}},
       "s.yaml:9:10: an exclusion without settings would leave nothing"},
      {"no list", {{exclude, "exclude: {run.warmup: 1 s}"}}, "s.yaml:9:10: exclude: must be a list, not a mapping"},
      {"everything",
       {{exclude, "exclude: [{policy.offload.kind: local}, {policy.offload.kind: fixed}]"}},
       "s.yaml:1:1: no point is left: every one is excluded"},
  });
}

TEST_F(BadSweep, RefusesFiguresThatNoRunHas) {
  expect_refusals({
      {"an objective",
       {{"metric: latency_p95_s", "metric: latency_p95"}},
       "s.yaml:11:14: unknown metric 'latency_p95'; did you mean 'latency_p95_s'? (known: *"},
      {"an objective of no node",
       {{"metric: energy_device_j", "metric: by_node.sever.energy_j"}},
       "s.yaml:11:50: unknown node 'sever'; did you mean 'server'? (known: phone, ap, server, region, island)"},
      {"an objective twice",
       {{"metric: energy_device_j", "metric: latency_p95_s"}},
       "s.yaml:11:50: 'latency_p95_s' is an objective twice"},
      {"a goal", {{"goal: min", "goal: less"}}, "s.yaml:11:44: goal: unknown word 'less' (known: min, max)"},
      {"the length of a reference",
       {{"[1, 500]", "[1]"}},
       "s.yaml:12:12: 'reference' needs a number per objective: 2, not 1"},
      {"a reference with a unit",
       {{"[1, 500]", "[1 s, 500]"}},
       "s.yaml:12:13: reference: '1 s' must be a number without a unit"},
      {"a threshold",
       {{"latency_p95_s: \"< 1\"", "latency: \"< 1\""}},
       "s.yaml:13:34: unknown metric 'latency' (known: *"},
      {"a bound",
       {{"\"> 1\"", "many"}},
       "s.yaml:13:14: 'many' is not a threshold; write a relation and a number, like \"< 0.01\""},
      {"a recorded figure",
       {{"utilisation]", "utilization]"}},
       "s.yaml:14:10: unknown metric 'utilization'; did you mean 'utilisation'? (known: *"},
      {"a figure to stop at",
       {{replications, "stopping: {metrics: [latency_p95_s, latncy_p95_s]}"}},
       "s.yaml:10:37: unknown metric 'latncy_p95_s'; did you mean 'latency_p95_s'? (known: *"},
      {"nothing to stop at",
       {{replications, "stopping: {metrics: []}"}},
       "s.yaml:10:21: 'metrics' needs at least one metric"},
      {"a half-width",
       {{replications, "stopping: {metrics: [latency_p95_s], relative_half_width: 5}"}},
       "s.yaml:10:59: relative_half_width: '5' must be in (0, 1)"},
      {"fewer at most than at first",
       {{replications, "replications: 9\nstopping: {metrics: [latency_p95_s], most: 5}"}},
       "s.yaml:11:11: 'most' is less than 'replications'"},
      {"a confidence",
       {{replications, "racing: {confidence: 95}"}},
       "s.yaml:10:22: confidence: '95' must be in [0.5, 1)"},
  });
}

TEST_F(BadSweep, RefusesToCompareWithoutObjectives) {
  write("base.yaml", with(test::good_text, {{"objectives: [{metric: latency_p95_s, goal: min}]\n", ""}}));
  const std::string head = "version: 1\nname: s\nscenario: base.yaml\nparameters: {run.warmup: [1 s]}\n";
  EXPECT_EQ(refusal(head), "");
  EXPECT_EQ(refusal(head + "method: optimise\n"),
            "s.yaml:5:9: method optimise needs 'objectives', here or in the scenario");
  EXPECT_EQ(refusal(head + "racing: {}\n"), "s.yaml:5:9: racing needs 'objectives', here or in the scenario");
  EXPECT_EQ(refusal(head + "thresholds: {front_points: \"> 3\"}\n"),
            "s.yaml:5:14: a threshold on 'front_points' needs 'objectives', here or in the scenario");
  EXPECT_EQ(refusal(head + "reference: [1]\n"), "s.yaml:5:12: 'reference' needs a number per objective: 0, not 1");
}

TEST_F(BadSweep, RefusesABadScenarioAtItsOwnPlace) {
  write("base.yaml", with(test::good_text, {{"bandwidth: 1 Gbps", "bandwidth: 1"}}));
  EXPECT_THAT(refusal(good_sweep), ::testing::StartsWith("base.yaml:18:57: bandwidth: '1' has no unit"));
}
TEST_F(BadSweep, RefusesGridsOfMoreThanAMillionPoints) {
  EXPECT_EQ(refusal(with(good_sweep, {{"steps: 3", "steps: 600000"}, {exclude, "exclude: [{run.warmup: 1 s}]"}})),
            "s.yaml:6:3: the grid has more than 1000000 points; take fewer values, or method lhs");
}

TEST_F(BadSweep, IsToldEverythingAtOnce) {
  EXPECT_EQ(refusal(with(good_sweep, {{"replications: 2", "replications: 0"},
                                      {"10 Mbps, 1 Gbps", "10 Mbps, 1 GHz"},
                                      {"high: 5 s", "high: 5 W"},
                                      {"latency_p95_s: \"< 1\"", "latency_p95_s: \"~ 1\""},
                                      {"{policy.offload.kind: local, ", "{policy.kind: local, "}})),
            "s.yaml:10:15: replications: '0' must be in [1, 1000000]\n"
            "s.yaml:9:12: 'policy.kind' is no parameter, nor a key inside one (known: policy.offload, "
            "platform.links.wan.bandwidth, run.warmup)\n"
            "s.yaml:8:32: 'high' is a power, but 'low' is a time\n"
            "s.yaml:13:34: '~ 1' is not a threshold; write a relation and a number, like \"< 0.01\"\n"
            "s.yaml:7:43: bandwidth: '1 GHz' is not a bandwidth; write one of bps, B/s, kbps, kB/s, KiB/s, Mbps, MB/s, "
            "MiB/s, Gbps, GB/s, GiB/s, Tbps, TB/s, TiB/s");
}

TEST(SweepDescription, WritesParametersAsTheyAreRead) {
  for (const char* yaml :
       {"[1, 2 s, {kind: local}, '5']", "{values: [1], when: {a.kind: x}}",
        "{low: 1 s, high: 5 min, steps: 3, scale: log, when: {a: 1}}", "{low: 1, high: 5, scale: linear, when: {}}"}) {
    config::Problems problems;
    config::Context context{problems};
    ParameterDescription parameter;
    config::read(config::load_text(yaml), parameter, context);
    EXPECT_EQ(config::to_flow(config::write(parameter)), yaml);
  }
}
TEST(SweepDescription, HasASchema) {
  const auto schema = nlohmann::json::parse(
      config::json_schema(config::shape<SweepDescription>(), app::registries().catalogue, "sweep", "urn:sweep"));
  EXPECT_EQ(schema.at("required"), nlohmann::json({"version", "name", "scenario"}));
  const auto& parameter = schema.at("properties").at("parameters").at("additionalProperties").at("anyOf");
  EXPECT_EQ(parameter.at(0).at("type"), "array");
  EXPECT_TRUE(parameter.at(1).at("properties").contains("when"));
}

}  // namespace
}  // namespace tradewind::sweep
