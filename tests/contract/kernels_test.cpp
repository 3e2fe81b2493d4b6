// Worked examples: tasks stated as kernels or models on processors with a target.
#include "tests/contract/worked_example.hpp"

namespace tradewind::testing {
namespace {

const std::string toy = R"(
version: 1
name: toy
title: A toy
kind: gpu
peak: {fp16: 100 Tflop/s, fp32: 10 Tflop/s}
memory: {bandwidth: 1 TB/s, capacity: 80 GB}
launch: 10 us
power: {idle: 50 W, max: 250 W}
sources:
  - {facts: [peak, memory, launch, power], grade: K, text: invented}
)";

/// A phone of 1 Gflop/s and a server with the toy target; `rest` is the workload.
std::string scenario(const std::string& work, const std::string& processor = "", const std::string& policy = "") {
  return R"(
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: gpu, cores: 1, target: toy)" +
         processor + R"(}]}
  links: [{name: lan, between: [phone, server], bandwidth: 1 Gbps, latency: 0 s}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 1 s, count: 2}, tasks: [{name: t, work: )" +
         work + R"(}]}
policy: {offload: )" +
         (policy.empty() ? "{kind: fixed, node: server}" : policy) + R"(}
run: {duration: 2 s}
)";
}

// Two GEMMs of 2 · 10⁹ flop at 10¹⁴ flop/s, 20 µs and 10 µs to launch each; 4 MB at 10¹² B/s, 4 µs and 10 µs: 74 µs.
// They draw 50 + 200 · 20/30 W and 50 + 200 · 4/14 W, that is 200 · (40 + 4) µs = 8.8 mJ above idle; twice in 2 s of 50
// W.
const std::string two_kernels =
    "{kernels: [{op: gemm, m: 1000, n: 1000, k: 1000, dtype: fp16, count: 2}, {op: elementwise, rows: 1000, columns: "
    "1000}]}";

const std::vector<std::pair<std::string, double>> on_the_server{{"latency_mean_s", 74e-6},
                                                                {"energy_compute_j", 2 * 8.8e-3},
                                                                {"energy_idle_j", 100},
                                                                {"by_node.server.tasks_completed", 2}};

std::vector<WorkedExample> examples() {
  const std::map<std::string, std::string> files{{"targets/toy.yaml", toy}};
  return {
      {.name = "TwoKernels", .scenario = scenario(two_kernels), .expected = on_the_server, .files = files},
      // The predicted time does not depend on the speed, which is for plain work only.
      {.name = "SpeedAndTarget",
       .scenario = scenario(two_kernels, ", speed: 7 Gflop/s"),
       .expected = on_the_server,
       .files = files},
      // 4 · 10⁹ flop on the phone's 1 Gflop/s; the bytes cost nothing there.
      {.name = "WithoutTarget",
       .scenario = scenario(two_kernels, "", "{kind: local}"),
       .expected = {{"latency_mean_s", 5.5}, {"by_node.phone.tasks_completed", 2}},
       .files = files},
      // A policy sees the same times as the run has: 74 µs on the server, seconds on the phone.
      {.name = "PoliciesSeeThePrediction",
       .scenario = scenario(two_kernels, "", "{kind: shortest_completion}"),
       .expected = on_the_server,
       .files = files},
      // 10¹⁰ flop at the peak of fp32, 1 ms at 250 W: 0.2 J above idle, twice.
      {.name = "PlainWorkAtThePeak",
       .scenario = scenario("10 Gflop"),
       .expected = {{"latency_mean_s", 1e-3}, {"energy_compute_j", 0.4}},
       .files = files},
      // What the processor states wins: 10 W idle and 30 W busy for plain work.
      {.name = "OwnPower",
       .scenario = scenario("10 Gflop", ", power: {idle: 10 W, busy: 30 W}"),
       .expected = {{"energy_idle_j", 20}, {"energy_compute_j", 0.04}},
       .files = files},
      // The second comes when the first is half done; they share the core for 74 µs, then the second is alone for 37
      // µs: 111 µs each. 148 µs at the 200 W that the target draws for plain work.
      {.name = "ProcessorSharing",
       .scenario = scenario(two_kernels, ", queue: processor_sharing"),
       .expected = {{"latency_mean_s", 111e-6}, {"energy_compute_j", 148e-6 * 200}},
       .overrides = {"workload.applications.a.arrivals.every=37 us"},
       .files = files},
      // AlexNet, 714,188,480 MACs on the phone.
      {.name = "Model",
       .scenario = scenario("{model: alexnet}", "", "{kind: local}"),
       .expected = {{"latency_mean_s", 2 * 0.71418848}},
       .overrides = {"workload.applications.a.arrivals.count=1"},
       .files = files},
  };
}

TRADEWIND_WORKED_EXAMPLES(Kernels, examples());

}  // namespace
}  // namespace tradewind::testing
