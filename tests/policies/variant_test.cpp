#include <gtest/gtest.h>

#include "base/check.hpp"
#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

using policy::VariantView;

const VariantView small{.name = "small", .accuracy = 0.6, .completion_time = 10_ms};
const VariantView medium{.name = "medium", .accuracy = 0.7, .completion_time = 40_ms};
const VariantView large{.name = "large", .accuracy = 0.8, .completion_time = 90_ms};
const std::vector variants{medium, small, large};

TEST(FirstVariant, IsTheFirst) {
  EXPECT_EQ(variant("first")->choose({}, variants), 0u);
  EXPECT_FALSE(variant("first")->needs_predictions());
}

TEST(NamedVariant, IsTheOneNamed) {
  const auto policy = variant("{kind: named, name: large}");
  EXPECT_EQ(policy->choose({}, variants), 2u);
  EXPECT_FALSE(policy->needs_predictions());
}

TEST(NamedVariant, MustExistEverywhere) {
  const auto policy = variant("{kind: named, name: huge}");
  EXPECT_EQ(policy->required_name().text, "huge");
  EXPECT_EQ(policy->required_name().where.column, 21);
  EXPECT_THROW(policy->choose({}, variants), InternalError);
}

TEST(FastestVariant, IsPredictedToFinishFirst) {
  EXPECT_EQ(variant("fastest")->choose({}, variants), 1u);
  EXPECT_TRUE(variant("fastest")->needs_predictions());
}

TEST(MostAccurateVariant, MeetsTheDeadline) {
  const auto policy = variant("most_accurate");
  EXPECT_EQ(policy->choose({.time_left = 90_ms}, variants), 2u);
  EXPECT_EQ(policy->choose({.time_left = 89_ms}, variants), 0u);
  EXPECT_EQ(policy->choose({.time_left = 39_ms}, variants), 1u);
}

TEST(MostAccurateVariant, IsTheMostAccurateOfAllWithoutADeadline) {
  EXPECT_EQ(variant("most_accurate")->choose({}, variants), 2u);
}

TEST(MostAccurateVariant, IsTheFastestWhenNoneMeetsTheDeadline) {
  EXPECT_EQ(variant("most_accurate")->choose({.time_left = 9_ms}, variants), 1u);
}

TEST(MostAccurateVariant, IsTheFirstOfEquallyAccurateOnes) {
  const std::vector<VariantView> unrated{{.completion_time = 50_ms}, {.completion_time = 1_ms}};  // accuracy 0
  EXPECT_EQ(variant("most_accurate")->choose({.time_left = 60_ms}, unrated), 0u);
}

TEST(MostAccurateVariant, AvoidsOneThatNeverEnds) {
  const std::vector<VariantView> stuck{{.accuracy = 0.9, .completion_time = Duration::infinity()}, small};
  EXPECT_EQ(variant("most_accurate")->choose({}, stuck), 1u);
}

}  // namespace
}  // namespace tradewind::policies
