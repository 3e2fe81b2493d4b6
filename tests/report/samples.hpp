#pragma once
// Sweeps and runs small enough to be checked by eye, for the tests of pages and figures and for the pages that the
// browser opens.

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "report/report.hpp"
#include "tests/sweep/by_hand.hpp"

namespace tradewind::report::samples {

/// A sweep with all that a report wants of it. Not to be moved: the input points into it.
struct Sample {
  sweep::Study study;
  sweep::Results results;
  sweep::Front front;
  std::string command = "tradewind sweep run scenarios/sweeps/tradeoff.yaml";

  Sample(sweep::Study s, sweep::Results r, const std::vector<double>& reference = {})
      : study(std::move(s)), results(std::move(r)), front(sweep::front(study, results, study.objectives, reference)) {}
  Input::Sweep sweep() const { return {.study = &study, .results = &results, .front = &front, .command = command}; }
  Input input() const { return {.sweep = sweep(), .run = {}, .provenance = {{"tradewind", "0.1.0"}}}; }
};

inline sweep::Study study_of(std::string name, std::vector<scenario::Objective> objectives) {
  auto study = sweep::by_hand::study({}, std::move(objectives));
  study.description.name.text = std::move(name);
  study.description.scenario.text = "../campus.yaml";
  study.base_path = "scenarios/campus.yaml";
  study.seed = 42;
  return study;
}

inline std::vector<scenario::Objective> latency_and_energy() {
  return {sweep::by_hand::minimise("latency_p95_s"), sweep::by_hand::minimise("energy_device_j")};
}

/// Latency quantiles of an exponential law with a mean, at (i + 1/2)/20.
inline std::vector<double> exponential_quantiles(double mean) {
  std::vector<double> quantiles;
  for (int i = 0; i < 20; ++i) quantiles.push_back(-mean * std::log(1 - (i + 0.5) / 20));
  return quantiles;
}

/// Two policies × three bandwidths × three replications; the last run of the last point failed. Replication r adds
/// (r − 1) · 0.01 s to the latencies of both policies, so that their differences have no spread. Latencies in s and
/// energies in J: local 1.0 and 7 everywhere; server 1.7 and 2, 1.1 and 2, 0.5 and 2.
inline Sample two_policies() {
  const std::vector<std::string> metrics{"latency_p95_s",  "energy_device_j", "energy_edge_j",      "energy_cloud_j",
                                         "energy_total_j", "cost_usd",        "deadline_miss_ratio"};
  const auto runs = [](double latency, double device, double edge) {
    std::vector<sweep::by_hand::Run> made;
    for (const double shift : {-0.01, 0.0, 0.01})
      made.push_back({latency + shift, device, edge, 0, device + edge, edge / 100, latency > 1 ? 0.5 : 0});
    return made;
  };
  std::vector<sweep::by_hand::Row> rows;
  for (const auto& [policy, latencies, device, edge] :
       {std::tuple("{kind: local}", std::vector{1.0, 1.0, 1.0}, 7.0, 10.0),
        std::tuple("{kind: fixed, node: server}", std::vector{1.7, 1.1, 0.5}, 2.0, 15.0)}) {
    const char* bandwidths[] = {"4 Mbps", "8 Mbps", "80 Mbps"};
    for (std::size_t i = 0; i < 3; ++i)
      rows.push_back({{{"policy.offload", policy}, {"platform.links.lan.bandwidth", bandwidths[i]}},
                      runs(latencies[i], device, edge)});
  }
  rows.back().replications.back() = {};
  auto results = sweep::by_hand::results(metrics, rows);
  for (std::size_t run = 0; run < results.runs.size(); ++run)
    if (results.manifest.runs()[run].replication == 0)
      results.runs[run]->latency_quantiles = {
          {"detector", exponential_quantiles(results.value(run, "latency_p95_s").value() / 3)}};
  auto study = study_of("tradeoff", latency_and_energy());
  study.description.thresholds.entries = {{.key = "deadline_miss_ratio", .where = {}, .value = "< 0.01"},
                                          {.key = "hypervolume", .where = {}, .value = "> 1000"}};
  return {std::move(study), std::move(results), {2, 10}};
}

/// `count` points of one policy on and above a hyperbola, one replication each.
inline Sample many_points(std::size_t count) {
  std::vector<sweep::by_hand::Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = 1 + static_cast<double>(i % 100), above = 1 + 0.05 * static_cast<double>(i / 100 % 50);
    rows.push_back({{{"platform.nodes.server.count", std::to_string(i + 1)}, {"workload.scale", std::to_string(i % 7)}},
                    {{0.01 * x, above * 1000 / x}}});
  }
  return {study_of("many", latency_and_energy()), sweep::by_hand::results({"latency_p95_s", "energy_device_j"}, rows)};
}

/// Names that would be markup, script or commands if anybody took them for such.
inline constexpr std::string_view hostile =
    "</script><script>window.hostile=1</script><img src=x onerror='window.hostile=1'>";

/// The same table of values under hostile names everywhere.
inline Sample hostile_names() {
  const std::string name(hostile);
  std::vector<sweep::by_hand::Row> rows;
  for (const auto* policy : {"a", "b"})
    for (const auto* value : {"1", "2"})
      rows.push_back({{{"policy.offload", "\"" + name + policy + "`touch x`$(touch y)\""}, {"path" + name, value}},
                      {{0.1 * (policy[0] - 'a' + 1), 1.0 * (value[0] - '0')}, {}}});
  Sample sample(study_of(name, latency_and_energy()),
                sweep::by_hand::results({"latency_p95_s", "energy_device_j"}, rows));
  sample.study.base_path = name + " 'quoted'.yaml";
  for (auto& run : sample.results.runs)
    if (run) {
      if (run->status == sweep::RunStatus::failed)
        run->reason = name;
      else
        run->latency_quantiles = {{name, exponential_quantiles(0.1)}};
    }
  return sample;
}

/// A run of one phone and one server: 3 requests of 1 s on the server.
inline RunFiles small_run() {
  return {.label = "run of one phone",
          .summary = R"({"name": "phone", "run_id": "0123456789abcdef", "seed": 7, "status": "complete",
            "metrics": {"requests_issued": 3, "requests_completed": 3, "latency_mean_s": 1.2, "latency_p95_s": 1.5,
              "latency_p99_s": 1.5, "deadline_miss_ratio": null, "throughput_per_s": 0.3, "offload_ratio": 1,
              "energy_total_j": 60, "energy_idle_j": 40, "energy_compute_j": 15, "energy_network_j": 5,
              "energy_device_j": 10, "energy_edge_j": 50, "energy_cloud_j": 0, "energy_per_request_j": 20,
              "cost_usd": null},
            "by_application": {"detector": {"latency_mean_s": 1.2}},
            "by_node": {"phone": {"utilisation": 0, "energy_idle_j": 8, "energy_compute_j": 0, "energy_transmit_j": 2,
              "energy_receive_j": 0}, "server": {"utilisation": 0.3, "energy_idle_j": 32, "energy_compute_j": 15,
              "energy_transmit_j": 0, "energy_receive_j": 3}},
            "by_link": {"wlan": {"utilisation": 0.02}},
            "thresholds": [{"metric": "latency_p95_s", "bound": "< 2", "value": 1.5, "met": true}],
            "provenance": {"tradewind": "0.1.0", "inputs_sha256": {"trace.csv": "abcd"}, "wall_s": 0.123456,
              "peak_rss_bytes": 987654321}})",
          .series = R"({"nodes": {"phone": {"start_s": 0, "width_s": 2.5, "power_w": [1, 2, 1, 1],
              "utilisation": [0, 0, 0, 0], "queue_length": [0, 0, 0, 0]},
            "server": {"start_s": 0, "width_s": 2.5, "power_w": [3, 6, 6, 5], "utilisation": [0.1, 0.4, 0.4, 0.3],
              "queue_length": [0, 1, 0, 0]}},
            "applications": {"detector": {"probability": [0.25, 0.5, 0.75], "latency_s": [1.0, 1.1, 1.5]}}})",
          .timeline = R"({"displayTimeUnit":"ms","traceEvents":[
            {"ph":"M","pid":2,"name":"process_name","args":{"name":"server"}},
            {"ph":"M","pid":2,"name":"process_sort_index","args":{"sort_index":2}},
            {"ph":"M","pid":2,"tid":1,"name":"thread_name","args":{"name":"cpu core 0"}},
            {"ph":"X","pid":2,"tid":1,"ts":2000000,"dur":1000000,"cat":"task","name":"infer","args":{"request":1,"application":"detector"}},
            {"ph":"C","pid":2,"ts":0,"name":"power","args":{"W":3}},
            {"ph":"M","pid":1,"name":"process_name","args":{"name":"phone"}},
            {"ph":"M","pid":1,"name":"process_sort_index","args":{"sort_index":1}},
            {"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{"name":"wlan to server"}},
            {"ph":"X","pid":2,"tid":1,"ts":1000000,"dur":1000000,"cat":"task","name":"infer","args":{"request":0,"application":"detector"}},
            {"ph":"X","pid":1,"tid":1,"ts":900000,"dur":100000,"cat":"transfer","name":"detector","args":{"request":0,"application":"detector","bytes":1000}}
          ]})",
          .scenario = R"(
name: phone
platform:
  nodes:
    - {name: phone, tier: device, count: 4, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}], power: {idle: 1 W}}
    - {name: ap, tier: edge, count: 1, processors: []}
    - {name: server, tier: edge, count: 1, processors: [{name: cpu, cores: 4, speed: 10 Gflop/s}]}
  links:
    - {name: wlan, between: [phone-3, ap], bandwidth: 8 Mbps, latency: 1 ms, shared: true}
    - {name: lan, between: [ap, server], bandwidth: 1 Gbps, latency: 1 ms, shared: false}
)"};
}

/// The same run on a map, at 60 degrees north where a degree of longitude is half as long as one of latitude: the
/// access point is 2 degrees east of the phones, the server 1 degree north of them.
inline RunFiles run_on_a_map() {
  auto run = small_run();
  for (const auto& [node, place] : {std::pair("{name: phone, ", "latitude: 59.5, longitude: 10, "),
                                    std::pair("{name: ap, ", "latitude: 59.5, longitude: 12, "),
                                    std::pair("{name: server, ", "latitude: 60.5, longitude: 10, ")})
    run.scenario.insert(run.scenario.find(node) + std::string_view(node).size(), place);
  return run;
}

}  // namespace tradewind::report::samples
