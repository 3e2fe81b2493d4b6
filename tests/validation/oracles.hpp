#pragma once
// Formulas and statistics that the simulation is held against. Tolerances come from batch means: 32 batches of
// consecutive requests are nearly independent, so that (mean − truth) / standard error follows Student's t with 31
// degrees of freedom, which is beyond ±4.5 once in 10 000 times.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "tests/support/run.hpp"

namespace tradewind::testing {

constexpr double rare = 4.5;  // standard errors

struct Estimate {
  double mean = 0, error = 0;  // standard error of the mean
};

inline Estimate batch_means(std::span<const double> values, std::size_t batches = 32) {
  const std::size_t size = values.size() / batches;
  std::vector<double> means;
  for (std::size_t b = 0; b < batches; ++b) {
    const auto batch = values.subspan(b * size, size);
    means.push_back(std::accumulate(batch.begin(), batch.end(), 0.0) / static_cast<double>(size));
  }
  const auto n = static_cast<double>(batches);
  const double mean = std::accumulate(means.begin(), means.end(), 0.0) / n;
  double squares = 0;
  for (const double value : means) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

/// A figure of each row, in the order of issue, without the first tenth (the system starts empty).
inline std::vector<double> settled(std::vector<TaskRow> rows, const std::function<double(const TaskRow&)>& figure,
                                   const std::function<bool(const TaskRow&)>& among = {}) {
  std::ranges::sort(rows, {}, &TaskRow::request);
  const auto first = static_cast<std::uint64_t>(0.1 * static_cast<double>(rows.size()));
  std::vector<double> values;
  for (const auto& row : rows)
    if (row.request >= first && (!among || among(row))) values.push_back(figure(row));
  return values;
}
inline double sojourn(const TaskRow& row) { return row.finish - row.issued; }
inline double waited(const TaskRow& row) { return row.start - row.ready; }

/// Prints the line for docs/validation.md.
inline void report(const std::string& what, double truth, double simulated, const std::string& tolerance) {
  fmt::print("| {} | {:.6g} | {:.6g} | {:+.2f} % | {} |\n", what, truth, simulated, 100 * (simulated / truth - 1),
             tolerance);
}

/// `precision`: how small the standard error must be for the test to mean something, relative.
inline void expect_mean(const std::string& what, std::span<const double> values, double truth, double precision) {
  const auto estimate = batch_means(values);
  report(what, truth, estimate.mean, fmt::format("{:.2f} %", 100 * rare * estimate.error / truth));
  EXPECT_NEAR(estimate.mean, truth, rare * estimate.error) << what;
  EXPECT_LT(estimate.error, precision * truth) << what << ": the run is too short to tell";
}

// --- formulas; service rate 1 per server
// ---------------------------------------------------------------------------------

/// Probability that an arrival of M/M/c waits (Erlang 1917).
inline double erlang_c(int servers, double load) {
  double term = 1, sum = 1;
  for (int k = 1; k < servers; ++k) sum += term *= load / k;
  term *= load / servers;
  const double waiting = term / (1 - load / servers);
  return waiting / (sum + waiting);
}
inline double mmc_sojourn(int servers, double rate) { return 1 + erlang_c(servers, rate) / (servers - rate); }
/// Mean wait of M/G/1 (Pollaczek 1930, Khinchine 1932); service of mean 1.
inline double mg1_wait(double rate, double sd) { return rate * (1 + sd * sd) / (2 * (1 - rate)); }
/// Probability that M/M/1/K is in state n.
inline double mm1k(double rate, int capacity, int n) {
  return (1 - rate) * std::pow(rate, n) / (1 - std::pow(rate, capacity + 1));
}
inline double mm1k_sojourn(double rate, int capacity) {
  double present = 0;
  for (int n = 1; n <= capacity; ++n) present += n * mm1k(rate, capacity, n);
  return present / (rate * (1 - mm1k(rate, capacity, capacity)));
}

// --- scenarios
// -------------------------------------------------------------------------------------------------------------

inline const std::string exponential = "{kind: exponential, mean: 1 Gflop}";

/// One station that issues its own requests: service of mean 1 s.
inline std::string station(double rate, const std::string& work, long count, int cores = 1,
                           const std::string& queue = "fifo", const std::string& admission = "none") {
  return fmt::format(R"(
platform:
  nodes: [{{name: server, tier: edge, processors: [{{name: cpu, cores: {}, speed: 1 Gflop/s, queue: {}}}]}}]
workload:
  applications:
    - {{name: a, source: server, arrivals: {{kind: poisson, rate: {} /s, count: {}}}, tasks: [{{name: t, work: {}}}]}}
policy: {{admission: {{kind: {}}}}}
run: {{seed: 1}}
)",
                     cores, queue, rate, count, work, admission);
}

/// A client without work of its own and a farm of equal servers, service of mean 1 s.
inline std::string farm(double rate, int servers, const std::string& policy, long count) {
  return fmt::format(R"(
platform:
  nodes:
    - {{name: client, tier: device, processors: [{{name: cpu, cores: 1, speed: 1 Gflop/s}}]}}
    - {{name: server, tier: edge, count: {}, processors: [{{name: cpu, cores: 1, speed: 1 Gflop/s}}]}}
  links: [{{name: lan, between: [client, server], bandwidth: 1 Gbps, latency: 0 s}}]
workload:
  applications:
    - {{name: a, source: client, arrivals: {{kind: poisson, rate: {} /s, count: {}}}, tasks: [{{name: t, work: {}}}]}}
policy: {{offload: {{{}, nodes: [server]}}}}
run: {{seed: 1}}
)",
                     servers, rate, count, exponential, policy);
}

inline std::vector<TaskRow> tasks_of(const std::string& scenario, int seed) {
  return run_text(scenario, {.overrides = {fmt::format("run.seed={}", seed)}, .tasks = true, .seconds = 250}).tasks;
}

}  // namespace tradewind::testing
