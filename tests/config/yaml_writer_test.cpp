#include <gmock/gmock.h>

#include <random>

#include "config/json.hpp"
#include "config/node.hpp"

namespace tradewind::config {
namespace {

Node node_of(std::variant<std::monostate, Node::Scalar, Node::Sequence, Node::Map> value) {
  Node node;
  node.value = std::move(value);
  return node;
}

TEST(YamlWriter, WritesBlocksAndShortCollectionsInFlowStyle) {
  const std::string text =
      "version: 1\n"
      "platform:\n"
      "  nodes:\n"
      "    - name: phone\n"
      "      processors:\n"
      "        - {name: cpu, cores: 8, speed: 20 Gflop/s}\n"
      "      power: {idle: 0.9 W, busy: 4.5 W, transmit: 1.2 W, receive: 1 W}\n"
      "  links:\n"
      "    - {name: wlan, between: [phone, server], bandwidth: 300 Mbps}\n"
      "empty: {}\n"
      "none: []\n";
  EXPECT_EQ(to_yaml(load_text(text)), text);
}

TEST(YamlWriter, KeepsFlowTextsWithinHundredCharacters) {
  const std::string fits(90, 'x'), too_long(95, 'x');
  EXPECT_EQ(to_yaml(load_text("a: {bcd: " + fits + "}")), "a: {bcd: " + fits + "}\n");
  EXPECT_EQ(to_yaml(load_text("a: {bcd: " + too_long + "}")), "a:\n  bcd: " + too_long + "\n");
}

TEST(YamlWriter, QuotesTextsThatWouldReadAsSomethingElse) {
  for (const char* text :
       {"5",    "1e3", "-.5", "true", "false", "null", "~",    "",     " x",         "x ",    "a: b", "a #b", "#a",
        "- a",  "[a",  "{a",  "&a",   "*a",    "!a",   "|",    ">",    "'",          "\"",    "%a",   "@a",   "`a",
        "a, b", "? a", "a:",  "---",  "yes",   "No",   "0x1F", ".inf", "2024-01-31", "1_000", "<<"}) {
    const Node node = Node::text(text);
    EXPECT_TRUE(node.scalar()->quoted) << text;
    EXPECT_EQ(load_text(to_yaml(node)), node) << text;
  }
}

TEST(YamlWriter, LeavesHarmlessTextsPlain) {
  for (const char* text : {"fifo", "5 ms", "20 Gflop/s", "phone-3", "traces/azure.csv", "../shared/x", "< 0.01", "a b"})
    EXPECT_EQ(to_yaml(Node::text(text)), std::string(text) + "\n");
}

TEST(YamlWriter, KeepsTheQuotesOfTheFile) { EXPECT_EQ(to_yaml(load_text("a: \"b\"\n")), "a: 'b'\n"); }

TEST(YamlWriter, EscapesWhatStandsOnNoLine) { EXPECT_EQ(to_flow(Node::text("a\n\t\x01\"\\µ")), R"("a\n\t\x01\"\\µ")"); }

TEST(YamlWriter, PutsAnythingOnOneLineWhenAsked) {
  EXPECT_EQ(to_flow(load_text("kind: mmpp\nrates: [1 /s, 2 /s]\nnote: 'a, b'\n")),
            "{kind: mmpp, rates: [1 /s, 2 /s], note: 'a, b'}");
}

class RandomNodes {
 public:
  explicit RandomNodes(unsigned seed) : random_(seed) {}

  Node next(int levels) {
    switch (below(levels > 0 ? 7 : 4)) {
      case 0:
        return {};
      case 1:
        return Node::text(text());
      case 2:
        return node_of(Node::Scalar{text(), true});
      case 3:
        return Node::plain(plain_[below(std::size(plain_))]);
      case 4: {
        Node list = Node::empty_sequence();
        for (std::size_t i = below(6); i > 0; --i) std::get<Node::Sequence>(list.value).push_back(next(levels - 1));
        return list;
      }
      default: {
        Node map = Node::empty_map();
        for (std::size_t i = below(6); i > 0; --i)
          map.set(below(3) ? "key-" + std::to_string(i) : text(), next(levels - 1));
        return map;
      }
    }
  }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  std::string text() {
    std::string all;
    for (std::size_t i = below(5); i > 0; --i) all += pieces_[below(std::size(pieces_))];
    return all;
  }

  static constexpr const char* plain_[] = {"5",    "true", "10 Mbps", "1e-3", "http://x.y/z", "a->b",   "-x",   "a'b",
                                           "x:y",  "a#b",  "-.5",     "é",    "12:30:45",     "a, b",   "x]",   "(a)",
                                           "a\"b", "?x",   ":x",      "a&b",  "\u4e2d 文",    "a\\n b", "false"};
  static constexpr const char* pieces_[] = {
      "a",  "B9",   " ",    "  ",     "\n",     "\n\n",   "\t",         ":",   ": ", "#",   " #",   "-",    "- ", "?",
      "? ", "[",    "]",    "{",      "}",      ",",      ", ",         "'",   "\"", "\\",  "&x",   "*x",   "!t", "|",
      ">",  "%",    "@",    "`",      "~",      "<<",     "5",          ".",   "--", "---", "null", "true", "é",  "文",
      "\r", "\x01", "\x7f", "\u0085", "\u2028", "\ufeff", "\U0001F600", "0x1", "e5", "=",   "yes"};
  std::mt19937 random_;
};

TEST(YamlWriter, WritesWhatReadsBackToTheSameNode) {
  RandomNodes nodes(7);
  for (int i = 0; i < 5000; ++i) {
    const Node node = nodes.next(4);
    const std::string text = to_yaml(node);
    try {
      ASSERT_EQ(load_text(text), node) << text;
      ASSERT_EQ(to_yaml(load_text(text)), text);
      ASSERT_EQ(to_json(load_text(to_flow(node))), to_json(node)) << to_flow(node);
    } catch (const ConfigError& error) {
      FAIL() << error.what() << "\n" << text;
    }
  }
}

TEST(Json, FollowsTheCoreSchema) {
  EXPECT_EQ(
      to_json(load_text("{a: 5, b: '5', c: true, d: null, e: 1e3, f: [5 ms, .5, +7], g: True, h: \"x\\\"\\n\"}")),
      R"({"a": 5, "b": "5", "c": true, "d": null, "e": 1000, "f": ["5 ms", 0.5, 7], "g": "True", "h": "x\"\u000a"})");
}

}  // namespace
}  // namespace tradewind::config
