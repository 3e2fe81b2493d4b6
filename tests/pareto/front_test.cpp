#include "pareto/front.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "tests/pareto/random_points.hpp"

namespace tradewind::pareto {
namespace {

using Indices = std::vector<std::size_t>;
using testing::grid_points;

// --- dominance ---

TEST(Dominance, IsNowhereWorseAndSomewhereBetter) {
  using Point = std::vector<double>;
  EXPECT_TRUE(dominates(Point{1, 2}, Point{2, 2}));
  EXPECT_TRUE(dominates(Point{1, 1}, Point{2, 2}));
  EXPECT_FALSE(dominates(Point{1, 3}, Point{2, 2}));
  EXPECT_FALSE(dominates(Point{2, 2}, Point{2, 2}));
  EXPECT_TRUE(weakly_dominates(Point{2, 2}, Point{2, 2}));
  EXPECT_FALSE(weakly_dominates(Point{1, 3}, Point{2, 2}));
}

TEST(NonDominated, KeepsAllEqualPointsAndTheOrderOfIndices) {
  EXPECT_EQ(non_dominated({{3, 1}, {2, 2}, {3, 3}, {1, 3}, {2, 2}, {2, 4}}), (Indices{0, 1, 3, 4}));
  EXPECT_EQ(non_dominated({{1, 2, 3}, {3, 1, 2}, {1, 2, 3}, {3, 2, 3}, {2, 3, 1}}), (Indices{0, 1, 2, 4}));
  EXPECT_EQ(non_dominated({{5}, {4}, {6}, {4}}), (Indices{1, 3}));
  EXPECT_EQ(non_dominated({{0.0, 1}, {-0.0, 1}}), (Indices{0, 1}));
  EXPECT_EQ(non_dominated({{7, 7}}), Indices{0});
  EXPECT_TRUE(non_dominated(Points{}).empty());
}

// On a coarse grid ties and equal points abound.
TEST(NonDominated, AgreesWithItsDefinition) {
  for (std::uint64_t sample = 0; sample < 600; ++sample) {
    const std::size_t objectives = 1 + sample % 5, values = 2 + sample / 5 % 12;
    const auto points = grid_points({.points = 1 + sample % 83, .objectives = objectives, .values = values}, sample);
    Indices expected;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool dominated = false;
      for (const auto& other : points) {
        bool nowhere_worse = true, somewhere_better = false;
        for (std::size_t k = 0; k < objectives; ++k) {
          nowhere_worse = nowhere_worse && other[k] <= points[i][k];
          somewhere_better = somewhere_better || other[k] < points[i][k];
        }
        dominated = dominated || (nowhere_worse && somewhere_better);
      }
      if (!dominated) expected.push_back(i);
    }
    ASSERT_EQ(non_dominated(points), expected) << "sample " << sample;
  }
}

// 100,000 points of which none dominates another: what is quadratic would take minutes.
TEST(NonDominated, ManagesLargeFronts) {
  constexpr std::size_t size = 100'000;
  Points line, plane;
  for (std::size_t i = 0; i < size; ++i) {
    const auto x = static_cast<double>(i * 7919 % size), y = static_cast<double>(i * 31 % 1000);
    line.push_back({x, -x});
    plane.push_back({x, y, -x - y});
  }
  EXPECT_EQ(non_dominated(line).size(), size);
  EXPECT_EQ(non_dominated(plane).size(), size);
}

TEST(NonDominated, RefusesPointsThatHaveNoOrder) {
  EXPECT_THROW(non_dominated({{1, 2}, {1}}), InternalError);
  EXPECT_THROW(non_dominated({{1, std::nan("")}}), InternalError);
  EXPECT_THROW(non_dominated({{1, std::numeric_limits<double>::infinity()}}), InternalError);
  EXPECT_THROW(non_dominated(Points{{}}), InternalError);
}

// --- what stands out ---

// The line through (0, 10) and (10, 0) is x + y = 10; (2, 3) lies 5/√2 below it, (1, 6) and (6, 2) less.
TEST(Knee, IsFarthestBelowTheLineThroughTheExtremes) {
  EXPECT_EQ(knee({{0, 10}, {1, 6}, {2, 3}, {6, 2}, {10, 0}}), 2U);
}

// The same in seconds and in thousands of joules.
TEST(Knee, DoesNotDependOnUnits) { EXPECT_EQ(knee({{0, 10e6}, {1e-3, 6e6}, {2e-3, 3e6}, {6e-3, 2e6}, {1e-2, 0}}), 2U); }

TEST(Knee, IsTheFirstOfEqualsWhateverTheRounding) {
  Points straight;
  for (int i = 0; i <= 10; ++i) straight.push_back({0.1 * i, 3 - 0.3 * i});
  EXPECT_EQ(knee(straight), 0U);
  EXPECT_EQ(knee({{0, 10}, {2, 3}, {3, 2}, {10, 0}}), 1U);
}

TEST(Knee, OfAFrontThatBulgesOutwardsIsAnExtreme) { EXPECT_EQ(knee({{9, 9}, {0, 10}, {10, 0}}), 1U); }

// Ideal (0, 0, 0) and nadir (4, 4, 4): sums of scaled objectives are 1, 1, 1 and 3/4.
TEST(Knee, OfThreeObjectivesIsMeasuredFromThePlaneThroughTheNadir) {
  EXPECT_EQ(knee({{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {1, 1, 1}}), 3U);
}

TEST(Knee, IgnoresAnObjectiveWithoutExtent) { EXPECT_EQ(knee({{0, 5, 10}, {2, 5, 3}, {10, 5, 0}}), 1U); }

TEST(Knee, IsAbsentWithoutExtent) {
  EXPECT_FALSE(knee({}));
  EXPECT_FALSE(knee({{1, 2}}));
  EXPECT_FALSE(knee({{1, 2}, {1, 2}}));
}

TEST(Extremes, AreTheBestByObjectiveThenByTheOthers) {
  EXPECT_EQ(extremes({{5, 5}, {1, 9}, {1, 8}, {9, 1}, {8, 1}}), (Indices{2, 4}));
  EXPECT_EQ(extremes({{1, 1}, {1, 1}}), (Indices{0, 0}));
  EXPECT_EQ(extremes({{2, 0, 1}, {1, 0, 2}, {0, 5, 0}}), (Indices{2, 1, 2}));
}

// (9, 9) is dominated, so that it does not spoil the nadir.
TEST(IdealAndNadir, SpanTheNonDominatedPoints) {
  const Points points = {{1, 4}, {2, 2}, {4, 1}, {9, 9}};
  EXPECT_EQ(ideal(points), (std::vector<double>{1, 1}));
  EXPECT_EQ(nadir(points), (std::vector<double>{4, 4}));
  EXPECT_THROW(ideal({}), InternalError);
  EXPECT_THROW(nadir({}), InternalError);
}

}  // namespace
}  // namespace tradewind::pareto
