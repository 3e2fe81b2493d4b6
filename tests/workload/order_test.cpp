// Topological orders and circles of DAGs.

#include "workload/order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"

namespace tradewind::workload {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(TopologicalOrder, KeepsASortedFile) {
  EXPECT_THAT(topological_order({{}, {0}, {0}, {1, 2}, {}}), Optional(ElementsAre(0, 1, 2, 3, 4)));
}

TEST(TopologicalOrder, MovesNeedsUp) {
  // Task 0 needs 3, which needs 2; task 1 is free: 2 and 3 come first, then the order of the file.
  EXPECT_THAT(topological_order({{3}, {}, {}, {2}}), Optional(ElementsAre(2, 3, 0, 1)));
}

TEST(TopologicalOrder, HasNoneInACircle) {
  EXPECT_EQ(topological_order({{1}, {0}}), std::nullopt);
  EXPECT_THAT(topological_order({}), Optional(testing::IsEmpty()));
}

TEST(TopologicalOrder, OfRandomDagsPutsNeedsFirst) {
  Stream chance(11, 0, 0);
  for (int round = 0; round < 300; ++round) {
    const std::size_t size = 1 + chance.below(40);
    std::vector<std::uint32_t> hidden(size);  // some order that the DAG obeys
    for (std::uint32_t t = 0; t < size; ++t) hidden[t] = t;
    for (std::size_t i = size; i > 1; --i) std::swap(hidden[i - 1], hidden[chance.below(i)]);
    Needs needs(size);
    for (std::size_t later = 0; later < size; ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier)
        if (chance.below(4) == 0) needs[hidden[later]].push_back(hidden[earlier]);
    const auto order = topological_order(needs);
    ASSERT_TRUE(order && order->size() == size);
    std::vector<std::size_t> place(size, SIZE_MAX);
    for (std::size_t i = 0; i < size; ++i) place[(*order)[i]] = i;
    for (std::size_t t = 0; t < size; ++t) {
      ASSERT_NE(place[t], SIZE_MAX);
      for (const auto need : needs[t]) ASSERT_LT(place[need], place[t]);
    }
  }
}

TEST(TopologicalOrder, CopesWithLongChains) {
  constexpr std::uint32_t size = 200'000;
  Needs needs(size);
  for (std::uint32_t t = 0; t + 1 < size; ++t) needs[t].push_back(t + 1);
  const auto order = topological_order(needs);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->front(), size - 1);
  needs.back().push_back(0);
  EXPECT_EQ(find_circle(needs).size(), size);
}

TEST(Circle, IsToldFromItsFirstTaskInTheDirectionOfTheData) {
  // 1 needs 3, 3 needs 2, 2 needs 1: data go 1 -> 2 -> 3 -> 1. Task 0 is before, task 4 behind the circle.
  EXPECT_THAT(find_circle({{}, {0, 3}, {1}, {2}, {3}}), ElementsAre(1, 2, 3));
}

TEST(Circle, OfRandomGraphsIsOne) {
  Stream chance(12, 0, 0);
  for (int round = 0; round < 300; ++round) {
    Needs needs(2 + chance.below(20));
    for (auto& own : needs)
      for (std::uint32_t t = 0; t < needs.size(); ++t)
        if (chance.below(10) == 0) own.push_back(t);
    if (topological_order(needs)) continue;
    const auto circle = find_circle(needs);
    for (std::size_t i = 0; i < circle.size(); ++i) {
      const auto next = circle[(i + 1) % circle.size()];
      EXPECT_THAT(needs[next], testing::Contains(circle[i]));
    }
    EXPECT_EQ(circle.front(), *std::ranges::min_element(circle));
  }
}

}  // namespace
}  // namespace tradewind::workload
