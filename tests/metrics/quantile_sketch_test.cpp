#include "metrics/quantile_sketch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "base/check.hpp"
#include "base/random.hpp"

namespace tradewind::metrics {
namespace {

constexpr std::size_t n = 100'000;
const std::vector<double> shares = {0,   1e-6,    1e-5, 2e-5, 0.001, 0.01, 0.05,  0.1,    0.25,    1.0 / 3,
                                    0.5, 2.0 / 3, 0.75, 0.9,  0.95,  0.99, 0.999, 0.9999, 0.99999, 1};

std::vector<double> draw(std::size_t count, const std::function<double(Stream&)>& one) {
  Stream stream(hash_text("sketch"), 0, 0);
  std::vector<double> values(count);
  std::ranges::generate(values, [&] { return one(stream); });
  return values;
}

double lognormal(Stream& stream) { return std::exp(2 * stream.normal()); }

QuantileSketch sketch_of(const std::vector<double>& values) {
  QuantileSketch sketch;
  for (const double value : values) sketch.add(value);
  return sketch;
}

/// The definition: the value at rank ceil(q·n), counted from 1. `n` and `shares` are such that rounding does not
/// matter.
double nearest_rank(const std::vector<double>& sorted, double q) {
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

struct Sample {
  std::string name;
  std::function<double(Stream&)> one;
};
void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.name; }

class Samples : public testing::TestWithParam<Sample> {};

TEST_P(Samples, HaveQuantilesWithinTheRelativeError) {
  auto values = draw(n, GetParam().one);
  const auto sketch = sketch_of(values);
  std::ranges::sort(values);
  for (const double q : shares) {
    const double exact = nearest_rank(values, q);
    EXPECT_LE(std::abs(*sketch.quantile(q) - exact), QuantileSketch::relative_error * exact) << "q = " << q;
  }
}

TEST_P(Samples, HaveExactExtremes) {
  const auto values = draw(n, GetParam().one);
  const auto sketch = sketch_of(values);
  EXPECT_EQ(sketch.count(), n);
  EXPECT_EQ(sketch.min(), std::ranges::min(values));
  EXPECT_EQ(sketch.max(), std::ranges::max(values));
  EXPECT_EQ(sketch.quantile(0), sketch.min());
  EXPECT_EQ(sketch.quantile(1), sketch.max());
}

TEST_P(Samples, HaveQuantilesThatNeverDecrease) {
  const auto sketch = sketch_of(draw(n, GetParam().one));
  double last = 0;
  for (int i = 0; i <= 1000; ++i) {
    const double next = *sketch.quantile(i / 1000.0);
    EXPECT_GE(next, last) << "q = " << i / 1000.0;
    last = next;
  }
}

INSTANTIATE_TEST_SUITE_P(
    QuantileSketch, Samples,
    testing::Values(Sample{"lognormal", lognormal},
                    Sample{"pareto", [](Stream& stream) { return std::pow(stream.uniform(), -1 / 1.1); }},
                    Sample{"uniform", [](Stream& stream) { return stream.uniform(); }},
                    Sample{"constant", [](Stream&) { return 0.131; }},
                    Sample{"bimodal",
                           [](Stream& stream) {
                             const double centre = stream.uniform() < 0.9 ? 0.005 : 30;
                             return centre * (1 + 0.01 * stream.uniform());
                           }},
                    Sample{"two_fifths_zero",
                           [](Stream& stream) { return stream.uniform() < 0.4 ? 0 : stream.exponential(); }},
                    Sample{"the_whole_range", [](Stream& stream) { return 1e-9 * std::pow(1e21, stream.uniform()); }}),
    [](const auto& sample) { return sample.param.name; });

TEST(QuantileSketch, KeepsTheRelativeErrorForAnyValueOfItsRange) {
  QuantileSketch around;  // 600 values on either side make the one between rank 601 of 1201 = ceil(0.5 · 1201)
  for (int i = 0; i < 600; ++i) {
    around.add(0);
    around.add(QuantileSketch::largest);
  }
  Stream stream(1, 0, 0);
  double worst = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double value = QuantileSketch::smallest * std::pow(1e21, stream.uniform());
    QuantileSketch sketch = around;
    sketch.add(value);
    worst = std::max(worst, std::abs(*sketch.quantile(0.5) - value) / value);
  }
  EXPECT_LE(worst, QuantileSketch::relative_error);
  // Bins are no narrower than they must be: a value alone in one is told as its middle, so half the error is the most.
  EXPECT_GT(worst, 0.49 * QuantileSketch::relative_error);
}

TEST(QuantileSketch, SpreadsTheRanksOfABinOverIt) {
  QuantileSketch sketch;
  for (int i = 0; i < 10'000; ++i) sketch.add(1 + 1e-7 * i);  // 1 … 1.001: one or two bins
  double last = 0;
  for (const double q : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    const double quantile = *sketch.quantile(q);
    EXPECT_GT(quantile, last);
    EXPECT_NEAR(quantile, 1 + 1e-3 * q, 1e-3);
    last = quantile;
  }
}

TEST(QuantileSketch, OfNothingHasNoQuantiles) {
  EXPECT_EQ(QuantileSketch().quantile(0.5), std::nullopt);
  EXPECT_EQ(QuantileSketch().min(), std::nullopt);
  EXPECT_EQ(QuantileSketch().max(), std::nullopt);
}

TEST(QuantileSketch, GivesTheNearestRankOfAFewValues) {
  const auto sketch = sketch_of({50, 15, 40, 20, 35});
  EXPECT_EQ(sketch.quantile(0), 15);
  EXPECT_EQ(sketch.quantile(0.05), 15);  // ceil(0.25) = 1
  EXPECT_EQ(sketch.quantile(0.2), 15);   // ceil(1) = 1
  EXPECT_EQ(sketch.quantile(0.3), 20);   // ceil(1.5) = 2
  EXPECT_EQ(sketch.quantile(0.4), 20);   // ceil(2) = 2
  EXPECT_EQ(sketch.quantile(0.5), 35);   // ceil(2.5) = 3
  EXPECT_EQ(sketch.quantile(1), 50);
}

TEST(QuantileSketch, TakesSharesAsTheDecimalsTheyAre) {
  // In doubles 0.07 · 100 is 7.000000000000001; the 7 % quantile of 100 values is the seventh all the same.
  QuantileSketch sketch;
  for (int i = 1; i <= 100; ++i) sketch.add(i);
  EXPECT_EQ(sketch.quantile(0.07), 7);
  EXPECT_EQ(sketch.quantile(0.071), 8);
}

TEST(QuantileSketch, IsExactUpToItsLimit) {
  auto values = draw(QuantileSketch::exact_limit, lognormal);
  const auto sketch = sketch_of(values);
  EXPECT_TRUE(sketch.exact());
  std::ranges::sort(values);
  for (const double q : shares) EXPECT_EQ(*sketch.quantile(q), nearest_rank(values, q));
}

TEST(QuantileSketch, IsWithinTheErrorJustBeyondItsLimit) {
  auto values = draw(QuantileSketch::exact_limit + 1, lognormal);
  const auto sketch = sketch_of(values);
  EXPECT_FALSE(sketch.exact());
  std::ranges::sort(values);
  for (const double q : shares) {
    const double exact = nearest_rank(values, q);
    EXPECT_LE(std::abs(*sketch.quantile(q) - exact), QuantileSketch::relative_error * exact);
  }
}

/// Adds a sample in two parts, merges them, and compares with the sample added at once.
void expect_merge_equals_adding(std::size_t first, std::size_t second) {
  const auto values = draw(first + second, lognormal);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(first);
  const auto whole = sketch_of(values);
  auto merged = sketch_of({values.begin(), middle});
  merged.merge(sketch_of({middle, values.end()}));
  EXPECT_EQ(merged.count(), whole.count());
  for (const double q : shares) EXPECT_EQ(merged.quantile(q), whole.quantile(q)) << first << " + " << second;
}

TEST(QuantileSketch, MergedEqualsAdded) {
  expect_merge_equals_adding(0, 10);
  expect_merge_equals_adding(10, 0);
  expect_merge_equals_adding(10, 20);    // exact before and after
  expect_merge_equals_adding(600, 600);  // exact before, not after
  expect_merge_equals_adding(5'000, 10);
  expect_merge_equals_adding(10, 5'000);
  expect_merge_equals_adding(5'000, 95'000);
}

TEST(QuantileSketch, MergedWithItselfKeepsItsQuantiles) {
  for (const std::size_t count : {100U, 1000U, 5000U}) {
    auto sketch = sketch_of(draw(count, lognormal));
    const auto median = *sketch.quantile(0.5);
    sketch.merge(sketch);
    EXPECT_EQ(sketch.count(), 2 * count);
    EXPECT_NEAR(*sketch.quantile(0.5), median, QuantileSketch::relative_error * median);
  }
}

TEST(QuantileSketch, CountsValuesBelowItsRangeInTheLowestBin) {
  QuantileSketch sketch;
  for (int i = 0; i < 5000; ++i) sketch.add(1e-15);
  sketch.add(1);
  EXPECT_LT(*sketch.quantile(0.5), 1.01e-9);
  EXPECT_EQ(sketch.quantile(0), 1e-15);
}

TEST(QuantileSketch, CountsValuesBeyondItsRangeInTheHighestBin) {
  QuantileSketch sketch;
  sketch.add(1);
  for (int i = 0; i < 5000; ++i) sketch.add(1e300);
  sketch.add(std::numeric_limits<double>::infinity());
  EXPECT_NEAR(*sketch.quantile(0.5), 1e12, 0.002e12);  // a bin is 0.2 % wide
  EXPECT_EQ(sketch.quantile(1), std::numeric_limits<double>::infinity());
}

TEST(QuantileSketch, RefusesWhatIsNotASize) {
  EXPECT_THROW(QuantileSketch().add(-1), InternalError);
  EXPECT_THROW(QuantileSketch().add(std::nan("")), InternalError);
}

TEST(QuantileSketch, RefusesSharesOutsideTheUnitInterval) {
  EXPECT_THROW(QuantileSketch().quantile(-0.1), InternalError);
  EXPECT_THROW(QuantileSketch().quantile(95), InternalError);
}

}  // namespace
}  // namespace tradewind::metrics
