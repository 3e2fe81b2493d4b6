#include "config/problem.hpp"

#include <gmock/gmock.h>

namespace tradewind::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> disciplines{"fifo", "edf", "priority", "sjf", "processor_sharing"};

TEST(Problem, NamesFileLineAndColumn) { EXPECT_EQ((Problem{{"a.yaml", 3, 7}, "wrong"}.text()), "a.yaml:3:7: wrong"); }

TEST(Problem, NamesOnlyTheFileWhenNoLineIsKnown) { EXPECT_EQ((Problem{{"a.yaml"}, "wrong"}.text()), "a.yaml: wrong"); }

TEST(Problem, NamesAnOverrideWithoutItsPlaceInTheValue) {
  EXPECT_EQ((Problem{{"-s a.b=1", 1, 1}, "wrong"}.text()), "-s a.b=1: wrong");
}

TEST(Problem, IsOnlyItsMessageWithoutAFile) { EXPECT_EQ((Problem{{}, "wrong"}.text()), "wrong"); }

TEST(ConfigError, HasOneLinePerProblem) {
  const ConfigError error({{{"a.yaml", 1, 2}, "one"}, {{"a.yaml", 3, 4}, "two"}});
  EXPECT_STREQ(error.what(), "a.yaml:1:2: one\na.yaml:3:4: two");
}

TEST(ConfigError, ShowsTenProblemsAndCountsTheRest) {
  std::vector<Problem> problems;
  for (int i = 1; i <= 13; ++i) problems.push_back({{"a", i, 1}, "x"});
  const ConfigError error(problems);
  EXPECT_THAT(error.what(), HasSubstr("a:10:1: x\n… and 3 more"));
  EXPECT_THAT(error.what(), Not(HasSubstr("a:11:1")));
  EXPECT_EQ(error.problems().size(), 13U);
}

TEST(ConfigError, ShowsExactlyTenProblemsWithoutARest) {
  EXPECT_THAT(ConfigError(std::vector<Problem>(10, Problem{{"a", 1, 1}, "x"})).what(), Not(HasSubstr("more")));
}

TEST(ConfigError, KnowsWhetherAnOverrideIsToBlame) {
  EXPECT_TRUE(ConfigError(Location{"-s a=1", 1, 1}, "x").from_override());
  EXPECT_FALSE(ConfigError(Location{"a.yaml", 1, 1}, "x").from_override());
}

TEST(Problems, KeepTheirOrderWhenAppended) {
  Problems first, second;
  first.add({}, "one");
  second.add({}, "two");
  first.append(std::move(second));
  EXPECT_THAT(first.all(),
              ElementsAre(testing::Field(&Problem::message, "one"), testing::Field(&Problem::message, "two")));
}

TEST(Problems, ThrowOnlyWhenThereAreSome) {
  Problems problems;
  EXPECT_NO_THROW(problems.throw_if_any());
  problems.add({}, "one");
  EXPECT_THROW(problems.throw_if_any(), ConfigError);
}

TEST(Intern, GivesTheSameTextTheSamePlace) {
  EXPECT_EQ(intern(std::string("somewhere")).data(), intern(std::string("somewhere")).data());
}

TEST(DidYouMean, FindsAMissingLetter) { EXPECT_EQ(did_you_mean("fif", disciplines), "; did you mean 'fifo'?"); }
TEST(DidYouMean, CountsSwappedNeighboursAsOneMistake) {
  EXPECT_EQ(did_you_mean("efd", disciplines), "; did you mean 'edf'?");
}
TEST(DidYouMean, PrefersTheClosestWord) {
  EXPECT_EQ(did_you_mean("nodes", std::vector<std::string>{"node", "nodes_", "modest"}), "; did you mean 'node'?");
}
TEST(DidYouMean, IsSilentWhenMoreThanTwoLettersDiffer) { EXPECT_EQ(did_you_mean("processor", disciplines), ""); }
TEST(DidYouMean, IsSilentWhenHalfOfTheWordDiffers) {
  EXPECT_EQ(did_you_mean("ab", std::vector<std::string>{"ac"}), "");  // 1 of 2
  EXPECT_EQ(did_you_mean("", std::vector<std::string>{"a"}), "");
}

TEST(Quote, ShowsLineBreaksAndControlCharacters) { EXPECT_EQ(quote("a\nb\x01"), "'a\\nb\\x01'"); }
TEST(Quote, ShortensLongTextsBetweenCharacters) {
  EXPECT_EQ(quote(std::string(100, 'x')), "'" + std::string(60, 'x') + "…'");
  EXPECT_EQ(quote(std::string(59, 'x') + "µµ"), "'" + std::string(59, 'x') + "µ…'");
}

}  // namespace
}  // namespace tradewind::config
