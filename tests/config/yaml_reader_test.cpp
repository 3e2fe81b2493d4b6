#include <gmock/gmock.h>

#include "config/node.hpp"

namespace tradewind::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(std::string_view text) {
  try {
    load_text(text, "f");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

Node plain(std::string text) { return Node::plain(std::move(text)); }
Node quoted(std::string text) {
  Node node;
  node.value = Node::Scalar{std::move(text), true};
  return node;
}

TEST(YamlReader, RemembersWhereKeysAndValuesStand) {
  const Node node = load_text("a: 1\nlist:\n  - x\n  - {b: 'two'}\n", "f");
  EXPECT_EQ(node.where, (Location{"f", 1, 1}));
  EXPECT_EQ(node.find("a")->where, (Location{"f", 1, 4}));
  EXPECT_EQ((*node.map())[1].key_where, (Location{"f", 2, 1}));
  const auto& items = *node.find("list")->sequence();
  EXPECT_EQ(items[0].where, (Location{"f", 3, 5}));
  EXPECT_EQ(items[1].where, (Location{"f", 4, 5}));
  EXPECT_EQ((*items[1].map())[0].key_where, (Location{"f", 4, 6}));
  EXPECT_EQ(items[1].find("b")->where, (Location{"f", 4, 9}));
}

TEST(YamlReader, KeepsTheOrderOfKeys) {
  const Node node = load_text("z: 1\na: 2\nm: 3");
  EXPECT_THAT(*node.map(),
              testing::ElementsAre(testing::Field(&Node::Entry::key, "z"), testing::Field(&Node::Entry::key, "a"),
                                   testing::Field(&Node::Entry::key, "m")));
}

TEST(YamlReader, TellsQuotedFromPlainScalars) {
  const Node node = load_text("[5, '5', \"5\", !!str 5, !!int '5', true]");
  EXPECT_EQ(*node.sequence(),
            (Node::Sequence{plain("5"), quoted("5"), quoted("5"), quoted("5"), plain("5"), plain("true")}));
}

TEST(YamlReader, TakesBlockAndFoldedScalarsForText) {
  EXPECT_EQ(*load_text("a: |\n  5\n").find("a"), quoted("5\n"));
  EXPECT_EQ(*load_text("a: 5\n\n  6\n").find("a"), quoted("5\n6"));
}

TEST(YamlReader, TakesTheFourNullWordsAndNothingForNull) {
  for (const char* null : {"~", "null", "Null", "NULL", ""})
    EXPECT_TRUE(load_text("a: " + std::string(null)).find("a")->is_null()) << null;
  for (const char* text : {"'~'", "'null'", "''", "nUll", "none"})
    EXPECT_TRUE(load_text("a: " + std::string(text)).find("a")->is_scalar()) << text;
}

TEST(YamlReader, ResolvesAliases) {
  const Node node = load_text("a: &x {b: 1}\nc: *x\n", "f");
  EXPECT_EQ(*node.find("a"), *node.find("c"));
  EXPECT_EQ(node.find("c")->find("b")->where, (Location{"f", 1, 11}));
}

TEST(YamlReader, MergesMappingsUnderWrittenKeys) {
  const Node node = load_text("base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\na: {<<: [*b, *m], x: 0}\nc:\n  <<: *m\n");
  EXPECT_EQ(to_flow(*node.find("a")), "{x: 0, y: 2, z: 4}");
  EXPECT_EQ(to_flow(*node.find("c")), "{y: 3, z: 4}");
}

TEST(YamlReader, TakesAQuotedMergeKeyForAKey) { EXPECT_TRUE(load_text("'<<': 1").find("<<")); }

TEST(YamlReader, RefusesToMergeWhatIsNoMapping) {
  EXPECT_EQ(refusal("a: 1\n<<: 5"), "f:2:1: '<<' takes a mapping or a list of mappings, not '5'");
  EXPECT_EQ(refusal("<<: [{a: 1}, 5]"), "f:1:14: '<<' merges mappings, not '5'");
}

TEST(YamlReader, RefusesDuplicateKeysAtTheSecondOne) {
  EXPECT_EQ(refusal("a: 1\nb:\n  x: 1\n  y: 2\n  'x': 3\n"), "f:5:3: duplicate key 'x' (first at line 3)");
  EXPECT_EQ(refusal("{x: 1, x: 2}"), "f:1:8: duplicate key 'x' (first at line 1)");
}

TEST(YamlReader, RefusesKeysThatAreNotText) {
  EXPECT_EQ(refusal("? [a, b]\n: 1"), "f:1:3: a key must be text, not a list");
  EXPECT_EQ(refusal("? {a: b}\n: 1"), "f:1:3: a key must be text, not a mapping");
  EXPECT_EQ(refusal("~: 1"), "f:1:1: a key must be text, not nothing");
  EXPECT_THAT(refusal(std::string(300, 'k') + ": 1"), HasSubstr("longer than 250 bytes"));
}

TEST(YamlReader, RefusesASecondDocument) {
  EXPECT_EQ(refusal("a: 1\n---\nb: 2\n"), "f:2:1: a second document; a file holds one");
  EXPECT_EQ(refusal("a: 1\n...\n"), "accepted");
}

TEST(YamlReader, RefusesWhatStandsAfterTheDocument) {
  EXPECT_EQ(refusal("- a\nb: c\n"), "f:2:1: this does not belong to the document above");
}

TEST(YamlReader, RefusesTagsItDoesNotKnow) {
  EXPECT_EQ(refusal("a: !python/object x"), "f:1:4: unknown tag '!python/object'");
  EXPECT_EQ(refusal("a: !!set {x: 1}"), "f:1:4: unknown tag 'tag:yaml.org,2002:set'");
  EXPECT_EQ(refusal("a: !!map {x: !!float 1}"), "accepted");
}

TEST(YamlReader, RefusesAliasesOfNothingAndOfThemselves) {
  EXPECT_THAT(refusal("a: *nobody"), StartsWith("f:1:4: not YAML: "));
  EXPECT_EQ(refusal("a: &x [1, *x]"), "f:1:11: the alias stands inside the value it refers to");
}

TEST(YamlReader, RefusesEmptyFiles) {
  EXPECT_EQ(refusal(""), "f: the file is empty");
  EXPECT_EQ(refusal("# only words\n"), "f: the file is empty");
}

TEST(YamlReader, NamesThePlaceOfBadYaml) {
  EXPECT_EQ(refusal("a: 1\nb: [1, 2\n"), "f:3:1: not YAML: end of sequence flow not found");
  EXPECT_EQ(refusal("a: b: c"), "f:1:5: not YAML: illegal map value");
}

TEST(YamlReader, RefusesWhatIsNotPrintableUtf8) {
  EXPECT_EQ(refusal("a: 1\nb: \xff"), "f:2:4: not UTF-8 text");
  EXPECT_EQ(refusal("a: \x04 hidden"), "f:1:4: the character U+0004 is not text");
  EXPECT_EQ(refusal(std::string_view("a: \0", 4)), "f:1:4: the character U+0000 is not text");
  EXPECT_EQ(refusal("a: b\xEF\xBB\xBF"), "f:1:5: the character U+FEFF is not text");
  EXPECT_EQ(refusal("a: \xED\xA0\x80"), "f:1:4: not UTF-8 text");  // a surrogate
}

TEST(YamlReader, SkipsAByteOrderMarkAndWindowsLineEnds) {
  EXPECT_EQ(load_text("\xEF\xBB\xBF"
                      "a: 1\r\nb: 2\r\n"),
            load_text("a: 1\nb: 2\n"));
}

TEST(YamlReader, StopsBillionLaughs) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) text += (j ? ", *a" : "*a") + std::to_string(i - 1);
    text += "]\n";
  }
  EXPECT_THAT(refusal(text), HasSubstr("more than 1000000 values"));
}

TEST(YamlReader, StopsLongTextsFromBeingMultiplied) {
  std::string text = "- &a '" + std::string(1U << 20U, 'x') + "'\n";
  for (int i = 0; i < 100; ++i) text += "- *a\n";
  EXPECT_THAT(refusal(text), HasSubstr("more than 64 MiB"));
}

TEST(YamlReader, StopsAtHundredLevels) {
  EXPECT_EQ(refusal(std::string(100, '[') + std::string(100, ']')), "accepted");
  EXPECT_EQ(refusal(std::string(101, '[') + std::string(101, ']')), "f:1:101: nested deeper than 100 levels");
  EXPECT_THAT(refusal(std::string(100'000, '[')), StartsWith("f:1:"));
  const std::string fifty_one = std::string(51, '[') + std::string(51, ']');
  const std::string opened(50, '['), closed(50, ']');
  EXPECT_EQ(refusal("[&a " + fifty_one + ", " + opened + "*a" + closed + "]"),
            "f:1:159: nested deeper than 100 levels");
}

}  // namespace
}  // namespace tradewind::config
