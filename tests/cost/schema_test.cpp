// The published JSON Schemas of target and model files against an independent validator, and against the readers: they
// must agree on whatever a schema can say. It cannot say which facts need a source, how idle and maximum relate, that
// the name is that of the file, how numbers within a text are counted, nor which model kind needs which part.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "config/json.hpp"
#include "config/registry.hpp"
#include "config/schema.hpp"
#include "cost/model.hpp"
#include "cost/schemas.hpp"
#include "cost/target.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::cost {
namespace {

using config::Node;
using nlohmann::json;

constexpr std::string_view beyond_schemas[] = {"has no source",
                                               "is no fact of this file",
                                               "two names of one fact",
                                               "is above 'max'",
                                               "is not that of the file",
                                               "is no list of numbers",
                                               "there are three, by regime",
                                               "model needs its",
                                               "as many",
                                               "a line is a number",
                                               "tree",
                                               "table",
                                               "leaf",
                                               "coordinates instead of"};

class Schemas : public testing::Test {
 protected:
  /// Compares what the schema and the reader say of the text and of everything that differs from it in one place.
  void compare(const config::Shape& shape, const std::string& text, std::string (*message)(const std::string& file),
               const std::string& name) {
    message_ = message;
    file_ = name;
    const auto published = json::parse(config::json_schema(shape, {}, "title", "urn:title"));
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(published), schema_);
    Node root = config::load_text(text);
    expect_agreement(root, "the whole");
    ASSERT_EQ(refused_, 0) << last_;
    vary(root, root, "");
  }

  void expect_agreement(const Node& root, const std::string& what) {
    const json document = json::parse(config::to_json(root));
    const bool by_schema = valijson::Validator(valijson::Validator::kStrongTypes)
                               .validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
    last_ = message_(folder_.write(file_, config::to_yaml(root)));
    if (std::ranges::any_of(beyond_schemas, [&](auto rule) { return last_.find(rule) != last_.npos; })) return;
    EXPECT_EQ(by_schema, last_.empty()) << what << ": " << last_;
    ++compared_;
    refused_ += last_.empty() ? 0 : 1;
  }

  void vary(Node& root, Node& value, const std::string& path) {
    const Node whole = value;
    if (!path.empty())
      for (const char* other : {"{}", "{a: b}", "[]", "[x]", "5", "-5", "0", "2.5", "true", "'5'", "word", "5 W", "0 W",
                                "1 GB", "1 Gflop/s", "1 ms", "-1 ms", "1 MB/s"}) {
        value = config::load_text(other);
        expect_agreement(root, path + " is " + other);
      }
    value = whole;
    if (auto* entries = std::get_if<Node::Map>(&value.value)) {
      const Node::Map all = *entries;
      for (std::size_t i = 0; i < all.size(); ++i) {
        entries->erase(entries->begin() + static_cast<std::ptrdiff_t>(i));
        expect_agreement(root, path + " without " + all[i].key);
        *entries = all;
      }
      value.set("surplus", Node::plain("1"));
      expect_agreement(root, path + " with a surplus key");
      value = whole;
      for (auto& entry : *std::get_if<Node::Map>(&value.value)) vary(root, entry.value, path + "." + entry.key);
    }
    if (auto* items = std::get_if<Node::Sequence>(&value.value); items && !items->empty())
      vary(root, items->front(), path + "[0]");
  }

  test::TemporaryFolder folder_;
  valijson::Schema schema_;
  std::string (*message_)(const std::string& file) = nullptr;
  std::string file_, last_;
  int compared_ = 0, refused_ = 0;
};

template <auto read>
std::string message_of(const std::string& file) {
  try {
    (void)read(file);
    return {};
  } catch (const config::ConfigError& error) {
    return error.problems().front().text();
  }
}
const auto of_target = message_of<[](const std::string& file) { return read_target(file); }>;
const auto of_model = message_of<[](const std::string& file) { return read_model(file); }>;

TEST_F(Schemas, OfTargetsAgreesWithTheReader) {
  compare(target_shape(), R"(version: 1
name: box
title: A box
kind: gpu
peak: {fp32: 10 Tflop/s, fp16: 100 Tflop/s}
memory: {bandwidth: 1 TB/s, capacity: 16 GB}
l2: {size: 4 MB}
sm: 20
launch: 3 us
power: {idle: 10 W, max: 100 W}
link: {peer: 50 GB/s, host: 20 GB/s, storage: 5 GB/s}
sources:
  - {facts: [peak, memory, l2, sm, launch, power, link], grade: K, text: invented}
models: []
)",
          of_target, "box.yaml");
  EXPECT_GT(compared_, 200);
  EXPECT_GT(refused_, compared_ / 2);
}

TEST_F(Schemas, OfModelsAgreesWithTheReader) {
  compare(model_shape(), R"(format: 4
tool: tradewind 9
rows: 40
seed: 3
notes: [a note]
ops:
  - target: box
    op: gemm
    dtype: fp16
    kind: residual
    rows: 40
    errors: {rows: 8, mape: 0.1, median_ape: 0.1, p90_ape: 0.2, coverage90: 0.9}
    ranges: [{column: m, low: 1, high: 64}]
    peaks: {compute: 1e12, memory: 1e11, l2: 4e6, units: 20, fitted: false}
    roofline: {launch: 1e-6, compute_efficiency: 0.8, memory_efficiency: 0.7, sharpness: 2, tile_exponent: 0.1}
    quantiles: [0.1, 0.2, 0.3]
    coefficients: 1 2 3
    power: {base: 10, compute: 20, memory: 30, floor: 5, rise_time: 0.5, assumed: true}
    table: {root: false, sites: [{at: 1 2 3, lines: [1 2 0.5]}]}
    correction: {samples: [1 2 3 4], terms: [{length: 2, weights: 1}]}
    residual: {base: 0.1, trees: [{feature: "-1", low: "0.5", high: ""}]}
)",
          of_model, "model.yaml");
  EXPECT_GT(compared_, 500);
  EXPECT_GT(refused_, compared_ / 2);
}

/// What ships is accepted by the schema as it stands.
TEST_F(Schemas, AcceptsEveryShippedTarget) {
  const auto published = json::parse(config::json_schema(target_shape(), {}, "title", "urn:title"));
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(published), schema_);
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TRADEWIND_SOURCE_DIR "/platforms/targets")) {
    if (entry.path().extension() != ".yaml" || !entry.path().stem().extension().empty()) continue;
    const json document = json::parse(config::to_json(config::load_file(entry.path().string())));
    EXPECT_TRUE(valijson::Validator(valijson::Validator::kStrongTypes)
                    .validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr))
        << entry.path();
    ++seen;
  }
  EXPECT_GE(seen, 40);
}

}  // namespace
}  // namespace tradewind::cost
