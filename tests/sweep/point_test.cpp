#include <gmock/gmock.h>

#include <set>

#include "sweep/study.hpp"

namespace tradewind::sweep {
namespace {

Point point(const std::vector<std::pair<std::string, std::string>>& settings) {
  Point made;
  for (const auto& [path, yaml] : settings) made.settings.push_back({.path = path, .value = config::load_text(yaml)});
  return made;
}

Settings conditions(std::string_view yaml) {
  config::Problems problems;
  config::Context context{problems};
  Settings made;
  config::read(config::load_text(yaml), made, context);
  problems.throw_if_any();
  return made;
}

bool holds(const Point& in, std::string_view yaml) { return matches(in, conditions(yaml)); }
bool same(const std::string& value, const std::string& other) {
  return holds(point({{"x", value}}), "{x: " + other + "}");
}

TEST(PointKey, IsItsSettingsAsText) {
  EXPECT_EQ(
      point({{"policy.offload", "{kind: fixed, node: server}"}, {"platform.links.wan.bandwidth", "5 Mbps"}}).key(),
      "policy.offload={kind: fixed, node: server}\nplatform.links.wan.bandwidth=5 Mbps");
  EXPECT_EQ(Point{}.key(), "");
}
TEST(PointKey, DiffersForDifferentPoints) {
  const std::vector<Point> different = {
      {},
      point({{"a", "1"}}),
      point({{"a", "'1'"}}),
      point({{"a", "1.0"}}),
      point({{"b", "1"}}),
      point({{"a", "1"}, {"b", "2"}}),
      point({{"b", "2"}, {"a", "1"}}),
      point({{"a", "\"1\\nb=2\""}}),
      point({{"a", "1, b: 2"}}),
      point({{"a", "[1]"}}),
      point({{"a", "'[1]'"}}),
      point({{"a", "null"}}),
      point({{"a", "'null'"}}),
      point({{"a", "''"}}),
      point({{"a", "{}"}}),
      point({{"a", "[]"}}),
      point({{"a", "true"}}),
      point({{"a", "'true'"}}),
      point({{"a", "x"}}),
      point({{"a", "'x '"}}),
      point({{"a=1", "x"}}),
      point({{"a", "1=x"}}),
      point({{"'a", "1"}}),
      point({{"a\nb", "1"}}),
      point({{"a", "'it''s'"}}),
      point({{"a", "[x, y]"}}),
      point({{"a", "['x, y']"}}),
      point({{"a", "{k: v}"}}),
      point({{"a", "{'k: v': null}"}}),
      point({{"a", "\"\\t\""}}),
      point({{"a", "\"\\u00a0\""}}),
  };
  std::set<std::string> keys;
  for (const auto& one : different) EXPECT_TRUE(keys.insert(one.key()).second) << one.key();
}
TEST(PointKey, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(point({{"a", "kind: fixed\nnode: x"}}).key(), point({{"a", "{ \"kind\":   fixed,  node: x }"}}).key());
}

TEST(PointText, IsTheValueOfAParameter) {
  const auto two = point({{"a", "{kind: local}"}, {"b", "5 ms"}});
  EXPECT_EQ(two.text("a"), "{kind: local}");
  EXPECT_EQ(two.text("b"), "5 ms");
  EXPECT_EQ(two.text("c"), "");
}

TEST(Matches, ComparesEverySetting) {
  const auto two = point({{"a", "1"}, {"b", "x"}});
  EXPECT_TRUE(holds(two, "{a: 1, b: x}"));
  EXPECT_TRUE(holds(two, "{b: x}"));
  EXPECT_FALSE(holds(two, "{a: 1, b: y}"));
  EXPECT_TRUE(holds(two, "{}"));
}
TEST(Matches, IsFalseForWhatThePointDoesNotSet) {
  EXPECT_FALSE(holds(point({{"a", "1"}}), "{b: 1}"));
  EXPECT_FALSE(holds(point({{"ab", "{c: 1}"}}), "{a.c: 1}"));
  EXPECT_FALSE(holds(point({{"a", "{c: 1}"}}), "{a.d: 1}"));
}
TEST(Matches, LooksIntoValues) {
  const auto offload = point({{"policy.offload", "{kind: fixed, node: server}"}});
  EXPECT_TRUE(holds(offload, "{policy.offload.kind: fixed}"));
  EXPECT_TRUE(holds(offload, "{policy.offload.node: server}"));
  EXPECT_FALSE(holds(offload, "{policy.offload.kind: local}"));
  const auto links = point({{"platform.links", "[{name: wan, latency: 5 ms}, {name: lan, latency: 1 ms}]"}});
  EXPECT_TRUE(holds(links, "{platform.links.lan.latency: 1 ms}"));
  EXPECT_TRUE(holds(links, "{platform.links.0.latency: 0.005 s}"));
  EXPECT_FALSE(holds(links, "{platform.links.2.latency: 5 ms}"));
}
TEST(Matches, TakesAPlainWordForAKind) {
  const auto shorthand = point({{"policy.offload", "local"}});
  EXPECT_TRUE(holds(shorthand, "{policy.offload.kind: local}"));
  EXPECT_TRUE(holds(shorthand, "{policy.offload: {kind: local}}"));
  EXPECT_TRUE(holds(point({{"policy.offload", "{kind: local}"}}), "{policy.offload: local}"));
  EXPECT_FALSE(holds(shorthand, "{policy.offload.kind: edge}"));
  EXPECT_FALSE(holds(point({{"policy.offload", "{kind: fixed, node: a}"}}), "{policy.offload: fixed}"));
}
TEST(Matches, LetsTheLaterSettingCount) {
  const auto both = point({{"policy.offload", "{kind: weighted, omega: 0.5}"}, {"policy.offload.omega", "0.9"}});
  EXPECT_TRUE(holds(both, "{policy.offload.omega: 0.9}"));
  EXPECT_FALSE(holds(both, "{policy.offload.omega: 0.5}"));
  EXPECT_TRUE(holds(both, "{policy.offload.kind: weighted}"));
}
TEST(Matches, ComparesQuantitiesByTheirWorth) {
  EXPECT_TRUE(same("1 Gbps", "1000 Mbps"));
  EXPECT_TRUE(same("1 Gbps", "125 MB/s"));
  EXPECT_TRUE(same("0.7 s", "700 ms"));  // 700 · 0.001 is not the double nearest to 0.7
  EXPECT_TRUE(same("3600 /h", "1 /s"));
  EXPECT_TRUE(same("5ms", "5 ms"));
  EXPECT_TRUE(same("0 s", "0 ms"));
  EXPECT_FALSE(same("1 s", "1 B"));
  EXPECT_FALSE(same("1 kB", "1 KiB"));
  EXPECT_FALSE(same("1 s", "1.0000001 s"));
}
TEST(Matches, ComparesNumbersByTheirValueUnlessTheyAreQuoted) {
  EXPECT_TRUE(same("1000", "1e3"));
  EXPECT_TRUE(same("1.0", "1"));
  EXPECT_FALSE(same("1", "'1'"));
  EXPECT_FALSE(same("1", "1 s"));
  EXPECT_TRUE(same("'text'", "text"));
  EXPECT_TRUE(same("null", "~"));
}
TEST(Matches, ComparesMappingsInAnyOrderAndWhole) {
  EXPECT_TRUE(same("{kind: x, d: 1 s}", "{d: 1000 ms, kind: x}"));
  EXPECT_FALSE(same("{kind: x, d: 1 s}", "{kind: x}"));
  EXPECT_TRUE(same("[1 s, 2]", "[1000 ms, 2.0]"));
  EXPECT_FALSE(same("[1, 2]", "[2, 1]"));
}

}  // namespace
}  // namespace tradewind::sweep
