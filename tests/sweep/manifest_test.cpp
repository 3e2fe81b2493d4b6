#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "sweep/manifest.hpp"
#include "tests/support/run.hpp"

namespace tradewind::sweep {
namespace {

Point point(const std::vector<std::pair<std::string, std::string>>& settings) {
  Point made;
  for (const auto& [path, yaml] : settings) made.settings.push_back({.path = path, .value = config::load_text(yaml)});
  return made;
}

Manifest two_points() {
  Manifest manifest;
  for (const char* offload : {"{kind: local}", "{kind: fixed, node: server}"}) {
    const auto number = manifest.add_point(point({{"policy.offload", offload}, {"run.warmup", "5 s"}}));
    for (const std::int64_t seed : {7, 8})
      manifest.add_run({.point = number, .replication = static_cast<std::size_t>(seed - 7), .seed = seed});
  }
  return manifest;
}

class ManifestFile : public ::testing::Test {
 protected:
  Manifest read(std::string_view text) const { return Manifest::read(folder_.write("manifest.jsonl", text)); }
  /// What is said of a manifest, without the name of its folder.
  std::string refusal(std::string_view text) const try {
    read(text);
    return "accepted";
  } catch (const RuntimeFailure& failure) {
    const std::string what = failure.what();
    return what.substr(what.find("manifest.jsonl"));
  }

 private:
  testing::TemporaryFolder folder_;
};

TEST_F(ManifestFile, HasALineForEachRun) {
  EXPECT_EQ(
      two_points().text(),
      R"({"run":0,"point":0,"replication":0,"round":0,"seed":7,"parameters":{"policy.offload":"{kind: local}","run.warmup":"5 s"}}
{"run":1,"point":0,"replication":1,"round":0,"seed":8,"parameters":{"policy.offload":"{kind: local}","run.warmup":"5 s"}}
{"run":2,"point":1,"replication":0,"round":0,"seed":7,"parameters":{"policy.offload":"{kind: fixed, node: server}","run.warmup":"5 s"}}
{"run":3,"point":1,"replication":1,"round":0,"seed":8,"parameters":{"policy.offload":"{kind: fixed, node: server}","run.warmup":"5 s"}}
)");
}

TEST_F(ManifestFile, ReadsBackToTheSameRuns) {
  auto manifest = two_points();
  manifest.add_run({.point = 0, .replication = 2, .round = 1, .seed = 9});
  const auto again = read(manifest.text());
  EXPECT_EQ(again.text(), manifest.text());
  ASSERT_EQ(again.runs().size(), 5U);
  EXPECT_EQ(again.runs()[4].point, 0U);
  EXPECT_EQ(again.runs()[4].replication, 2U);
  EXPECT_EQ(again.runs()[4].seed, 9);
  EXPECT_EQ(again.rounds(), 2U);
  EXPECT_EQ(again.points()[1].key(), manifest.points()[1].key());
}

TEST_F(ManifestFile, KeepsNastyTexts) {
  Manifest manifest;
  for (const char* yaml : {"'it''s'",
                           "\"line\\nend\"",
                           "\"tab\\t\"",
                           "\"quote\\\"\"",
                           "'back\\slash'",
                           "'{not: flow}'",
                           "'# no comment'",
                           "'5'",
                           "5",
                           "'true'",
                           "true",
                           "null",
                           "'null'",
                           "''",
                           "' blanks '",
                           "'- dash'",
                           "'a: b'",
                           "größe",
                           "'→ 😀'",
                           "\"\\u2028\"",
                           "\"\\x07\"",
                           "[[], {}, '', ~]",
                           "{'a key': [1, '2'], b: {c: d}}",
                           "a, b",
                           "'%'",
                           "'&x'",
                           "'*x'",
                           "'---'",
                           "'}'",
                           "'}}'",
                           "\",\\\"parameters\\\":\"",
                           "1e400 s",
                           "!!str 5"})
    manifest.add_run({.point = manifest.add_point(point({{"x", yaml}})), .seed = 1});
  manifest.add_run({.point = manifest.add_point(point({{"a\"b\\c", "1"}, {"edges.decode->detect", "2"}})), .seed = 1});
  manifest.add_run({.point = manifest.add_point({}), .seed = 1});
  const auto text = manifest.text();
  const auto again = read(text);
  EXPECT_EQ(again.text(), text);
  ASSERT_EQ(again.points().size(), manifest.points().size());
  for (std::size_t i = 0; i < again.points().size(); ++i) {
    EXPECT_EQ(again.points()[i].key(), manifest.points()[i].key());
    for (std::size_t s = 0; s < again.points()[i].settings.size(); ++s)
      EXPECT_TRUE(
          matches(again.points()[i],
                  {.entries = {{manifest.points()[i].settings[s].path, {}, manifest.points()[i].settings[s].value}}}))
          << manifest.points()[i].key();
  }
}

TEST_F(ManifestFile, IsJsonForOtherPrograms) {
  Manifest manifest;
  manifest.add_run({.point = manifest.add_point(point({{"x\ty", "\"\\n\\\"\""}})), .seed = 9223372036854775807});
  const auto json = nlohmann::json::parse(manifest.text());
  EXPECT_EQ(json.at("seed"), 9223372036854775807);
  EXPECT_EQ(json.at("parameters").at("x\ty"), R"("\n\"")");
}

TEST_F(ManifestFile, GivesEqualPointsOneNumber) {
  Manifest manifest;
  EXPECT_EQ(manifest.add_point(point({{"a", "1"}})), 0U);
  EXPECT_EQ(manifest.add_point(point({{"a", "2"}})), 1U);
  EXPECT_EQ(manifest.add_point(point({{"a", "1"}})), 0U);
  EXPECT_EQ(manifest.points().size(), 2U);
}

TEST_F(ManifestFile, MayBeEmpty) {
  EXPECT_EQ(read("").runs().size(), 0U);
  EXPECT_EQ(Manifest().rounds(), 0U);
}

TEST_F(ManifestFile, RefusesWhatIsNotItsOwn) {
  const auto text = two_points().text();
  const auto first_line = text.substr(0, text.find('\n') + 1);
  EXPECT_EQ(refusal("hello\n"), "manifest.jsonl:1: not a run of a manifest");
  EXPECT_EQ(refusal(first_line + "\n"), "manifest.jsonl:2: not a run of a manifest");
  EXPECT_EQ(refusal(first_line.substr(0, first_line.size() - 1)), "manifest.jsonl:1: its end is missing");
  EXPECT_EQ(refusal(text.substr(0, text.size() - 20)), "manifest.jsonl:4: its end is missing");
  EXPECT_EQ(refusal(first_line + first_line), "manifest.jsonl:2: run 0 stands where run 1 should");
  EXPECT_EQ(refusal(R"({"run":0,"point":1,"replication":0,"round":0,"seed":7,"parameters":{}})"
                    "\n"),
            "manifest.jsonl:1: point 0 was left out");
  EXPECT_EQ(refusal(R"({"run":0,"point":0,"replication":0,"round":0,"seed":7,"parameters":{"a":5}})"
                    "\n"),
            "manifest.jsonl:1: the value of 'a' is no text");
  EXPECT_EQ(refusal(R"({"run":0,"point":0,"replication":0,"round":0,"seed":7,"parameters":{"a":"[1"}})"
                    "\n"),
            "manifest.jsonl:1: '[1' is no value: not YAML: end of sequence flow not found");
  EXPECT_EQ(refusal(R"({"run":0,"point":0,"replication":0,"round":0,"seed":7,"parameters":{"a"}})"
                    "\n"),
            "manifest.jsonl:1: its parameters are no JSON object");
  EXPECT_EQ(refusal(R"({"run":0,"point":0,"replication":-1,"round":0,"seed":7,"parameters":{}})"
                    "\n"),
            "manifest.jsonl:1: not a run of a manifest");
}
TEST_F(ManifestFile, RefusesLinesThatContradictEarlierOnes) {
  const std::string one = R"({"run":0,"point":0,"replication":0,"round":1,"seed":7,"parameters":{"a":"1"}})"
                          "\n";
  EXPECT_EQ(refusal(one + R"({"run":1,"point":0,"replication":1,"round":1,"seed":8,"parameters":{"a":"2"}})"
                          "\n"),
            "manifest.jsonl:2: other parameters than point 0 has before");
  EXPECT_EQ(refusal(one + R"({"run":1,"point":1,"replication":0,"round":1,"seed":7,"parameters":{"a":"1"}})"
                          "\n"),
            "manifest.jsonl:2: a point that has another number before");
  EXPECT_EQ(refusal(one + R"({"run":1,"point":0,"replication":1,"round":0,"seed":8,"parameters":{"a":"1"}})"
                          "\n"),
            "manifest.jsonl:2: an earlier round again");
}
TEST_F(ManifestFile, SaysWhenThereIsNone) {
  EXPECT_THROW(Manifest::read("/nonexistent/manifest.jsonl"), RuntimeFailure);
}

}  // namespace
}  // namespace tradewind::sweep
