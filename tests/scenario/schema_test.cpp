// The published JSON Schema against an independent validator, and against the reader: they must agree on whatever a
// schema can say. What it cannot, and what these mutations therefore leave alone:
//   - whether a name refers to something (nodes, tasks, variants, applications, metrics), and names used twice;
//   - whether places can be reached, tasks form a DAG, edges match needs, input and output stand at the ends of it;
//   - relations between values: low <= high, busy >= idle, warmup < duration, as many rates as holding times, `at` with
//     `on`, work in a task or in all of its variants, a duration for endless arrivals, at least one node, two link
//     ends;
//   - upper bounds of quantities (a latency of at most a day), numbers that overflow (1e999 s, seeds beyond 64 bits);
//   - files: whether they exist, have the column, have not changed; `include`, `<<` and anchors, resolved before;
//   - the text of a threshold, the one word of `at`, and how a number was written where its text is a name (5.0);
//   - a minus before a zero.

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "app/catalogue.hpp"
#include "config/json.hpp"
#include "config/schema.hpp"
#include "scenario/scenario.hpp"
#include "tests/scenario/good_text.hpp"

namespace tradewind {
namespace {

using config::Node;
using nlohmann::json;
using test::good_text;

// What the reader says of rules that a schema cannot hold.
constexpr std::string_view beyond_schemas[] = {"takes two ends",
                                               "needs at least one node",
                                               "at least one task is needed",
                                               "takes only the word 'source'",
                                               "must be less than 'duration'",
                                               "is less than 'idle'",
                                               "belongs to no processor",
                                               "(of each core) or 'target'",
                                               "must be from 0 s to 1 d",
                                               "cannot find"};

class ScenarioSchema : public testing::Test {
 protected:
  ScenarioSchema()
      : json_(json::parse(config::json_schema(config::shape<scenario::Scenario>(), app::registries().catalogue,
                                              "scenario", "urn:scenario"))) {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(json_), schema_);
    folder_ = std::filesystem::temp_directory_path() / ("tradewind-schema-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "times.csv") << "t,tokens\n1,5\n2,6\n";
  }
  ~ScenarioSchema() override { std::filesystem::remove_all(folder_); }

  Node node_of(const std::string& text) const { return config::load_text(text, (folder_ / "x.yaml").string()); }
  /// Empty when the schema accepts it, else its first complaint.
  std::string complaint(const Node& node) const {
    const json document = json::parse(config::to_json(node));
    valijson::ValidationResults results;
    if (valijson::Validator(valijson::Validator::kStrongTypes)
            .validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), &results))
      return "";
    valijson::ValidationResults::Error error;
    std::string text = "refused";
    while (results.popError(error)) {
      text += "\n";
      for (const auto& step : error.context) text += step;
      text += ": " + error.description;
    }
    return text;
  }
  /// Empty when the reader accepts it, else its first message.
  static std::string message(const Node& node) {
    config::Problems problems;
    config::Context context{problems, &app::registries().catalogue};
    scenario::Scenario read;
    config::read(node, read, context);
    return problems.empty() ? "" : problems.all().front().text();
  }
  void expect_agreement(const Node& node, const std::string& what) {
    const std::string by_schema = complaint(node), by_reader = message(node);
    if (std::ranges::any_of(beyond_schemas, [&](auto rule) { return by_reader.find(rule) != by_reader.npos; })) return;
    EXPECT_EQ(by_schema.empty(), by_reader.empty())
        << what << "\nschema: " << (by_schema.empty() ? "accepts" : by_schema)
        << "\nreader: " << (by_reader.empty() ? "accepts" : by_reader);
    ++compared_;
    refused_ += by_reader.empty() ? 0 : 1;
  }

  json json_;
  valijson::Schema schema_;
  std::filesystem::path folder_;
  int compared_ = 0, refused_ = 0;
};

/// Calls `visit(path, value)` for the node itself and all that it holds; `visit` may change the value if it puts it
/// back.
template <class Visit>
void for_each_value(Node& node, const std::string& path, Visit&& visit) {
  visit(path, node);
  if (auto* entries = std::get_if<Node::Map>(&node.value))
    for (auto& entry : *entries) for_each_value(entry.value, path + "." + entry.key, visit);
  if (auto* items = std::get_if<Node::Sequence>(&node.value))
    for (std::size_t i = 0; i < items->size(); ++i) for_each_value((*items)[i], path + "." + std::to_string(i), visit);
}

TEST_F(ScenarioSchema, AcceptsEveryShippedScenario) {
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TRADEWIND_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    EXPECT_EQ(complaint(config::load_file(entry.path().string())), "") << entry.path();
    ++seen;
  }
  EXPECT_GE(seen, 3);
}

TEST_F(ScenarioSchema, AcceptsEveryGoodTextAsTheReaderDoes) {
  for (const auto& variation : test::good_variations) {
    const std::string text = test::with(good_text, variation);
    const Node node = node_of(text);
    const std::string what = variation.empty() ? "" : variation.front().second;
    EXPECT_EQ(complaint(node), "") << what;
    EXPECT_EQ(message(node), "") << what;
  }
}

// The resolved scenario, every default written out, is a scenario too.
TEST_F(ScenarioSchema, AcceptsEveryResolvedScenario) {
  for (const auto& variation : test::good_variations) {
    const auto loaded = scenario::load_text(test::with(good_text, variation), (folder_ / "x.yaml").string(), {},
                                            app::registries().catalogue);
    EXPECT_EQ(complaint(loaded.resolved), "") << config::to_yaml(loaded.resolved);
  }
}

TEST_F(ScenarioSchema, AgreesWithTheReaderWhenAKeyIsDroppedOrAdded) {
  for (const auto& variation : test::good_variations) {
    Node root = node_of(test::with(good_text, variation));
    for_each_value(root, "", [&](const std::string& path, Node& value) {
      auto* entries = std::get_if<Node::Map>(&value.value);
      if (!entries) return;
      if (!variation.empty() && !value.find("kind")) return;  // only what differs from the good text
      const Node::Map whole = *entries;
      for (std::size_t i = 0; i < whole.size(); ++i) {
        entries->erase(entries->begin() + static_cast<std::ptrdiff_t>(i));
        expect_agreement(root, path + " without " + whole[i].key);
        *entries = whole;
      }
      if (path.ends_with(".edges") || path.ends_with(".thresholds") || path.ends_with(".weights")) return;  // any key
      value.set("surplus", Node::plain("1"));
      expect_agreement(root, path + " with a surplus key");
      *std::get_if<Node::Map>(&value.value) = whole;
    });
  }
  EXPECT_GT(compared_, 500);
}

TEST_F(ScenarioSchema, AgreesWithTheReaderWhenAValueIsOfAnotherType) {
  const std::vector<std::string> others = {
      "{}",     "{a: b}", "[]",   "[x]",  "[[1]]", "5",    "-5",   "2.5",   "0",     "1e3",     "true",   "yes",
      "'true'", "'5'",    "word", "''",   "null",  "5 ms", "5 MB", "0 s",   "-5 ms", "1 Gflop", "1 Gbps", "5 W",
      "nan",    "inf s",  "5ms",  "5 MS", ".5 s",  "+5 s", "5. s", "1 2 s", "5 s x", "a b",     "a.b"};
  Node root = node_of(good_text);
  std::set<std::string> seen;  // one entry of each list is enough
  for_each_value(root, "", [&](const std::string& path, Node& value) {
    std::string place = path;
    std::erase_if(place, [](char c) { return c >= '0' && c <= '9'; });
    if (!seen.insert(place).second) return;
    const Node whole = value;
    for (const auto& other : others) {
      value = config::load_text(other);
      expect_agreement(root, path + " is " + other);
      value = whole;
    }
  });
  EXPECT_GT(compared_, 1000);
  EXPECT_GT(refused_, compared_ / 2);
}

// For single keys, values at and beyond the bounds of what is allowed.
TEST_F(ScenarioSchema, AgreesWithTheReaderOnBounds) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> corpus = {
      {"version: ", {"1", "0", "2", "1.0", "1.5", "'1'"}},
      {"count: ", {"1", "0", "-1", "10000000", "10000001", "1e7", "2.5"}},
      {"cores: ", {"1", "0", "1000000000", "1000000001", "1e9", "1.5", "many"}},
      {"seed: ", {"0", "-1", "9007199254740993", "1.5"}},
      {"accuracy: ", {"0", "1", "1.0001", "-0.0001", "50 %", "'1'"}},
      {"deadline: ", {"1 ns", "0 s", "0.0 ms", "0e5 d", "-1 s", "1 week", "1 S", "1s", "1  s", "1 s "}},
      {"speed: ", {"1 flop/s", "0 Gflop/s", "1 Gflop", "1 Gflops", "1 GFLOP/s", "1 Eflop/s"}},
      {"battery: ", {"1 J", "0 J", "1 W", "1 kWh", "1 MJ", "3 Wh"}},
      {"price: ", {"0 USD/h", "1 USD", "-1 USD/h", "1 EUR/h", "0.5 USD/s"}},
      {"bandwidth: ", {"1 bps", "0 bps", "1 MB/s", "1 MB", "1 mbps", "1 GiB/s", "1 Gbit"}},
      {"latency: ", {"0 s", "1 h", "1", "-1 ms"}},
      {"rate: ", {"1 /s", "0 /s", "1", "60 /min", "1 Hz", "1 per s", "-1 /h"}},
      {"every: ", {"1 ms", "0 ms"}},
      {"shared: ", {"true", "false", "yes", "on", "True", "TRUE", "1", "'true'"}},
      {"tier: ", {"device", "edge", "cloud", "fog", "Edge", "'edge'", "[edge]", "1"}},
      {"queue: ", {"fifo", "edf", "priority", "sjf", "processor_sharing", "lifo"}},
      {"goal: ", {"min", "max", "least"}},
      {"mean: ", {"1 Gflop", "0 flop", "-1 flop", "1 s", "{kind: constant}"}},
      {"work: ",
       {"0 flop", "1 MB", "-1 flop", "{kind: exponential}", "{kind: uniform, low: 1 flop}", "{}", "{mean: 1 flop}"}},
      {"source: ", {"a-b_9", "9", "a.b", "a b", "é", "true", "1.5", "''"}},
      {"on: ", {"region.cpu", "a.b.c", ".a", "a.", "9", "a b"}},
  };
  for (const auto& [key, values] : corpus) {
    const auto at = good_text.find(key);
    ASSERT_NE(at, good_text.npos) << key;
    const auto start = at + key.size();
    auto end = good_text.find_first_of(",}]\n", start);
    if (good_text[start] == '{') end = good_text.find('}', start) + 1;
    for (const auto& value : values) {
      std::string text = good_text;
      text.replace(start, end - start, value);
      expect_agreement(node_of(text), key + value);
    }
  }
  EXPECT_GT(compared_, 100);
}

}  // namespace
}  // namespace tradewind
