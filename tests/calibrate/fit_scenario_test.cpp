#include "calibrate/fit_scenario.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <random>

#include "base/check.hpp"
#include "config/problem.hpp"

namespace tradewind::calibrate {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// Latencies size/rate + work/speed of requests whose sizes and works are exponential.
Latencies simulate(double rate, double speed, std::uint64_t seed, std::size_t requests = 400) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> one(1);
  Latencies latencies;
  for (std::size_t i = 0; i < requests; ++i) {
    const double size = 0.2 + one(random), work = one(random);
    latencies["a"].push_back(size / rate + work * work / speed);
  }
  return latencies;
}

Simulate with_seeds(std::uint64_t first) {
  return [first](std::span<const double> values, std::size_t replications) {
    std::vector<Latencies> runs;
    for (std::size_t r = 0; r < replications; ++r) runs.push_back(simulate(values[0], values[1], first + r));
    return runs;
  };
}

TEST(Differences, AreThoseOfQuantilesOrOfRequests) {
  const Latencies measured{{"a", {1, 2, 3}}}, doubled{{"a", {6, 2, 4}}};
  EXPECT_NEAR(differences(measured, std::vector{doubled}, Matching::quantiles).mean_absolute(), std::log(2), 1e-12);
  // ln 6, ln 1, ln 4/3
  EXPECT_THAT(differences(measured, std::vector{doubled}, Matching::requests).logarithms,
              ElementsAre(DoubleNear(std::log(6), 1e-12), DoubleNear(0, 1e-12), DoubleNear(std::log(4.0 / 3), 1e-12)));
}

TEST(Differences, GiveEachApplicationTheSameShare) {
  const Latencies measured{{"a", {1}}, {"b", {1, 1, 1}}};
  const Latencies run{{"a", {std::exp(1)}}, {"b", {1, 1, 1}}};
  EXPECT_NEAR(differences(measured, std::vector{run}, Matching::requests).mean_absolute(), 0.5, 1e-12);
  EXPECT_NEAR(differences(measured, std::vector{Latencies{}}, Matching::quantiles).mean_absolute(), 7, 1e-12);
}

TEST(FitScenario, FindsWhatMadeTheLatencies) {
  const auto measured = with_seeds(1)(std::vector{5.0, 0.5}, 1).front();
  const auto fit = fit_scenario(std::vector{20.0, 0.1}, measured, with_seeds(1), {.replications = 1});
  EXPECT_NEAR(fit.parameters[0].value, 5, 0.005);
  EXPECT_NEAR(fit.parameters[1].value, 0.5, 0.0005);
  EXPECT_LT(fit.distance_after, 1e-3);
  EXPECT_GT(fit.distance_before, 0.5);
  EXPECT_FALSE(fit.parameters[0].at_bound);
}

TEST(FitScenario, IntervalsHoldTheTruthAboutAsOftenAsTheySay) {
  int held = 0;
  constexpr int experiments = 40;
  for (std::uint64_t e = 0; e < experiments; ++e) {
    const auto measured = simulate(5, 0.5, 1000 + e);
    const auto fit = fit_scenario(std::vector{8.0, 0.4}, measured, with_seeds(1), {.replications = 8, .budget = 80});
    for (const std::size_t i : {0U, 1U}) {
      const double truth = i == 0 ? 5 : 0.5;
      ASSERT_TRUE(fit.parameters[i].interval);
      held += fit.parameters[i].interval->low <= truth && truth <= fit.parameters[i].interval->high ? 1 : 0;
    }
  }
  // 95 % of 80 are 76; below 66 a binomial falls with a probability of 1e-5.
  EXPECT_GE(held, 66);
}

TEST(FitScenario, SaysWhatTheLatenciesDoNotDetermine) {
  const auto measured = simulate(5, 0.5, 1);
  const Simulate blind = [](std::span<const double> values, std::size_t replications) {
    return std::vector(replications, simulate(values[0] * values[1], 0.5, 1));  // only the product counts
  };
  const auto fit = fit_scenario(std::vector{2.0, 1.0}, measured, blind, {.replications = 1});
  EXPECT_NEAR(fit.parameters[0].value * fit.parameters[1].value, 5, 0.01);
  EXPECT_FALSE(fit.parameters[0].interval);
  EXPECT_FALSE(fit.parameters[1].interval);
}

TEST(FitScenario, EndsAtTheBoundOfTheSearch) {
  const auto measured = simulate(500, 50, 1);
  const Simulate one = [](std::span<const double> values, std::size_t replications) {
    return std::vector(replications, simulate(values[0], values[0] / 10, 1));
  };
  const auto fit = fit_scenario(std::vector{1.0}, measured, one, {.replications = 1});
  EXPECT_NEAR(fit.parameters[0].value, 30, 0.1);
  EXPECT_TRUE(fit.parameters[0].at_bound);
}

TEST(FitScenario, ToleratesRunsThatFailButTheFirst) {
  const auto measured = simulate(5, 0.5, 1);
  const Simulate fragile = [](std::span<const double> values, std::size_t replications) {
    if (values[0] > 12) throw RuntimeFailure("too fast");
    return std::vector(replications, simulate(values[0], 0.5, 1));
  };
  EXPECT_NEAR(fit_scenario(std::vector{10.0}, measured, fragile, {.replications = 1}).parameters[0].value, 5, 0.01);
  EXPECT_THROW(fit_scenario(std::vector{20.0}, measured, fragile, {.replications = 1}), RuntimeFailure);
}

class MeasuredRequests : public testing::Test {
 protected:
  Latencies read(const std::string& text, std::vector<std::string> applications = {"chat", "vision"}) const {
    std::ofstream(path_) << text;
    return read_requests(path_, applications);
  }
  auto refuses(const std::string& text, const std::string& words,
               std::vector<std::string> applications = {"chat", "vision"}) {
    EXPECT_THAT([&] { read(text, applications); }, ThrowsMessage<config::ConfigError>(HasSubstr(words))) << text;
  }
  const std::string path_ =
      testing::TempDir() + "requests_" + testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

TEST_F(MeasuredRequests, AreOrderedByArrival) {
  const auto found = read("latency_s,application,arrival_s\n3,chat,9\n1,chat,2\n5,vision,0\n");
  EXPECT_THAT(found.at("chat"), ElementsAre(1, 3));
  EXPECT_THAT(found.at("vision"), ElementsAre(5));
  EXPECT_THAT(read("latency_s\n3\n1\n", {"chat"}).at("chat"), ElementsAre(3, 1));
}

TEST_F(MeasuredRequests, AreRefusedWithThePlaceOfWhatIsWrong) {
  refuses("latency,application\n1,chat\n", "no column 'latency_s' in the file; did you mean 'latency'?");
  refuses("latency_s\n1\n", "no column 'application' in the file, and the scenario has several: chat, vision");
  refuses("application,latency_s\nchat,1\nvison,1\n",
          ":3:1: the scenario has no application 'vison'; did you mean 'vision'?");
  refuses("application,latency_s\nchat,0\n", ":2:6: latency_s must be above 0");
  refuses("application,latency_s\nchat,-1\n", ":2:6: ");
  refuses("application,latency_s\nchat,fast\n", ":2:6: ");
  refuses("application,latency_s\n", "the file has no row");
  EXPECT_THROW(read_requests("absent.csv", std::vector<std::string>{"a"}), RuntimeFailure);
}

}  // namespace
}  // namespace tradewind::calibrate
