#include "pareto/indicators.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "tests/pareto/random_points.hpp"

namespace tradewind::pareto {
namespace {

using testing::grid_points;
using Point = std::vector<double>;

/// Counts the unit cells between the points, whose values are whole numbers, and `reference`.
double cells(const Points& points, const Point& reference, Point corner = {}) {
  if (corner.size() == reference.size())
    return std::ranges::any_of(points, [&](const auto& point) { return weakly_dominates(point, corner); }) ? 1 : 0;
  const std::size_t k = corner.size();
  double count = 0;
  corner.push_back(0);
  for (; corner[k] < reference[k]; ++corner[k]) count += cells(points, reference, corner);
  return count;
}

// --- hypervolume ---

// Three steps of 3, 2 and 1 below (4, 4); (3, 3) lies inside.
TEST(Hypervolume, IsTheVolumeBetweenThePointsAndTheReference) {
  EXPECT_DOUBLE_EQ(hypervolume({{1, 3}, {2, 2}, {3, 1}, {3, 3}}, Point{4, 4}), 6);
  EXPECT_DOUBLE_EQ(hypervolume({{1, 2, 3}, {3, 1, 2}, {2, 3, 1}}, Point{4, 4, 4}), 13);
  EXPECT_DOUBLE_EQ(hypervolume({{3}, {1}, {2}}, Point{4}), 3);
}

TEST(Hypervolume, CountsEqualPointsOnce) { EXPECT_DOUBLE_EQ(hypervolume({{1, 1}, {1, 1}, {1, 1}}, Point{3, 4}), 6); }

TEST(Hypervolume, IgnoresPointsThatAreNotBetterThanTheReferenceInEveryObjective) {
  EXPECT_DOUBLE_EQ(hypervolume({{1, 1}, {0, 4}, {0, 3}, {-5, 9}}, Point{2, 3}), 2);
  EXPECT_EQ(hypervolume({{2, 0}}, Point{2, 3}), 0);
  EXPECT_EQ(hypervolume({}, Point{2, 3}), 0);
}

TEST(Hypervolume, AgreesWithCountingCells) {
  for (std::uint64_t sample = 0; sample < 300; ++sample) {
    const std::size_t objectives = 1 + sample % 4;
    const auto points = grid_points({.points = 1 + sample % 23, .objectives = objectives, .values = 7}, sample);
    const Point reference(objectives, 6);  // points at 6 are not better than it
    ASSERT_NEAR(hypervolume(points, reference), cells(points, reference), 1e-9) << "sample " << sample;
  }
}

TEST(Hypervolume, DoesNotDependOnTheOrderOfThePoints) {
  Points points;
  Stream stream(2, 0, 0);
  for (int i = 0; i < 60; ++i) points.push_back({stream.uniform(), stream.uniform(), stream.uniform()});
  const double first = hypervolume(points, Point{1.1, 1.1, 1.1});
  std::ranges::reverse(points);
  EXPECT_EQ(hypervolume(points, Point{1.1, 1.1, 1.1}), first);
}

TEST(Hypervolume, RefusesAReferenceOfAnotherDimension) { EXPECT_THROW(hypervolume({{1, 2}}, Point{3}), InternalError); }

TEST(DefaultReference, LiesATenthOfTheRangeBeyondTheNadir) {
  EXPECT_EQ(default_reference({{0, 30}, {10, 20}, {99, 99}}), (Point{11, 31}));
}

TEST(DefaultReference, TakesTheSizeOfAnObjectiveWithoutRange) {
  EXPECT_EQ(default_reference({{-20, 0}}), (Point{-18, 0.1}));
  EXPECT_GT(hypervolume({{-20, 0}}, default_reference({{-20, 0}})), 0);
}

// --- compared with a reference front ---

// To (0, 2) from (1, 1): worse by 1 in the first objective, better in the second. To (2, 0): the other way round.
TEST(IgdPlus, MeasuresOnlyWhatIsWorse) {
  EXPECT_DOUBLE_EQ(igd_plus({{1, 1}}, {{0, 2}, {2, 0}}), 1);
  EXPECT_DOUBLE_EQ(igd_plus({{4, 5}}, {{1, 1}}), 5);                  // √(3² + 4²)
  EXPECT_DOUBLE_EQ(igd_plus({{4, 5}, {1, 3}}, {{1, 1}, {1, 4}}), 1);  // 2 and 0
  EXPECT_DOUBLE_EQ(igd_plus({{0, 2}, {2, 0}}, {{0, 2}, {2, 0}}), 0);
  EXPECT_DOUBLE_EQ(igd_plus({{-1, -1}}, {{0, 2}, {2, 0}}), 0);
  EXPECT_THROW(igd_plus({}, {{1, 1}}), InternalError);
  EXPECT_THROW(igd_plus({{1, 1}}, {}), InternalError);
}

// Ishibuchi et al. 2015: what weakly dominates a set is nowhere worse by IGD+. (By IGD it may be.)
TEST(IgdPlus, DoesNotPunishDominating) {
  for (std::uint64_t sample = 0; sample < 200; ++sample) {
    const auto reference_front = grid_points({.points = 9, .objectives = 2 + sample % 2}, sample);
    auto points = grid_points({.points = 5, .objectives = 2 + sample % 2}, sample);
    const double before = igd_plus(points, reference_front);
    points[sample % 5][0] -= 1;
    ASSERT_LE(igd_plus(points, reference_front), before);
  }
}

TEST(AdditiveEpsilon, IsTheShiftThatSuffices) {
  EXPECT_DOUBLE_EQ(additive_epsilon({{1, 1}}, {{0, 2}, {2, 0}}), 1);
  EXPECT_DOUBLE_EQ(additive_epsilon({{4, 5}, {1, 3}}, {{1, 1}, {1, 4}}), 2);
  EXPECT_DOUBLE_EQ(additive_epsilon({{0, 2}, {2, 0}}, {{0, 2}, {2, 0}}), 0);
  EXPECT_DOUBLE_EQ(additive_epsilon({{0, 0}}, {{1, 2}}), -1);
}

TEST(AdditiveEpsilon, IsTheLeastShiftThatWeaklyDominatesEveryPoint) {
  for (std::uint64_t sample = 0; sample < 200; ++sample) {
    const std::size_t objectives = 2 + sample % 3;
    const auto points = grid_points({.points = 6, .objectives = objectives}, sample);
    const auto reference_front = grid_points({.points = 8, .objectives = objectives}, sample);
    const auto covered_after = [&](double shift) {
      auto shifted = points;
      for (auto& point : shifted)
        for (double& value : point) value -= shift;
      return coverage(shifted, reference_front);
    };
    const double epsilon = additive_epsilon(points, reference_front);  // a whole number
    ASSERT_EQ(covered_after(epsilon), 1);
    ASSERT_LT(covered_after(epsilon - 0.5), 1);
  }
}

TEST(Coverage, IsTheShareThatIsWeaklyDominated) {
  const Points a = {{1, 3}, {3, 1}}, b = {{1, 3}, {2, 2}, {4, 1}, {3, 3}};
  EXPECT_DOUBLE_EQ(coverage(a, b), 0.75);  // not (2, 2)
  EXPECT_DOUBLE_EQ(coverage(b, a), 0.5);   // (1, 3)
  EXPECT_DOUBLE_EQ(coverage({}, a), 0);
  EXPECT_THROW(coverage(a, {}), InternalError);
}

// --- spread ---

// Distances 5, 5 and 20 (right triangles of 3, 4 and 12, 16): mean 10, deviations 5, 5 and 10, so 20/30.
TEST(Spread, IsTheMeanDeviationOfSuccessiveDistances) {
  EXPECT_DOUBLE_EQ(spread({{6, 16}, {0, 24}, {18, 0}, {3, 20}}), 2.0 / 3);
}

TEST(Spread, IsZeroForEvenlySpacedPointsAndForTooFew) {
  EXPECT_DOUBLE_EQ(spread({{0, 3}, {1, 2}, {2, 1}, {3, 0}}), 0);
  EXPECT_EQ(spread({{0, 3}, {5, 0}}), 0);
  EXPECT_EQ(spread({{0, 3}, {0, 3}, {5, 0}}), 0);
  EXPECT_EQ(spread({}), 0);
}

// Nearest others: 1, 1 and 4, mean 2, deviations 1, 1 and 2, so 4/6.
TEST(Spread, OfThreeObjectivesTakesTheNearestOther) {
  EXPECT_DOUBLE_EQ(spread({{0, 0, 0}, {0, 0, 1}, {0, 4, 1}}), 2.0 / 3);
}

}  // namespace
}  // namespace tradewind::pareto
