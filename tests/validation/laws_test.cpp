// What holds whatever the numbers: critical paths, Little's law, the sum of a chain's parts.
#include <map>
#include <random>

#include "tests/validation/oracles.hpp"

namespace tradewind::testing {
namespace {

constexpr double rounding = 1e-9;  // relative

struct Dag {
  std::vector<double> seconds;
  std::vector<std::tuple<std::size_t, std::size_t, double, double>> edges;  // from, to, bytes, latency of its link
};

Dag random_dag(unsigned seed) {
  std::mt19937_64 random(seed);
  const auto number = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
  Dag dag;
  for (int t = 0; t < 12; ++t) dag.seconds.push_back(number(0.1, 3));
  for (std::size_t to = 1; to < 12; ++to)
    for (std::size_t from = 0; from < to; ++from)
      if (random() % 4 == 0) dag.edges.emplace_back(from, to, std::floor(number(1e4, 2e6)), number(10e-3, 15e-3));
  return dag;
}

/// With `bytes`, each task on a node of its own and each edge on a link of its own (1 MB/s).
std::string yaml(const Dag& dag, bool bytes) {
  std::string nodes, links, tasks, edges;
  for (std::size_t t = 0; t < dag.seconds.size(); ++t) {
    nodes +=
        fmt::format("    - {{name: n{}, tier: edge, processors: [{{name: cpu, cores: 12, speed: 1 Gflop/s}}]}}\n", t);
    std::string needs;
    for (const auto& [from, to, size, latency] : dag.edges)
      if (to == t) needs += fmt::format("{}t{}", needs.empty() ? "" : ", ", from);
    tasks += fmt::format("        - {{name: t{}, needs: [{}], work: {} Gflop, on: n{}}}\n", t, needs, dag.seconds[t],
                         bytes ? t : 0);
  }
  for (const auto& [from, to, size, latency] : dag.edges) {
    links += fmt::format("    - {{name: l{0}-{1}, between: [n{0}, n{1}], bandwidth: 8 Mbps, latency: {2} s}}\n", from,
                         to, latency);
    edges += fmt::format("{}t{}->t{}: {} B", edges.empty() ? "" : ", ", from, to, size);
  }
  // A second, slow way keeps every node reachable; nothing takes it.
  nodes += "    - {name: hub, tier: edge}\n";
  for (std::size_t t = 0; t < dag.seconds.size(); ++t)
    links += fmt::format("    - {{name: h{0}, between: [n{0}, hub], bandwidth: 8 Mbps, latency: 1 s}}\n", t);
  return fmt::format(
      "platform:\n  nodes:\n{}  links:\n{}workload:\n  applications:\n    - name: dag\n      source: n0\n"
      "      arrivals: {{kind: periodic, every: 9 h, count: 1}}\n      tasks:\n{}      edges: {{{}}}\nrun: {{seed: "
      "1}}\n",
      nodes, links, tasks, edges);
}

double critical_path(const Dag& dag, bool bytes) {
  std::vector<double> ready(dag.seconds.size());
  double longest = 0;
  for (std::size_t t = 0; t < dag.seconds.size(); ++t) {  // edges go from lower to higher
    const double finish = ready[t] + dag.seconds[t];
    longest = std::max(longest, finish);
    for (const auto& [from, to, size, latency] : dag.edges)
      if (from == t) ready[to] = std::max(ready[to], finish + (bytes ? latency + size / 1e6 : 0));
  }
  return longest;
}

TEST(Laws, AnUncontendedDagTakesItsCriticalPath) {
  for (const bool bytes : {false, true}) {
    double worst = 0;
    for (unsigned seed = 1; seed <= 15; ++seed) {
      const Dag dag = random_dag(seed);
      const double expected = critical_path(dag, bytes);
      const double simulated = run_text(yaml(dag, bytes))["latency_mean_s"];
      worst = std::max(worst, std::abs(simulated / expected - 1));
      EXPECT_NEAR(simulated, expected, rounding * expected) << "seed " << seed;
    }
    fmt::print("| critical path of 15 random DAGs {} data: largest relative difference | 0 | {:.1e} | | 1e-9 |\n",
               bytes ? "with" : "without", worst);
  }
}

/// Contention everywhere: a chain of three over a shared medium, two stations.
const std::string chain = R"(
platform:
  nodes:
    - {name: phone, tier: device, count: 4, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 2, speed: 2 Gflop/s}]}
    - {name: cloud, tier: cloud, processors: [{name: cpu, cores: 4, speed: 2 Gflop/s, queue: processor_sharing}]}
  links:
    - {name: wlan, between: [phone, server], bandwidth: 20 Mbps, latency: 3 ms, shared: true}
    - {name: wan, between: [server, cloud], bandwidth: 20 Mbps, latency: 20 ms}
workload:
  applications:
    - name: a
      source: phone
      arrivals: {kind: poisson, rate: 0.4 /s, count: 1000}
      tasks:
        - {name: one, input: {kind: exponential, mean: 300 kB}, work: {kind: exponential, mean: 1.5 Gflop}}
        - {name: two, needs: [one], work: {kind: exponential, mean: 1 Gflop}}
        - {name: three, needs: [two], work: {kind: exponential, mean: 0.5 Gflop}, output: 20 kB}
      edges: {one->two: {kind: exponential, mean: 200 kB}, two->three: 50 kB}
policy: {offload: {kind: random}}
run: {seed: 4}
)";

TEST(Laws, LittleHoldsAtEveryNodeOfADrainedRun) {
  const auto result = run_text(chain, {.tasks = true});
  std::map<std::string, double> sojourn_at;
  for (const auto& row : result.tasks) sojourn_at[row.node.substr(0, row.node.find('-'))] += row.finish - row.ready;
  ASSERT_EQ(sojourn_at.size(), 3U);
  for (const auto& [node, seconds] : sojourn_at) {
    const double integral = result["by_node." + node + ".tasks_present_mean"] * result["simulated_s"];
    report("Little at " + node + ", task seconds", seconds, integral, "1e-9");
    EXPECT_NEAR(integral, seconds, rounding * seconds) << node;
  }
}

TEST(Laws, WorkIsConserved) {
  const auto result = run_text(chain, {.tasks = true});
  std::map<std::string, double> core_seconds;
  for (const auto& row : result.tasks)
    core_seconds[row.node.substr(0, row.node.find('-'))] += row.work / (row.node.starts_with("phone") ? 1e9 : 2e9);
  for (const auto& [node, cores] : std::map<std::string, double>{{"phone", 4}, {"server", 2}, {"cloud", 4}}) {
    const double used = result["by_node." + node + ".utilisation"] * cores * result["simulated_s"];
    EXPECT_NEAR(used, core_seconds[node], rounding * used) << node;
  }
}

TEST(Laws, ThePartsOfAChainAddUpToItsLatency) {
  for (const std::string policy :
       {"{kind: random}", "{kind: shortest_completion}", "{kind: fixed, node: cloud}", "{kind: local}"}) {
    const auto result = run_text(chain, {.overrides = {"policy.offload=" + policy}});
    const double parts = result["queueing_mean_s"] + result["transfer_mean_s"] + result["compute_mean_s"];
    EXPECT_NEAR(parts, result["latency_mean_s"], rounding * parts) << policy;
  }
}

}  // namespace
}  // namespace tradewind::testing
