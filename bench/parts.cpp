// The parts of the hot path, one by one: what an event, a draw, a route or a record costs.
#include <benchmark/benchmark.h>

#include "base/random.hpp"
#include "config/fields.hpp"
#include "metrics/quantile_sketch.hpp"
#include "metrics/time_bins.hpp"
#include "platform/routes.hpp"
#include "simulation/event_queue.hpp"

namespace tradewind {
namespace {

/// Push one, pop one, with `pending` events in the queue.
void event_queue(benchmark::State& state) {
  simulation::EventQueue queue;
  Stream random(1, 0, 0);
  for (std::int64_t i = 0; i < state.range(0); ++i) queue.push(Duration{random.exponential()}, 0, 0);
  for (auto _ : state) {
    const auto event = queue.pop();
    queue.push(event.date + Duration{random.exponential()}, 0, 0);
    benchmark::DoNotOptimize(event);
  }
}
BENCHMARK(event_queue)->RangeMultiplier(100)->Range(1, 1'000'000);

/// A size of a request: its own stream, one number.
void draw(benchmark::State& state) {
  std::uint64_t request = 0;
  for (auto _ : state) {
    Stream stream(42, ++request, 7);
    benchmark::DoNotOptimize(stream.exponential());
  }
}
BENCHMARK(draw);

void quantile_sketch(benchmark::State& state) {
  metrics::QuantileSketch sketch;
  Stream random(1, 0, 0);
  for (auto _ : state) sketch.add(random.exponential());
}
BENCHMARK(quantile_sketch);

void time_bins(benchmark::State& state) {
  metrics::TimeBins bins({}, Duration{1e6}, 3);
  double now = 0;
  for (auto _ : state) {
    const double next = now < 9e5 ? now + 0.1 : 0;
    if (next > now) bins.accumulate(0, Duration{now}, Duration{next}, 5);
    now = next;
  }
}
BENCHMARK(time_bins);

/// Phone -> access point -> server, among 1,000 phones.
void route(benchmark::State& state) {
  const auto node = config::load_text(R"(
nodes:
  - {name: phone, tier: device, count: 1000}
  - {name: ap, tier: edge, count: 20}
  - {name: server, tier: edge, count: 4, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
links:
  - {name: wlan, between: [phone, ap], bandwidth: 300 Mbps, latency: 2 ms, shared: true, attach: blocks}
  - {name: lan, between: [ap, server], bandwidth: 1 Gbps, latency: 1 ms}
)");
  config::Problems problems;
  const platform::Platform platform(config::read_or_throw<platform::PlatformDescription>(node), problems);
  const platform::Routes routes(platform);
  platform::Path path;
  std::uint32_t phone = 0;
  for (auto _ : state) {
    routes.find(NodeId{phone}, NodeId{1020 + phone % 4}, path);
    benchmark::DoNotOptimize(path);
    phone = (phone + 1) % 1000;
  }
}
BENCHMARK(route);

}  // namespace
}  // namespace tradewind
