#include "pareto/confidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "pareto/indicators.hpp"
#include "tests/pareto/random_points.hpp"

namespace tradewind::pareto {
namespace {

using testing::grid_points;
using Runs = std::vector<std::vector<double>>;  // by replication, then objective

// --- attainment ---

// Right of 1 the first set attains 4, right of 2 the second 3, right of 3 both 3, right of 4 the first 1.
TEST(AttainmentSurface, HasTheCornersOfWhatEnoughSetsAttain) {
  const std::vector<Points> sets = {{{1, 4}, {4, 1}}, {{2, 3}, {3, 2}}};
  EXPECT_EQ(attainment_surface(sets, 0.5), (Points{{1, 4}, {2, 3}, {3, 2}, {4, 1}}));  // one of them
  EXPECT_EQ(attainment_surface(sets, 1), (Points{{2, 4}, {4, 2}}));                    // both
}

TEST(AttainmentSurface, OfOneSetIsItsFront) {
  EXPECT_EQ(attainment_surface({{{3, 1}, {2, 2}, {3, 3}, {1, 3}, {2, 2}}}, 0.5), (Points{{1, 3}, {2, 2}, {3, 1}}));
}

TEST(AttainmentSurface, NeedsEnoughSetsThatAttainAnything) {
  EXPECT_TRUE(attainment_surface({}, 0.5).empty());
  EXPECT_TRUE(attainment_surface({{{1, 1}}, {}, {}}, 0.5).empty());
  EXPECT_EQ(attainment_surface({{{1, 1}}, {}, {}}, 0.3), (Points{{1, 1}}));
}

// 0.07 · 100 is 7.000000000000001 in floating point, and 0.29 · 100 is 28.999999999999996.
TEST(AttainmentSurface, RoundsTheNumberOfSetsUpButNotForRounding) {
  std::vector<Points> sets;
  for (int i = 1; i <= 100; ++i) sets.push_back({{0, static_cast<double>(i)}});
  EXPECT_EQ(attainment_surface(sets, 0.07), (Points{{0, 7}}));
  EXPECT_EQ(attainment_surface(sets, 0.29), (Points{{0, 29}}));
  EXPECT_EQ(attainment_surface(sets, 0.075), (Points{{0, 8}}));
  EXPECT_EQ(attainment_surface(sets, 1e-12), (Points{{0, 1}}));
  EXPECT_THROW(attainment_surface(sets, 0), InternalError);
  EXPECT_THROW(attainment_surface(sets, 1.01), InternalError);
}

TEST(AttainmentSurface, AgreesWithCountingOnAGrid) {
  constexpr std::size_t values = 12;
  for (std::uint64_t sample = 0; sample < 200; ++sample) {
    std::vector<Points> sets;
    const std::size_t count = 1 + sample % 7;
    for (std::size_t set = 0; set < count; ++set)
      sets.push_back(grid_points({.points = (sample + 3 * set) % 9, .values = values}, 10 * sample + set));
    for (const double level : {0.01, 0.25, 0.5, 0.75, 1.0}) {
      const auto surface = attainment_surface(sets, level);
      ASSERT_EQ(non_dominated(surface).size(), surface.size());
      ASSERT_TRUE(std::ranges::is_sorted(surface));
      for (const auto& place : grid_points({.points = 60, .values = values}, sample)) {
        const auto attains = [&](const Points& points) { return coverage(points, {place}) == 1; };
        const auto attaining = static_cast<double>(std::ranges::count_if(sets, attains));
        ASSERT_EQ(attains(surface), attaining >= level * static_cast<double>(count)) << "sample " << sample;
      }
    }
  }
}

// --- probability of being on the front ---

constexpr std::size_t resamples = 20'000;
/// Four standard deviations of a share of `resamples`.
double tolerance(double probability) {
  return 4 * std::sqrt(probability * (1 - probability) / static_cast<double>(resamples));
}

/// Exactly, from all 27 ways to draw three of three replications. Values are whole numbers, so that sums are exact.
std::vector<double> enumerate_draws(const Samples& samples) {
  std::vector<double> probabilities(samples.size(), 0);
  for (std::size_t draw = 0; draw < 27; ++draw) {
    const std::size_t drawn[] = {draw % 3, draw / 3 % 3, draw / 9};
    Points sums;
    for (const auto& sample : samples) {
      auto& sum = sums.emplace_back(sample[0].size(), 0.0);
      for (const std::size_t r : drawn)
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += sample[r][k];
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
      if (std::ranges::none_of(sums, [&](const auto& sum) { return dominates(sum, sums[i]); }))
        probabilities[i] += 1.0 / 27;
  }
  return probabilities;
}

// The second point has 2, 2, 2 against 1, 1, 6 in the first objective and is worse in the other one: it stays on the
// front when the mean of the first is above 2, that is when 6 is drawn (sums 8 and more against 6): 1 − (2/3)³ = 19/27.
TEST(ProbabilityOnFront, IsTheShareOfDrawsThatLeaveAPointOnTheFront) {
  const Samples samples = {{{1, 1}, {1, 1}, {6, 1}}, {{2, 2}, {2, 2}, {2, 2}}};
  const auto probabilities = probability_on_front(samples, resamples);
  ASSERT_EQ(probabilities.size(), 2U);
  EXPECT_EQ(probabilities[0], 1);
  EXPECT_NEAR(probabilities[1], 19.0 / 27, tolerance(19.0 / 27));
}

TEST(ProbabilityOnFront, AgreesWithAllDrawsEnumerated) {
  for (std::uint64_t sample = 0; sample < 40; ++sample) {
    const std::size_t objectives = 1 + sample % 4;
    Samples samples;
    for (std::uint64_t point = 0; point < 2 + sample % 5; ++point)
      samples.push_back(grid_points({.points = 3, .objectives = objectives, .values = 8}, 100 * sample + point));
    const auto probabilities = probability_on_front(samples, resamples, sample);
    const auto expected = enumerate_draws(samples);
    for (std::size_t i = 0; i < samples.size(); ++i)
      ASSERT_NEAR(probabilities[i], expected[i], tolerance(expected[i]) + 1e-12) << "sample " << sample;
  }
}

// The first point takes the first three draws; the second, which lacks the last replication, the first two of them that
// are below 2 and, where there are fewer, further ones. It is on the front when its mean in the first objective is the
// lesser one, for in the second objective it is worse.
TEST(ProbabilityOnFront, DrawsTheSameForPointsAsFarAsTheyShareReplications) {
  const Samples full = {{{0, 1}, {8, 1}, {4, 1}}, {{1, 2}, {7, 2}, {}}};
  double on_front = 0;
  for (std::size_t draw = 0; draw < 27; ++draw)
    for (std::size_t further = 0; further < 4; ++further) {
      const std::size_t drawn[] = {draw % 3, draw / 3 % 3, draw / 9};
      double first_sum = 0;
      std::vector<std::size_t> taken;
      for (const std::size_t r : drawn) {
        first_sum += full[0][r][0];
        if (r < 2) taken.push_back(r);
      }
      taken.push_back(further % 2);
      taken.push_back(further / 2);
      const double second_sum = full[1][taken[0]][0] + full[1][taken[1]][0];
      if (second_sum / 2 < first_sum / 3) on_front += 1.0 / 108;
    }
  const auto probabilities = probability_on_front(full, resamples);
  EXPECT_EQ(probabilities[0], 1);
  EXPECT_NEAR(probabilities[1], on_front, tolerance(on_front));
  const Samples short_one = {full[0], {full[1][0], full[1][1]}};  // what is missing at the end may be left out
  EXPECT_EQ(probability_on_front(short_one, resamples), probabilities);
}

TEST(ProbabilityOnFront, OfOneReplicationIsTheFront) {
  EXPECT_EQ(probability_on_front({{{1, 3}}, {{2, 2}}, {{2, 3}}, {{2, 2}}}), (std::vector<double>{1, 1, 0, 1}));
  EXPECT_TRUE(probability_on_front({}).empty());
}

// Added up and divided again, three times 0.1 gives 0.10000000000000002, and five times 0.1 gives 0.1.
TEST(ProbabilityOnFront, IsNotMisledByRounding) {
  const Samples samples = {Runs(3, {0.1, 1}), Runs(7, {0.1, 2}), Runs(5, {0.1, 1})};
  EXPECT_EQ(probability_on_front(samples), (std::vector<double>{1, 0, 1}));
}

// Left out of the draws, a point that is dominated in every replication has the 0 that draws would have given it, and
// changes nothing for the others.
TEST(ProbabilityOnFront, IsTheSameWithPointsThatAreAlwaysDominated) {
  Samples samples;
  for (std::uint64_t point = 0; point < 5; ++point)
    samples.push_back(grid_points({.points = 4, .objectives = 2, .values = 20}, point));
  const auto before = probability_on_front(samples);
  auto behind = samples[0];
  for (auto& run : behind) run[1] += 0.5;
  samples.push_back(behind);
  samples.push_back({{99, 99}});
  auto expected = before;
  expected.insert(expected.end(), {0, 0});
  EXPECT_EQ(probability_on_front(samples), expected);
}

TEST(ProbabilityOnFront, DependsOnTheSeedAlone) {
  Samples samples;
  for (std::uint64_t point = 0; point < 8; ++point)
    samples.push_back(grid_points({.points = 5, .objectives = 2, .values = 50}, point));
  EXPECT_EQ(probability_on_front(samples, 500, 7), probability_on_front(samples, 500, 7));
  EXPECT_NE(probability_on_front(samples, 500, 7), probability_on_front(samples, 500, 8));
}

// The size of a large study: means of ten noisy runs around a quarter circle and beyond.
TEST(ProbabilityOnFront, ManagesAThousandPoints) {
  Samples samples;
  for (std::uint64_t point = 0; point < 1000; ++point) {
    Stream stream(3, point, 0);
    const double angle = stream.uniform() * 1.57, radius = 1 + 0.5 * stream.uniform();
    auto& runs = samples.emplace_back();
    for (int r = 0; r < 10; ++r)
      runs.push_back(
          {2 - radius * std::cos(angle) + 0.3 * stream.normal(), 2 - radius * std::sin(angle) + 0.3 * stream.normal()});
  }
  const auto probabilities = probability_on_front(samples);
  EXPECT_TRUE(std::ranges::all_of(probabilities, [](double p) { return p >= 0 && p <= 1; }));
  EXPECT_GT(std::ranges::max(probabilities), 0.5);
}

TEST(ProbabilityOnFront, RefusesPointsWithoutRunsOrObjectives) {
  const Runs good = {{1, 2}}, none, without_objectives(1), with_one_objective(1, {1.0});
  EXPECT_THROW(probability_on_front({good, none}), InternalError);
  EXPECT_THROW(probability_on_front({good, without_objectives}), InternalError);
  EXPECT_THROW(probability_on_front({good, with_one_objective}), InternalError);
  EXPECT_THROW(probability_on_front({good, good}, 0), InternalError);
}

// --- dominance with confidence ---

// Differences in the first objective 1, 2, 3: two-sided p = 0.0742 (t = 2√3, two degrees of freedom), one-sided 0.0371.
// In the second they are the same.
const Runs ahead = {{10, 5}, {20, 6}, {30, 7}}, behind = {{11, 5}, {22, 6}, {33, 7}};

TEST(DominatesWithConfidence, TestsTheObjectivesThatDiffer) {
  EXPECT_TRUE(dominates_with_confidence(ahead, behind, 0.96));
  EXPECT_FALSE(dominates_with_confidence(ahead, behind, 0.97));
  EXPECT_FALSE(dominates_with_confidence(behind, ahead, 0.6));
}

// The same differences in two objectives: Holm doubles the lesser p-value to 0.0742, and the other is not below it.
TEST(DominatesWithConfidence, CorrectsForTheNumberOfObjectives) {
  const Runs better = {{10, 1}, {20, 1}, {30, 1}}, worse = {{11, 2}, {22, 3}, {33, 4}};
  EXPECT_TRUE(dominates_with_confidence(better, worse, 0.92));
  EXPECT_FALSE(dominates_with_confidence(better, worse, 0.93));
}

TEST(DominatesWithConfidence, TakesDifferencesWithoutSpreadAsTheyAre) {
  EXPECT_TRUE(dominates_with_confidence({{1, 1}, {2, 1}}, {{1, 2}, {2, 2}}, 0.999));
  EXPECT_FALSE(dominates_with_confidence({{1, 1}, {2, 1}}, {{0, 2}, {1, 2}}, 0.5));
  EXPECT_FALSE(dominates_with_confidence({{1, 1}, {2, 1}}, {{1, 1}, {2, 1}}, 0.5));  // nowhere better
}

TEST(DominatesWithConfidence, NeedsEveryObjectiveInFavour) {
  EXPECT_FALSE(dominates_with_confidence({{10, 5}, {20, 6}, {30, 7}}, {{11, 4}, {22, 7}, {33, 7}}, 0.5));
}

TEST(DominatesWithConfidence, ComparesCommonReplicationsOfWhichItNeedsTwo) {
  EXPECT_FALSE(dominates_with_confidence({{1, 1}}, {{2, 2}, {2, 2}}));
  EXPECT_FALSE(dominates_with_confidence({}, {}));
  EXPECT_TRUE(dominates_with_confidence({{1, 1}, {1, 1}}, {{2, 2}, {2, 2}, {-9, -9}}));
}

}  // namespace
}  // namespace tradewind::pareto
