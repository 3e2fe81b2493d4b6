// Worked examples: every offload, variant and admission policy.
#include "tests/contract/worked_example.hpp"

namespace tradewind::testing {
namespace {

/// One task of 1 Gflop and 500 kB; a phone (1 Gflop/s), an edge (2) by 1 MB/s and 10 ms, a cloud (8) 10 MB/s and 40 ms
/// on.
std::string three_places(const std::string& policy,
                         const std::string& arrivals = "{kind: periodic, every: 10 s, count: 1}",
                         const std::string& deadline = "") {
  return R"(
# phone 1 s. edge 0.01 + 0.5 + 0.5 = 1.01 s. cloud 0.05 + 0.5 + 0.125 = 0.675 s.
# Energy: phone 2 W * 1 s = 2 J. edge 3 W * 0.5 s + 10 W * 0.5 s = 6.5 J. cloud 1.5 J + (40 W / 4 cores) * 0.125 s = 2.75 J.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {busy: 2 W, transmit: 3 W}}
    - {name: edge, tier: edge, processors: [{name: cpu, cores: 1, speed: 2 Gflop/s}], power: {busy: 10 W}}
    - {name: cloud, tier: cloud, processors: [{name: cpu, cores: 4, speed: 8 Gflop/s}], power: {busy: 40 W}}
  links:
    - {name: lan, between: [phone, edge], bandwidth: 8 Mbps, latency: 10 ms}
    - {name: wan, between: [edge, cloud], bandwidth: 80 Mbps, latency: 40 ms}
workload:
  applications:
    - {name: a, source: phone, )" +
         deadline + "arrivals: " + arrivals + R"(, tasks: [{name: t, input: 500 kB, work: 1 Gflop}]}
policy: {offload: )" +
         policy + R"(}
run: {duration: 100 s}
)";
}

const std::string three = "{kind: periodic, every: 10 s, count: 3}";

/// No data to move: requests at 0, 0.1, 0.2 … s of 1 Gflop; phone 1 Gflop/s, two servers of 2 Gflop/s, one core each.
std::string burst(const std::string& policy, int count) {
  return R"(
# 1 s at the phone, 0.5 s at a server.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, count: 2, processors: [{name: cpu, cores: 1, speed: 2 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 0.1 s, count: )" +
         std::to_string(count) + R"(}, tasks: [{name: t, work: 1 Gflop}]}
    - {name: late, source: phone, arrivals: {kind: none}, tasks: [{name: t, work: 1 Gflop}]}
policy: {offload: )" +
         policy + R"(}
run: {duration: 10 s}
)";
}

const std::string nearest = R"(
# Two edges, 20 ms and 5 ms away; the nearer has 1 Gflop/s. 1 B there: 0.005 + 1 us + 1 s.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: fast, tier: edge, processors: [{name: cpu, cores: 1, speed: 10 Gflop/s}]}
    - {name: near, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: island, tier: edge, processors: [{name: cpu, cores: 1, speed: 100 Gflop/s}]}
  links:
    - {name: a, between: [phone, fast], bandwidth: 8 Mbps, latency: 20 ms}
    - {name: b, between: [phone, near], bandwidth: 8 Mbps, latency: 5 ms}
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 99 s, count: 1}, tasks: [{name: t, input: 1 B, work: 1 Gflop}]}
policy: {offload: {kind: edge}}
run: {duration: 10 s}
)";

std::string two_processors(const std::string& node) {
  return R"(
# cpu 2 s, gpu 0.02 s. `server` is its first processor.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}, {name: gpu, cores: 1, speed: 100 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 99 s, count: 1}, tasks: [{name: t, work: 2 Gflop}]}
policy: {offload: )" +
         node + R"(}
run: {duration: 10 s}
)";
}

std::string variants(const std::string& deadline, const std::string& variant) {
  return R"(
# small 1 s, accuracy 0.62; large 9 s, 0.76; local, one request.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - name: a
      source: phone
      deadline: )" +
         deadline + R"(
      arrivals: {kind: periodic, every: 99 s, count: 1}
      tasks:
        - name: t
          variants:
            - {name: large, work: 9 Gflop, accuracy: 0.76}
            - {name: small, work: 1 Gflop, accuracy: 0.62}
policy: {variant: )" +
         variant + R"(}
run: {duration: 10 s}
)";
}

const std::string splits = R"(
# Split points. whole: 4 s at the phone. half: 1 s there, 100 kB up (0.1 s), 0.5 s at the server, accuracy 0.9.
# Predicted for `half` is the critical path: 1.6 s.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 6 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 0 s}]
workload:
  applications:
    - name: a
      source: phone
      arrivals: {kind: periodic, every: 99 s, count: 1}
      tasks: [{name: all, work: 4 Gflop, at: source}]
      variants:
        - {name: whole, accuracy: 0.95}
        - name: half
          accuracy: 0.9
          tasks:
            - {name: head, work: 1 Gflop, at: source}
            - {name: tail, needs: [head], work: 3 Gflop, on: server}
          edges: {head->tail: 100 kB}
run: {duration: 10 s}
)";

std::string admission(const std::string& policy) {
  return R"(
# Requests at 0, 1, 2, 3, 4 s, 2 s of work, deadline 3.5 s after issue.
# No reserve: 0-2; at 1 s predicted 1 + 2 s: 2-4; at 2 s 2 + 2 > 3.5: no; at 3 s 1 + 2: 4-6; at 4 s 2 + 2: no. 2, 3, 3 s.
# 1 s in reserve: 2 + 1 is admitted, 3 + 1 is not: those of 0, 2, 4 s, 2 s each.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - {name: a, source: phone, deadline: 3.5 s, arrivals: {kind: periodic, every: 1 s, count: 5}, tasks: [{name: t, work: 2 Gflop}]}
policy: {admission: )" +
         policy + R"(}
run: {duration: 10 s}
)";
}

const std::vector<WorkedExample> examples{
    {"Local", three_places("{kind: local}"), {{"latency_mean_s", 1}, {"offload_ratio", 0}, {"energy_total_j", 2}}},
    {"Fixed",
     three_places("{kind: fixed, node: edge}"),
     {{"latency_mean_s", 1.01}, {"offload_ratio", 1}, {"energy_total_j", 6.5}}},
    {"Edge", three_places("{kind: edge}"), {{"latency_mean_s", 1.01}}},
    {"Cloud", three_places("{kind: cloud}"), {{"latency_mean_s", 0.675}, {"energy_total_j", 2.75}}},
    {"TheNearestEdge", nearest, {{"latency_mean_s", 1.005001}}},
    {"TheIslandIsNoCandidate", nearest, {{"latency_mean_s", 0.120001}}, {"policy.offload={kind: shortest_completion}"}},
    {"OneCandidateAtRandom", three_places("{kind: random, nodes: [cloud]}"), {{"latency_mean_s", 0.675}}},
    {"RoundRobin",
     three_places("{kind: round_robin}", three),
     {{"latency_mean_s", (1 + 1.01 + 0.675) / 3}, {"offload_ratio", 2.0 / 3}}},
    {"RoundRobinOverNamedNodes",
     three_places("{kind: round_robin, nodes: [cloud, phone]}", three),
     {{"latency_mean_s", (0.675 + 1 + 0.675) / 3}}},
    {"WeightedRoundRobin",
     three_places("{kind: weighted_round_robin, weights: {phone: 2, edge: 1}}", three),
     {{"latency_mean_s", 3.01 / 3}, {"offload_ratio", 1.0 / 3}}},
    // Busy phone at 0.1 s (0.9 s left): server-0; at 0.2 s server-1; at 0.3 s phone 0.7, server-0 0.3, server-1 0.4:
    // server-0 until 0.6 + 0.5: 0.8 s.
    {"LeastLoaded", burst("{kind: least_loaded}", 4), {{"latency_mean_s", (1 + 0.5 + 0.5 + 0.8) / 4}}},
    // 1, 1, 1 there at 0.3 s: the first in the file, the phone, until 2 s.
    {"JoinShortestQueue", burst("{kind: join_shortest_queue}", 4), {{"latency_mean_s", (1 + 0.5 + 0.5 + 1.7) / 4}}},
    // A group stands for its members: server-0, server-1, then 1 and 1: server-0 until 1 s.
    {"JoinShortestQueueOfAGroup",
     burst("{kind: join_shortest_queue, nodes: [server]}", 3),
     {{"latency_mean_s", (0.5 + 0.5 + 0.8) / 3}}},
    {"PowerOfAllIsJoinShortestQueue",
     burst("{kind: power_of_d, d: 3}", 4),
     {{"latency_mean_s", (1 + 0.5 + 0.5 + 1.7) / 4}}},
    // Ends at 0.5 (server-0), 0.6 (server-1), and at 0.2 s: phone 1.2, server-0 1.0, server-1 1.1: server-0.
    {"ShortestCompletion", burst("{kind: shortest_completion}", 3), {{"latency_mean_s", (0.5 + 0.5 + 0.8) / 3}}},
    {"ShortestCompletionCountsTransfers", three_places("{kind: shortest_completion}"), {{"latency_mean_s", 0.675}}},
    // Two at the phone from 0.1 s on: away at 0.2 (server-0) and 0.3 s (server-1); 1, 1.9, 0.5, 0.5. At 1.5 s one is
    // left, more than return_at: away, 0.5. At 2.5 s none: local again, 1 s.
    {"Threshold",
     burst("{kind: threshold, offload_at: 2, return_at: 0, to: server}", 4),
     {{"by_application.a.latency_mean_s", (1 + 1.9 + 0.5 + 0.5) / 4},
      {"by_application.late.latency_mean_s", 0.75},
      {"offload_ratio", 0.5}},
     {"workload.applications.late.arrivals={kind: periodic, phase: 1.5 s, every: 1 s, count: 2}"}},
    // Without hysteresis the request of 1.5 s stays: it waits until 2 s and ends at 3; that of 2.5 s runs from 3 to 4
    // s.
    {"ThresholdThatReturnsAtOnce",
     burst("{kind: threshold, offload_at: 2, return_at: 1, to: server-1}", 3),
     {{"by_application.a.latency_mean_s", (1 + 1.9 + 0.5) / 3},
      {"by_application.late.latency_mean_s", 1.5},
      {"offload_ratio", 0.2}},
     {"workload.applications.late.arrivals={kind: periodic, phase: 1.5 s, every: 1 s, count: 2}"}},
    {"MinEnergy", three_places("{kind: min_energy}"), {{"latency_mean_s", 1}, {"energy_total_j", 2}}},
    {"MinEnergyInTime",
     three_places("{kind: min_energy}", three, "deadline: 0.9 s, "),
     {{"latency_mean_s", 0.675}, {"energy_total_j", 8.25}, {"deadline_miss_ratio", 0}}},
    {"MinEnergyWhenNoneIsInTime",
     three_places("{kind: min_energy}", three, "deadline: 0.6 s, "),
     {{"latency_mean_s", 0.675}, {"deadline_miss_ratio", 1}}},
    {"WeightedByTimeOnly", three_places("{kind: weighted, omega: 1}"), {{"latency_mean_s", 0.675}}},
    {"WeightedByEnergyOnly", three_places("{kind: weighted, omega: 0}"), {{"latency_mean_s", 1}}},
    // phone 0.2 * 0.990 + 0.8 * 0.308 = 0.444; cloud 0.2 * 0.668 + 0.8 * 0.423 = 0.472. At 0.3: 0.512 against 0.497.
    {"WeightedALittleByTime", three_places("{kind: weighted, omega: 0.2}"), {{"latency_mean_s", 1}}},
    {"WeightedMoreByTime", three_places("{kind: weighted, omega: 0.3}"), {{"latency_mean_s", 0.675}}},
    {"ANodeIsItsFirstProcessor",
     two_processors("{kind: fixed, node: server}"),
     {{"latency_mean_s", 2}, {"by_node.server.utilisation", 0.1}}},
    {"AProcessorOfANode",
     two_processors("{kind: fixed, node: server.gpu}"),
     {{"latency_mean_s", 0.02}, {"by_node.server.processors.gpu.utilisation", 0.002}}},
    {"AProcessorAsACandidate",
     two_processors("{kind: shortest_completion, nodes: [phone, server.gpu]}"),
     {{"latency_mean_s", 0.02}}},
    {"TheFirstVariant", variants("20 s", "{kind: first}"), {{"latency_mean_s", 9}, {"accuracy_mean", 0.76}}},
    {"ANamedVariant", variants("20 s", "{kind: named, name: small}"), {{"latency_mean_s", 1}, {"accuracy_mean", 0.62}}},
    {"TheFastestVariant", variants("20 s", "{kind: fastest}"), {{"latency_mean_s", 1}, {"accuracy_mean", 0.62}}},
    {"TheMostAccurateVariant",
     variants("10 s", "{kind: most_accurate}"),
     {{"latency_mean_s", 9}, {"accuracy_mean", 0.76}}},
    {"TheMostAccurateVariantInTime",
     variants("5 s", "{kind: most_accurate}"),
     {{"latency_mean_s", 1}, {"accuracy_mean", 0.62}, {"deadline_miss_ratio", 0}}},
    {"TheFastestWhenNoVariantIsInTime",
     variants("0.5 s", "{kind: most_accurate}"),
     {{"latency_mean_s", 1}, {"accuracy_mean", 0.62}, {"deadline_miss_ratio", 1}}},
    {"TheFirstSplit", splits, {{"latency_mean_s", 4}, {"accuracy_mean", 0.95}}},
    {"TheFastestSplit",
     splits,
     {{"latency_mean_s", 1.6}, {"accuracy_mean", 0.9}, {"traffic_bytes", 1e5}},
     {"policy.variant={kind: fastest}"}},
    {"TheMostAccurateSplitInTime",
     splits,
     {{"latency_mean_s", 1.6}, {"accuracy_mean", 0.9}},
     {"policy.variant={kind: most_accurate}", "workload.applications.a.deadline=2 s"}},
    {"AdmitAll",
     admission("{kind: none}"),
     {{"requests_completed", 5}, {"latency_mean_s", 4}, {"deadline_miss_ratio", 0.6}}},
    {"AdmitByDeadline",
     admission("{kind: deadline}"),
     {{"requests_completed", 3}, {"requests_dropped", 2}, {"latency_mean_s", 8.0 / 3}, {"deadline_miss_ratio", 0.4}}},
    {"AdmitByDeadlineWithReserve",
     admission("{kind: deadline, reserve: 1 s}"),
     {{"requests_completed", 3}, {"requests_dropped", 2}, {"latency_mean_s", 2}, {"deadline_miss_ratio", 0.4}}},
    // 0-2, waiting until 4; at 2 s one or none waits beside the one running: limit 1 admits those of 0, 2, 4 s.
    {"AdmitByQueueLength",
     admission("{kind: queue_length, limit: 1}"),
     {{"requests_completed", 3}, {"requests_dropped", 2}, {"latency_mean_s", 2}}},
};

TRADEWIND_WORKED_EXAMPLES(Policies, examples);

}  // namespace
}  // namespace tradewind::testing
