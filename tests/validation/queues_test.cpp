// Queues against their formulas.
#include "tests/validation/oracles.hpp"

namespace tradewind::testing {
namespace {

constexpr long requests = 150'000;
constexpr double rate = 0.7;

double mean_of(const std::vector<double>& values) { return batch_means(values).mean; }

TEST(Queues, MM1) {
  const auto rows = tasks_of(station(rate, exponential, requests), 1);
  expect_mean("M/M/1, load 0.7: T", settled(rows, sojourn), 1 / (1 - rate), 0.02);
  expect_mean("M/M/1, load 0.7: Wq", settled(rows, waited), rate / (1 - rate), 0.03);
}

TEST(Queues, MMc) {
  expect_mean("M/M/4, load 0.7: T", settled(tasks_of(station(2.8, exponential, requests, 4), 2), sojourn),
              mmc_sojourn(4, 2.8), 0.01);
  EXPECT_NEAR(mmc_sojourn(2, 1.6), 2.777778, 1e-6);  // the formula itself, policies.md §7.1
}

TEST(Queues, MD1) {
  expect_mean("M/D/1, load 0.7: Wq", settled(tasks_of(station(rate, "1 Gflop", requests), 3), waited),
              mg1_wait(rate, 0), 0.02);
}

TEST(Queues, MG1OfLognormalService) {
  expect_mean("M/G/1 lognormal cv 1.5: Wq",
              settled(tasks_of(station(rate, "{kind: lognormal, mean: 1 Gflop, sd: 1.5 Gflop}", requests), 4), waited),
              mg1_wait(rate, 1.5), 0.08);
}

TEST(Queues, ProcessorSharingDoesNotFeelTheServiceLaw) {
  for (const auto& [name, work] : std::vector<std::pair<std::string, std::string>>{
           {"deterministic", "1 Gflop"},
           {"exponential", exponential},
           {"lognormal cv 3", "{kind: lognormal, mean: 1 Gflop, sd: 3 Gflop}"}})
    expect_mean("M/G/1-PS, load 0.7, " + name + ": T",
                settled(tasks_of(station(rate, work, requests, 1, "processor_sharing"), 5), sojourn), 1 / (1 - rate),
                0.06);
}

TEST(Queues, MM1KByAdmission) {
  const auto rows = tasks_of(station(0.8, exponential, requests, 1, "fifo", "queue_length, limit: 5"), 6);
  expect_mean("M/M/1/5, load 0.8: blocking",
              settled(rows, [](const TaskRow& row) { return row.status == "dropped" ? 1.0 : 0.0; }), mm1k(0.8, 5, 5),
              0.03);
  expect_mean("M/M/1/5, load 0.8: T",
              settled(rows, sojourn, [](const TaskRow& row) { return row.status == "completed"; }),
              mm1k_sojourn(0.8, 5), 0.02);
  EXPECT_NEAR(mm1k(0.8, 5, 5), 0.0888195, 1e-7);
  EXPECT_NEAR(mm1k_sojourn(0.8, 5), 2.563065, 1e-6);
}

TEST(Queues, TandemOfTwo) {
  const auto rows = tasks_of(R"(
platform:
  nodes:
    - {name: one, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: two, tier: edge, processors: [{name: cpu, cores: 1, speed: 1.25 Gflop/s}]}
  links: [{name: lan, between: [one, two], bandwidth: 1 Gbps, latency: 0 s}]
workload:
  applications:
    - name: a
      source: one
      arrivals: {kind: poisson, rate: 0.7 /s, count: 100000}
      tasks:
        - {name: t, work: {kind: exponential, mean: 1 Gflop}, on: one}
        - {name: u, needs: [t], work: {kind: exponential, mean: 1 Gflop}, on: two}
run: {seed: 1}
)",
                             7);
  // Jackson: each as if alone.
  const auto second = [](const TaskRow& row) { return row.task == "u"; };
  expect_mean("tandem, load 0.7 and 0.56: T", settled(rows, sojourn, second), 1 / (1 - 0.7) + 1 / (1.25 - 0.7), 0.02);
}

TEST(Queues, TwoPrioritiesWithoutPreemption) {
  const auto rows = tasks_of(R"(
platform:
  nodes: [{name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s, queue: priority}]}]
workload:
  applications:
    - {name: high, priority: 1, source: server, arrivals: {kind: poisson, rate: 0.4 /s, count: 100000}, tasks: [{name: t, work: {kind: exponential, mean: 1 Gflop}}]}
    - {name: low, source: server, arrivals: {kind: poisson, rate: 0.4 /s, count: 100000}, tasks: [{name: t, work: {kind: exponential, mean: 1 Gflop}}]}
run: {seed: 1}
)",
                             8);
  // Cobham 1954: W0 = 0.8; W0 / (1 - 0.4) and W0 / ((1 - 0.4) (1 - 0.8)); weighted by load as without priorities: 4.
  expect_mean("two priorities: Wq of the higher",
              settled(rows, waited, [](const TaskRow& row) { return row.application == "high"; }), 4.0 / 3, 0.02);
  expect_mean("two priorities: Wq of the lower",
              settled(rows, waited, [](const TaskRow& row) { return row.application == "low"; }), 20.0 / 3, 0.08);
  expect_mean("two priorities: Wq of both", settled(rows, waited), 4, 0.08);
}

TEST(Queues, JoinTheShorterOfTwo) {
  // Relative value iteration of the two-dimensional chain: policies.md §7.4.
  expect_mean("JSQ of 2, load 0.6: T",
              settled(tasks_of(farm(1.2, 2, "kind: join_shortest_queue", requests), 9), sojourn), 1.681777, 0.01);
}

TEST(Queues, MoreChoicesAreBetter) {
  // Ten servers, load 0.8, common random numbers. One choice is ten M/M/1.
  const auto random = settled(tasks_of(farm(8, 10, "kind: power_of_d, d: 1", requests), 20), sojourn);
  const double two = mean_of(settled(tasks_of(farm(8, 10, "kind: power_of_d, d: 2", requests), 20), sojourn));
  const double three = mean_of(settled(tasks_of(farm(8, 10, "kind: power_of_d, d: 3", requests), 20), sojourn));
  const double all = mean_of(settled(tasks_of(farm(8, 10, "kind: join_shortest_queue", requests), 20), sojourn));
  expect_mean("power of 1 = random, load 0.8: T", random, 5, 0.04);
  EXPECT_LT(two, 0.6 * mean_of(random));
  EXPECT_LT(three, two);
  EXPECT_LT(all, three);
  EXPECT_GT(all, mmc_sojourn(10, 8));  // one queue for all is the bound
}

}  // namespace
}  // namespace tradewind::testing
