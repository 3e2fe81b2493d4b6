#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "base/check.hpp"

namespace tradewind {
namespace {

using Words = std::array<std::uint32_t, 4>;

constexpr int n = 100'000;
constexpr double standard_errors = 4;  // one right sample in 16,000 is farther off; the seeds below are fixed

std::vector<double> draw(const std::function<double(Stream&)>& one) {
  Stream stream(hash_text("draw"), 0, 0);
  std::vector<double> values(n);
  std::ranges::generate(values, [&] { return one(stream); });
  return values;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Sample mean of the squares of the distances from `centre`.
double spread(const std::vector<double>& values, double centre) {
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum / static_cast<double>(values.size());
}

/// Checks mean and variance against those of a distribution whose fourth central moment is `fourth`: the standard
/// errors are √(variance / n) and √((fourth − variance²) / n).
void expect_moments(const std::vector<double>& values, double expected_mean, double variance, double fourth) {
  EXPECT_NEAR(mean(values), expected_mean, standard_errors * std::sqrt(variance / n));
  EXPECT_NEAR(spread(values, expected_mean), variance, standard_errors * std::sqrt((fourth - variance * variance) / n));
}

/// Largest distance between the sample's distribution and `cdf` (Kolmogorov–Smirnov), times √n: above 1.95 for one
/// right sample in 1,000.
double kolmogorov_smirnov(std::vector<double> values, const std::function<double(double)>& cdf) {
  std::ranges::sort(values);
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double at = cdf(values[i]), below = static_cast<double>(i) / n, above = static_cast<double>(i + 1) / n;
    distance = std::max({distance, at - below, above - at});
  }
  return distance * std::sqrt(n);
}

// Of Random123 (Salmon et al.), file kat_vectors, philox4x32 with 10 rounds.
TEST(Philox, MatchesTheAuthorsAnswerForZeros) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

TEST(Philox, MatchesTheAuthorsAnswerForOnes) {
  EXPECT_EQ(philox({UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}, {UINT32_MAX, UINT32_MAX}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(Philox, MatchesTheAuthorsAnswerForTheDigitsOfPi) {
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Hash, IsTheSameOnEveryMachine) {
  // From a Python program that gives the published FNV-1a of "foobar", 85944171f73967e8, and the published first output
  // of splitmix64 started at 0, e220a8397b1dcdaf.
  EXPECT_EQ(hash_text(""), 0xf52a15e9a9b5e89b);
  EXPECT_EQ(hash_text("foobar"), 0x404da9e3b74078c2);
  EXPECT_EQ(hash_combine(0, 0), 0x48218226ff3cd4bf);
  EXPECT_EQ(hash_combine(1, 2), 0x81a5c1377856b73);
}

TEST(Hash, DependsOnTheOrderOfWhatItCombines) {
  const auto a = hash_text("a"), b = hash_text("b");
  EXPECT_NE(hash_combine(a, b), hash_combine(b, a));
  EXPECT_NE(hash_combine(a, a), hash_combine(b, b));
}

TEST(Stream, NumbersItsWordsInTheOrderOfTheBlock) {
  // Key 0, item 0, purpose 0, block 0 is the first vector above; low words come first.
  Stream stream(0, 0, 0);
  EXPECT_EQ(stream.bits(), 0xe169c58d6627e8d5);
  EXPECT_EQ(stream.bits(), 0x9b00dbd8bc57ac4c);
}

TEST(Stream, UsesAllItsNames) {
  const std::uint64_t high = std::uint64_t{1} << 32;
  std::vector<std::uint64_t> firsts;
  for (Stream stream :
       {Stream(0, 0, 0), Stream(1, 0, 0), Stream(high, 0, 0), Stream(0, 1, 0), Stream(0, high, 0), Stream(0, 0, 1)}) {
    firsts.push_back(stream.bits());
    stream.bits();
    firsts.push_back(stream.bits());  // the second block
  }
  std::ranges::sort(firsts);
  EXPECT_EQ(std::ranges::adjacent_find(firsts), firsts.end());
}

TEST(Stream, IsAValueWhoseCopyContinuesAlone) {
  Stream stream(7, 8, 9);
  stream.bits();
  Stream copy = stream;
  const auto next = stream.bits();
  stream.bits();
  EXPECT_EQ(copy.bits(), next);
}

TEST(UnitInterval, NeverReachesItsEnds) {
  static_assert(unit_interval(0) == 0x1p-53);
  static_assert(unit_interval(UINT64_MAX) == 1 - 0x1p-53);
}

TEST(Uniform, HasItsMomentsAndDistribution) {
  const auto values = draw(&Stream::uniform);
  expect_moments(values, 1.0 / 2, 1.0 / 12, 1.0 / 80);
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return x; }), 1.95);
}

TEST(Exponential, HasItsMomentsAndDistribution) {
  const auto values = draw(&Stream::exponential);
  expect_moments(values, 1, 1, 9);
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return 1 - std::exp(-x); }), 1.95);
}

TEST(Normal, HasItsMomentsAndDistribution) {
  const auto values = draw(&Stream::normal);
  expect_moments(values, 0, 1, 3);
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }), 1.95);
}

class Gamma : public testing::TestWithParam<double> {};

TEST_P(Gamma, HasItsMoments) {
  const double shape = GetParam();  // mean k, variance k, fourth central moment 3k² + 6k
  expect_moments(draw([&](Stream& stream) { return stream.gamma(shape); }), shape, shape,
                 3 * shape * shape + 6 * shape);
}
INSTANTIATE_TEST_SUITE_P(Shapes, Gamma, testing::Values(0.1, 0.5, 1.0, 2.0, 2.5, 100.0));

TEST(Gamma, OfShapeOneIsExponential) {
  const auto values = draw([](Stream& stream) { return stream.gamma(1); });
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return 1 - std::exp(-x); }), 1.95);
}

TEST(Gamma, OfShapeOneHalfIsHalfASquaredNormal) {
  // P(Z²/2 ≤ x) = P(|Z| ≤ √(2x)) = erf(√x).
  const auto values = draw([](Stream& stream) { return stream.gamma(0.5); });
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return std::erf(std::sqrt(x)); }), 1.95);
}

TEST(Gamma, OfShapeThreeIsErlang) {
  const auto values = draw([](Stream& stream) { return stream.gamma(3); });
  const auto erlang = [](double x) { return 1 - std::exp(-x) * (1 + x + x * x / 2); };
  EXPECT_LT(kolmogorov_smirnov(values, erlang), 1.95);
}

TEST(Gamma, RefusesAShapeThatIsNotPositive) { EXPECT_THROW(Stream(0, 0, 0).gamma(0), InternalError); }

TEST(Below, IsUniform) {
  std::array<int, 6> counts = {};
  Stream stream(1, 0, 0);
  for (int i = 0; i < n; ++i) ++counts[stream.below(6)];
  // A count is binomial(n, 1/6): standard error √(n · 5/36).
  for (const int count : counts) EXPECT_NEAR(count, n / 6.0, standard_errors * std::sqrt(n * 5.0 / 36));
}

TEST(Below, IsUnbiasedWhereTheRangeDoesNotDivideTheWords) {
  // Of 2^64 words, 2^64 / (3 · 2^62) = 4/3 fall on each result: without rejection every third one is twice as likely.
  const std::uint64_t range = std::uint64_t{3} << 62;
  std::array<int, 3> counts = {};
  Stream stream(1, 0, 0);
  for (int i = 0; i < n; ++i) ++counts[stream.below(range) % 3];
  for (const int count : counts) EXPECT_NEAR(count, n / 3.0, standard_errors * std::sqrt(n * 2.0 / 9));
}

TEST(Below, OneIsZero) { EXPECT_EQ(Stream(3, 1, 4).below(1), 0U); }

TEST(Below, RefusesZero) { EXPECT_THROW(Stream(0, 0, 0).below(0), InternalError); }

/// Correlation of the first numbers of streams 0, 1, 2 … and of their neighbours.
double neighbours_correlation(const std::function<Stream(std::uint32_t)>& stream) {
  double product = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double here = stream(i).uniform() - 0.5, next = stream(i + 1).uniform() - 0.5;
    product += here * next;
  }
  return product / n * 12;  // the variance of each is 1/12
}

// The correlation of n independent pairs has standard error 1/√n.
TEST(Streams, OfNeighbouringItemsAreUncorrelated) {
  const double r = neighbours_correlation([](std::uint32_t i) { return Stream(hash_text("items"), i, 0); });
  EXPECT_LT(std::abs(r), standard_errors / std::sqrt(n));
}

TEST(Streams, OfNeighbouringPurposesAreUncorrelated) {
  const double r = neighbours_correlation([](std::uint32_t i) { return Stream(hash_text("purposes"), 0, i); });
  EXPECT_LT(std::abs(r), standard_errors / std::sqrt(n));
}

TEST(Streams, OfNeighbouringKeysAreUncorrelated) {
  const double r = neighbours_correlation([](std::uint32_t i) { return Stream(i, 0, 0); });
  EXPECT_LT(std::abs(r), standard_errors / std::sqrt(n));
}

TEST(Streams, FirstNumbersOverItemsAreUniform) {
  std::vector<double> firsts(n);
  for (std::uint64_t i = 0; i < n; ++i) firsts[i] = Stream(hash_text("firsts"), i, 0).uniform();
  EXPECT_LT(kolmogorov_smirnov(firsts, [](double x) { return x; }), 1.95);
}

}  // namespace
}  // namespace tradewind
