// The method `optimise`: points of a search.

#include "sweep/search.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "pareto/front.hpp"
#include "pareto/indicators.hpp"
#include "tests/sweep/simulated.hpp"

namespace tradewind::sweep {
namespace {

constexpr int levels = 32;

/// Cost rises with cores and bandwidth; delay is a queue that gets shorter with cores and a transfer with bandwidth.
std::vector<double> cost_and_delay(double cores, double bandwidth) {
  const double utilisation = 20 / (cores + 21);
  return {cores + 0.5 * bandwidth, 0.1 / (1 - utilisation) / (cores + 1) + 2 / (bandwidth + 1)};
}

Figures capacity(const Point& point, std::int64_t) {
  const auto objectives = cost_and_delay(number(point, "cores"), number(point, "bandwidth"));
  return {{"cost", objectives[0]}, {"delay", objectives[1]}};
}

Study capacity_study(std::int64_t seed, pareto::Algorithm algorithm = pareto::Algorithm::nsga2) {
  Study study = study_of({{"cores", whole_numbers(0, levels - 1)}, {"bandwidth", whole_numbers(0, levels - 1)}},
                         {"cost", "delay"});
  study.seed = seed;
  study.description.method = Method::optimise;
  study.description.optimise = OptimiseDescription{.algorithm = algorithm, .population = 12, .generations = 7};
  return study;
}

pareto::Points whole_grid() {
  pareto::Points grid;
  for (int cores = 0; cores < levels; ++cores)
    for (int bandwidth = 0; bandwidth < levels; ++bandwidth) grid.push_back(cost_and_delay(cores, bandwidth));
  return grid;
}

pareto::Points found(const Results& results) {
  pareto::Points points;
  for (std::size_t run = 0; run < results.runs.size(); ++run)
    if (const auto cost = results.value(run, "cost")) points.push_back({*cost, *results.value(run, "delay")});
  return points;
}

// 12 · (1 + 7) = 96 of 1024 points. The mean over seeds, as one seed may be lucky.
TEST(Search, FindsNinetyNinePercentOfTheFrontInATenthOfTheRuns) {
  const auto grid = whole_grid();
  const auto reference = pareto::default_reference(grid);
  const double all = pareto::hypervolume(grid, reference);
  double sum = 0;
  for (std::int64_t seed = 1; seed <= 20; ++seed) {
    const Results results = explored(capacity_study(seed), capacity);
    EXPECT_LE(results.manifest.runs().size(), grid.size() / 10);
    const double share = pareto::hypervolume(found(results), reference) / all;
    EXPECT_GT(share, 0.97);
    sum += share;
  }
  EXPECT_GT(sum / 20, 0.99);
}

TEST(Search, PlaysAGenerationPerRoundAndNoPointTwice) {
  for (const auto algorithm : {pareto::Algorithm::nsga2, pareto::Algorithm::moead}) {
    Study study = capacity_study(1, algorithm);
    study.description.replications = 2;
    const Results results = explored(study, capacity);
    EXPECT_EQ(results.manifest.rounds(), 8);
    EXPECT_EQ(results.manifest.runs().size(), 2 * results.manifest.points().size());
    std::set<std::string> keys;
    for (const auto& point : results.manifest.points()) EXPECT_TRUE(keys.insert(point.key()).second);
    std::map<std::size_t, std::size_t> per_round;
    for (const auto& run : results.manifest.runs()) ++per_round[run.round];
    for (const auto& [round, runs] : per_round) EXPECT_EQ(runs, 24) << round;
  }
}

TEST(Search, EndsWhenEveryPointIsKnown) {
  Study study = study_of({{"x", whole_numbers(0, 4)}}, {"y", "z"});
  study.description.method = Method::optimise;
  study.description.optimise = OptimiseDescription{.population = 8, .generations = 100};
  const Results results = explored(study, [](const Point& point, std::int64_t) -> Figures {
    return {{"y", number(point, "x")}, {"z", 1 / (number(point, "x") + 1)}};
  });
  EXPECT_EQ(results.manifest.points().size(), 5);
}

TEST(Search, MaximisesWhatIsToBeLarge) {
  Study study = study_of({{"x", whole_numbers(0, 1000)}}, {"y"});
  study.objectives[0].goal = scenario::Goal::max;
  study.description.method = Method::optimise;
  study.description.optimise = OptimiseDescription{.population = 8, .generations = 9};
  const Results results = explored(study, [](const Point& point, std::int64_t) -> Figures {
    return {{"y", -std::abs(number(point, "x") - 700)}};
  });
  double best = -1000;
  for (std::size_t run = 0; run < results.runs.size(); ++run) best = std::max(best, *results.value(run, "y"));
  EXPECT_GE(best, -5);  // 80 of 1001 values are tried
}

// More than 12 units of cost fail, six of seven points: nothing there is better than anything that works.
TEST(Search, TurnsAwayFromPointsThatFail) {
  const auto grid = whole_grid();
  pareto::Points working;
  std::ranges::copy_if(grid, std::back_inserter(working), [](const auto& point) { return point[0] <= 12; });
  const auto reference = pareto::default_reference(working);
  for (const auto algorithm : {pareto::Algorithm::nsga2, pareto::Algorithm::moead}) {
    const Results results = explored(capacity_study(1, algorithm), [](const Point& point, std::int64_t seed) {
      auto figures = capacity(point, seed);
      return *figures[0].second > 12 ? Figures{} : figures;
    });
    EXPECT_EQ(results.manifest.rounds(), 8);
    std::map<std::size_t, std::size_t> failed;
    for (std::size_t run = 0; run < results.runs.size(); ++run)
      if (results.runs[run]->status == RunStatus::failed) ++failed[results.manifest.runs()[run].round];
    EXPECT_GE(failed[0], 8);               // of 12
    EXPECT_LT(failed[6] + failed[7], 12);  // of 24
    EXPECT_GT(pareto::hypervolume(found(results), reference), 0.95 * pareto::hypervolume(working, reference));
  }
}

TEST(Search, NeverRunsWhatIsExcludedAndAlwaysWhatIsIncluded) {
  Study study = capacity_study(1);
  study.description.exclude = {settings({{"cores", "0"}})};
  study.description.include = {settings({{"cores", "17"}, {"bandwidth", "29"}}),
                               settings({{"cores", "0"}, {"bandwidth", "13"}})};
  const Results results = explored(study, capacity);
  const auto& points = results.manifest.points();
  EXPECT_EQ(points[0].text("cores") + " " + points[0].text("bandwidth"), "17 29");
  EXPECT_EQ(points[1].text("cores") + " " + points[1].text("bandwidth"), "0 13");
  for (std::size_t point = 2; point < points.size(); ++point) EXPECT_NE(points[point].text("cores"), "0");
  EXPECT_EQ(results.manifest.runs()[1].round, 0);
}

// Bandwidth matters to those who send: `local` is one point, whatever bandwidth the search draws with it.
TEST(Search, LeavesOutParametersWhoseConditionDoesNotHold) {
  auto bandwidth = whole_numbers(1, 64);
  bandwidth.when = settings({{"policy", "cloud"}});
  auto compression = whole_numbers(0, 9);
  compression.when = settings({{"bandwidth", "1"}});
  Study study = study_of(
      {{"policy", one_of({"local", "cloud"})}, {"bandwidth", bandwidth}, {"compression", compression}}, {"y", "z"});
  study.description.method = Method::optimise;
  study.description.optimise = OptimiseDescription{.population = 12, .generations = 6};
  const Results results = explored(study, [](const Point& point, std::int64_t) -> Figures {
    if (point.text("policy") == "local") return {{"y", 10}, {"z", 0}};
    return {{"y", 10 / number(point, "bandwidth")}, {"z", number(point, "bandwidth")}};
  });
  std::size_t local = 0;
  for (const auto& point : results.manifest.points()) {
    const bool sends = point.text("policy") == "cloud";
    local += sends ? 0 : 1;
    EXPECT_EQ(point.text("bandwidth").empty(), !sends);
    EXPECT_EQ(point.text("compression").empty(), !sends || point.text("bandwidth") != "1");
  }
  EXPECT_EQ(local, 1);
  EXPECT_GT(results.manifest.points().size(), 20);
}

}  // namespace
}  // namespace tradewind::sweep
