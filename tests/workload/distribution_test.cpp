// Every law as it is drawn in a run: moments, distribution function, support, streams.

#include "workload/distribution.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "tests/workload/temporary_file.hpp"

namespace tradewind::workload {
namespace {

constexpr int draws = 100'000;
constexpr std::uint64_t key = 42;

RandomWork work(const std::string& yaml) { return config::read_or_throw<RandomWork>(config::load_text(yaml)); }

/// One value for each of `draws` requests, as in a run.
std::vector<double> sample(const RandomWork& quantity) {
  std::vector<double> values;
  for (std::uint64_t request = 0; request < draws; ++request) {
    Stream stream(key, request, 7);
    values.push_back(quantity.sample({stream, {}}).base);
  }
  return values;
}

double phi(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

struct Law {
  std::string name, yaml;
  double mean, variance, least;
  std::function<double(double)> cdf;
};

class DrawnLaws : public testing::TestWithParam<Law> {};

std::vector<Law> laws() {
  // Normal(1, 1) above 0: with r = φ(1)/Φ(1) the mean is 1 + r and the variance 1 − r − r².
  const double r = std::exp(-0.5) / std::sqrt(2 * std::numbers::pi) / phi(1);
  const double sigma = std::sqrt(std::log(1.25));  // lognormal with mean 4, sd 2: sigma² = ln(1 + 1/4)
  const double mu = std::log(4.0) - sigma * sigma / 2;
  return {
      {"uniform", "{kind: uniform, low: 2 flop, high: 8 flop}", 5, 3, 2, [](double x) { return (x - 2) / 6; }},
      {"normal", "{kind: normal, mean: 1 flop, sd: 1 flop}", 1 + r, 1 - r - r * r, 0,
       [](double x) { return (phi(x - 1) - phi(-1)) / phi(1); }},
      {"lognormal", "{kind: lognormal, mean: 4 flop, sd: 2 flop}", 4, 4, 0,
       [=](double x) { return phi((std::log(x) - mu) / sigma); }},
      {"exponential", "{kind: exponential, mean: 4 flop}", 4, 16, 0, [](double x) { return -std::expm1(-x / 4); }},
      {"weibull", "{kind: weibull, shape: 2, scale: 2 flop}", std::sqrt(std::numbers::pi), 4 - std::numbers::pi, 0,
       [](double x) { return -std::expm1(-x * x / 4); }},
      // Shape 9: the fourth moment exists with room to spare, so that the sample's variance settles.
      {"pareto", "{kind: pareto, shape: 9, scale: 8 flop}", 9, 81.0 / 63, 8,
       [](double x) { return 1 - std::pow(8 / x, 9); }},
      {"gamma", "{kind: gamma, shape: 2, scale: 3 flop}", 6, 18, 0,
       [](double x) { return 1 - std::exp(-x / 3) * (1 + x / 3); }},
      {"gamma_small", "{kind: gamma, shape: 0.5, scale: 2 flop}", 1, 2, 0,
       [](double x) { return std::erf(std::sqrt(x / 2)); }},
  };
}

INSTANTIATE_TEST_SUITE_P(All, DrawnLaws, testing::ValuesIn(laws()),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(DrawnLaws, HasItsMeanAndVariance) {
  const auto values = sample(work(GetParam().yaml));
  double sum = 0, squares = 0, fourths = 0;
  for (const double x : values) {
    const double d = x - GetParam().mean;
    sum += d;
    squares += d * d;
    fourths += d * d * d * d;
  }
  const double variance = squares / draws;
  // Four standard errors: sd/√n of the mean, √((m4 − variance²)/n) of the variance. One seed in 16,000 would fail.
  EXPECT_NEAR(sum / draws, 0, 4 * std::sqrt(GetParam().variance / draws));
  EXPECT_NEAR(variance, GetParam().variance, 4 * std::sqrt((fourths / draws - variance * variance) / draws));
}

TEST_P(DrawnLaws, KnowsItsMean) { EXPECT_NEAR(work(GetParam().yaml).mean().base, GetParam().mean, 1e-12); }

TEST_P(DrawnLaws, FollowsItsDistributionFunction) {
  auto values = sample(work(GetParam().yaml));
  std::ranges::sort(values);
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = GetParam().cdf(values[i]);
    distance = std::max({distance, p - static_cast<double>(i) / draws, static_cast<double>(i + 1) / draws - p});
  }
  // Kolmogorov: P(√n D > 2.3) ≈ 2 exp(−2 · 2.3²) = 5e-5.
  EXPECT_LT(distance * std::sqrt(draws), 2.3);
}

TEST_P(DrawnLaws, StaysInItsSupport) { EXPECT_GE(std::ranges::min(sample(work(GetParam().yaml))), GetParam().least); }

TEST_P(DrawnLaws, UsesOneUniformForOneValue) {
  const auto quantity = work(GetParam().yaml);
  Stream stream(key, 3, 7), twin(key, 3, 7);
  const double first = quantity.sample({stream, {}}).base;
  (void)twin.uniform();
  EXPECT_EQ(stream.bits(), twin.bits());
  Stream again(key, 3, 7);
  EXPECT_EQ(quantity.sample({again, {}}).base, first);
}

TEST_P(DrawnLaws, IsNotConstant) {
  EXPECT_EQ(work(GetParam().yaml).law->constant(), std::nullopt);
  EXPECT_FALSE(work(GetParam().yaml).zero());
}

TEST(Distribution, ConstantNeedsNoRandomNumber) {
  const auto quantity = work("{kind: constant, value: 3 Gflop}");
  Stream stream(key, 0, 0), twin(key, 0, 0);
  EXPECT_EQ(quantity.sample({stream, {}}), 3_Gflop);
  EXPECT_EQ(stream.bits(), twin.bits());
  EXPECT_EQ(quantity.law->constant(), 3e9);
  EXPECT_TRUE(work("0 flop").zero());
  EXPECT_TRUE(RandomWork{}.zero());
}

TEST(Distribution, AThickerLawKeepsTheLuckOfEachRequest) {
  // Common random numbers: what is above the median of one law is above the median of the other.
  const auto a = sample(work("{kind: exponential, mean: 1 flop}"));
  const auto b = sample(work("{kind: lognormal, mean: 5 flop, sd: 9 flop}"));
  const double median_b = 5 / std::sqrt(1 + 81.0 / 25);
  for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(a[i] > std::numbers::ln2, b[i] > median_b);
}

TEST(Distribution, NormalWithoutSpreadIsItsMean) {
  EXPECT_EQ(work("{kind: normal, mean: 2 flop, sd: 0 flop}").mean().base, 2);
  Stream stream(key, 0, 0);
  EXPECT_EQ(work("{kind: normal, mean: 2 flop, sd: 0 flop}").sample({stream, {}}).base, 2);
}

TEST(Distribution, EmpiricalDrawsEveryRowEquallyOften) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("work.csv", "id,Giga Flops\na,5\nb,1\nc,5\nd,2.5\n");
  const auto values = sample(work("{kind: empirical, file: " + file + ", column: Giga Flops, scale: 2 flop}"));
  const auto share = [&](double x) { return static_cast<double>(std::ranges::count(values, x)) / draws; };
  const double tolerance = 4 * std::sqrt(0.25 / draws);  // four standard errors of a share, at most
  EXPECT_NEAR(share(2), 0.25, tolerance);
  EXPECT_NEAR(share(5), 0.25, tolerance);
  EXPECT_NEAR(share(10), 0.5, tolerance);
}

TEST(Distribution, EmpiricalMeanIsThatOfTheRows) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("work.jsonl", "{\"w\": 1}\n{\"w\": 2}\n{\"w\": 6}\n");
  EXPECT_DOUBLE_EQ(work("{kind: empirical, file: " + file + ", column: w}").mean().base, 3);
}

TEST(Distribution, ColumnReadsItsPlaceInTheRow) {
  auto tokens = work("{kind: column, name: tokens, scale: 14 Gflop}");
  auto other = work("{kind: column, name: other}");
  auto again = work("{kind: column, name: tokens}");
  std::vector<config::Name> columns;
  tokens.bind(columns);
  other.bind(columns);
  again.bind(columns);
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(columns[0].text, "tokens");
  EXPECT_EQ(columns[1].text, "other");
  EXPECT_EQ(columns[0].where.column, 22);
  Stream stream(key, 0, 0);
  const std::vector<double> row{2, 5};
  EXPECT_EQ(tokens.sample({stream, row}), 28_Gflop);
  EXPECT_EQ(other.sample({stream, row}), 5_flop);
  EXPECT_EQ(again.sample({stream, row}), 2_flop);
  EXPECT_TRUE(std::isnan(tokens.mean().base));
}

}  // namespace
}  // namespace tradewind::workload
