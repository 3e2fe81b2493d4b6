// The test problems of the field, ZDT (Zitzler, Deb & Thiele 2000) and DTLZ (Deb et al. 2005): their known fronts and
// hypervolumes, and agreement with pagmo's own functions.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <pagmo/problem.hpp>
#include <pagmo/problems/dtlz.hpp>
#include <pagmo/problems/zdt.hpp>
#include <pagmo/utils/hv_algos/hv_hvwfg.hpp>
#include <pagmo/utils/hypervolume.hpp>
#include <pagmo/utils/multi_objective.hpp>

#include "base/random.hpp"
#include "pareto/front.hpp"
#include "pareto/indicators.hpp"

namespace tradewind::pareto {
namespace {

using Point = std::vector<double>;

/// With x₁ = i/steps and the other variables 0, where g = 1: as good as it gets for that x₁.
Points best_of_zdt(unsigned number, int steps) {
  const pagmo::zdt problem(number, 30);
  Points points;
  for (int i = 0; i <= steps; ++i) {
    Point x(30, 0.0);
    x[0] = static_cast<double>(i) / steps;
    EXPECT_EQ(problem.p_distance(x), 0);
    points.push_back(problem.fitness(x));
  }
  return points;
}

// Riemann sums of monotone functions with steps of 1/10,000 are off by at most 1/10,000 of what the function rises:
// ZDT1 ∫ 1 − (1 − √f) = 2/3, ZDT2 ∫ 1 − (1 − f²) = 1/3.
TEST(Zdt, HasItsKnownHypervolumes) {
  EXPECT_NEAR(hypervolume(best_of_zdt(1, 10'000), Point{1, 1}), 2.0 / 3, 1e-4);
  EXPECT_NEAR(hypervolume(best_of_zdt(2, 10'000), Point{1, 1}), 1.0 / 3, 1e-4);
}

TEST(Zdt, HasAllBestPointsOfItsFirstTwoProblemsOnTheFront) {
  for (const unsigned number : {1U, 2U}) EXPECT_EQ(non_dominated(best_of_zdt(number, 10'000)).size(), 10'001U);
}

// The five parts of the front of ZDT3, as in jMetal and in pymoo.
TEST(Zdt, HasTheKnownPartsOfItsThirdFront) {
  constexpr std::pair<double, double> parts[] = {{0, 0.0830015349},
                                                 {0.1822287280, 0.2577623634},
                                                 {0.4093136748, 0.4538821041},
                                                 {0.6183967944, 0.6525117038},
                                                 {0.8233317983, 0.8518328654}};
  constexpr int steps = 20'000;
  const auto points = best_of_zdt(3, steps);
  const auto front = non_dominated(points);
  constexpr double step = 1.0 / steps;  // at the ends of a part
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = points[i][0];
    const auto within = [&](double margin) {
      return std::ranges::any_of(parts, [&](auto part) { return x > part.first - margin && x < part.second + margin; });
    };
    if (std::ranges::binary_search(front, i))
      EXPECT_TRUE(within(step)) << x;
    else
      EXPECT_FALSE(within(-step)) << x;
  }
}

// An octant of the unit sphere: between it and (1, 1, 1) lies the unit cube without an eighth of the ball. Points in
// steps of 0.005 along the sphere leave something out, by the order of such a step.
TEST(Dtlz, HasTheKnownFrontAndHypervolumeOfItsSecondProblem) {
  constexpr int steps = 300;
  const pagmo::dtlz problem(2, 12, 3);
  Points points;
  for (int i = 0; i <= steps; ++i)
    for (int j = 0; j <= steps; ++j) {
      Point x(12, 0.5);
      x[0] = static_cast<double>(i) / steps;
      x[1] = static_cast<double>(j) / steps;
      points.push_back(problem.fitness(x));
      ASSERT_NEAR(std::hypot(points.back()[0], points.back()[1], points.back()[2]), 1, 1e-12);
    }
  const double truth = 1 - std::numbers::pi / 6, found = hypervolume(points, Point{1, 1, 1});
  EXPECT_LT(found, truth);
  EXPECT_GT(found, truth - 0.005);
}

/// Objectives of random decisions, half of them near the best, some twice.
Points random_points_of(const pagmo::problem& problem, std::uint64_t sample) {
  Points points;
  Stream stream(41, sample, 0);
  for (int i = 0; i < 300; ++i) {
    Point x(problem.get_nx());
    const double reach = i % 2 == 0 ? 1 : 0.01;
    for (std::size_t v = 0; v < x.size(); ++v) x[v] = stream.uniform() * (v < problem.get_nobj() - 1 ? 1 : reach);
    points.push_back(problem.fitness(x));
    if (i % 10 == 0) points.push_back(points.back());
  }
  return points;
}

const pagmo::problem problems[] = {pagmo::problem(pagmo::zdt(1, 30)), pagmo::problem(pagmo::zdt(2, 30)),
                                   pagmo::problem(pagmo::zdt(3, 30)), pagmo::problem(pagmo::dtlz(2, 12, 3)),
                                   pagmo::problem(pagmo::dtlz(2, 12, 4))};

TEST(Pagmo, HasTheSameFronts) {
  for (const auto& problem : problems)
    for (std::uint64_t sample = 0; sample < 5; ++sample) {
      const auto points = random_points_of(problem, sample);
      auto fronts = std::get<0>(pagmo::fast_non_dominated_sorting(points));
      std::ranges::sort(fronts[0]);
      EXPECT_EQ(non_dominated(points), fronts[0]) << problem.get_name();
      if (problem.get_nobj() > 2) continue;
      auto front = pagmo::non_dominated_front_2d(points);
      std::ranges::sort(front);
      EXPECT_EQ(non_dominated(points), front) << problem.get_name();
    }
}

TEST(Pagmo, HasTheSameIdealAndNadir) {
  for (const auto& problem : problems) {
    const auto points = random_points_of(problem, 0);
    EXPECT_EQ(ideal(points), pagmo::ideal(points));
    EXPECT_EQ(nadir(points), pagmo::nadir(points));
  }
}

// From all points, with an algorithm that is not the default for two and three objectives.
TEST(Pagmo, HasTheSameHypervolumes) {
  for (const auto& problem : problems) {
    const auto points = random_points_of(problem, 1);
    const pagmo::hypervolume all(points);
    const auto reference = all.refpoint(0.5);
    pagmo::hvwfg wfg(2);
    const double expected = all.compute(reference, wfg);
    EXPECT_NEAR(hypervolume(points, reference), expected, 1e-12 * expected) << problem.get_name();
  }
}

}  // namespace
}  // namespace tradewind::pareto
