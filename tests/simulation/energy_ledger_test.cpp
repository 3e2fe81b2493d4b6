// Our ledger of energy against SimGrid's plugins, phase by phase: the same load given to a scenario as tasks and
// transfers, and to the plugin as executions and communications. tests/validation/energy_test.cpp does it once for a
// random load; here each figure can be checked in the head.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simgrid_child.hpp"
#include "simgrid_energy.hpp"
#include "tests/support/run.hpp"

namespace tradewind::simulation {
namespace {

// Relative. SimGrid's run_until() may stop 1e-5 s before the end of a phase, at either end of what is measured: of 100
// s or more, that is 2e-7 of the time and, as no power below is more than three times another, 6e-7 of the energy.
constexpr double precision = 1e-6;
constexpr double seconds = 100;  // of a phase

/// What is under way from a date on: as many tasks on `source`, or transfers from it to the server, as `count` says.
struct Load {
  int phase = 0;
  int count = 1;
  std::string source, task;
};

std::string scenario(const std::string& platform, const std::vector<Load>& loads) {
  std::string text = platform + "workload:\n  applications:\n";
  for (std::size_t l = 0; l < loads.size(); ++l)
    for (int c = 0; c < loads[l].count; ++c)
      text += fmt::format(
          "    - {{name: a{}-{}, source: {}, arrivals: {{kind: periodic, every: 9 h, phase: {} s, count: 1}}, tasks: "
          "[{{name: t, {}}}]}}\n",
          l, c, loads[l].source, loads[l].phase * seconds, loads[l].task);
  return text + "run: {stop: horizon}\n";
}

/// Joules from the start of phase `from` to the end of each phase.
std::vector<double> ledger(const std::string& scenario, const std::string& figure, std::size_t phases,
                           std::size_t from = 0) {
  std::vector<double> joules;
  for (std::size_t p = from; p < phases; ++p) {
    const double end = static_cast<double>(p + 1) * seconds, start = static_cast<double>(from) * seconds;
    const auto result = testing::run_text(
        scenario, {.overrides = {fmt::format("run.duration={} s", end), fmt::format("run.warmup={} s", start)}});
    joules.push_back(result[figure]);
  }
  return joules;
}

void expect_equal(const std::vector<double>& ledger, const std::vector<double>& plugin) {
  ASSERT_EQ(ledger.size(), plugin.size());
  for (std::size_t p = 0; p < plugin.size(); ++p)
    EXPECT_NEAR(ledger[p], plugin[p], precision * plugin[p]) << "phase " << p;
}

std::string server(const std::string& queue) {
  return R"(
platform:
  nodes: [{name: server, tier: edge, processors: [{name: cpu, cores: 4, speed: 1 Gflop/s, queue: )" +
         queue + R"(}], power: {idle: 100 W, busy: 200 W}}]
)";
}
const std::string full_phase = "work: 100 Gflop";  // 100 s of a core

/// Idle = Epsilon makes the plugin linear in the busy cores, as we are.
std::vector<double> server_plugin(const std::vector<int>& busy_cores) {
  return numbers_of_child([&] {
    std::vector<raw::HostPhase> phases;
    for (const int cores : busy_cores) phases.push_back({.seconds = seconds, .busy_cores = cores});
    return raw::host_energy({.per_state = "100:100:200", .cores = 4}, phases);
  });
}

TEST(EnergyLedger, OfAServerIsWhatSimGridsPluginSays) {
  // 0, 1, 4, 0, 2 cores: 10, 12.5, 20, 10, 15 kJ.
  const auto load = scenario(
      server("fifo"), {{1, 1, "server", full_phase}, {2, 4, "server", full_phase}, {4, 2, "server", full_phase}});
  const auto plugin = server_plugin({0, 1, 4, 0, 2});
  EXPECT_NEAR(plugin.back(), 67'500, precision * 67'500);
  expect_equal(ledger(load, "energy_total_j", 5), plugin);
}

TEST(EnergyLedger, OfAServerWithAQueueIsWhatSimGridsPluginSays) {
  // Six tasks for four cores: four, then the two that waited.
  const auto load = scenario(server("fifo"), {{0, 6, "server", full_phase}});
  expect_equal(ledger(load, "energy_total_j", 3), server_plugin({4, 2, 0}));
}

TEST(EnergyLedger, OfASharedProcessorIsWhatSimGridsPluginSays) {
  // Six tasks share four cores, in SimGrid too: all busy for 150 s, none for 50 s, then one: 30, 5, 12.5 kJ.
  const auto load = scenario(server("processor_sharing"), {{0, 6, "server", full_phase}, {2, 1, "server", full_phase}});
  const auto plugin = server_plugin({6, 0, 1});
  EXPECT_NEAR(plugin.back(), 30'000 + 5'000 + 12'500, precision * 47'500);
  expect_equal(ledger(load, "energy_total_j", 3), plugin);
}

TEST(EnergyLedger, OfTheMeasuredWindowIsADifferenceOfThePlugins) {
  const auto load = scenario(server("fifo"), {{0, 6, "server", full_phase}, {2, 3, "server", full_phase}});
  auto plugin = server_plugin({4, 2, 3, 0});
  for (std::size_t p = 1; p < 4; ++p) plugin[p] -= plugin[0];
  plugin.erase(plugin.begin());
  expect_equal(ledger(load, "energy_total_j", 4, 1), plugin);
}

// A link of 1 MB/s, reached over faster and slower ones.
const std::string network = R"(
platform:
  nodes:
    - {name: fast, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: half, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: ap, tier: edge}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: one, between: [fast, ap], bandwidth: 80 Mbps, latency: 0 s}
    - {name: two, between: [half, ap], bandwidth: 4 Mbps, latency: 0 s}
    - {name: link, between: [ap, server], bandwidth: 8 Mbps, latency: 0 s, power: {idle: 10 W, busy: 30 W}}
)";

std::vector<double> link_plugin(const std::vector<double>& loads) {
  return numbers_of_child([&] {
    std::vector<raw::LinkPhase> phases;
    for (const double load : loads) phases.push_back({.seconds = seconds, .load = load});
    return raw::link_energy("10:30", phases);
  });
}

std::string send(int megabytes) { return fmt::format("input: {} MB, work: 0 flop, on: server", megabytes); }

TEST(EnergyLedger, OfALinkIsWhatSimGridsPluginSays) {
  // Saturated, idle, half used: 3, 1, 2 kJ.
  const auto load = scenario(network, {{0, 1, "fast", send(100)}, {2, 1, "half", send(50)}});
  const auto plugin = link_plugin({1, 0, 0.5});
  EXPECT_NEAR(plugin.back(), 6000, precision * 6000);
  expect_equal(ledger(load, "energy_network_j", 3), plugin);
}

TEST(EnergyLedger, OfALinkSharedByFlowsIsWhatSimGridsPluginSays) {
  // Two flows of half a phase's bytes fill it together; one that is held back elsewhere leaves the rest to another.
  const auto load = scenario(
      network,
      {{0, 2, "fast", send(50)}, {1, 1, "half", send(50)}, {1, 1, "fast", send(50)}, {3, 1, "half", send(50)}});
  expect_equal(ledger(load, "energy_network_j", 4), link_plugin({1, 1, 0, 0.5}));
}

TEST(EnergyLedger, OfALinkInTheMeasuredWindowIsADifferenceOfThePlugins) {
  // A flow of two phases, of which the first is not measured.
  const auto load = scenario(network, {{0, 1, "fast", send(200)}, {2, 1, "half", send(50)}});
  auto plugin = link_plugin({1, 1, 0.5});
  for (std::size_t p = 1; p < 3; ++p) plugin[p] -= plugin[0];
  plugin.erase(plugin.begin());
  expect_equal(ledger(load, "energy_network_j", 3, 1), plugin);
}

}  // namespace
}  // namespace tradewind::simulation
