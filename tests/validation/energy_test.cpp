// Energy: against ∫P dt taken from tasks.csv, against its own parts, and against SimGrid's energy plugins.
#include <map>
#include <random>

#include "tests/simulation/simgrid_child.hpp"
#include "tests/simulation/simgrid_energy.hpp"
#include "tests/validation/oracles.hpp"

namespace tradewind::testing {
namespace {

constexpr double rounding = 1e-9;  // relative: 10^4 additions of doubles

/// Phones with a radio and a link each; two processors' worth of servers; no output, so that tasks.csv shows every
/// transfer.
const std::string busy = R"(
platform:
  nodes:
    - {name: phone, tier: device, count: 5, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}], power: {idle: 0.5 W, busy: 2.5 W, transmit: 1.5 W, receive: 9 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 3, speed: 4 Gflop/s}], power: {idle: 40 W, busy: 100 W, transmit: 9 W, receive: 3 W}}
  links: [{name: wlan, between: [phone, server], bandwidth: 16 Mbps, latency: 4 ms, shared: true}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: poisson, rate: 0.8 /s, count: 400}, tasks: [{name: t, input: {kind: exponential, mean: 150 kB}, work: {kind: exponential, mean: 1 Gflop}}]}
policy: {offload: {kind: shortest_completion}}
run: {seed: 3}
)";

/// Length of a union of intervals.
double covered(std::vector<std::pair<double, double>> intervals) {
  std::ranges::sort(intervals);
  double length = 0, end = -1;
  for (const auto& [from, to] : intervals) {
    length += std::max(0.0, to - std::max(from, end));
    end = std::max(end, to);
  }
  return length;
}

TEST(Energy, IsTheIntegralOfPower) {
  const auto result = run_text(busy, {.tasks = true});
  const double window = result["simulated_s"], latency = 4e-3;
  double compute = 0;
  std::map<std::string, std::vector<std::pair<double, double>>> sending;
  std::vector<std::pair<double, double>> arriving;
  for (const auto& row : result.tasks) {
    const bool local = row.node == row.source;
    compute += (row.finish - row.start) * (local ? 2.0 / 2 : 60.0 / 3);
    if (local) continue;
    sending[row.source].push_back({row.issued + latency, row.ready});
    arriving.push_back({row.issued + latency, row.ready});
  }
  double network = 3 * covered(arriving);
  for (const auto& [source, intervals] : sending) network += 1.5 * covered(intervals);
  const double idle = (5 * 0.5 + 40) * window;
  report("energy, idle, J", idle, result["energy_idle_j"], "1e-9");
  report("energy, compute, J", compute, result["energy_compute_j"], "1e-9");
  report("energy, network, J", network, result["energy_network_j"], "1e-9");
  EXPECT_GT(result["offload_ratio"], 0.1);
  EXPECT_LT(result["offload_ratio"], 0.9);
  EXPECT_NEAR(result["energy_idle_j"], idle, rounding * idle);
  EXPECT_NEAR(result["energy_compute_j"], compute, rounding * compute);
  EXPECT_NEAR(result["energy_network_j"], network, rounding * network);
  EXPECT_NEAR(result["energy_total_j"], idle + compute + network, rounding * idle);
}

TEST(Energy, OfTasksAddsUpToComputeAndNetwork) {
  // With link power and output as well; links' idle power belongs to no task.
  const auto result = run_text(busy, {.overrides = {"platform.links.wlan.power={idle: 2 W, busy: 6 W}",
                                                    "workload.applications.a.tasks.t.output=20 kB"},
                                      .tasks = true});
  double tasks = 0;
  for (const auto& row : result.tasks) tasks += row.energy;
  const double total = result["energy_compute_j"] + result["energy_network_j"] - 2 * result["simulated_s"];
  report("energy of all tasks, J", total, tasks, "1e-9");
  EXPECT_NEAR(tasks, total, rounding * total);
}

TEST(Energy, IsConserved) {
  for (const std::string stop : {"drain", "horizon"}) {
    const auto result = run_text(busy, {.overrides = {"platform.links.wlan.power={idle: 2 W, busy: 6 W}",
                                                      "run.duration=200 s", "run.warmup=33 s", "run.stop=" + stop}});
    const double total = result["energy_total_j"];
    EXPECT_NEAR(result["energy_idle_j"] + result["energy_compute_j"] + result["energy_network_j"], total,
                rounding * total);
    EXPECT_NEAR(result["energy_device_j"] + result["energy_edge_j"] + result["energy_cloud_j"], total,
                rounding * total);
    EXPECT_NEAR(result["by_node.phone.energy_j"] + result["by_node.server.energy_j"] + result["by_link.wlan.energy_j"],
                total, rounding * total);
  }
}

TEST(Energy, OfAHostIsWhatSimGridsPluginSays) {
  // Ten phases of 1 to 9 s with 0 to 4 of 4 cores busy. Idle = Epsilon makes the plugin linear, as ours is.
  std::mt19937_64 random(5);
  std::vector<simulation::raw::HostPhase> phases;
  std::string applications;
  double date = 0;
  for (int p = 0; p < 10; ++p) {
    const auto seconds = static_cast<double>(1 + random() % 9);
    const auto cores = static_cast<int>(random() % 5);
    phases.push_back({.seconds = seconds, .busy_cores = cores});
    for (int core = 0; core < cores; ++core)
      applications += fmt::format(
          "    - {{name: a{}-{}, source: server, arrivals: {{kind: periodic, every: 9 h, phase: {} s, count: 1}}, "
          "tasks: "
          "[{{name: t, work: {} Gflop}}]}}\n",
          p, core, date, seconds);
    date += seconds;
  }
  const double plugin = simulation::numbers_of_child([&] {
                          return simulation::raw::host_energy({.per_state = "100:100:200", .cores = 4}, phases);
                        }).back();
  const auto result = run_text(fmt::format(R"(
platform:
  nodes: [{{name: server, tier: edge, processors: [{{name: cpu, cores: 4, speed: 1 Gflop/s}}], power: {{idle: 100 W, busy: 200 W}}}}]
workload:
  applications:
{}run: {{duration: {} s, stop: horizon}}
)",
                                           applications, date));
  report("SimGrid host_energy, 10 phases, J", plugin, result["energy_total_j"], "5e-3 J");
  EXPECT_NEAR(result["energy_total_j"], plugin, 5e-3);  // SimGrid's run_until may stop each phase 1e-5 s early
}

TEST(Energy, OfALinkIsWhatSimGridsPluginSays) {
  // 10 s full, 10 s idle, 10 s at a quarter (another link bounds it), 10 W idle, 30 W busy.
  const double plugin = simulation::numbers_of_child([] {
                          return simulation::raw::link_energy("10:30", {{10, 1}, {10, 0}, {10, 0.25}});
                        }).back();
  const auto result = run_text(R"(
platform:
  nodes:
    - {name: fast, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: slow, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: ap, tier: edge}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: one, between: [fast, ap], bandwidth: 80 Mbps, latency: 0 s}
    - {name: two, between: [slow, ap], bandwidth: 2 Mbps, latency: 0 s}
    - {name: link, between: [ap, server], bandwidth: 8 Mbps, latency: 0 s, power: {idle: 10 W, busy: 30 W}}
workload:
  applications:
    - {name: a, source: fast, arrivals: {kind: periodic, every: 9 h, count: 1}, tasks: [{name: t, input: 10 MB, work: 0 flop, on: server}]}
    - {name: b, source: slow, arrivals: {kind: periodic, every: 9 h, phase: 20 s, count: 1}, tasks: [{name: t, input: 2.5 MB, work: 0 flop, on: server}]}
run: {duration: 30 s, stop: horizon}
)");
  report("SimGrid link_energy, 3 phases, J", plugin, result["energy_network_j"], "5e-3 J");
  EXPECT_NEAR(result["energy_network_j"], plugin, 5e-3);
}

}  // namespace
}  // namespace tradewind::testing
