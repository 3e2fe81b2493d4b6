#pragma once
// A small scenario whose answer can be worked out by hand, in the comment at its top, and the figures it must give.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/run.hpp"

namespace tradewind::testing {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();  // null in summary.json

struct WorkedExample {
  std::string name;
  std::string scenario;
  std::vector<std::pair<std::string, double>> expected;
  std::vector<std::string> overrides = {};
  std::map<std::string, std::string> files = {};  // beside the scenario
  double tolerance = 1e-9;                        // relative: what rounding leaves of a handful of operations
};
inline void PrintTo(const WorkedExample& example, std::ostream* out) { *out << example.name; }

inline void expect_figures(const Result& result, const std::vector<std::pair<std::string, double>>& expected,
                           double tolerance) {
  for (const auto& [path, value] : expected) {
    const double figure = result[path];
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(figure)) << path << " is " << figure << " and not null";
    else
      EXPECT_NEAR(figure, value, tolerance * std::max(1.0, std::abs(value))) << path;
  }
}

class Worked : public ::testing::TestWithParam<WorkedExample> {};

inline std::string name_of(const ::testing::TestParamInfo<WorkedExample>& info) { return info.param.name; }

}  // namespace tradewind::testing

/// Makes one test of each worked example of a list.
#define TRADEWIND_WORKED_EXAMPLES(Suite, examples)                                                      \
  class Suite : public Worked {};                                                                       \
  TEST_P(Suite, WorkedByHand) {                                                                         \
    const auto& e = GetParam();                                                                         \
    expect_figures(run_text(e.scenario, {.overrides = e.overrides}, e.files), e.expected, e.tolerance); \
  }                                                                                                     \
  INSTANTIATE_TEST_SUITE_P(, Suite, ::testing::ValuesIn(examples), name_of)
