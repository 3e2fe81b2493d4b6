// Worked examples: energy, cost, carbon, and what the measured window cuts off.
#include "tests/contract/worked_example.hpp"

namespace tradewind::testing {
namespace {

const std::string cores = R"(
# Eight cores, 80 W idle, 240 W busy: 20 W a core. Three tasks of 10, 20 and 30 s from 0 s on, watched for 50 s:
# idle 80 * 50 = 4000 J, compute 20 * (10 + 20 + 30) = 1200 J, utilisation 60 / (8 * 50) = 0.15.
# Measured from 15 s: idle 80 * 35 = 2800 J, compute 20 * (0 + 5 + 15) = 400 J, utilisation 20 / (8 * 35); no request issued.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: cloud, processors: [{name: cpu, cores: 8, speed: 2 Gflop/s}], power: {idle: 80 W, busy: 240 W}}
  links: [{name: lan, between: [phone, server], bandwidth: 1 Gbps, latency: 0 s}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, work: 20 Gflop}]}
    - {name: b, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, work: 40 Gflop}]}
    - {name: c, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, work: 60 Gflop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 50 s, stop: horizon}
)";

const std::string processors = R"(
# Power per processor: cpu 10 W idle, 30 W busy on two cores (10 W a core); gpu 20 W idle, 220 W busy. 10 s: idle 300 J;
# 2 s on the gpu 400 J, 3 s on one core of the cpu 30 J. Carbon: 360 g/kWh * 730 J = 0.073 g.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - name: server
      tier: edge
      processors:
        - {name: cpu, cores: 2, speed: 1 Gflop/s, power: {idle: 10 W, busy: 30 W}}
        - {name: gpu, cores: 1, speed: 100 Gflop/s, power: {idle: 20 W, busy: 220 W}}
      carbon: 360 g/kWh
  links: [{name: lan, between: [phone, server], bandwidth: 1 Gbps, latency: 0 s}]
workload:
  applications:
    - {name: heavy, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, work: 200 Gflop, on: server.gpu}]}
    - {name: light, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, work: 3 Gflop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 10 s}
)";

const std::string radio = R"(
# Two uploads of 1 MB at once over 1 MB/s, 10 ms: both last until 2.01 s. The phone transmits 2 s at 2 W = 4 J, once for
# both; the server receives 2 s at 3 W = 6 J; the access point on the way draws its idle 1 W only. 10 s: idle 10 J.
# Measured from 0.51 s: 1.5 s are left, 3 + 4.5 J, 1 W * 9.49 s, 1.5 MB; both requests were issued before.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {transmit: 2 W, receive: 9 W}}
    - {name: ap, tier: edge, power: {idle: 1 W, transmit: 50 W, receive: 50 W}}
    - {name: server, tier: cloud, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {transmit: 9 W, receive: 3 W}}
  links:
    - {name: wlan, between: [phone, ap], bandwidth: 8 Mbps, latency: 4 ms}
    - {name: wan, between: [ap, server], bandwidth: 80 Mbps, latency: 6 ms}
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
    - {name: b, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 10 s}
)";

const std::string round_trip = R"(
# 1 MB up (1 s at 2 W and 3 W), 1 s of work at 10 W more, 0.5 MB down (0.5 s at 4 W and 1 W): network 5 + 2.5 J, compute
# 10 J, idle (1 + 5) W * 10 s. Device: 10 + 2 + 0.5 J; edge: 50 + 3 + 2 + 10 J. Per request 77.5 J / 1.
# Latency 0.01 + 1 + 1 + 0.01 + 0.5 = 2.52 s.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {idle: 1 W, transmit: 2 W, receive: 1 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}], power: {idle: 5 W, busy: 25 W, transmit: 4 W, receive: 3 W}}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 1 MB, output: 500 kB, work: 1 Gflop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 10 s}
)";

std::string powered_link(const std::string& extra) {
  return R"(
# A link of 1 W idle, 3 W busy: 10 s idle 10 J; 1 s forth at full rate and 0.5 s back add 2 W * 1.5 s = 3 J, counted at the
# device end. Reading chosen: a link idles once, each direction in use adds (busy - idle) * its usage.
# A group of three has three links (30 J idle); one medium idles once. On one medium 1.5 MB take 1.5 s: 3 J all the same.
platform:
  nodes:
    - {name: phone, tier: device, count: )" +
         extra + R"(, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: cloud, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 0 s, power: {idle: 1 W, busy: 3 W}}]
workload:
  applications:
    - {name: up, source: server, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 0 flop, on: phone)" +
         (extra == "1" ? "" : "-1") + R"(}]}
    - {name: down, source: phone)" +
         (extra == "1" ? "" : "-1") +
         R"(, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 500 kB, work: 0 flop, on: server}]}
run: {duration: 10 s}
)";
}

const std::string half_used = R"(
# Two links in a row, 1 and 4 MB/s, each 0 W idle and 8 W busy. 2 MB take 2 s: the first is full (16 J), the second is used
# by a quarter (4 J). The first counts at the device, the second at the edge (the lower of its ends) unless told otherwise.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: ap, tier: edge}
    - {name: server, tier: cloud, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: wlan, between: [phone, ap], bandwidth: 8 Mbps, latency: 0 s, power: {idle: 0 W, busy: 8 W}}
    - {name: wan, between: [ap, server], bandwidth: 32 Mbps, latency: 0 s, power: {idle: 0 W, busy: 8 W}}
workload:
  applications:
    - {name: up, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 2 MB, work: 0 flop, on: server}]}
run: {duration: 10 s}
)";

const std::string prices = R"(
# Three servers at 3.6 USD/h for 100 s: 0.3 USD, 0.27 from 10 s on. 120 W each: 3 * 12 kJ = 0.01 kWh at 300 g/kWh: 3 g.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: cloud, count: 3, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {idle: 120 W}, price: 3.6 USD/h, carbon: 300 g/kWh}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 0 s}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 1000 s, count: 1}, tasks: [{name: t, work: 1 Gflop}]}
policy: {offload: {kind: fixed, node: server-1}}
run: {duration: 100 s}
)";

const std::string metered = R"(
# Paid by use: 3 MB up and 1 MB down over a link of 0.5 USD/GB: 0.002 USD at the device end. The server draws 36 W for 100 s,
# 3.6 kJ = 0.001 kWh at 0.2 USD/kWh: 0.0002 USD, and its rent of 3.6 USD/h for 100 s is 0.1 USD.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: cloud, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {idle: 36 W}, price: 3.6 USD/h, energy_price: 0.2 USD/kWh}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 0 s, price: 0.5 USD/GB}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 1000 s, count: 1}, tasks: [{name: t, input: 3 MB, output: 1 MB, work: 1 Gflop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 100 s}
)";

std::string stopped(const std::string& stop) {
  return R"(
# 1 MB over 1 MB/s and 10 ms, then 2 s of work. drain ends at 3.01 s though `duration` is 0.51 s; horizon ends there with
# 0.5 MB moved, 0.5 s of transmitting at 2 W and the request unfinished. The server idles at 10 W to the end.
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {transmit: 2 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {idle: 10 W, busy: 15 W}}
  links: [{name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}]
workload:
  applications:
    - {name: a, source: phone, arrivals: {kind: periodic, every: 100 s, count: 1}, tasks: [{name: t, input: 1 MB, work: 2 Gflop}]}
policy: {offload: {kind: fixed, node: server}}
run: {duration: 0.51 s, stop: )" +
         stop + "}\n";
}

const std::vector<WorkedExample> examples{
    {"LinearInBusyCores",
     cores,
     {{"energy_total_j", 5200},
      {"energy_idle_j", 4000},
      {"energy_compute_j", 1200},
      {"energy_network_j", 0},
      {"energy_cloud_j", 5200},
      {"energy_device_j", 0},
      {"by_node.server.utilisation", 0.15},
      {"by_tier.cloud.utilisation", 0.15},
      {"requests_completed", 3}}},
    {"WarmUpCutsThroughTasks",
     cores,
     {{"energy_total_j", 3200},
      {"energy_idle_j", 2800},
      {"energy_compute_j", 400},
      {"by_node.server.utilisation", 20.0 / (8 * 35)},
      {"requests_issued", 0},
      {"requests_completed", 0},
      {"latency_mean_s", no_value},
      {"energy_per_request_j", no_value},
      {"simulated_s", 50},
      {"throughput_per_s", 2.0 / 35}},
     {"run.warmup=15 s"}},
    {"PowerOfEachProcessor",
     processors,
     {{"energy_total_j", 730},
      {"energy_idle_j", 300},
      {"energy_compute_j", 430},
      {"carbon_g", 0.073},
      {"by_node.server.energy_j", 730},
      {"by_node.server.utilisation", 5.0 / 30},
      {"by_application.heavy.latency_mean_s", 2},
      {"by_application.light.latency_mean_s", 3},
      {"offload_ratio", 1}}},
    {"TransmitAndReceiveCountOnce",
     radio,
     {{"energy_network_j", 10},
      {"energy_idle_j", 10},
      {"energy_total_j", 20},
      {"energy_device_j", 4},
      {"energy_edge_j", 10},
      {"energy_cloud_j", 6},
      {"latency_mean_s", 2.01},
      {"traffic_bytes", 2e6}}},
    {"PricesByUse",
     metered,
     {{"cost_usd", 0.1022},
      {"by_link.lan.cost_usd", 0.002},
      {"by_node.server.cost_usd", 0.1002},
      {"by_tier.device.cost_usd", 0.002},
      {"by_tier.cloud.cost_usd", 0.1002}}},
    {"WarmUpCutsThroughTransfers",
     radio,
     {{"energy_network_j", 7.5},
      {"energy_idle_j", 9.49},
      {"energy_device_j", 3},
      {"energy_cloud_j", 4.5},
      {"traffic_bytes", 1.5e6},
      {"requests_issued", 0},
      {"throughput_per_s", 2 / 9.49}},
     {"run.warmup=0.51 s"}},
    {"ARoundTrip",
     round_trip,
     {{"energy_total_j", 77.5},
      {"energy_idle_j", 60},
      {"energy_compute_j", 10},
      {"energy_network_j", 7.5},
      {"energy_device_j", 12.5},
      {"energy_edge_j", 65},
      {"energy_cloud_j", 0},
      {"energy_per_request_j", 77.5},
      {"latency_mean_s", 2.52},
      {"transfer_mean_s", 1.52},
      {"compute_mean_s", 1}}},
    {"BusyIsIdleUnlessStated",
     round_trip,
     {{"energy_compute_j", 0}, {"energy_total_j", 60}},
     {"platform.nodes.server.power={idle: 5 W}", "platform.nodes.phone.power={idle: 1 W}"}},
    {"ALinkIdlesAndCarries",
     powered_link("1"),
     {{"energy_network_j", 13}, {"energy_idle_j", 0}, {"energy_device_j", 13}, {"energy_total_j", 13}}},
    {"AMediumIdlesAndCarries", powered_link("1"), {{"energy_network_j", 13}}, {"platform.links.lan.shared=true"}},
    {"EachLinkOfAGroupIdles", powered_link("3"), {{"energy_network_j", 33}, {"energy_device_j", 33}}},
    {"TheMediumOfAGroupIdlesOnce", powered_link("3"), {{"energy_network_j", 13}}, {"platform.links.lan.shared=true"}},
    {"LinkPowerFollowsUsage",
     half_used,
     {{"energy_network_j", 20}, {"energy_device_j", 16}, {"energy_edge_j", 4}, {"energy_cloud_j", 0}}},
    {"LinkPowerCountsInItsTier",
     half_used,
     {{"energy_device_j", 16}, {"energy_edge_j", 0}, {"energy_cloud_j", 4}},
     {"platform.links.wan.tier=cloud"}},
    {"LinkPowerInsideTheWindow", half_used, {{"energy_network_j", 5}, {"traffic_bytes", 5e5}}, {"run.warmup=1.5 s"}},
    {"PriceAndCarbonOfAGroup", prices, {{"cost_usd", 0.3}, {"carbon_g", 3}, {"energy_cloud_j", 36000}}},
    {"PriceAndCarbonOfTheWindow", prices, {{"cost_usd", 0.27}, {"carbon_g", 2.7}}, {"run.warmup=10 s"}},
    {"DrainGoesOn",
     stopped("drain"),
     {{"simulated_s", 3.01},
      {"requests_completed", 1},
      {"latency_mean_s", 3.01},
      {"traffic_bytes", 1e6},
      {"energy_network_j", 2},
      {"energy_idle_j", 30.1},
      {"energy_compute_j", 10}}},
    {"HorizonCuts",
     stopped("horizon"),
     {{"simulated_s", 0.51},
      {"requests_issued", 1},
      {"requests_completed", 0},
      {"requests_unfinished", 1},
      {"latency_mean_s", no_value},
      {"traffic_bytes", 0.5e6},
      {"energy_network_j", 1},
      {"energy_idle_j", 5.1},
      {"energy_compute_j", 0},
      {"throughput_per_s", 0}}},
};

TRADEWIND_WORKED_EXAMPLES(EnergyAndMoney, examples);

}  // namespace
}  // namespace tradewind::testing
