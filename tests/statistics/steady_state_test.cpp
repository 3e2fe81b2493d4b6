// Where MSER cuts, against its definition; batch means against worked numbers, Student's t, and processes whose mean is
// known.

#include "statistics/steady_state.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.hpp"
#include "statistics/intervals.hpp"

namespace tradewind::statistics {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// --- MSER ---------------------------------------------------------------------------------------------------------

TEST(Mser, CutsATransientOff) {
  // Squares about the mean over n²: nothing cut 125.6 / 100 = 1.26, one 39.6 / 81 = 0.49, two 2 / 64 = 0.031,
  // three 1.71 / 49 = 0.035, four 1.5 / 36 = 0.042, five 1.2 / 25 = 0.048.
  EXPECT_EQ(mser_truncation(std::vector<double>{12, 8, 1, 2, 1, 2, 1, 2, 1, 2}), 2U);
}

TEST(Mser, LeavesAStationarySeriesWhole) {
  // 2.5 / 100 = 0.025 with all, 2.22 / 81 = 0.027 without the first, 2 / 64 = 0.031 without two, and so on.
  EXPECT_EQ(mser_truncation(std::vector<double>{1, 2, 1, 2, 1, 2, 1, 2, 1, 2}), 0U);
}

TEST(Mser, CutsNothingFromEqualValues) {
  EXPECT_EQ(mser_truncation(std::vector<double>(50, 0.1)), 0U);
  EXPECT_EQ(mser_truncation({}), 0U);
  EXPECT_EQ(mser_truncation(std::vector<double>{7}), 0U);
}

TEST(Mser, CutsAtMostHalf) {
  // A ramp only gets better the more of it is cut.
  std::vector<double> ramp(101);
  std::iota(ramp.begin(), ramp.end(), 0.0);
  EXPECT_EQ(mser_truncation(ramp), 50U);
}

/// By definition: the marginal standard error of every admissible cut, each summed anew.
std::size_t mser_by_definition(std::span<const double> x) {
  std::vector<double> errors;
  for (std::size_t cut = 0; cut <= x.size() / 2; ++cut) {
    const auto rest = x.subspan(cut);
    const auto n = static_cast<double>(rest.size());
    const double mean = std::accumulate(rest.begin(), rest.end(), 0.0) / n;
    double squares = 0;
    for (const double value : rest) squares += (value - mean) * (value - mean);
    errors.push_back(squares / (n * n));
  }
  return static_cast<std::size_t>(std::ranges::min_element(errors) - errors.begin());
}

TEST(Mser, IsTheLeastMarginalStandardErrorOfRandomSeries) {
  for (std::uint64_t series = 0; series < 200; ++series) {
    Stream stream(1, series, 0);
    std::vector<double> x(2 + stream.below(100));
    double transient = 5 * stream.uniform();
    for (double& value : x) value = stream.normal() + (transient *= 0.9);
    EXPECT_EQ(mser_truncation(x), mser_by_definition(x)) << "series " << series;
  }
}

// --- what is kept -------------------------------------------------------------------------------------------------

TEST(BatchMeans, AreMeansOfFiveInOrder) {
  BatchMeans batches;
  for (const double x : {1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 7}) batches.add(x);
  EXPECT_THAT(batches.batch_means(), ElementsAre(3, 30));
  EXPECT_EQ(batches.observations(), 11U);
}

TEST(BatchMeans, DoubleTheirSizeInsteadOfGrowing) {
  // 0, 1, 2, …: batch b of n holds b·n … b·n + n − 1, whose mean is b·n + (n − 1) / 2.
  BatchMeans batches;
  for (int i = 0; i < 100'000; ++i) batches.add(i);
  EXPECT_EQ(batches.batch_size(), 80U);  // 100 000 / 80 = 1250 < 2048 ≤ 100 000 / 40
  EXPECT_THAT(batches.batch_means(), SizeIs(1250));
  EXPECT_EQ(batches.batch_means().front(), 39.5);
  EXPECT_EQ(batches.batch_means().back(), 1249 * 80 + 39.5);
}

TEST(BatchMeans, StayFewHoweverLongTheRun) {
  BatchMeans batches;
  for (int i = 0; i < 3'000'000; ++i) {
    batches.add(i);
    ASSERT_LT(batches.batch_means().size(), BatchMeans::most_batches);
  }
}

// --- the estimate -------------------------------------------------------------------------------------------------

/// Five equal observations for each of these batch means.
BatchMeans with_batch_means(std::span<const double> means) {
  BatchMeans batches;
  for (const double mean : means)
    for (int i = 0; i < 5; ++i) batches.add(mean);
  return batches;
}

std::vector<double> alternating(std::size_t size) {
  std::vector<double> means(size);
  for (std::size_t b = 0; b < size; ++b) means[b] = b % 2 == 0 ? 1 : 3;
  return means;
}

TEST(SteadyState, IsStudentsIntervalOverTwentyBatches) {
  // Means 1, 3, 1, 3 …: s² = 20 / 19, so t · s / √20 = 2.093024 / √19. Products of neighbours: 19 · (−1) of 20 · 1.
  const auto estimate = with_batch_means(alternating(20)).estimate();
  ASSERT_TRUE(estimate);
  EXPECT_DOUBLE_EQ(estimate->mean, 2);
  EXPECT_NEAR(estimate->half_width, 2.093024 / std::sqrt(19), 1e-6);
  EXPECT_DOUBLE_EQ(estimate->lag1, -0.95);
  EXPECT_EQ(estimate->truncated, 0U);
  EXPECT_EQ(estimate->observations, 100U);
  EXPECT_EQ(estimate->batches, 20U);
  EXPECT_EQ(estimate->batch_size, 5U);
}

TEST(SteadyState, TakesAnyConfidence) {
  // t_{0.95, 19} = 1.729133
  EXPECT_NEAR(with_batch_means(alternating(20)).estimate(0.9)->half_width, 1.729133 / std::sqrt(19), 1e-6);
}

TEST(SteadyState, MergesAsEvenlyAsItCanAndLeavesNothingOut) {
  // 0, 2, 0, 2 … 0, 2, then one more 1: of 41 the last three make a batch (0, 2, 1), the others are pairs; each has
  // mean 1.
  std::vector<double> means(41);
  for (std::size_t b = 0; b < 40; ++b) means[b] = b % 2 == 0 ? 0 : 2;
  means[40] = 1;
  const auto estimate = with_batch_means(means).estimate();
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->observations, 205U);
  EXPECT_DOUBLE_EQ(estimate->mean, 1);
  EXPECT_NEAR(estimate->half_width, 0, 1e-12);
}

TEST(SteadyState, WeighsBatchesByTheirSize) {
  // 21 batch means, the last two of which make one batch (4 and 1, mean 2.5) beside nineteen: 1, 3, 1, 3 … 1.
  // Mean (10 · 1 + 9 · 3 + 4 + 1) / 21 = 2. Squares 19 · 1 + 2 · 0.25 = 19.5, over 19 degrees of freedom and 21.
  auto means = alternating(19);
  means.insert(means.end(), {4, 1});
  const auto estimate = with_batch_means(means).estimate();
  ASSERT_TRUE(estimate);
  ASSERT_EQ(estimate->truncated, 0U);
  EXPECT_DOUBLE_EQ(estimate->mean, 2);
  EXPECT_NEAR(estimate->half_width, 2.093024 * std::sqrt(19.5 / 19 / 21), 1e-6);
}

TEST(SteadyState, IsAbsentBelowAHundredObservations) {
  EXPECT_FALSE(BatchMeans().estimate());
  EXPECT_FALSE(with_batch_means(alternating(19)).estimate());
  // 23 batches are 115 observations, but the first four are a transient: 95 stay.
  std::vector<double> means{900, 800, 700, 600};
  const auto rest = alternating(19);
  means.insert(means.end(), rest.begin(), rest.end());
  EXPECT_FALSE(with_batch_means(means).estimate());
  means.push_back(3);
  ASSERT_TRUE(with_batch_means(means).estimate());
  EXPECT_EQ(with_batch_means(means).estimate()->truncated, 20U);
}

TEST(SteadyState, OfAConstantHasNoWidthAndNoCorrelation) {
  const auto estimate = with_batch_means(std::vector<double>(333, 0.1)).estimate();
  ASSERT_TRUE(estimate);
  EXPECT_DOUBLE_EQ(estimate->mean, 0.1);
  EXPECT_EQ(estimate->half_width, 0);
  EXPECT_EQ(estimate->lag1, 0);
}

TEST(SteadyState, CountsWhatItCutInObservations) {
  // 40 of 2 400 batch means are a transient; by then a batch mean is one of ten observations.
  std::vector<double> means(40, 1000);
  const auto rest = alternating(2'360);
  means.insert(means.end(), rest.begin(), rest.end());
  const auto estimate = with_batch_means(means).estimate();
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->batch_size, 10U);
  EXPECT_EQ(estimate->truncated, 200U);
  EXPECT_EQ(estimate->observations, 11'800U);
  EXPECT_DOUBLE_EQ(estimate->mean, 2);
}

TEST(SteadyState, OfIndependentNormalsIsStudentsIntervalOfTheTwentyMeans) {
  int compared = 0;
  for (std::uint64_t series = 0; series < 50; ++series) {
    Stream stream(2, series, 0);
    BatchMeans batches;
    for (int i = 0; i < 1'000; ++i) batches.add(5 + stream.normal());
    const auto estimate = batches.estimate();
    ASSERT_TRUE(estimate);
    const auto steady = batches.batch_means().subspan(estimate->truncated / 5);
    if (steady.size() % 20 != 0) continue;  // then the batches are of unequal sizes
    std::vector<double> means;
    for (std::size_t b = 0; b < 20; ++b) {
      const auto batch = steady.subspan(b * steady.size() / 20, steady.size() / 20);
      means.push_back(std::accumulate(batch.begin(), batch.end(), 0.0) / static_cast<double>(batch.size()));
    }
    const auto student = mean_estimate(means);
    EXPECT_NEAR(estimate->mean, student.mean, 1e-12);
    EXPECT_NEAR(estimate->half_width, *student.half_width, 1e-12);
    ++compared;
  }
  EXPECT_GE(compared, 25);
}

// --- coverage -----------------------------------------------------------------------------------------------------

/// x ← coefficient · x + noise, of variance 1 and mean 10 in the steady state (Box & Jenkins).
struct Autoregression {
  double coefficient = 0, start = 0;  // start: from the mean
  int length = 0;
};

std::vector<SteadyState> estimates(const Autoregression& process, std::uint64_t series) {
  std::vector<SteadyState> all;
  const double noise = std::sqrt(1 - process.coefficient * process.coefficient);
  for (std::uint64_t s = 0; s < series; ++s) {
    Stream stream(3, s, 0);
    BatchMeans batches;
    double x = process.start;
    for (int i = 0; i < process.length; ++i) {
      batches.add(10 + x);
      x = process.coefficient * x + noise * stream.normal();
    }
    all.push_back(batches.estimate().value());
  }
  return all;
}

double coverage(std::span<const SteadyState> intervals) {
  const auto covered = std::ranges::count_if(
      intervals, [](const SteadyState& interval) { return std::abs(interval.mean - 10) <= interval.half_width; });
  return static_cast<double>(covered) / static_cast<double>(intervals.size());
}

// Of 2 000 intervals at 95 %, three binomial standard errors are 1.5 %.
constexpr double three_errors = 0.015;

TEST(SteadyState, CoversTheMeanOfIndependentNormals) {
  EXPECT_NEAR(coverage(estimates({.length = 1'007}, 2'000)), 0.95, three_errors);
}

TEST(SteadyState, CoversTheMeanOfAnAutoregression) {
  // Correlations sum to (1 + 0.5) / (1 − 0.5) = 3 observations: a batch of 200 is long.
  EXPECT_NEAR(coverage(estimates({.coefficient = 0.5, .length = 4'000}, 2'000)), 0.95, three_errors);
}

TEST(SteadyState, HasTheWidthThatTheCorrelationsDemand) {
  // Standard error √(3 / 4 000) = 0.0274, times t and the mean of s with 19 degrees of freedom, 0.9870 σ.
  double sum = 0;
  const auto intervals = estimates({.coefficient = 0.5, .length = 4'000}, 500);
  for (const auto& interval : intervals) sum += interval.half_width;
  EXPECT_NEAR(sum / 500, 2.093 * 0.987 * std::sqrt(3.0 / 4'000), 0.02 * 0.0566);
}

TEST(SteadyState, CoversTheMeanBehindATransient) {
  // Starts 50 standard deviations off, which the mean of all 4 000 would not forget: 50 / (1 − 0.9) / 4 000 = 0.125,
  // as large as the half-width, 2.1 · √(19 / 4 000) = 0.14. What is left of it after k observations is 50 · 0.9^k.
  const auto intervals = estimates({.coefficient = 0.9, .start = 50, .length = 4'000}, 2'000);
  EXPECT_NEAR(coverage(intervals), 0.95, 2 * three_errors);  // batches of 200, correlations of 19: some are lost
  const auto fewest_cut = std::ranges::min(intervals, {}, &SteadyState::truncated).truncated;
  EXPECT_GE(fewest_cut, 25U);  // 50 · 0.9^25 = 3.6 standard deviations
}

TEST(SteadyState, ShowsByItsCorrelationThatARunIsTooShort) {
  // Correlations sum to 1 999 observations; the run has 4 000.
  const auto intervals = estimates({.coefficient = 0.999, .length = 4'000}, 200);
  const auto warned = std::ranges::count_if(intervals, [](const auto& interval) { return interval.lag1 > 0.3; });
  EXPECT_GE(warned, 190);
}

}  // namespace
}  // namespace tradewind::statistics
