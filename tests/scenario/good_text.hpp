#pragma once
// A scenario without faults that uses most of the format; tests break it in one place at a time.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tradewind::test {

inline const std::string good_text = R"(version: 1
name: base
platform:
  nodes:
    - {name: phone, tier: device, count: 3, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}], battery: 15 Wh}
    - {name: ap, tier: edge}
    - name: server
      tier: edge
      processors:
        - {name: cpu, cores: 8, speed: 10 Gflop/s, queue: fifo}
        - {name: gpu, cores: 1, speed: 1 Tflop/s, power: {idle: 10 W, busy: 90 W}}
      power: {idle: 50 W, busy: 100 W}
    - {name: region, tier: cloud, processors: [{name: cpu, cores: 64, speed: 10 Gflop/s}], price: 3 USD/h}
    - {name: island, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: wlan, between: [phone, ap], bandwidth: 100 Mbps, latency: 2 ms, shared: true}
    - {name: lan, between: [ap, server], bandwidth: 10 Gbps, latency: 0.5 ms}
    - {name: wan, between: [server, region], bandwidth: 1 Gbps, latency: 25 ms}
  network: {kind: fluid}
workload:
  applications:
    - name: tracker
      source: phone
      arrivals: {kind: poisson, rate: 1 /s}
      deadline: 300 ms
      tasks:
        - {name: decode, input: 400 kB, work: 0.2 Gflop, at: source}
        - name: detect
          needs: [decode]
          variants:
            - {name: small, work: 1 Gflop, accuracy: 0.6}
            - {name: large, work: 9 Gflop, accuracy: 0.7}
        - {name: track, needs: [decode], work: {kind: exponential, mean: 1 Gflop}}
        - {name: fuse, needs: [detect, track], work: 0.1 Gflop, output: 2 kB}
      edges: {decode->detect: 250 kB, decode->track: 40 kB}
    - name: backup
      source: server
      arrivals: {kind: periodic, every: 10 s}
      tasks: [{name: store, input: 1 MB, work: 1 Gflop, on: region}]
policy:
  offload: {kind: fixed, node: server}
  variant: {kind: first}
run: {duration: 60 s, warmup: 10 s, seed: 42}
objectives: [{metric: latency_p95_s, goal: min}]
thresholds: {latency_p95_s: "< 1"}
)";

/// Pairs of what stands in a text and what takes its place.
using Replacements = std::vector<std::pair<std::string, std::string>>;

inline std::string with(std::string text, const Replacements& replacements) {
  for (const auto& [old, by] : replacements) {
    const auto at = text.find(old);
    if (at == text.npos)
      ADD_FAILURE() << "no '" << old << "' in the text";
    else
      text.replace(at, old.size(), by);
  }
  return text;
}

/// Other ways to write parts of the good text, each as good.
inline const std::vector<Replacements> good_variations = [] {
  const std::string arrivals = "{kind: poisson, rate: 1 /s}", work = "{kind: exponential, mean: 1 Gflop}",
                    offload = "{kind: fixed, node: server}", network = "{kind: fluid}", variant = "{kind: first}";
  std::vector<Replacements> all = {{}};
  for (const char* other :
       {"{kind: poisson, rate: 60 /min, count: 5, start: 1 s}", "{kind: periodic, every: 1 s, phase: 0.5 s}", "none",
        "{kind: closed_loop, think: 1 s}", "{kind: closed_loop, think: {kind: exponential, mean: 2 s}, concurrency: 3}",
        "{kind: mmpp, rates: [1 /s, 0 /s], holding: [10 s, 5 s]}", "{kind: none}",
        "{kind: diurnal, base: 1 /s, amplitude: 0.5, period: 1 d}",
        "{kind: trace, file: times.csv, time: {column: t, format: s}, deal: each}"})
    all.push_back({{arrivals, other}});
  for (const char* other :
       {"5 Gflop", "0 flop", "{kind: constant, value: 1 Gflop}", "{kind: uniform, low: 1 Gflop, high: 2 Gflop}",
        "{kind: normal, mean: -1 Gflop, sd: 1 Gflop}", "{kind: lognormal, mean: 1 Gflop, sd: 2 Gflop}",
        "{kind: weibull, shape: 0.5, scale: 1 Gflop}", "{kind: pareto, shape: 2, scale: 1 Gflop}",
        "{kind: gamma, shape: 3, scale: 1 Gflop}",
        "{kind: empirical, file: times.csv, column: tokens, scale: 1 Gflop}"})
    all.push_back({{work, other}});
  for (const char* other :
       {"local", "{kind: local}", "{kind: edge}", "{kind: cloud}", "{kind: random}",
        "{kind: round_robin, nodes: [server]}", "{kind: fixed, node: server.gpu}", "{kind: fixed, node: phone-2}",
        "{kind: random, nodes: [server.gpu, phone]}", "{kind: weighted_round_robin, weights: {server: 2, region: 0.5}}",
        "{kind: least_loaded}", "join_shortest_queue", "{kind: power_of_d, d: 3}", "{kind: shortest_completion}",
        "{kind: min_energy}", "{kind: weighted, omega: 0.5}",
        "{kind: threshold, to: server, offload_at: 5, return_at: 1}"})
    all.push_back({{offload, other}});
  for (const char* other : {"{kind: tcp}", "{kind: fluid, latency_factor: 1.5, bandwidth_factor: 0.9}"})
    all.push_back({{network, other}});
  for (const char* other : {"fastest", "{kind: most_accurate}", "{kind: named, name: large}",
                            "{kind: first}\n  admission: {kind: queue_length, limit: 5}",
                            "{kind: first}\n  admission: {kind: deadline, reserve: 10 ms}"})
    all.push_back({{variant, other}});
  all.push_back({{"objectives:", "output: {tasks: true, timeline: false}\nobjectives:"}});
  all.push_back({{"metric: latency_p95_s", "metric: by_application.tracker.latency_p99_s"}});
  all.push_back(
      {{"objectives:",
        "evidence: {grade: A, source: a paper, predicted: [{figure: f, value: 1, tolerance: 0.1}]}\nobjectives:"}});
  all.push_back({{"shared: true", "shared: false, attach: blocks, power: {idle: 1 W, busy: 2 W}, tier: edge"}});
  all.push_back({{"thresholds: {latency_p95_s: \"< 1\"}", "thresholds: {}"}});
  all.push_back({{"[{name: store, input: 1 MB, work: 1 Gflop, on: region}]",
                  "[{name: store, work: 1 Gflop}]\n      priority: -2"}});
  all.push_back({{"work: 1 Gflop, on: region}]",
                  "work: 1 Gflop}]\n      variants: [{name: a, work: 2 Gflop, accuracy: 1}, {name: b, tasks: "
                  "[{name: x, work: 1 flop}, {name: y, needs: [x], work: 1 flop}], edges: {x->y: 1 kB}}]"}});
  all.push_back({{"battery: 15 Wh", "latitude: -33.9, longitude: 151.2"}});
  return all;
}();

}  // namespace tradewind::test
