#include "config/registry.hpp"

#include <gmock/gmock.h>

#include "base/check.hpp"
#include "tests/config/everything.hpp"

namespace tradewind::config {
namespace {

using test::shades;
using testing::ElementsAre;
using testing::IsEmpty;

struct Normalised {
  Node node;
  std::vector<std::string> problems, notes;
};

Normalised normalise(const Node& node) {
  Problems problems;
  Normalised result;
  Context context{problems, nullptr, &result.notes};
  result.node = shades().normalise(node, context);
  for (const Problem& problem : problems.all()) result.problems.push_back(problem.text());
  return result;
}

TEST(Registry, MakesWhatTheKindNames) {
  EXPECT_EQ(shades().create_or_throw(load_text("{kind: paper, lifetime: 1 h, layers: 3}"))->text(), "paper 3");
  EXPECT_EQ(shades().create_or_throw(load_text("none"))->text(), "none");
}

TEST(Registry, RefusesToRegisterAKindTwice) {
  Registry<test::Shade> registry("shade");
  registry.add<test::NoShade>("none", "x");
  EXPECT_THROW(registry.add<test::NoShade>("none", "x"), InternalError);
}

TEST(Registry, ListsKindsInOrderOfRegistration) { EXPECT_THAT(shades().kinds(), ElementsAre("none", "paper")); }

TEST(Kinds, SuggestAKnownKind) {
  EXPECT_THAT(normalise(load_text("{x: 1, kind: papper}", "f")).problems,
              ElementsAre("f:1:14: unknown lamp shade 'papper'; did you mean 'paper'? (known: none, paper)"));
  EXPECT_THAT(normalise(load_text("non", "f")).problems,
              ElementsAre("f:1:1: unknown lamp shade 'non'; did you mean 'none'? (known: none, paper)"));
}

TEST(Kinds, RequireAKind) {
  EXPECT_THAT(normalise(load_text("{layers: 1}", "f")).problems,
              ElementsAre("f:1:1: missing key 'kind' (which lamp shade; known: none, paper)"));
  EXPECT_THAT(normalise(load_text("[none]", "f")).problems,
              ElementsAre("f:1:1: must name one lamp shade (none, paper), not a list"));
}

TEST(Kinds, NormaliseWithKindFirstAndEveryDefault) {
  const Normalised result = normalise(load_text("{lifetime: 1 h, kind: paper}", "f"));
  EXPECT_EQ(to_flow(result.node), "{kind: paper, layers: 2, lifetime: 1 h}");
  EXPECT_EQ(to_flow(normalise(load_text("none")).node), "{kind: none}");
}

TEST(Kinds, KeepPositionsWhenNormalising) {
  const Node node = normalise(load_text("{lifetime: 1 h, kind: paper}", "f")).node;
  EXPECT_EQ(node.where, (Location{"f", 1, 1}));
  EXPECT_EQ(node.find("lifetime")->where, (Location{"f", 1, 12}));
  EXPECT_EQ(node.find("kind")->where, (Location{"f", 1, 23}));
  EXPECT_EQ(node.find("layers")->where, (Location{"f", 1, 1}));
}

TEST(Kinds, ReportBadFields) {
  EXPECT_THAT(normalise(load_text("{kind: paper, lifetime: 1, layer: 3}", "f")).problems,
              ElementsAre("f:1:28: unknown key 'layer'; did you mean 'layers'? (known: kind, layers, lifetime, maker)",
                          "f:1:25: lifetime: '1' has no unit; write one of ns, us, ms, s, min, h, d"));
  EXPECT_THAT(normalise(load_text("paper", "f")).problems,
              ElementsAre("f:1:1: missing key 'lifetime' (until it is replaced)"));
}

TEST(Kinds, DropKeysOfAKindThatWasOverridden) {
  Node node = load_text("shade: {kind: paper, lifetime: 1 h}", "f");
  apply_override(node, "shade.kind=none");
  const Normalised result = normalise(*node.find("shade"));
  EXPECT_THAT(result.problems, IsEmpty());
  EXPECT_THAT(result.notes, ElementsAre("f:1:22: 'lifetime' dropped: kind 'none' has no such key"));
  EXPECT_EQ(to_flow(result.node), "{kind: none}");
}

TEST(Kinds, DoNotDropWhatAnOverrideWrote) {
  Node node = load_text("shade: {kind: none}", "f");
  apply_override(node, "shade.kind=paper");
  apply_override(node, "shade.lifetme=1 h");
  EXPECT_THAT(normalise(*node.find("shade")).problems,
              ElementsAre("-s shade.lifetme=1 h: unknown key 'lifetme'; did you mean 'lifetime'? (known: kind, layers, "
                          "lifetime, maker)",
                          testing::HasSubstr("missing key 'lifetime'")));
}

TEST(Chosen, IsCheckedAgainstTheCatalogue) {
  Problems problems;
  Context context{problems, &test::catalogue()};
  Chosen chosen{"shade", {}};
  read(load_text("{kind: paper}", "f"), chosen, context);
  ASSERT_EQ(problems.all().size(), 1U);
  EXPECT_EQ(problems.all()[0].text(), "f:1:1: missing key 'lifetime' (until it is replaced)");
}

TEST(Chosen, IsKeptAsItIsWithoutACatalogue) {
  Problems problems;
  Context context{problems};
  Chosen chosen{"shade", {}};
  read(load_text("{kind: unheard}"), chosen, context);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(chosen.kind(), "unheard");
  EXPECT_EQ((Chosen{"shade", Node::text("none")}.kind()), "none");
}

}  // namespace
}  // namespace tradewind::config
