// The interval that a run gives its mean latency holds what it promises: of 400 runs of M/M/1 it covers the true mean
// in 93 to 97 % (a binomial standard error is 1.1 %). The same of Student's interval over ten replications.

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.hpp"
#include "statistics/intervals.hpp"
#include "statistics/steady_state.hpp"
#include "tests/validation/oracles.hpp"

namespace tradewind::testing {
namespace {

constexpr int intervals = 400;
constexpr double truth = 2;  // mean sojourn at load 0.5, service of mean 1 s: 1 / (1 − 0.5)

struct Coverage {
  int covered = 0;
  double half_widths = 0;
  void add(double mean, double half_width) {
    covered += std::abs(mean - truth) <= half_width ? 1 : 0;
    half_widths += half_width;
  }
};

void expect_coverage(const std::string& what, const Coverage& coverage) {
  fmt::print("| {} | {:g} | {} | mean half-width {:.2f} % | 372 to 388 |\n", what, 0.95 * intervals, coverage.covered,
             100 * coverage.half_widths / intervals / truth);
  EXPECT_GE(coverage.covered, 372) << what;
  EXPECT_LE(coverage.covered, 388) << what;
}

Result run_of(long requests, int seed, const std::string& warmup) {
  return run_text(station(0.5, exponential, requests),
                  {.overrides = {fmt::format("run.seed={}", seed), "run.warmup=" + warmup}, .seconds = 250});
}

TEST(Confidence, OfOneRunCoversTheTruth) {
  // The sojourn times of M/M/1 at load 0.5 are correlated over some ten requests (the queue relaxes in
  // 1 / (1 − √0.5)² = 11.7 mean services), so that batches of 2 500 are independent and nearly normal: what remains is
  // the error of drawing 400. Near saturation or in short runs batch means cover less. The run starts empty: MSER has
  // to find the warm-up.
  Coverage coverage;
  for (int seed = 1; seed <= intervals; ++seed) {
    const auto run = run_of(50'000, seed, "0 s");
    const auto& latency = run.summary.at("confidence").at("latency_mean_s");
    coverage.add(latency.at("mean"), latency.at("ci95"));
    EXPECT_EQ(run.summary.at("confidence").at("by_application").at("a").at("latency_mean_s"), latency);
  }
  expect_coverage("batch means of one run of 50 000", coverage);
}

TEST(Confidence, OfTenReplicationsCoversTheTruth) {
  // Runs of 1 000 requests measured after 100 s, when the queue has forgotten that it was empty: their means are
  // independent, and skewed little enough for Student's t.
  Coverage coverage;
  for (int group = 0; group < intervals; ++group) {
    std::array<double, 10> means = {};
    for (int i = 0; i < 10; ++i)
      means[static_cast<std::size_t>(i)] = run_of(1'050, 1'000 + 10 * group + i, "100 s")["latency_mean_s"];
    const auto estimate = statistics::mean_estimate(means);
    coverage.add(estimate.mean, estimate.half_width.value());
  }
  expect_coverage("Student's t over ten replications of 1 000", coverage);
}

/// How many of 400 runs of M/M/1 cover the mean, by the recurrence of Lindley (1952) for the wait instead of a
/// simulation.
double recurrence_coverage(double load, int requests) {
  int covered = 0;
  for (std::uint64_t run = 0; run < intervals; ++run) {
    Stream stream(4, run, 0);
    statistics::BatchMeans latencies;
    double wait = 0;
    for (int i = 0; i < requests; ++i) {
      const double sojourn_time = wait + stream.exponential();
      latencies.add(sojourn_time);
      wait = std::max(0.0, sojourn_time - stream.exponential() / load);
    }
    const auto estimate = latencies.estimate().value();
    covered += std::abs(estimate.mean - 1 / (1 - load)) <= estimate.half_width ? 1 : 0;
  }
  return covered / static_cast<double>(intervals);
}

TEST(Confidence, GrowsWithTheLengthOfTheRunNearSaturation) {
  // Batch means are right in the limit only: a run at load 0.9 relaxes in 380 mean services, and its batches must be
  // much longer than that.
  for (const double load : {0.8, 0.9}) {
    double last = 0;
    for (const int requests : {5'000, 20'000, 100'000}) {
      const double covered = recurrence_coverage(load, requests);
      fmt::print("| M/M/1, load {:g}, {} requests | {:.1f} % |\n", load, requests, 100 * covered);
      EXPECT_GT(covered, last) << load << " " << requests;
      last = covered;
    }
    EXPECT_GE(last, 0.87) << load;
    EXPECT_LE(last, 0.97) << load;
  }
}

}  // namespace
}  // namespace tradewind::testing
