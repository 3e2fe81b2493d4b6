// The quantile functions against closed forms, at the far ends, and for monotony.

#include "workload/laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace tradewind::workload {
namespace {

double phi(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

TEST(Laws, NormalQuantileMatchesTables) {
  EXPECT_DOUBLE_EQ(normal_quantile(0.5, 0.5), 0);
  EXPECT_NEAR(normal_quantile(0.975, 0.025), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.025, 0.975), -1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(1e-10, 1 - 1e-10), -6.361340902404056, 1e-12);
}

TEST(Laws, PositiveNormalQuantileInvertsTheTruncatedLaw) {
  for (const double mean : {-2.0, 0.0, 1.0, 30.0})
    for (const double u : {1e-6, 0.1, 0.5, 0.9, 0.999999}) {
      const double x = positive_normal_quantile(u, mean, 1);
      EXPECT_NEAR((phi(x - mean) - phi(-mean)) / phi(mean), u, 1e-12) << mean << ' ' << u;
    }
}

TEST(Laws, PositiveNormalMeanOfTheHalfNormal) {
  EXPECT_NEAR(positive_normal_mean(0, 1), std::sqrt(2 / std::numbers::pi), 1e-15);
  EXPECT_EQ(positive_normal_mean(5, 0), 5);
}

TEST(Laws, LogNormalParametersGiveTheMomentsBack) {
  const auto [mu, sigma] = lognormal_of(4, 3);
  EXPECT_NEAR(std::exp(mu + sigma * sigma / 2), 4, 1e-14);
  EXPECT_NEAR(std::sqrt(std::expm1(sigma * sigma)) * 4, 3, 1e-14);
  EXPECT_NEAR(lognormal_quantile(0.5, {.mu = std::log(7.0), .sigma = 2}), 7, 1e-13);
}

TEST(Laws, ClosedFormQuantiles) {
  EXPECT_DOUBLE_EQ(exponential_quantile(0.5, 2), 2 * std::numbers::ln2);
  EXPECT_DOUBLE_EQ(weibull_quantile(1 - std::exp(-1.0), 3, 5), 5);
  EXPECT_DOUBLE_EQ(pareto_quantile(0.75, 2, 3), 6);  // (1/4)^(-1/2) = 2
  EXPECT_NEAR(gamma_quantile(0.3, 1, 2), exponential_quantile(0.3, 2), 1e-13);
  EXPECT_NEAR(gamma_quantile(0.9, 1, 2), exponential_quantile(0.9, 2), 1e-13);
  const double z = normal_quantile(0.85, 0.15);
  EXPECT_NEAR(gamma_quantile(0.7, 0.5, 2), z * z, 1e-12);  // chi-square with one degree of freedom
}

TEST(Laws, MeansThatAreNoParameter) {
  EXPECT_DOUBLE_EQ(weibull_mean(1, 3), 3);
  EXPECT_NEAR(weibull_mean(2, 2), std::sqrt(std::numbers::pi), 1e-14);
  EXPECT_DOUBLE_EQ(pareto_mean(3, 2), 3);
  EXPECT_TRUE(std::isinf(pareto_mean(1, 2)));
}

TEST(Laws, QuantilesRiseAndStayFiniteUpToTheEnds) {
  const std::vector<std::pair<std::string, std::function<double(double)>>> quantiles{
      {"normal", [](double u) { return positive_normal_quantile(u, -3, 1); }},
      {"normal far", [](double u) { return positive_normal_quantile(u, 100, 1); }},
      {"lognormal", [](double u) { return lognormal_quantile(u, lognormal_of(1, 100)); }},
      {"exponential", [](double u) { return exponential_quantile(u, 1); }},
      {"weibull", [](double u) { return weibull_quantile(u, 0.1, 1); }},
      {"pareto", [](double u) { return pareto_quantile(u, 0.1, 1); }},
      {"gamma small", [](double u) { return gamma_quantile(u, 0.01, 1); }},
      {"gamma", [](double u) { return gamma_quantile(u, 0.7, 1); }},
      {"gamma large", [](double u) { return gamma_quantile(u, 1e4, 1); }},
  };
  std::vector<double> us{0x1p-54, 0x1p-53, 1e-12, 1e-6};
  for (int i = 1; i < 1000; ++i) us.push_back(i / 1000.0);
  us.insert(us.end(), {1 - 1e-6, 1 - 1e-12, 1 - 0x1p-52, 1 - 0x1p-53});
  for (const auto& [name, quantile] : quantiles) {
    double last = 0;
    for (const double u : us) {
      const double x = quantile(u);
      EXPECT_TRUE(std::isfinite(x)) << name << " at " << u;
      EXPECT_GE(x, last * (1 - 1e-13)) << name << " at " << u;  // rounding where two branches meet
      last = x;
    }
  }
}

}  // namespace
}  // namespace tradewind::workload
