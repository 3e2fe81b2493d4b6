// Worked examples: latency, bandwidth, sharing, routes, data that stays where it is.
#include "tests/contract/worked_example.hpp"

namespace tradewind::testing {
namespace {

const std::string three_phones = R"(
# Three phones send 1, 2 and 3 MB over one 1 MB/s medium from 0.01 s on. A third of it each until 3 s (1 MB each);
# half each until 3 + 1/0.5 = 5 s; then 1 MB alone until 6 s: 3.01, 5.01, 6.01 s. The server hears from 0.01 to 6.01 s.
# With `shared: false` 1.01, 2.01, 3.01 s.
platform:
  nodes:
    - {name: phone, tier: device, count: 3, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 4, speed: 1 Gflop/s}], power: {receive: 2 W}}
  links: [{name: wlan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms, shared: true}]
workload:
  applications:
    - {name: one, source: phone-0, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
    - {name: two, source: phone-1, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 2 MB, work: 0 flop}]}
    - {name: three, source: phone-2, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 3 MB, work: 0 flop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 9 s}
)";

const std::string both_ways = R"(
# 1 MB forth and 1 MB back at once, 1 MB/s, 10 ms: each way has its own bandwidth, 1.01 s; one medium 2.01 s.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: up, source: phone, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: server}]}
    - {name: down, source: server, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: phone}]}
run: {duration: 9 s}
)";

const std::string pairs = R"(
# Two phones, two servers, a link for each of the four pairs, 1 MB/s and 10 ms; three transfers of 1 MB on three pairs:
# 1.01 s each. As one medium for everyone: 3.01 s each.
platform:
  nodes:
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: a, source: phone-0, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: server-0}]}
    - {name: b, source: phone-0, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: server-1}]}
    - {name: c, source: phone-1, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: server-0}]}
run: {duration: 9 s}
)";

std::string attached(const std::string& how) {
  return R"(
# Four phones on two access points (no processors: they forward), each one 1 MB/s medium; 1, 2, 3 MB from phones 0, 1, 2.
# blocks: 0 and 1 share ap-0, half each until 2 s, then phone-1's last 1 MB until 3 s; phone-2 alone until 3 s. +2 ms.
# round_robin: 0 and 2 share ap-0, half each until 2 s, phone-2's last 2 MB until 4 s; phone-1 alone until 2 s. +2 ms.
platform:
  nodes:
    - {name: phone, tier: device, count: 4, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: ap, tier: edge, count: 2}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 4, speed: 1 Gflop/s}]}
  links:
    - {name: wlan, between: [phone, ap], bandwidth: 8 Mbps, latency: 1 ms, shared: true, attach: )" +
         how + R"(}
    - {name: lan, between: [ap, server], bandwidth: 80 Mbps, latency: 1 ms}
workload:
  applications:
    - {name: one, source: phone-0, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
    - {name: two, source: phone-1, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 2 MB, work: 0 flop}]}
    - {name: three, source: phone-2, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 3 MB, work: 0 flop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 9 s}
)";
}

const std::string across = R"(
# Station to station through an access point crosses the medium twice. Alone: 0.02 + 2 MB / 1 MB/s = 2.02 s.
# With 1 MB of phone-1 to the hub beside it: alone from 0.01 to 0.02 s (10 kB), then r + 2r = 1 MB/s, a third each, until
# 0.02 + 0.99 * 3 = 2.99 s; the 10 kB left across go at half: 2.99 + 0.02 = 3.01 s. Traffic counts each transfer once.
platform:
  nodes:
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: hub, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links: [{name: wlan, between: [phone, hub], bandwidth: 8 Mbps, latency: 10 ms, shared: true}]
workload:
  applications:
    - {name: across, source: phone-0, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: phone-1}]}
    - {name: up, source: phone-1, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: hub}]}
run: {duration: 9 s}
)";

const std::string relay = R"(
# Two servers in a row. Input 0.01 + 0.5/1 = 0.51 s; a 1/2 = 0.5 s; edge 0.005 + 1/10 = 0.105 s; b 1/4 = 0.25 s;
# output over both links 0.015 + 0.1/1 = 0.115 s: 1.48 s, of which transfer 0.73 and compute 0.75.
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
    - name: chain
      source: phone
      arrivals: {kind: periodic, every: 9 s, count: 1}
      tasks:
        - {name: a, input: 500 kB, work: 1 Gflop, on: near}
        - {name: b, needs: [a], work: 1 Gflop, output: 100 kB, on: far}
      edges: {a->b: 1 MB}
run: {duration: 9 s}
)";

std::string detour(const std::string& latency) {
  return R"(
# By the access point 10 + 10 ms at 1 MB/s, or directly at 10 MB/s. A direct link of 50 ms is the longer way: 0.02 + 1 s.
# At 20 ms both are as long and the one with fewer links wins: 0.02 + 0.1 s.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: ap, tier: edge}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: a, between: [phone, ap], bandwidth: 8 Mbps, latency: 10 ms}
    - {name: b, between: [ap, server], bandwidth: 8 Mbps, latency: 10 ms}
    - {name: direct, between: [phone, server], bandwidth: 80 Mbps, latency: )" +
         latency + R"(}
workload:
  applications:
    - {name: job, source: phone, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 9 s}
)";
}

std::string message(const std::string& input, const std::string& output, const std::string& node) {
  return R"(
# 1 s of work at 1 Gflop/s. 0 B is no transfer: 1 s. 1 B takes 10 ms + 1 us. Local data is not moved: 1 s, no traffic.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {transmit: 5 W, receive: 7 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: job, source: phone, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: )" +
         input + ", output: " + output + R"(, work: 1 Gflop}]}
policy: {offload: {kind: fixed, node: )" +
         node + R"(}}
run: {duration: 9 s}
)";
}

std::string network(const std::string& model, const std::string& shared) {
  return R"(
# 1 MB over 1 Gbit/s (125 MB/s) and 1 ms.
# fluid: 1 + 8 = 9 ms; with latency_factor 2 and bandwidth_factor 0.5: 2 + 16 = 18 ms.
# tcp (LV08): 13.01 ms + 1 MB / (0.97 * 125 MB/s) = 21.2574 ms in full duplex; on one medium the 5 % that load the way
# back share it: 13.01 ms + 1.05 * 1 MB / (0.97 * 125 MB/s) = 21.6703 ms.
# tcp without factors and cross traffic, window 20 kB: at most 20 kB / (2 * 1 ms) = 10 MB/s: 1 + 100 ms.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 1 Gbps, latency: 1 ms, shared: )" +
         shared + R"(}]
  network: )" +
         model + R"(
workload:
  applications:
    - {name: job, source: phone, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 9 s}
)";
}

const std::string star = R"(
# Three phones with links of 1, 2 and 4 MB/s to a switch, and 4.5 MB/s from there to the server; 1 ms each. Max-min: the
# slowest gets its 1, then 2 and 1.5 remain: 3.5 left for two, 1.75 each. So 1 MB/s, 1.75, 1.75: 1 MB, 1.75 MB and 1.75 MB
# all end at 1.002 s.
platform:
  nodes:
    - {name: slow, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: mid, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: fast, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: switch, tier: edge}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: a, between: [slow, switch], bandwidth: 8 Mbps, latency: 1 ms}
    - {name: b, between: [mid, switch], bandwidth: 16 Mbps, latency: 1 ms}
    - {name: c, between: [fast, switch], bandwidth: 32 Mbps, latency: 1 ms}
    - {name: up, between: [switch, server], bandwidth: 36 Mbps, latency: 1 ms}
workload:
  applications:
    - {name: one, source: slow, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
    - {name: two, source: mid, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1.75 MB, work: 0 flop}]}
    - {name: three, source: fast, arrivals: {kind: periodic, every: 9 s, count: 1}, tasks: [{name: t, input: 1.75 MB, work: 0 flop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 9 s}
)";

const std::vector<WorkedExample> examples{
    {"ThreePhonesShareAMedium",
     three_phones,
     {{"by_application.one.latency_mean_s", 3.01},
      {"by_application.two.latency_mean_s", 5.01},
      {"by_application.three.latency_mean_s", 6.01},
      {"traffic_bytes", 6e6},
      {"energy_network_j", 12}}},
    {"ThreePhonesWithLinksOfTheirOwn",
     three_phones,
     {{"by_application.one.latency_mean_s", 1.01},
      {"by_application.two.latency_mean_s", 2.01},
      {"by_application.three.latency_mean_s", 3.01},
      {"energy_network_j", 6}},
     {"platform.links.wlan.shared=false"}},
    {"BothWaysAtOnceInFullDuplex", both_ways, {{"latency_mean_s", 1.01}, {"latency_max_s", 1.01}}},
    {"BothWaysAtOnceOverOneMedium",
     both_ways,
     {{"latency_mean_s", 2.01}, {"latency_max_s", 2.01}},
     {"platform.links.lan.shared=true"}},
    {"ALinkForEachPairOfTwoGroups", pairs, {{"latency_mean_s", 1.01}, {"latency_max_s", 1.01}}},
    {"OneMediumForTwoGroups",
     pairs,
     {{"latency_mean_s", 3.01}, {"latency_max_s", 3.01}},
     {"platform.links.lan.shared=true"}},
    {"AttachedInBlocks",
     attached("blocks"),
     {{"by_application.one.latency_mean_s", 2.002},
      {"by_application.two.latency_mean_s", 3.002},
      {"by_application.three.latency_mean_s", 3.002}}},
    {"AttachedInTurn",
     attached("round_robin"),
     {{"by_application.one.latency_mean_s", 2.002},
      {"by_application.two.latency_mean_s", 2.002},
      {"by_application.three.latency_mean_s", 4.002}}},
    {"AttachedWithLinksOfTheirOwn",
     attached("blocks"),
     {{"by_application.one.latency_mean_s", 1.002},
      {"by_application.two.latency_mean_s", 2.002},
      {"by_application.three.latency_mean_s", 3.002}},
     {"platform.links.wlan.shared=false"}},
    {"AMediumCrossedTwice",
     across,
     {{"by_application.across.latency_mean_s", 3.01},
      {"by_application.up.latency_mean_s", 2.99},
      {"traffic_bytes", 2e6}}},
    {"AMediumCrossedTwiceAlone",
     across,
     {{"by_application.across.latency_mean_s", 2.02},
      {"traffic_bytes", 1e6},
      {"by_application.up.latency_mean_s", no_value}},
     {"workload.applications.up.arrivals={kind: none}"}},
    {"DataRelayedBetweenTwoServers",
     relay,
     {{"latency_mean_s", 1.48},
      {"transfer_mean_s", 0.73},
      {"compute_mean_s", 0.75},
      {"queueing_mean_s", 0},
      {"traffic_bytes", 1.6e6},
      {"offload_ratio", no_value}}},
    {"TheShortestWayByLatency", detour("50 ms"), {{"latency_mean_s", 1.02}}},
    {"FewestLinksAmongEquallyLongWays", detour("20 ms"), {{"latency_mean_s", 0.12}}},
    {"NoBytesAreNoTransfer",
     message("0 B", "0 B", "server"),
     {{"latency_mean_s", 1}, {"traffic_bytes", 0}, {"energy_network_j", 0}}},
    {"OneByteIsATransfer",
     message("1 B", "0 B", "server"),
     {{"latency_mean_s", 1.010001}, {"traffic_bytes", 1}, {"energy_network_j", 5e-6}}},
    {"OneByteBackIsATransfer",
     message("0 B", "1 B", "server"),
     {{"latency_mean_s", 1.010001}, {"traffic_bytes", 1}, {"energy_network_j", 7e-6}}},
    {"LocalDataIsNotMoved",
     message("1 MB", "1 MB", "phone"),
     {{"latency_mean_s", 1}, {"traffic_bytes", 0}, {"energy_network_j", 0}, {"offload_ratio", 0}}},
    {"FluidHasNoHiddenFactors", network("{kind: fluid}", "false"), {{"latency_mean_s", 9e-3}}},
    {"FluidWithFactors", network("{latency_factor: 2, bandwidth_factor: 0.5}", "false"), {{"latency_mean_s", 18e-3}}},
    {"TcpInFullDuplex", network("{kind: tcp}", "false"), {{"latency_mean_s", 13.01e-3 + 8e-3 / 0.97}}},
    {"TcpOverOneMedium", network("{kind: tcp}", "true"), {{"latency_mean_s", 13.01e-3 + 1.05 * 8e-3 / 0.97}}},
    {"TcpBoundByItsWindow",
     network("{kind: tcp, latency_factor: 1, bandwidth_factor: 1, cross_traffic: false, tcp_window: 20 kB}", "false"),
     {{"latency_mean_s", 0.101}}},
    {"MaxMinInAStar",
     star,
     {{"by_application.one.latency_mean_s", 1.002},
      {"by_application.two.latency_mean_s", 1.002},
      {"by_application.three.latency_mean_s", 1.002}}},
};

TRADEWIND_WORKED_EXAMPLES(Transfers, examples);

}  // namespace
}  // namespace tradewind::testing
