#include "config/fields.hpp"

#include <gmock/gmock.h>

#include "tests/config/everything.hpp"

namespace tradewind::config {
namespace {

using test::Everything;

std::string refusal(std::string_view text) {
  try {
    read_or_throw<Everything>(load_text(text, "f"), &test::catalogue());
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

Everything read(std::string_view text) { return read_or_throw<Everything>(load_text(text), &test::catalogue()); }

constexpr const char* known_keys =
    "(known: at, bandwidth, battery, colour, cores, edges, lamp, lamps, latency, name, needs, on, ratio, shade, title)";

TEST(ReadFields, FillsEveryLeafType) {
  const Everything all = read(
      "{on: true, cores: 1e1, ratio: .25, title: 5, name: a-1, at: server.gpu, latency: 5 ms, bandwidth: '1 Gbps', "
      "colour: dark_blue, battery: 15 Wh, needs: [x, y], lamps: [{name: l}], edges: {a->b: 2 kB}, "
      "lamp: {name: m, power: 1 W}, shade: {kind: paper, lifetime: 1 h}}");
  EXPECT_TRUE(all.on);
  EXPECT_EQ(all.cores, 10);
  EXPECT_EQ(all.ratio, 0.25);
  EXPECT_EQ(all.title, "5");
  EXPECT_EQ(all.name.text, "a-1");
  EXPECT_EQ(all.at.text, "server.gpu");
  EXPECT_EQ(all.latency, 5_ms);
  EXPECT_EQ(all.bandwidth, 1_Gbps);
  EXPECT_EQ(all.colour, test::Colour::dark_blue);
  EXPECT_EQ(all.battery, Energy{54000});
  ASSERT_EQ(all.needs.size(), 2U);
  EXPECT_EQ(all.needs[1].text, "y");
  EXPECT_EQ(all.lamps[0].power, 5_W);
  ASSERT_EQ(all.edges.entries.size(), 1U);
  EXPECT_EQ(all.edges.entries[0].key, "a->b");
  EXPECT_EQ(all.edges.entries[0].value, 2_kB);
  EXPECT_EQ(all.lamp.power, 1_W);
  EXPECT_EQ(all.shade.kind(), "paper");
  EXPECT_EQ(to_flow(all.shade.node), "{kind: paper, layers: 2, lifetime: 1 h}");
}

TEST(ReadFields, RemembersWhereThingsWereWritten) {
  const Everything all = read_or_throw<Everything>(load_text("name: a\nlatency: 1 s\nedges:\n  x: 1 B\n", "f"));
  EXPECT_EQ(all.where, (Location{"f", 1, 1}));
  EXPECT_EQ(all.name.where, (Location{"f", 1, 7}));
  EXPECT_EQ(all.edges.entries[0].where, (Location{"f", 4, 3}));
}

TEST(ReadFields, CitesUnknownKeysAtTheKeyAndSuggestsOne) {
  EXPECT_EQ(refusal("name: a\nlatency: 1 s\nbandwith: 1 Gbps\n"),
            std::string("f:3:1: unknown key 'bandwith'; did you mean 'bandwidth'? ") + known_keys);
}

TEST(ReadFields, ReportsUnknownKeysThenBadValuesThenMissingKeys) {
  EXPECT_EQ(refusal("cores: 0\nnmae: a\non: yes\n"), std::string("f:2:1: unknown key 'nmae'; did you mean 'name'? ") +
                                                         known_keys +
                                                         "\n"
                                                         "f:1:8: cores: '0' must be >= 1\n"
                                                         "f:3:5: on: 'yes' is not a boolean; write true or false\n"
                                                         "f:1:1: missing key 'name' (of everything)\n"
                                                         "f:1:1: missing key 'latency' (of the switch)");
}

TEST(ReadFields, ReportsProblemsOfNestedMappingsInTheirPlace) {
  EXPECT_EQ(refusal("name: a\nlatency: 1 s\nlamps:\n  - {nme: x}\n  - {name: y, power: 5}\ncores: 0\n"),
            "f:4:6: unknown key 'nme'; did you mean 'name'? (known: name, power)\n"
            "f:4:5: missing key 'name' (of the lamp)\n"
            "f:5:22: power: '5' has no unit; write one of uW, mW, W, kW\n"
            "f:6:8: cores: '0' must be >= 1");
}

TEST(ReadFields, RefusesKeysWithoutAValue) {
  EXPECT_EQ(refusal("name: a\nlatency:\n"), "f:2:1: 'latency' has no value");
}

TEST(ReadFields, ChecksRulesBetweenFieldsOnlyWhenEachIsGood) {
  EXPECT_EQ(refusal("name: a\nlatency: 1 s\ncores: 9\n"), "f:3:8: more than 8 cores need 'on: true'");
  EXPECT_EQ(refusal("name: a\nlatency: 1\ncores: 9\n"),
            "f:2:10: latency: '1' has no unit; write one of ns, us, ms, s, min, h, d");
}

TEST(ReadFields, RefusesOtherShapes) {
  EXPECT_EQ(refusal("[1]"), "f:1:1: must be a mapping, not a list");
  const std::string good = "name: a\nlatency: 1 s\n";
  EXPECT_EQ(refusal(good + "lamps: {}"), "f:3:8: lamps: must be a list, not a mapping");
  EXPECT_EQ(refusal(good + "lamp: x"), "f:3:7: lamp: must be a mapping, not 'x'");
  EXPECT_EQ(refusal(good + "cores: [1]"), "f:3:8: cores: must be a whole number, not a list");
  EXPECT_EQ(refusal(good + "needs: [~]"), "f:3:9: needs: must be a name, not nothing");
  EXPECT_EQ(refusal(good + "edges: {a: 5}"),
            "f:3:12: a: '5' has no unit; write one of bit, B, kbit, kB, KiB, Mbit, MB, MiB, "
            "Gbit, GB, GiB, Tbit, TB, TiB, PB, PiB");
}

TEST(WriteFields, WritesEveryDefaultAndLeavesOutWhatIsAbsent) {
  EXPECT_EQ(to_yaml(write(read("{name: a, latency: 1 s}"))),
            "on: false\n"
            "cores: 1\n"
            "ratio: 0.5\n"
            "title: untitled\n"
            "name: a\n"
            "latency: 1 s\n"
            "bandwidth: 10 Mbps\n"
            "colour: red\n"
            "needs: []\n"
            "lamps: []\n"
            "edges: {}\n"
            "lamp: {name: main, power: 5 W}\n"
            "shade: {kind: none}\n");
}

TEST(WriteFields, WritesWhatReadsBackToTheSame) {
  const Node once =
      write(read("{name: '5', latency: 0.1 ms, title: 'true', ratio: 1e-9, battery: 1 Wh, edges: {x: 3 B}}"));
  const Node again = write(read(to_yaml(once)));
  EXPECT_EQ(once, again);
}

TEST(ShapeOfFields, DescribesEveryField) {
  const Shape all = shape<Everything>();
  ASSERT_EQ(all.fields.size(), 15U);
  EXPECT_EQ(all.fields[1].key, "cores");
  EXPECT_EQ(all.fields[1].default_text, "1");
  EXPECT_EQ(all.fields[1].shape.range.text(), ">= 1");
  EXPECT_TRUE(all.fields[4].required);
  EXPECT_EQ(all.fields[4].default_text, "");
  std::vector<std::string> summaries;
  for (const auto& field : all.fields) summaries.push_back(field.shape.summary());
  EXPECT_THAT(summaries,
              testing::ElementsAre("true or false", "whole number", "number", "text", "name", "reference", "time",
                                   "bandwidth", "one of red, green, dark_blue", "energy", "list of names",
                                   "list of mappings", "mapping to data sizes", "mapping", "shade kind"));
}

TEST(Range, KnowsItsBounds) {
  EXPECT_TRUE(at_least(1).contains(1));
  EXPECT_FALSE(positive.contains(0));
  EXPECT_TRUE(non_negative.contains(0));
  EXPECT_FALSE(between(0, 1).contains(1.5));
  EXPECT_FALSE((Range{.high = 1, .high_open = true}).contains(1));
  EXPECT_FALSE(any_value.contains(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_EQ(positive.text(), "> 0");
  EXPECT_EQ(between(0, 1).text(), "in [0, 1]");
  EXPECT_EQ((Range{.high = 5, .high_open = true}).text(), "< 5");
  EXPECT_EQ(any_value.text(), "");
}

}  // namespace
}  // namespace tradewind::config
