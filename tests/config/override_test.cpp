#include <gmock/gmock.h>

#include "config/node.hpp"

namespace tradewind::config {
namespace {

constexpr std::string_view scenario =
    "platform:\n"
    "  links: [{name: wlan, latency: 2 ms}, {name: wan, latency: 25 ms}]\n"
    "edges: {decode->detect: 250 kB}\n"
    "policy: {offload: {kind: threshold, to: server}, variant: first}\n"
    "rates: [1, 2]\n"
    "empty:\n";

std::string after(std::string_view assignment) {
  Node node = load_text(scenario);
  apply_override(node, assignment);
  return to_flow(node);
}

std::string value_after(std::string_view assignment, std::string_view key) {
  Node node = load_text(scenario);
  apply_override(node, assignment);
  return to_flow(*node.find(key));
}

std::string refusal(std::string_view assignment) {
  try {
    after(assignment);
  } catch (const ConfigError& error) {
    EXPECT_TRUE(error.from_override());
    return error.what();
  }
  return "accepted";
}

TEST(Override, ReplacesAValueOfAnEntryFoundByName) {
  EXPECT_EQ(value_after("platform.links.wan.latency=5 ms", "platform"),
            "{links: [{name: wlan, latency: 2 ms}, {name: wan, latency: 5 ms}]}");
}
TEST(Override, FindsEntriesByIndex) {
  EXPECT_EQ(value_after("platform.links.0.latency=5 ms", "platform"),
            "{links: [{name: wlan, latency: 5 ms}, {name: wan, latency: 25 ms}]}");
  EXPECT_EQ(value_after("rates.1=7", "rates"), "[1, 7]");
}
TEST(Override, MayNameEdges) { EXPECT_EQ(value_after("edges.decode->detect=1 kB", "edges"), "{decode->detect: 1 kB}"); }
TEST(Override, SplitsAtTheFirstEqualsSign) { EXPECT_EQ(value_after("empty.text=a=b", "empty"), "{text: a=b}"); }
TEST(Override, MakesMissingMappings) {
  EXPECT_EQ(value_after("run.a.b=1", "run"), "{a: {b: 1}}");
  EXPECT_EQ(value_after("empty.a.b=1", "empty"), "{a: {b: 1}}");
}
TEST(Override, ReplacesMappingsAndListsWhole) {
  EXPECT_EQ(value_after("policy.offload={kind: fixed, node: x}", "policy"),
            "{offload: {kind: fixed, node: x}, variant: first}");
  EXPECT_EQ(value_after("platform.links=[]", "platform"), "{links: []}");
}
TEST(Override, TakesNothingForNull) { EXPECT_EQ(value_after("rates=", "rates"), "null"); }
TEST(Override, KeepsQuotes) { EXPECT_EQ(value_after("rates='5'", "rates"), "'5'"); }

TEST(Override, RemembersThatAnOverrideWroteTheValue) {
  Node node = load_text(scenario);
  apply_override(node, "run.seed=7");
  EXPECT_EQ(node.find("run")->find("seed")->where.file, "-s run.seed=7");
  EXPECT_EQ((*node.find("run")->map())[0].key_where.file, "-s run.seed=7");
  EXPECT_EQ(node.find("run")->find("seed")->where.line, 1);
}

TEST(Override, MarksAMappingWhoseKindChanged) {
  Node node = load_text(scenario);
  apply_override(node, "policy.offload.kind=threshold");
  EXPECT_FALSE(node.find("policy")->find("offload")->kind_overridden);
  apply_override(node, "policy.offload.kind=local");
  EXPECT_TRUE(node.find("policy")->find("offload")->kind_overridden);
}
TEST(Override, TreatsAPlainWordAsItsKind) {
  EXPECT_EQ(value_after("policy.variant.kind=fastest", "policy"),
            "{offload: {kind: threshold, to: server}, variant: {kind: fastest}}");
}

TEST(Override, RefusesEntriesThatDoNotExist) {
  EXPECT_EQ(refusal("platform.links.wann.latency=1 ms"),
            "-s platform.links.wann.latency=1 ms: no entry 'wann' in 'platform.links'; did you mean 'wan'? (known: "
            "wlan, wan)");
  EXPECT_EQ(refusal("rates.2=1"), "-s rates.2=1: no entry '2' in 'rates' (known: 0 to 1)");
  EXPECT_EQ(refusal("rates.x=1"), "-s rates.x=1: no entry 'x' in 'rates' (known: 0 to 1)");
}
TEST(Override, RefusesPathsThroughSingleValues) {
  EXPECT_EQ(refusal("policy.variant.limit=1"),
            "-s policy.variant.limit=1: 'limit' leads through 'first' at 'policy.variant', which has no keys");
}
TEST(Override, RefusesWhatIsNoAssignment) {
  EXPECT_EQ(refusal("run.seed"), "-s run.seed: an override is written key=value");
  EXPECT_EQ(refusal("=5"), "-s =5: an override is written key=value");
  EXPECT_EQ(refusal("a..b=5"), "-s a..b=5: an empty word in the path; write a.b.c=value");
  EXPECT_EQ(refusal("a.=5"), "-s a.=5: an empty word in the path; write a.b.c=value");
}
TEST(Override, RefusesBadYaml) { EXPECT_THAT(refusal("a=[1"), testing::StartsWith("-s a=[1: not YAML: ")); }

std::string with_setting(std::string_view path, std::string_view value) {
  Node node = load_text(scenario);
  apply_setting(node, path, load_text(value));
  return to_flow(node);
}

TEST(Setting, ActsLikeAnOverride) {
  for (const auto& [path, value] :
       std::initializer_list<std::pair<std::string, std::string>>{{"platform.links.wan.latency", "5 ms"},
                                                                  {"platform.links.0", "{name: lan}"},
                                                                  {"edges.decode->detect", "1 kB"},
                                                                  {"policy.offload", "{kind: fixed, node: x}"},
                                                                  {"policy.variant.kind", "fastest"},
                                                                  {"policy.offload.kind", "local"},
                                                                  {"run.a.b", "[1, 2]"},
                                                                  {"rates", "null"}})
    EXPECT_EQ(with_setting(path, value), after(path + "=" + value));
}
TEST(Setting, ReplacesAMappingWhole) {
  Node node = load_text(scenario);
  apply_setting(node, "policy.offload", load_text("{kind: fixed, node: x}"));
  EXPECT_FALSE(node.find("policy")->find("offload")->kind_overridden);
  EXPECT_EQ(to_flow(*node.find("policy")->find("offload")), "{kind: fixed, node: x}");
}
TEST(Setting, MarksAMappingWhoseKindChanged) {
  Node node = load_text(scenario);
  apply_setting(node, "policy.offload.kind", load_text("local"));
  EXPECT_TRUE(node.find("policy")->find("offload")->kind_overridden);
}
TEST(Setting, KeepsThePlaceOfItsValueAndGivesNewKeysThatOfItsPath) {
  Node node = load_text(scenario, "base.yaml");
  const Node value = *load_text("x: 7", "sweep.yaml").find("x");
  apply_setting(node, "run.a.b", value, {"sweep.yaml", 1, 1});
  const auto& run = node.map()->back();
  EXPECT_EQ(run.key_where.file, "sweep.yaml");
  EXPECT_EQ(run.key_where.column, 1);
  EXPECT_EQ(run.value.find("a")->map()->front().key_where.column, 1);
  EXPECT_EQ(run.value.find("a")->find("b")->where.column, 4);
}
TEST(Setting, CitesAPathThatLeadsNowhereAtItsOwnPlace) {
  const auto refusal_at = [](std::string_view path, const Location& where) {
    try {
      Node node = load_text(scenario);
      apply_setting(node, path, *load_text("x: 7", "sweep.yaml").find("x"), where);
      return std::string("accepted");
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(refusal_at("platform.links.wann.latency", {"sweep.yaml", 1, 1}),
            "sweep.yaml:1:1: no entry 'wann' in 'platform.links'; did you mean 'wan'? (known: wlan, wan)");
  EXPECT_EQ(refusal_at("policy.variant.limit", {}),
            "sweep.yaml:1:4: 'limit' leads through 'first' at 'policy.variant', which has no keys");
  EXPECT_EQ(refusal_at("a..b", {"sweep.yaml", 1, 1}), "sweep.yaml:1:1: an empty word in the path; write a.b.c=value");
}

}  // namespace
}  // namespace tradewind::config
