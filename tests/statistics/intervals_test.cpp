#include "statistics/intervals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/check.hpp"
#include "base/random.hpp"

namespace tradewind::statistics {
namespace {

using Values = std::vector<double>;

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// --- Student's t ---

// Any printed table has these, to three decimals.
TEST(StudentTQuantile, AgreesWithPrintedTables) {
  EXPECT_NEAR(student_t_quantile(0.975, 1), 12.706, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 2), 4.303, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 4), 2.776, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 9), 2.262, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 30), 2.042, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 120), 1.980, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.95, 10), 1.812, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.995, 5), 4.032, 5e-4);
}

// One degree: Cauchy's tan(π(p − 1/2)). Two: (2p − 1)/√(2p(1 − p)).
TEST(StudentTQuantile, AgreesWithClosedForms) {
  for (const double p : {0.01, 0.3, 0.5, 0.9, 0.999}) {
    EXPECT_NEAR(student_t_quantile(p, 1), std::tan(std::numbers::pi * (p - 0.5)), 1e-9);
    EXPECT_NEAR(student_t_quantile(p, 2), (2 * p - 1) / std::sqrt(2 * p * (1 - p)), 1e-12);
  }
}

TEST(StudentTQuantile, RefusesWhatIsNoProbabilityAndNoDegreeOfFreedom) {
  EXPECT_THROW(student_t_quantile(0, 3), InternalError);
  EXPECT_THROW(student_t_quantile(1, 3), InternalError);
  EXPECT_THROW(student_t_quantile(std::nan(""), 3), InternalError);
  EXPECT_THROW(student_t_quantile(0.5, 0), InternalError);
}

// --- means ---

// Mean 3, s² = (4 + 1 + 0 + 1 + 4)/4 = 2.5, so 2.776445 · √(2.5/5) = 1.963243.
TEST(MeanEstimate, IsStudentsInterval) {
  const auto estimate = mean_estimate(Values{1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(estimate.mean, 3);
  EXPECT_NEAR(estimate.half_width.value(), 1.963243, 1e-6);
}

TEST(MeanEstimate, HasNoIntervalForOneValue) {
  const auto estimate = mean_estimate(Values{7});
  EXPECT_EQ(estimate.mean, 7);
  EXPECT_FALSE(estimate.half_width);
  EXPECT_THROW(mean_estimate({}), InternalError);
}

TEST(MeanEstimate, IsExactForEqualValues) {
  for (std::size_t count = 2; count < 50; ++count) {
    const auto estimate = mean_estimate(Values(count, 0.1));
    EXPECT_EQ(estimate.mean, 0.1);
    EXPECT_EQ(estimate.half_width, 0);
  }
}

TEST(MeanEstimate, SeesASmallSpreadAroundALargeMean) {
  const auto estimate = mean_estimate(Values{1e9, 1e9 + 1, 1e9 + 2});
  EXPECT_EQ(estimate.mean, 1e9 + 1);
  EXPECT_NEAR(estimate.half_width.value(), 4.302653 / std::sqrt(3.0), 1e-6);  // s = 1
}

// Each interval holds the true mean with probability 0.95 independently of the others: of 2,000 on average 1,900, with
// a standard deviation of √(2,000 · 0.95 · 0.05) = 9.7; ±4 of them are 1,861 to 1,939.
TEST(MeanEstimate, CoversTheTrueMeanAsOftenAsItSays) {
  for (const std::uint32_t size : {2U, 5U, 20U}) {
    int covered = 0;
    for (std::uint64_t sample = 0; sample < 2000; ++sample) {
      Stream stream(17, sample, size);
      Values values(size);
      for (double& value : values) value = 10 + 3 * stream.normal();
      const auto estimate = mean_estimate(values);
      covered += std::abs(estimate.mean - 10) <= estimate.half_width.value() ? 1 : 0;
    }
    EXPECT_NEAR(covered, 1900, 39) << size;
  }
}

// --- interquartile mean ---

TEST(InterquartileMean, IsTheMeanOfTheMiddleHalf) {
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{100, 2, 3, -50}), 2.5);               // 2 and 3
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{8, 7, 6, 5, 4, 3, 2, 1}), 4.5);       // 3, 4, 5, 6
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{1, 1, 1, 1, 5, 7, 9, 9}), 14.0 / 4);  // 1, 1, 5, 7
}

// The quarters cut through values: of five, [1.25, 3.75] keeps ¾ of the second, the third, and ¾ of the fourth, 2½ in
// all. Of two, half of each; of three, ¼, 1 and ¼ in 1½.
TEST(InterquartileMean, WeighsValuesAtTheCutsByTheirShare) {
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{0, 2, 4, 8, 1000}), (0.75 * 2 + 4 + 0.75 * 8) / 2.5);
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{3}), 3);
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{3, 5}), 4);
  EXPECT_DOUBLE_EQ(interquartile_mean(Values{0, 6, 24}), (0.25 * 0 + 6 + 0.25 * 24) / 1.5);
  EXPECT_THROW(interquartile_mean({}), InternalError);
}

// --- bootstrap ---

// Two values drawn twice: the mean is 0 in a quarter of the resamples, 1 in a quarter, and ½ in the other half.
TEST(BootstrapInterval, TakesThePercentilesOfTheResampledStatistic) {
  const Values values = {0, 1};
  const auto wide = bootstrap_interval(values, mean_of, {.confidence = 0.9});  // 5 % and 95 %
  EXPECT_EQ(wide.low, 0);
  EXPECT_EQ(wide.high, 1);
  const auto narrow = bootstrap_interval(values, mean_of, {.confidence = 0.4});  // 30 % and 70 %
  EXPECT_EQ(narrow.low, 0.5);
  EXPECT_EQ(narrow.high, 0.5);
}

// For many values the mean is nearly normal: ± 1.96 · σ̂/√n with the σ̂ of the values, n in the denominator. Ends from
// 2,000 resamples are off by up to √(0.025 · 0.975/2,000)/φ(1.96) = 0.06 standard errors, once; four times that are
// 0.24.
TEST(BootstrapInterval, IsNearlyTheNormalOneForManyValues) {
  Stream stream(5, 0, 0);
  Values values(400);
  for (double& value : values) value = stream.exponential();
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double error = std::sqrt(squares) / 400;
  const auto interval = bootstrap_interval(values, mean_of);
  EXPECT_NEAR(interval.low, mean - 1.96 * error, 0.24 * error);
  EXPECT_NEAR(interval.high, mean + 1.96 * error, 0.24 * error);
}

TEST(BootstrapInterval, DependsOnTheSeedAlone) {
  Stream stream(5, 1, 0);
  Values values(10);
  for (double& value : values) value = stream.normal();
  const auto first = bootstrap_interval(values, interquartile_mean, {.seed = 3});
  const auto again = bootstrap_interval(values, interquartile_mean, {.seed = 3});
  const auto other = bootstrap_interval(values, interquartile_mean, {.seed = 4});
  EXPECT_EQ(first.low, again.low);
  EXPECT_EQ(first.high, again.high);
  EXPECT_TRUE(first.low != other.low || first.high != other.high);
}

TEST(BootstrapInterval, OfEqualValuesIsThatValue) {
  const auto interval = bootstrap_interval(Values(5, 0.1), interquartile_mean);
  EXPECT_DOUBLE_EQ(interval.low, 0.1);
  EXPECT_DOUBLE_EQ(interval.high, 0.1);
  EXPECT_THROW(bootstrap_interval({}, mean_of), InternalError);
  EXPECT_THROW(bootstrap_interval(Values{1}, mean_of, {.resamples = 0}), InternalError);
}

// --- paired differences ---

// Extra hours of sleep of ten patients under two drugs (Student, "The Probable Error of a Mean", 1908; the data set
// `sleep` of R, whose t.test(paired = TRUE) gives mean −1.58, interval −2.4598858 to −0.7001142, p = 0.002833).
TEST(PairedDifference, AgreesWithStudentsOwnExample) {
  const Values first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const Values second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const auto difference = paired_difference(first, second);
  EXPECT_NEAR(difference.mean, -1.58, 1e-12);
  EXPECT_NEAR(difference.mean - difference.half_width.value(), -2.4598858, 1e-7);
  EXPECT_NEAR(difference.mean + difference.half_width.value(), -0.7001142, 1e-7);
  EXPECT_NEAR(difference.p_value.value(), 0.002833, 5e-7);
}

// Differences 1, 2, 3: mean 2, s = 1, t = 2√3; with two degrees of freedom P(|T| > t) = 1 − t/√(2 + t²) = 1 − √(12/14).
TEST(PairedDifference, AgreesWithAClosedForm) {
  const auto difference = paired_difference(Values{11, 22, 33}, Values{10, 20, 30});
  EXPECT_DOUBLE_EQ(difference.mean, 2);
  EXPECT_NEAR(difference.half_width.value(), 4.302653 / std::sqrt(3.0), 1e-6);
  EXPECT_NEAR(difference.p_value.value(), 1 - std::sqrt(12.0 / 14), 1e-12);
}

TEST(PairedDifference, IsCertainWithoutSpread) {
  EXPECT_EQ(paired_difference(Values{1, 5}, Values{0, 4}).p_value, 0);
  EXPECT_EQ(paired_difference(Values{1, 5}, Values{1, 5}).p_value, 1);
  EXPECT_EQ(paired_difference(Values{1, 5}, Values{0, 4}).half_width, 0);
}

TEST(PairedDifference, OfOnePairHasNeitherIntervalNorPValue) {
  const auto difference = paired_difference(Values{3}, Values{1});
  EXPECT_EQ(difference.mean, 2);
  EXPECT_FALSE(difference.half_width);
  EXPECT_FALSE(difference.p_value);
  EXPECT_THROW(paired_difference(Values{3}, Values{1, 2}), InternalError);
  EXPECT_THROW(paired_difference({}, {}), InternalError);
}

// Under "no difference" a p-value is uniform: 5 % of 2,000 are below 0.05, on average 100, standard deviation 9.7.
TEST(PairedDifference, RarelyFindsWhatIsNotThere) {
  int found = 0;
  for (std::uint64_t sample = 0; sample < 2000; ++sample) {
    Stream stream(23, sample, 0);
    Values a(6), b(6);
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double common = 100 * stream.normal();
      a[i] = common + stream.normal();
      b[i] = common + stream.normal();
    }
    found += *paired_difference(a, b).p_value < 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(found, 100, 39);
}

// --- many comparisons ---

// Sorted: 0.005 · 4, 0.01 · 3, 0.03 · 2, and 0.04 · 1, which may not be below its predecessor's 0.06.
TEST(Holm, AgreesWithTheWorkedExample) {
  const auto adjusted = holm(Values{0.01, 0.04, 0.03, 0.005});
  ASSERT_EQ(adjusted.size(), 4U);
  EXPECT_DOUBLE_EQ(adjusted[0], 0.03);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[3], 0.02);
}

TEST(Holm, StaysAtOneAndKeepsEqualValuesEqual) {
  EXPECT_EQ(holm(Values{0.6, 0.9, 0.6}), (Values{1, 1, 1}));
  EXPECT_EQ(holm(Values{0.125, 0.125}), (Values{0.25, 0.25}));
  EXPECT_EQ(holm(Values{0.2}), Values{0.2});
  EXPECT_TRUE(holm({}).empty());
}

// --- one below the other ---

// 1 is below 2, 3 and 4; 2 is equal to 2 and below 3 and 4; 3 is equal to 3 and below 4: 3 + 2½ + 1½ of 9 pairs.
TEST(ProbabilityBelow, CountsPairsAndHalvesTies) {
  EXPECT_DOUBLE_EQ(probability_below(Values{3, 1, 2}, Values{4, 2, 3}), 7.0 / 9);
  EXPECT_DOUBLE_EQ(probability_below(Values{4, 2, 3}, Values{3, 1, 2}), 2.0 / 9);
  EXPECT_DOUBLE_EQ(probability_below(Values{1, 1}, Values{1}), 0.5);
  EXPECT_DOUBLE_EQ(probability_below(Values{1, 2}, Values{3}), 1);
  EXPECT_DOUBLE_EQ(probability_below(Values{4}, Values{3, 1}), 0);
  EXPECT_THROW(probability_below({}, Values{1}), InternalError);
}

}  // namespace
}  // namespace tradewind::statistics
