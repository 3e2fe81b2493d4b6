#include "policies/first_least.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace tradewind::policies {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::size_t index_of_least(const std::vector<double>& values) {
  return first_least(std::span(values), [](double value) { return value; });
}

TEST(FirstLeast, IsTheFirstOfEquals) {
  EXPECT_EQ(index_of_least({3, 1, 2, 1}), 1u);
  EXPECT_EQ(index_of_least({0, -0.0}), 0u);
  EXPECT_EQ(index_of_least({infinity, infinity}), 0u);
}

TEST(FirstLeast, PrefersAnyNumberToNone) {
  EXPECT_EQ(index_of_least({nothing, infinity, 2}), 2u);
  EXPECT_EQ(index_of_least({nothing, infinity}), 1u);
  EXPECT_EQ(index_of_least({1, nothing}), 0u);
  EXPECT_EQ(index_of_least({nothing, nothing}), 0u);
}

}  // namespace
}  // namespace tradewind::policies
