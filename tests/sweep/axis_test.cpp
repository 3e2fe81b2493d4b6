#include <gmock/gmock.h>

#include <cmath>

#include "config/quantity.hpp"
#include "sweep/study.hpp"

namespace tradewind::sweep {
namespace {

using config::Node;
using testing::ElementsAre;

ParameterDescription parameter(std::string_view yaml) {
  config::Problems problems;
  config::Context context{problems};
  ParameterDescription description;
  config::read(config::load_text(yaml), description, context);
  problems.throw_if_any();
  return description;
}

Axis axis(std::string_view yaml) {
  config::Problems problems;
  Axis made("x", parameter(yaml), problems);
  problems.throw_if_any();
  return made;
}

std::vector<std::string> texts(const std::vector<Node>& nodes) {
  std::vector<std::string> all;
  for (const auto& node : nodes) all.push_back(config::to_flow(node));
  return all;
}

std::vector<std::string> grid(std::string_view yaml) { return texts(axis(yaml).grid()); }

std::string refusal(std::string_view yaml) try {
  axis(yaml);
  return "accepted";
} catch (const config::ConfigError& error) {
  return error.what();
}

TEST(Axis, TakesEveryValueOfAList) {
  EXPECT_THAT(grid("[{kind: local}, 5 ms, text, '5']"), ElementsAre("{kind: local}", "5 ms", "text", "'5'"));
  EXPECT_THAT(grid("{values: [1, 2]}"), ElementsAre("1", "2"));
}

TEST(Axis, DividesALinearRangeEvenly) {
  EXPECT_THAT(grid("{low: 0, high: 1.0, steps: 3}"), ElementsAre("0", "0.5", "1"));
  EXPECT_THAT(grid("{low: 1 s, high: 5 s}"), ElementsAre("1 s", "2 s", "3 s", "4 s", "5 s"));
  EXPECT_THAT(grid("{low: -1.5, high: 1.5, steps: 3}"), ElementsAre("-1.5", "0", "1.5"));
}
TEST(Axis, WritesRoundNumbersForWhatIsRoundButForTheArithmetic) {
  EXPECT_THAT(grid("{low: 0.0, high: 1, steps: 11}"),
              ElementsAre("0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"));
  EXPECT_THAT(grid("{low: 1 Mbps, high: 1000 Mbps, steps: 4, scale: log}"),
              ElementsAre("1 Mbps", "10 Mbps", "100 Mbps", "1000 Mbps"));
}
TEST(Axis, WritesOtherNumbersInFull) {
  // 10 · 100^(1/4) = √1000 = 31.6227766016837933…
  EXPECT_THAT(grid("{low: 10 Mbps, high: 1 Gbps, steps: 5, scale: log}"),
              ElementsAre("10 Mbps", "31.622776601683793 Mbps", "100 Mbps", "316.22776601683796 Mbps", "1000 Mbps"));
}
TEST(Axis, WritesRangesInTheUnitOfTheLowerBound) {
  EXPECT_THAT(grid("{low: 100 ms, high: 0.7 s, steps: 3}"), ElementsAre("100 ms", "400 ms", "700 ms"));
  EXPECT_THAT(grid("{low: 1 KiB, high: 1 MiB, steps: 2}"), ElementsAre("1 KiB", "1024 KiB"));
}
TEST(Axis, HasOneValueBetweenEqualBounds) {
  EXPECT_THAT(grid("{low: 5 ms, high: 5 ms}"), ElementsAre("5 ms"));
  EXPECT_THAT(grid("{low: 5 ms, high: 0.005 s}"), ElementsAre("5 ms"));
  EXPECT_THAT(grid("{low: 7, high: 7, scale: log}"), ElementsAre("7"));
}

TEST(Axis, TakesEveryWholeNumberOfASmallRange) {
  EXPECT_THAT(grid("{low: 2, high: 4}"), ElementsAre("2", "3", "4"));
  EXPECT_THAT(grid("{low: -1, high: 1, steps: 3}"), ElementsAre("-1", "0", "1"));
}
TEST(Axis, TakesDifferentWholeNumbersOfALargeRange) {
  EXPECT_THAT(grid("{low: 1, high: 100, steps: 4}"), ElementsAre("1", "34", "67", "100"));
  EXPECT_THAT(grid("{low: 1, high: 16, steps: 5, scale: log}"), ElementsAre("1", "2", "4", "8", "16"));
  // 1, 1.6, 2.5, 4, 6.3, 10 rounded, each once.
  EXPECT_THAT(grid("{low: 1, high: 10, steps: 6, scale: log}"), ElementsAre("1", "2", "3", "4", "6", "10"));
}
TEST(Axis, NeverRepeatsAWholeNumber) {
  for (int high = 2; high <= 60; ++high)
    for (int steps = 2; steps <= high + 3; ++steps) {
      const auto numbers =
          grid("{low: 1, high: " + std::to_string(high) + ", steps: " + std::to_string(steps) + ", scale: log}");
      ASSERT_EQ(numbers.size(), static_cast<std::size_t>(std::min(high, steps)));
      ASSERT_EQ(numbers.front(), "1");
      ASSERT_EQ(numbers.back(), std::to_string(high));
      for (std::size_t i = 1; i < numbers.size(); ++i) ASSERT_LT(std::stoi(numbers[i - 1]), std::stoi(numbers[i]));
    }
}
TEST(Axis, TakesFractionsWhenABoundIsWrittenAsOne) {
  EXPECT_THAT(grid("{low: 1.0, high: 2, steps: 3}"), ElementsAre("1", "1.5", "2"));
}

TEST(Axis, CutsAListIntoEqualParts) {
  const auto list = axis("[a, b, c, d]");
  std::vector<std::string> found;
  for (const double u : {0.0, 0.24, 0.25, 0.5, 0.74, 0.75, 0.999, 1.0}) found.push_back(config::to_flow(list.at(u)));
  EXPECT_THAT(found, ElementsAre("a", "a", "b", "c", "c", "d", "d", "d"));
}
TEST(Axis, ScalesPositionsToARange) {
  const auto linear = axis("{low: 10 ms, high: 20 ms}");
  EXPECT_EQ(config::to_flow(linear.at(0)), "10 ms");
  EXPECT_EQ(config::to_flow(linear.at(0.25)), "12.5 ms");
  EXPECT_EQ(config::to_flow(linear.at(1)), "20 ms");
  EXPECT_EQ(config::to_flow(axis("{low: 1 W, high: 100 W, scale: log}").at(0.5)), "10 W");
}
TEST(Axis, GivesWholeNumbersEqualParts) {
  const auto whole = axis("{low: 1, high: 4}");
  std::vector<int> count(5);
  for (int i = 0; i < 400; ++i) ++count[std::stoul(config::to_flow(whole.at((i + 0.5) / 400)))];
  EXPECT_THAT(count, ElementsAre(0, 100, 100, 100, 100));
  EXPECT_EQ(config::to_flow(whole.at(1)), "4");
}
TEST(Axis, GivesWholeNumbersOnALogScalePartsInProportionToTheirLogarithms) {
  // From 1 to 8 the numbers cover log 9; k has log((k + 1) / k) of it.
  const auto whole = axis("{low: 1, high: 8, scale: log}");
  constexpr int positions = 100000;
  std::vector<int> count(9);
  for (int i = 0; i < positions; ++i) ++count[std::stoul(config::to_flow(whole.at((i + 0.5) / positions)))];
  for (int k = 1; k <= 8; ++k)
    EXPECT_NEAR(count[static_cast<std::size_t>(k)], positions * std::log((k + 1.0) / k) / std::log(9.0), 1) << k;
}

TEST(Axis, IsAVariableOfASearch) {
  const auto list = axis("[a, b, c]").variable(), whole = axis("{low: 3, high: 9}").variable(),
             real = axis("{low: 10 ms, high: 20 ms}").variable();
  EXPECT_TRUE(list.integer);
  EXPECT_EQ(list.high, 2);
  EXPECT_TRUE(whole.integer);
  EXPECT_EQ(whole.low, 3);
  EXPECT_EQ(whole.high, 9);
  EXPECT_FALSE(real.integer);
  EXPECT_EQ(real.low, 0);
  EXPECT_EQ(real.high, 1);
}
TEST(Axis, TurnsVariablesBackIntoValues) {
  EXPECT_EQ(config::to_flow(axis("[a, b, c]").at_variable(2)), "c");
  EXPECT_EQ(config::to_flow(axis("{low: 3, high: 9}").at_variable(5)), "5");
  EXPECT_EQ(config::to_flow(axis("{low: 10 ms, high: 20 ms}").at_variable(1)), "20 ms");
  EXPECT_EQ(config::to_flow(axis("{low: 1, high: 1000, scale: log}").at_variable(1)), "1000");
  EXPECT_EQ(config::to_flow(axis("{low: 1, high: 1000, scale: log}").at_variable(0)), "1");
}

TEST(Axis, LocatesValuesOfARangeAtItsLowerBound) {
  const auto made = axis("{low: 1 ms, high: 2 ms}");
  EXPECT_EQ(made.grid()[1].where.line, 1);
  EXPECT_EQ(made.grid()[1].where.column, 7);
}

TEST(Axis, RefusesBadBounds) {
  EXPECT_EQ(refusal("{low: 1 ms, high: 2 Mbps}"), "<text>:1:19: 'high' is a bandwidth, but 'low' is a time");
  EXPECT_EQ(refusal("{low: 1 J, high: 2}"), "<text>:1:18: 'high' is a number without a unit, but 'low' is an energy");
  EXPECT_EQ(refusal("{low: 2 s, high: 1500 ms}"), "<text>:1:7: 'low' is more than 'high'");
  EXPECT_EQ(refusal("{low: 0 Mbps, high: 1 Mbps, scale: log}"),
            "<text>:1:7: a range on a log scale must begin above 0");
  EXPECT_EQ(refusal("{low: few, high: 5}"),
            "<text>:1:7: low: 'few' is neither a number nor a quantity; list other values one by one");
  EXPECT_EQ(refusal("{low: '1', high: 5}"),
            "<text>:1:7: low: '1' is neither a number nor a quantity; list other values one by one");
  EXPECT_EQ(refusal("{low: 0, high: 9007199254740993}"), "<text>:1:16: whole numbers of a range must be below 2^53");
}

}  // namespace
}  // namespace tradewind::sweep
