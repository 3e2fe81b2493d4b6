// Worked examples: queues, arrivals, DAGs, deadlines and how requests are counted.
#include "tests/contract/worked_example.hpp"

namespace tradewind::testing {
namespace {

const std::string queue = R"(
# One core. first runs 0-1 s. Waiting then: a (3 s, issued 0.1, deadline 20 s), b (2 s, 0.2, 5 s), c (1 s, 0.3, 10 s, priority 5).
# fifo: a until 4, b 6, c 7: 3.9, 5.8 (a miss), 6.7 s. edf (5.2, 10.3, 20.1): b 3, c 4, a 7: 2.8, 3.7, 6.9 s.
# priority: c 2, a 5, b 7: 1.7, 4.9, 6.8 s (a miss). sjf: c 2, b 4, a 7: 1.7, 3.8, 6.9 s.
# Tasks present, over the 10 s: (1 + 3.9 + 5.8 + 6.7) / 10 for fifo.
platform:
  nodes:
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
workload:
  applications:
    - {name: first, source: server, arrivals: {kind: periodic, every: 99 s, count: 1}, tasks: [{name: t, work: 1 Gflop}]}
    - {name: a, source: server, deadline: 20 s, arrivals: {kind: periodic, every: 99 s, phase: 0.1 s, count: 1}, tasks: [{name: t, work: 3 Gflop}]}
    - {name: b, source: server, deadline: 5 s, arrivals: {kind: periodic, every: 99 s, phase: 0.2 s, count: 1}, tasks: [{name: t, work: 2 Gflop}]}
    - {name: c, source: server, deadline: 10 s, priority: 5, arrivals: {kind: periodic, every: 99 s, phase: 0.3 s, count: 1}, tasks: [{name: t, work: 1 Gflop}]}
run: {duration: 10 s}
)";

const std::string sharing = R"(
# Two cores shared by three tasks of 2 s each; two from 0 s, one from 1 s. Alone on a core until 1 s (1 s left each), then
# 2/3 of a core each: the first two end at 1 + 1.5 = 2.5 s. The third has had 1 s and runs alone until 3.5 s.
# All take 2.5 s, none queues; 6 core seconds of 2 * 10.
platform:
  nodes:
    - {name: server, tier: edge, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s, queue: processor_sharing}], power: {busy: 8 W}}
workload:
  applications:
    - {name: a, source: server, arrivals: {kind: periodic, every: 99 s, count: 1}, tasks: [{name: t, work: 2 Gflop}]}
    - {name: b, source: server, arrivals: {kind: periodic, every: 99 s, count: 1}, tasks: [{name: t, work: 2 Gflop}]}
    - {name: c, source: server, arrivals: {kind: periodic, every: 99 s, phase: 1 s, count: 1}, tasks: [{name: t, work: 2 Gflop}]}
run: {duration: 10 s}
)";

const std::string mistaken = R"(
# Requests every second, 2 s of work on one core, deadline 2.5 s, cut at 5 s. The first ends at 2 s in time, the second at
# 4 s after 3 s: a miss; the third's deadline was 4.5 s: unfinished past it; the last two may still make it and do not
# count: 2 of 3. By 4.5 s (horizon) the third's deadline is just reached, not past: 1 of 2.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - {name: a, source: phone, deadline: 2.5 s, arrivals: {kind: periodic, every: 1 s, count: 5}, tasks: [{name: t, work: 2 Gflop}]}
run: {duration: 5 s, stop: horizon}
)";

const std::string refused = R"(
# Requests at 0, 1, 2, 3 s, 2.5 s of work each, at most two at the processor. 0-2.5, 2.5-5; at 2 s two are there: refused;
# at 3 s one is: 5-7.5. Latencies 2.5, 4, 4.5; queueing 0, 1.5, 2. Of four with a deadline one failed it.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - {name: a, source: phone, deadline: 10 s, arrivals: {kind: periodic, every: 1 s, count: 4}, tasks: [{name: t, work: 2.5 Gflop}]}
policy: {admission: {kind: queue_length, limit: 2}}
run: {duration: 5 s}
)";

const std::string loop = R"(
# Two slots, think 1 s, 2 s of work on one core, five requests. Both issue at 1 s: 1-3 and 3-5. Slot 0 again at 4: 5-7;
# slot 1 at 6: 7-9; slot 0 at 8: 9-11. Latencies 2, 4, 3, 3, 3. No duration: it ends at 11 s.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: closed_loop, think: 1 s, concurrency: 2, count: 5}, tasks: [{name: t, work: 2 Gflop}]}
run: {seed: 1}
)";

const std::string loop_refused = R"(
# Two slots, think 1.5 s, 2 s of work, one task at a time. At 1.5 s slot 0 runs (until 3.5) and slot 1 is refused, which
# ends its request: again at 3.0 s, refused; 4.5 s is after the 4 s. Three issued, one completed.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: closed_loop, think: 1.5 s, concurrency: 2}, tasks: [{name: t, work: 2 Gflop}]}
policy: {admission: {kind: queue_length, limit: 1}}
run: {duration: 4 s}
)";

const std::string periodic = R"(
# start 1 s, phase 0.5 s, every 2 s, three: 1.5, 3.5, 5.5 s; 1 s of work each. Measured from 2 s: two issued; three end in
# the 8 s; 0.5 + 1 + 1 of the core's 8 s are busy.
platform:
  nodes: [{name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 2 s, phase: 0.5 s, start: 1 s, count: 3}, tasks: [{name: t, work: 1 Gflop}]}
run: {duration: 10 s, warmup: 2 s}
)";

std::string trace(const std::string& deal) {
  return R"(
# Rows at 10, 11 and 13 s (the first is subtracted: 0, 1, 3): 1, 2, 3 tokens of 1 s and 1, 2, 3 hundred kB over 1 MB/s:
# 1.1, 2.2, 3.3 s, mean 2.2 s, 600 kB, last end 6.3 s. Dealt to two phones: phone-0 has rows 1 and 3. Each: all twice.
platform:
  nodes:
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {transmit: 1 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 8, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 0 s}]
workload:
  applications:
    - name: a
      source: phone
      arrivals: {kind: trace, file: rows.csv, time: {column: at, format: s}, deal: )" +
         deal + R"(}
      tasks:
        - {name: t, input: {kind: column, name: size, scale: 1 kB}, work: {kind: column, name: tokens, scale: 1 Gflop}}
policy: {offload: {kind: fixed, node: server}}
run: {seed: 1}
)";
}
const std::map<std::string, std::string> rows{{"rows.csv", "at,tokens,size\n10,1,100\n11,2,200\n13,3,300\n"}};
const std::map<std::string, std::string> iso_rows{
    {"rows.csv",
     "at,tokens,size\n2023-11-16 18:15:46.5,1,100\n2023-11-16 18:15:47.5,2,200\n2023-11-16 18:15:49.5000,3,300\n"}};

std::string fan_in(const std::string& fuse, const std::string& policy) {
  return R"(
# a: 1 s at the phone. b: 1 MB over 1 MB/s and 10 ms, 0.5 s at near: 1.51 s. fuse at far (4 Gflop/s), 2 Gflop: 0.5 s.
# Pinned: a's 0.5 MB leave at 1 s, 15 ms, 1 MB/s: 1.515 s; b's 1 MB leave at 1.51 s, 5 ms, 10 MB/s: 1.615 s; fuse until
# 2.115 s; 10 kB back 15 + 10 ms: 2.14 s.
# Placed by the policy, which decides when the last predecessor has ended (reading chosen: only then does data leave):
# both leave at 1.51 s; a's arrive at 1.51 + 0.015 + 0.5 = 2.025 s; fuse until 2.525 s: 2.55 s. Policies with one answer
# for ever (fixed, local, edge, cloud) count as pinned.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: near, tier: edge, processors: [{name: cpu, cores: 1, speed: 2 Gflop/s}]}
    - {name: far, tier: cloud, processors: [{name: cpu, cores: 1, speed: 4 Gflop/s}]}
  links:
    - {name: lan, between: [phone, near], bandwidth: 8 Mbps, latency: 10 ms}
    - {name: wan, between: [near, far], bandwidth: 80 Mbps, latency: 5 ms}
workload:
  applications:
    - name: app
      source: phone
      arrivals: {kind: periodic, every: 99 s, count: 1}
      tasks:
        - {name: a, work: 1 Gflop, at: source}
        - {name: b, input: 1 MB, work: 1 Gflop, on: near}
        - {name: fuse, needs: [a, b], work: 2 Gflop, output: 10 kB)" +
         fuse + R"(}
      edges: {a->fuse: 500 kB, b->fuse: 1 MB}
policy: {offload: )" +
         policy + R"(}
run: {duration: 9 s}
)";
}

const std::string fork = R"(
# Two last tasks: one ends at the server at 1 + 2 s and has no output, the other's 100 kB are back after 1 + 1 + 0.1 s.
# Latency is the later: 3 s. Compute 1 + 2 + 1 s, transfer 0.1 s: summed over tasks, more than the latency.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 0 s}]
workload:
  applications:
    - name: app
      source: phone
      arrivals: {kind: periodic, every: 99 s, count: 1}
      tasks:
        - {name: head, work: 1 Gflop}
        - {name: long, needs: [head], work: 2 Gflop}
        - {name: answer, needs: [head], work: 1 Gflop, output: 100 kB}
      edges: {head->long: 5 MB, head->answer: 5 MB}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 9 s}
)";

const std::string sources = R"(
# A group of five issues one request each per 2 s, four of each within 8 s: 20. Local, 0.5 s each.
platform:
  nodes: [{name: phone, tier: device, count: 5, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}], power: {idle: 1 W, busy: 3 W}}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 2 s}, tasks: [{name: t, work: 0.5 Gflop}]}
run: {duration: 8 s}
)";

const std::string a = "by_application.a.latency_mean_s", b = "by_application.b.latency_mean_s",
                  c = "by_application.c.latency_mean_s";

const std::vector<WorkedExample> examples{
    {"FirstComeFirstServed",
     queue,
     {{a, 3.9},
      {b, 5.8},
      {c, 6.7},
      {"deadline_miss_ratio", 1.0 / 3},
      {"by_node.server.utilisation", 0.7},
      {"by_node.server.tasks_present_mean", 1.74},
      {"by_application.b.deadline_miss_ratio", 1},
      {"by_application.first.deadline_miss_ratio", no_value},
      {"queueing_mean_s", (0.9 + 3.8 + 5.7) / 4}}},
    {"EarliestDeadlineFirst",
     queue,
     {{a, 6.9}, {b, 2.8}, {c, 3.7}, {"deadline_miss_ratio", 0}},
     {"platform.nodes.server.processors.cpu.queue=edf"}},
    {"HighestPriorityFirst",
     queue,
     {{a, 4.9}, {b, 6.8}, {c, 1.7}, {"deadline_miss_ratio", 1.0 / 3}},
     {"platform.nodes.server.processors.cpu.queue=priority"}},
    {"ShortestJobFirst",
     queue,
     {{a, 6.9}, {b, 3.8}, {c, 1.7}, {"deadline_miss_ratio", 0}},
     {"platform.nodes.server.processors.cpu.queue=sjf"}},
    {"ProcessorSharingOnTwoCores",
     sharing,
     {{a, 2.5},
      {b, 2.5},
      {c, 2.5},
      {"queueing_mean_s", 0},
      {"compute_mean_s", 2.5},
      {"by_node.server.utilisation", 0.3},
      {"energy_compute_j", 24}}},
    // fifo: c waits for a core until 2 s and ends at 4 s.
    {"TwoCoresFirstComeFirstServed",
     sharing,
     {{a, 2}, {b, 2}, {c, 3}, {"by_node.server.utilisation", 0.3}, {"energy_compute_j", 24}},
     {"platform.nodes.server.processors.cpu.queue=fifo"}},
    {"MissesAndUnfinished",
     mistaken,
     {{"requests_issued", 5},
      {"requests_completed", 2},
      {"requests_unfinished", 3},
      {"deadline_miss_ratio", 2.0 / 3},
      {"latency_mean_s", 2.5},
      {"latency_max_s", 3},
      {"throughput_per_s", 0.4}}},
    {"ADeadlineJustReachedIsNotMissed",
     mistaken,
     {{"requests_issued", 5}, {"requests_unfinished", 3}, {"deadline_miss_ratio", 0.5}},
     {"run.duration=4.5 s"}},
    // Drained: 2, 3, 4, 5, 6 s, all but the first late.
    {"LateRequestsComplete",
     mistaken,
     {{"requests_completed", 5}, {"deadline_miss_ratio", 0.8}, {"latency_mean_s", 4}, {"simulated_s", 10}},
     {"run.stop=drain"}},
    {"RefusedByQueueLength",
     refused,
     {{"requests_issued", 4},
      {"requests_completed", 3},
      {"requests_dropped", 1},
      {"deadline_miss_ratio", 0.25},
      {"latency_mean_s", 11.0 / 3},
      {"queueing_mean_s", 3.5 / 3},
      {"simulated_s", 7.5},
      {"throughput_per_s", 0.4},
      {"by_node.phone.utilisation", 1}}},
    {"ClosedLoopWithTwoSlots",
     loop,
     {{"requests_issued", 5},
      {"latency_mean_s", 3},
      {"latency_max_s", 4},
      {"simulated_s", 11},
      {"throughput_per_s", 5.0 / 11}}},
    {"RefusedRequestsEndTheirSlotsTurn",
     loop_refused,
     {{"requests_issued", 3}, {"requests_completed", 1}, {"requests_dropped", 2}, {"simulated_s", 4}}},
    {"PeriodicWithStartPhaseAndCount",
     periodic,
     {{"requests_issued", 2},
      {"requests_completed", 2},
      {"throughput_per_s", 3.0 / 8},
      {"by_node.phone.utilisation", 2.5 / 8},
      {"latency_mean_s", 1},
      {"simulated_s", 10}}},
    {"ATraceInTurn",
     trace("round_robin"),
     {{"requests_issued", 3},
      {"latency_mean_s", 2.2},
      {"latency_max_s", 3.3},
      {"traffic_bytes", 6e5},
      {"simulated_s", 6.3},
      {"throughput_per_s", 3 / 6.3},
      {"transfer_mean_s", 0.2},
      {"compute_mean_s", 2}},
     {},
     rows},
    {"ATraceForEach",
     trace("each"),
     {{"requests_issued", 6}, {"latency_mean_s", 2.2}, {"traffic_bytes", 1.2e6}, {"energy_network_j", 1.2}},
     {},
     rows},
    {"ATraceWithIsoDates",
     trace("round_robin"),
     {{"requests_issued", 3}, {"latency_mean_s", 2.2}, {"simulated_s", 6.3}},
     {"workload.applications.a.arrivals.time.format=iso"},
     iso_rows},
    // Twice as fast, from 1 s on: dates 1, 1.5, 2.5 s; the first upload of 0.1 s is over when the second begins.
    {"ATraceTwiceAsFast",
     trace("round_robin"),
     {{"requests_issued", 3}, {"latency_mean_s", 2.2}, {"simulated_s", 5.8}},
     {"workload.applications.a.arrivals.speedup=2", "workload.applications.a.arrivals.start=1 s"},
     rows},
    // Rows from 3 s on are not issued: 1.1 and 2.2 s.
    {"ATraceCutByDuration",
     trace("round_robin"),
     {{"requests_issued", 2}, {"latency_mean_s", 1.65}, {"simulated_s", 3.2}},
     {"run.duration=3 s"},
     rows},
    {"FanInPinned",
     fan_in(", on: far", "{kind: local}"),
     {{"latency_mean_s", 2.14}, {"traffic_bytes", 2.51e6}, {"offload_ratio", no_value}}},
    {"FanInFixed", fan_in("", "{kind: fixed, node: far}"), {{"latency_mean_s", 2.14}, {"offload_ratio", 1}}},
    {"FanInNearestCloud", fan_in("", "{kind: cloud}"), {{"latency_mean_s", 2.14}, {"offload_ratio", 1}}},
    {"FanInPlacedByThePolicy",
     fan_in("", "{kind: shortest_completion, nodes: [far]}"),
     {{"latency_mean_s", 2.55}, {"offload_ratio", 1}}},
    {"LatencyIsTheLastOfTheLastTasks",
     fork,
     {{"latency_mean_s", 3}, {"compute_mean_s", 4}, {"transfer_mean_s", 0.1}, {"traffic_bytes", 1e5}}},
    {"EachMemberOfAGroupIssues",
     sources,
     {{"requests_issued", 20},
      {"latency_mean_s", 0.5},
      {"offload_ratio", 0},
      {"by_node.phone.utilisation", 10.0 / 80},
      {"energy_idle_j", 40},
      {"energy_compute_j", 10},
      {"by_node.phone.energy_j", 50},
      {"energy_per_request_j", 2.5}}},
};

TRADEWIND_WORKED_EXAMPLES(Requests, examples);

}  // namespace
}  // namespace tradewind::testing
