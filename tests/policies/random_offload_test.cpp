#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

using testing::HasSubstr;

constexpr int decisions = 100'000;

std::vector<int> count_choices(policy::OffloadPolicy& policy, const std::vector<NodeView>& nodes) {
  std::vector<int> chosen(nodes.size());
  Stream random = a_stream();
  for (int i = 0; i < decisions; ++i) ++chosen[policy.place({}, nodes, random)];
  return chosen;
}

/// Pearson's statistic over the candidates with a positive probability; the others must never be chosen.
double chi_square(const std::vector<int>& chosen, const std::vector<double>& probabilities) {
  double sum = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double expected = probabilities[i] * decisions;
    if (expected == 0) {
      EXPECT_EQ(chosen[i], 0) << "candidate " << i;
      continue;
    }
    sum += (chosen[i] - expected) * (chosen[i] - expected) / expected;
  }
  return sum;
}

TEST(RandomOffload, IsUniform) {
  // 99.9 % quantile of chi-square with 9 degrees of freedom.
  EXPECT_LT(chi_square(count_choices(*offload("random"), machines(10)), std::vector(10, 0.1)), 27.88);
}

// Of 5 candidates there are 10 pairs: the least loaded is in 4 of them, the next is the better one of 3, and so on.
// Two degrees of freedom are lost to the sum and to the candidate that never wins: 99.9 % quantile for 3 is 16.27.
TEST(PowerOfD, TakesTheLeastOfAUniformPair) {
  const auto chosen = count_choices(*offload("power_of_d"), machines_with_tasks({0, 1, 2, 3, 4}));
  EXPECT_LT(chi_square(chosen, {0.4, 0.3, 0.2, 0.1, 0}), 16.27);
}

TEST(PowerOfD, FavoursNoPlaceInTheOrder) {
  const auto chosen = count_choices(*offload("power_of_d"), machines_with_tasks({3, 4, 0, 2, 1}));
  EXPECT_LT(chi_square(chosen, {0.1, 0, 0.4, 0.2, 0.3}), 16.27);
}

TEST(PowerOfD, TakesTheFirstInTheOrderOfTheFileOnATie) {
  const auto chosen = count_choices(*offload("power_of_d"), machines(5));
  EXPECT_LT(chi_square(chosen, {0.4, 0.3, 0.2, 0.1, 0}), 16.27);
}

// Of the 10 triples of 5, the least loaded is in 6, the next is the best of 3, the third of 1; 99.9 % quantile for 2.
TEST(PowerOfD, ComparesAsManyAsItIsTold) {
  const auto chosen = count_choices(*offload("{kind: power_of_d, d: 3}"), machines_with_tasks({0, 1, 2, 3, 4}));
  EXPECT_LT(chi_square(chosen, {0.6, 0.3, 0.1, 0, 0}), 13.82);
}

TEST(PowerOfD, IsUniformWithOneChoice) {
  const auto chosen = count_choices(*offload("{kind: power_of_d, d: 1}"), machines_with_tasks({9, 0, 9, 9}));
  EXPECT_LT(chi_square(chosen, std::vector(4, 0.25)), 16.27);
}

TEST(PowerOfD, IsJoinShortestQueueWhenItComparesAll) {
  for (const auto* yaml : {"{kind: power_of_d, d: 4}", "{kind: power_of_d, d: 1000}"})
    EXPECT_EQ(count_choices(*offload(yaml), machines_with_tasks({3, 1, 2, 1}))[1], decisions);
}

TEST(PowerOfD, NeedsAtLeastOneChoice) {
  EXPECT_THAT(complaint([] { offload("{kind: power_of_d, d: 0}"); }), HasSubstr("a.yaml:1:23: "));
}

}  // namespace
}  // namespace tradewind::policies
