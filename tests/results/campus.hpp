#pragma once
// The little platform of these tests, what a run of it might have measured, and a folder to write into.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "config/registry.hpp"
#include "metrics/outcome.hpp"
#include "scenario/model.hpp"
#include "scenario/scenario.hpp"
#include "workload/application.hpp"

namespace tradewind::results {

// Members: phone-0 and phone-1 (nodes 0 and 1), ap (2), server (3), region (4).
// Processors: phone-0.cpu 0, phone-1.cpu 1, server.cpu 2, server.gpu 3, region.cpu 4.
inline constexpr std::string_view campus = R"(
version: 1
name: campus
platform:
  nodes:
    - name: phone
      tier: device
      count: 2
      processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}]
      power: {idle: 1 W, busy: 3 W, transmit: 2 W, receive: 0.5 W}
      battery: 1 kJ
    - {name: ap, tier: edge}
    - name: server
      tier: edge
      processors: [{name: cpu, cores: 4, speed: 1 Gflop/s}, {name: gpu, cores: 1, speed: 9 Gflop/s}]
    - name: region
      tier: cloud
      processors: [{name: cpu, cores: 8, speed: 1 Gflop/s, queue: processor_sharing}]
      price: 3.6 USD/h
      carbon: 360 g/kWh
  links:
    - {name: wlan, between: [phone, ap], bandwidth: 8 Mbps, latency: 1 ms, shared: true}
    - {name: lan, between: [ap, server], bandwidth: 80 Mbps, latency: 1 ms}
    - {name: wan, between: [server, region], bandwidth: 8 Mbps, latency: 1 ms, tier: cloud}
workload:
  applications:
    - name: detector
      source: phone
      arrivals: {kind: none}
      deadline: 100 ms
      tasks: [{name: infer, work: 1 Gflop, variants: [{name: small}, {name: large, work: 2 Gflop}]}]
    - name: tracker
      source: phone
      arrivals: {kind: none}
      tasks: [{name: track, work: 1 Gflop}]
      variants: [{name: lite, work: 1 Mflop}, {name: full}]
    - name: backup
      source: server
      arrivals: {kind: none}
      tasks: [{name: copy, work: 1 Gflop}]
run: {duration: 110 s, warmup: 10 s, seed: 7}
thresholds: {deadline_miss_ratio: "< 0.5", by_application.backup.latency_p99_s: "< 1"}
)";

/// Policies do not matter here: there is one of each, the default.
struct NoPolicy {
  virtual ~NoPolicy() = default;
};
struct OnlyPolicy final : NoPolicy {
  struct Config {
    void fields(config::Fields&) {}
  };
  explicit OnlyPolicy(const Config&) {}
};

inline scenario::Loaded load_campus(std::string_view text = campus) {
  config::Registry<NoPolicy> offload("offload policy"), variant("variant policy"), admission("admission policy");
  offload.add<OnlyPolicy>("local", "at the source");
  variant.add<OnlyPolicy>("first", "the first");
  admission.add<OnlyPolicy>("none", "admits all");
  config::Catalogue catalogue;
  catalogue.add(std::string(scenario::offload_category), offload);
  catalogue.add(std::string(scenario::variant_category), variant);
  catalogue.add(std::string(scenario::admission_category), admission);
  workload::add_kinds(catalogue);
  return scenario::load_text(text, "campus.yaml", {}, catalogue);
}

inline scenario::Model campus_model(std::string_view text = campus) {
  config::Problems problems;
  auto model = scenario::Model::build(load_campus(text).scenario, problems);
  problems.throw_if_any();
  return model;
}

/// Nothing happened in the window [10 s, 110 s].
inline metrics::Outcome quiet_outcome(const scenario::Model& model) {
  metrics::Outcome outcome{.window_start = 10_s, .window_end = 110_s};
  outcome.applications.resize(model.applications.size());
  outcome.links.resize(model.platform.links().size());
  for (const auto& group : model.platform.groups()) {
    outcome.groups.emplace_back().processors.resize(group.processors.size());
    outcome.series.emplace_back(Duration{}, 110_s, metrics::series_channels);
  }
  return outcome;
}

/// Energies are sums of powers of two, so that they add up without rounding.
inline metrics::Outcome busy_outcome(const scenario::Model& model) {
  auto outcome = quiet_outcome(model);
  auto& detector = outcome.applications[0];
  detector.issued = 5;
  detector.completed = 4;
  detector.dropped = 1;
  detector.with_deadline = 5;
  detector.deadline_misses = 2;
  detector.completed_in_window = 4;
  detector.placed = 4;
  detector.offloaded = 3;
  for (const double latency : {0.0625, 0.125, 0.25, 0.5}) {
    detector.latency.add(latency);
    detector.latency_quantiles.add(latency);
    detector.queueing.add(0.25);
    detector.transfer.add(0.5);
    detector.compute.add(1);
    detector.accuracy.add(0.75);
  }
  auto& tracker = outcome.applications[1];
  tracker.issued = 3;
  tracker.completed = 1;
  tracker.unfinished = 2;
  tracker.completed_in_window = 1;
  tracker.latency.add(2);
  tracker.latency_quantiles.add(2);

  auto& phone = outcome.groups[0];
  phone.processors[0] = {.busy_core_seconds = 100, .queue_seconds = 50, .present_seconds = 150};
  phone.processors[0].queueing.add(0.5);
  phone.processors[0].compute.add(2);
  phone.idle = 256_J;
  phone.compute = 128_J;
  phone.transmit = 64_J;
  phone.receive = 32_J;
  auto& server = outcome.groups[2];
  server.processors[0].busy_core_seconds = 200;
  server.processors[1].busy_core_seconds = 75;
  server.processors[1].queue_seconds = 25;
  server.idle = 1024_J;
  auto& region = outcome.groups[3];
  region.idle = 2048_J;
  region.compute = 512_J;

  outcome.links[0] = {.carried = 50_MB, .idle = 16_J, .dynamic = 8_J};
  outcome.links[1] = {.carried = 50_MB, .idle = {}, .dynamic = {}};
  outcome.links[2] = {.carried = 20_MB, .idle = 4_J, .dynamic = 2_J};
  outcome.traffic = 50_MB;
  outcome.events = 1000;
  return outcome;
}

/// A new empty folder, removed at the end of the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tradewind-test-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace tradewind::results
