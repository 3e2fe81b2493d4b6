#include <gmock/gmock.h>

#include <set>

#include "config/quantity.hpp"
#include "tests/sweep/sweep_files.hpp"

namespace tradewind::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A study of a sweep file's text without its scenario: expansion looks at nothing else.
Study study_of(std::string_view yaml) {
  Study study;
  config::Problems problems;
  config::Context context{problems};
  auto root = config::load_text(yaml);
  root.set("version", config::Node::plain("1"));
  root.set("name", config::Node::plain("test"));
  root.set("scenario", config::Node::plain("/dev/null"));
  config::read(root, study.description, context);  // says that there is no such scenario
  for (const auto& [path, where, parameter] : study.description.parameters.entries)
    study.axes.emplace_back(path, parameter, problems);
  study.seed = study.description.seed.value_or(1);
  return study;
}

std::vector<std::string> points(std::string_view yaml) { return keys(expand(study_of(yaml))); }

TEST(Grid, ChangesTheLastParameterFastest) {
  EXPECT_THAT(points("parameters: {a: [1, 2], b: [x, y, z]}"),
              ElementsAre("a=1; b=x", "a=1; b=y", "a=1; b=z", "a=2; b=x", "a=2; b=y", "a=2; b=z"));
}
TEST(Grid, TakesTheStepsOfRanges) {
  EXPECT_THAT(points("parameters: {a: {low: 1 s, high: 2 s, steps: 2}, b: {low: 1, high: 2}}"),
              ElementsAre("a=1 s; b=1", "a=1 s; b=2", "a=2 s; b=1", "a=2 s; b=2"));
}
TEST(Grid, SetsConditionalParametersWhereTheirConditionHolds) {
  EXPECT_THAT(points("parameters:\n"
                     "  policy.offload: [local, {kind: weighted}]\n"
                     "  policy.offload.omega: {values: [0.2, 0.8], when: {policy.offload.kind: weighted}}\n"
                     "  b: [1, 2]\n"),
              ElementsAre("policy.offload=local; b=1", "policy.offload=local; b=2",
                          "policy.offload={kind: weighted}; policy.offload.omega=0.2; b=1",
                          "policy.offload={kind: weighted}; policy.offload.omega=0.2; b=2",
                          "policy.offload={kind: weighted}; policy.offload.omega=0.8; b=1",
                          "policy.offload={kind: weighted}; policy.offload.omega=0.8; b=2"));
}
TEST(Grid, ChainsConditions) {
  EXPECT_THAT(points("parameters: {a: [1, 2], b: {values: [1, 2], when: {a: 2}}, c: {values: [7], when: {b: 2}}}"),
              ElementsAre("a=1", "a=2; b=1", "a=2; b=2; c=7"));
}
TEST(Grid, RunsEqualPointsOnce) { EXPECT_THAT(points("parameters: {a: [1, 2, 1]}"), ElementsAre("a=1", "a=2")); }
TEST(Grid, HasAtMostAMillionPoints) {
  const std::string ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
  std::string yaml = "parameters: {a: [1, 2]";
  for (const char* name : {"b", "c", "d", "e", "f", "g"}) yaml += std::string(", ") + name + ": " + ten;
  EXPECT_THROW(points(yaml + "}"), config::ConfigError);
}

TEST(Exclusions, LeaveOutThePointsInWhichAllOfThemHold) {
  EXPECT_THAT(points("parameters: {a: [1, 2], b: [1 s, 2 s]}\nexclude: [{a: 1, b: 2000 ms}]"),
              ElementsAre("a=1; b=1 s", "a=2; b=1 s", "a=2; b=2 s"));
  EXPECT_THAT(points("parameters: {a: [1, 2], b: [1, 2]}\nexclude: [{a: 1}, {b: 1}]"), ElementsAre("a=2; b=2"));
}
TEST(Inclusions, AreAddedAtTheEndWhateverIsExcluded) {
  EXPECT_THAT(points("parameters: {a: [1, 2], b: [1, 2]}\nexclude: [{a: 1}]\ninclude: [{a: 1, b: 1}, {b: 7}, {}]"),
              ElementsAre("a=2; b=1", "a=2; b=2", "a=1; b=1", "b=7", ""));
}
TEST(Inclusions, AreWrittenInTheOrderOfTheParameters) {
  EXPECT_THAT(points("parameters: {a: [1], b: [1]}\ninclude: [{z: 5, b: 2, a: 1}, {b: 1, a: 1}]"),
              ElementsAre("a=1; b=1", "a=1; b=2; z=5"));
}
TEST(List, HasItsPoints) {
  EXPECT_THAT(points("method: list\npoints: [{a: 1, b: 2}, {b: 2, a: 1}, {b: 5}, {}]"),
              ElementsAre("a=1; b=2", "b=5", ""));
}
TEST(Optimise, HasNoPointsBeforehand) { EXPECT_THAT(points("method: optimise\nparameters: {a: [1, 2]}"), IsEmpty()); }

const std::string box =
    "parameters:\n"
    "  bandwidth: {low: 10 Mbps, high: 1 Gbps, scale: log}\n"
    "  cores: {low: 1, high: 16}\n"
    "  delay: {low: 0 ms, high: 50 ms}\n"
    "  policy: [local, edge, cloud, random]\n";

double number(const Point& point, std::string_view path) { return std::stod(point.text(path)); }

TEST(LatinHypercube, MeetsEveryStratumOfEveryParameterOnce) {
  for (const int samples : {1, 2, 7, 64, 1000}) {
    const auto all = expand(study_of("method: lhs\nsamples: " + std::to_string(samples) + "\nseed: 5\n" + box));
    ASSERT_EQ(all.size(), static_cast<std::size_t>(samples));
    std::set<int> delays, bandwidths;
    for (const auto& point : all) {
      delays.insert(static_cast<int>(number(point, "delay") / 50 * samples));
      bandwidths.insert(static_cast<int>(std::log10(number(point, "bandwidth") / 10) / 2 * samples));
    }
    EXPECT_EQ(delays.size(), all.size());
    EXPECT_EQ(*delays.begin(), 0);
    EXPECT_EQ(*delays.rbegin(), samples - 1);
    EXPECT_EQ(bandwidths.size(), all.size());
  }
}
TEST(LatinHypercube, GivesEachValueOfAListItsShare) {
  const auto all = expand(study_of("method: lhs\nsamples: 64\n" + box));
  std::map<std::string, int> policies, cores;
  for (const auto& point : all) {
    ++policies[point.text("policy")];
    ++cores[point.text("cores")];
  }
  for (const auto& [policy, count] : policies) EXPECT_EQ(count, 16) << policy;  // 64 / 4
  EXPECT_EQ(cores.size(), 16U);
  for (const auto& [number, count] : cores) EXPECT_EQ(count, 4) << number;  // 64 / 16
}
TEST(LatinHypercube, PairsParametersIndependently) {
  // The correlation of two independent permutations of n has variance 1 / (n − 1): 0.1 is four and a half of its roots.
  const auto all = expand(study_of("method: lhs\nsamples: 2000\n" + box));
  double sum = 0;
  for (const auto& point : all) {
    const double x = number(point, "delay") / 50, y = std::log10(number(point, "bandwidth") / 10) / 2;
    sum += (x - 0.5) * (y - 0.5);
  }
  EXPECT_NEAR(sum / static_cast<double>(all.size()) * 12, 0, 0.1);
}

TEST(Sampling, IsAFunctionOfTheSeed) {
  for (const std::string method : {"random", "lhs"}) {
    const auto with_seed = [&](const char* seed) {
      return points("method: " + method + "\nsamples: 5\nseed: " + seed + "\n" + box);
    };
    EXPECT_EQ(with_seed("1"), with_seed("1"));
    EXPECT_NE(with_seed("1"), with_seed("2"));
  }
}
TEST(Sampling, OfAParameterDoesNotDependOnTheOthers) {
  for (const std::string method : {"random", "lhs"}) {
    const std::string head = "method: " + method + "\nsamples: 20\n";
    const auto alone = expand(study_of(head + "parameters: {delay: {low: 0 ms, high: 50 ms}}"));
    const auto among_others = expand(study_of(head + box));
    for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_EQ(alone[i].text("delay"), among_others[i].text("delay"));
  }
}
TEST(Sampling, AtRandomKeepsItsPointsWhenThereAreMore) {
  const auto few = points("method: random\nsamples: 5\n" + box);
  const auto more = points("method: random\nsamples: 9\n" + box);
  EXPECT_TRUE(std::ranges::equal(few, std::span(more).first(5)));
}
TEST(Sampling, AtRandomIsUniform) {
  // 10^4 samples in ten cells: 1000 ± 30 each, and five standard deviations are 150.
  const auto all = expand(study_of("method: random\nsamples: 10000\nparameters: {x: {low: 0.0, high: 10.0}}"));
  std::vector<int> cells(10);
  for (const auto& point : all) ++cells.at(static_cast<std::size_t>(number(point, "x")));
  for (const int count : cells) EXPECT_NEAR(count, 1000, 150);
}
TEST(Sampling, LeavesOutParametersWhoseConditionDoesNotHold) {
  const auto all =
      expand(study_of("method: lhs\nsamples: 40\nparameters:\n"
                      "  policy: [local, edge]\n"
                      "  omega: {low: 0.0, high: 1.0, when: {policy: edge}}\n"));
  ASSERT_EQ(all.size(), 21U);  // twenty different ones with edge, one without
  for (const auto& point : all) EXPECT_EQ(point.text("omega").empty(), point.text("policy") == "local");
}

}  // namespace
}  // namespace tradewind::sweep
