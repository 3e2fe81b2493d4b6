#include "config/schema.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <random>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "config/json.hpp"
#include "tests/config/everything.hpp"

namespace tradewind::config {
namespace {

using nlohmann::json;
using test::Everything;

json schema_json() {
  return json::parse(json_schema(shape<Everything>(), test::catalogue(), "Everything", "urn:everything"));
}

class SchemaValidator {
 public:
  SchemaValidator() : json_(schema_json()) {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(json_), schema_);
  }
  bool accepts(const Node& node) {
    const json document = json::parse(to_json(node));
    return valijson::Validator(valijson::Validator::kStrongTypes)
        .validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
  }

 private:
  json json_;
  valijson::Schema schema_;
};

bool reader_accepts(const Node& node) {
  Problems problems;
  Context context{problems, &test::catalogue()};
  Everything all;
  read(node, all, context);
  return problems.empty();
}

TEST(JsonSchema, NamesItsDraftTitleAndId) {
  const json schema = schema_json();
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema["$id"], "urn:everything");
  EXPECT_EQ(schema["title"], "Everything");
}

TEST(JsonSchema, RefusesOtherKeysAndListsRequiredOnes) {
  const json schema = schema_json();
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["required"], (json{"name", "latency"}));
}

TEST(JsonSchema, CarriesHelpAndDefaults) {
  const json cores = schema_json()["properties"]["cores"];
  EXPECT_EQ(cores, (json{{"type", "integer"}, {"minimum", 1}, {"description", "how many"}, {"default", 1}}));
}

TEST(JsonSchema, DefinesEachChoiceOnce) {
  const json schema = schema_json();
  EXPECT_EQ(schema["properties"]["shade"]["allOf"][0]["$ref"], "#/definitions/shade");
  const json& kinds = schema["definitions"]["shade"]["anyOf"];
  EXPECT_EQ(kinds[0], (json{{"enum", {"none"}}}));  // paper alone would lack its lifetime
  EXPECT_EQ(kinds[2]["properties"]["kind"], (json{{"const", "paper"}}));
  EXPECT_EQ(kinds[2]["required"], (json{"kind", "lifetime"}));
}

// For each key, values that the reader may accept or not: schema and reader must agree on each, alone and together.
TEST(JsonSchema, AgreesWithTheReader) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> corpus{
      {"on", {"true", "false", "yes", "'true'", "1", "[true]", "{}", "null"}},
      {"cores", {"1", "8", "1e0", "0", "-1", "2.5", "'1'", "many", "true", "[1]", "1 ms", "2.0"}},
      {"ratio", {"0", "0.5", "1", "1.5", "-0.1", "'0.5'", "5 %", "nan", ".5", "1e-3", "true"}},
      {"title", {"x", "5", "true", "'a b'", "[x]", "{a: b}", "null", "''"}},
      {"name", {"a", "a-b_C9", "5", "true", "a b", "'a.b'", "''", "[a]", "é"}},
      {"at", {"a", "a.b", "a.b.c", "'.a'", "5", "[a]", "a b"}},
      {"latency",
       {"5 ms", "'5 ms'", "0 s", "5", "5 MB", "-5 ms", "5ms", ".5 h", "1e3 us", "nan s", "[5 ms]", "5 ms x", "true"}},
      {"bandwidth", {"1 Gbps", "0 bps", "0.0 Mbps", "-1 bps", "1 MiB/s", "1 MB", "1", "0.1 kbps"}},
      {"colour", {"red", "'green'", "Red", "[red]", "5", "null"}},
      {"battery", {"15 Wh", "0 J", "15", "15 W"}},
      {"needs", {"[]", "[a, b]", "a", "[a b]", "[[a]]", "{a: b}"}},
      {"lamps", {"[]", "[{name: a}]", "[{name: a, power: 5 W}]", "[{}]", "[{name: a, watt: 5}]", "[a]", "{name: a}"}},
      {"edges", {"{}", "{a->b: 5 kB}", "{a: 5}", "[5 kB]", "{a: 5 kB, b: 0 B}"}},
      {"lamp", {"{name: a}", "{power: 5 W}", "{name: a, power: -5 W}", "a"}},
      {"shade",
       {"none", "{kind: none}", "paper", "{kind: paper, lifetime: 1 h}", "{kind: paper, lifetime: 0 h}",
        "{kind: none, lifetime: 1 h}", "{kind: paper, lifetime: 1 h, layers: 0}", "{lifetime: 1 h}", "felt",
        "{kind: felt}", "[none]", "{kind: paper, lifetime: 1 h, layers: 4, maker: me}"}},
      {"other", {"1"}},
  };
  SchemaValidator schema;
  const auto expect_agreement = [&](const std::string& text) {
    const Node node = load_text(text);
    EXPECT_EQ(schema.accepts(node), reader_accepts(node)) << text;
  };
  int accepted = 0;
  for (const auto& [key, values] : corpus)
    for (const std::string& value : values) {
      Node node = load_text("{name: x, latency: 1 s}");
      node.set(key, load_text(value));
      EXPECT_EQ(schema.accepts(node), reader_accepts(node)) << key << ": " << value;
      accepted += reader_accepts(node) ? 1 : 0;
    }
  EXPECT_GT(accepted, 40);
  for (const char* text : {"{}", "{name: x}", "{latency: 1 s}", "[]", "x"}) expect_agreement(text);
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    Node node = Node::empty_map();
    for (const auto& [key, values] : corpus)
      if (random() % 3 != 0) node.set(key, load_text(values[random() % std::min<std::size_t>(values.size(), 3)]));
    EXPECT_EQ(schema.accepts(node), reader_accepts(node)) << to_flow(node);
  }
}

TEST(DescribeFields, AlignsKeysTypesAndDefaults) {
  EXPECT_EQ(describe_fields(shape<test::PaperShade::Config>()),
            "key       type               default   meaning\n"
            "layers    whole number >= 1  2         of paper\n"
            "lifetime  time > 0           required  until it is replaced\n"
            "maker     name                         who made it\n");
}

TEST(DescribeFields, GoesIntoNestedMappings) {
  const std::string text = describe_fields(shape<Everything>());
  EXPECT_THAT(text, testing::HasSubstr("\nlamps[].power "));
  EXPECT_THAT(text, testing::HasSubstr("\nlamp.power "));
}

TEST(DescribeFields, SaysWhenThereAreNone) {
  EXPECT_EQ(describe_fields(shape<test::NoShade::Config>()), "no fields\n");
}

TEST(MarkdownFields, WritesATable) {
  EXPECT_EQ(markdown_fields(shape<test::Lamp>()),
            "| key | type | default | meaning |\n|---|---|---|---|\n"
            "| `name` | name | required | of the lamp |\n"
            "| `power` | power >= 0 | `5 W` | when lit |\n");
}

}  // namespace
}  // namespace tradewind::config
