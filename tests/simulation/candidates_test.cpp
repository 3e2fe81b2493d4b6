// Where a policy may place: the candidates of a source in their order, and what is said when there are none.
#include "simulation/candidates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/catalogue.hpp"

namespace tradewind::simulation {
namespace {

using platform::Tier;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

// One node of each sort, the devices between the servers: `phone` computes, `sensor` and `ap` do not; `island` has no
// link, `far-server` only `walker-1`.
const std::string nodes = R"(version: 1
name: candidates
platform:
  nodes:
    - {name: near, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}, {name: gpu, cores: 1, speed: 9 Gflop/s}]}
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: sensor, tier: device}
    - {name: ap, tier: edge}
    - {name: rack, tier: edge, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: region, tier: cloud, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: island, tier: cloud, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: walker, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: far-server, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
  links:
    - {name: one, between: [phone, ap], bandwidth: 1 Gbps, latency: 1 ms}
    - {name: two, between: [sensor, ap], bandwidth: 1 Gbps, latency: 1 ms}
    - {name: three, between: [ap, near], bandwidth: 1 Gbps, latency: 1 ms}
    - {name: four, between: [near, rack], bandwidth: 1 Gbps, latency: 1 ms}
    - {name: five, between: [near, region], bandwidth: 1 Gbps, latency: 1 ms}
    - {name: six, between: [walker-0, ap], bandwidth: 1 Gbps, latency: 1 ms}
    - {name: seven, between: [walker-1, far-server], bandwidth: 1 Gbps, latency: 1 ms}
)";

scenario::Model model_of(const std::string& sources, const std::string& place = "") {
  const std::string text = nodes + "workload:\n  applications:\n    - {name: app, source: " + sources +
                           ", arrivals: {kind: periodic, every: 1 s, count: 1}, tasks: [{name: t, work: 1 Gflop" +
                           place + "}]}\nrun: {duration: 1 s}\n";
  const auto loaded = scenario::load_text(text, "test.yaml", {}, app::registries().catalogue);
  config::Problems problems;
  auto model = scenario::Model::build(loaded.scenario, problems);
  problems.throw_if_any();
  return model;
}

/// Wanted nodes as if read from line 1 of the policy, each in its own column.
policy::Candidates wanted(const Names& names) {
  policy::Candidates result;
  for (const auto& name : names)
    result.nodes.push_back({name, {"policy", 1, static_cast<int>(result.nodes.size()) + 1}});
  return result;
}

struct Answer {
  Names problems;
  Names candidates;                   // of `source`, by name
  std::vector<std::uint32_t> listed;  // the index of the name each came from
};

Answer ask(const policy::Candidates& wanted, const std::string& source = "phone-0",
           const std::string& sources = "phone", const std::string& place = "") {
  const auto model = model_of(sources, place);
  config::Problems problems;
  const CandidateTable table(model, wanted, {"policy", 9, 9}, problems);
  Answer answer;
  for (const auto& problem : problems.all()) answer.problems.push_back(problem.text());
  if (!problems.empty()) return answer;
  std::vector<Candidate> found{{ProcessorId{99}, 99}};  // of the last call
  table.find(0, model.platform.find_nodes(source).at(0), found);
  for (const auto& candidate : found) {
    answer.candidates.push_back(model.platform.name(candidate.processor));
    answer.listed.push_back(candidate.listed);
  }
  return answer;
}

Names candidates(const policy::Candidates& wanted, const std::string& source = "phone-0",
                 const std::string& sources = "phone") {
  const auto answer = ask(wanted, source, sources);
  EXPECT_THAT(answer.problems, IsEmpty());
  return answer.candidates;
}

TEST(Candidates, AreTheSourceAtItsPlaceInTheFileAndAllServers) {
  EXPECT_THAT(candidates({}), ElementsAre("near.cpu", "phone-0", "rack-0", "rack-1", "region"));
  EXPECT_THAT(candidates({}, "phone-1"), ElementsAre("near.cpu", "phone-1", "rack-0", "rack-1", "region"));
}

TEST(Candidates, LeaveOutASourceThatDoesNotCompute) {
  EXPECT_THAT(candidates({}, "sensor", "sensor"), ElementsAre("near.cpu", "rack-0", "rack-1", "region"));
}

TEST(Candidates, NameAServerOnceThatIsTheSource) {
  EXPECT_THAT(candidates({}, "rack-1", "rack"), ElementsAre("near.cpu", "rack-0", "rack-1", "region"));
  EXPECT_THAT(candidates({}, "region", "region"), ElementsAre("near.cpu", "rack-0", "rack-1", "region"));
}

TEST(Candidates, PutASourceBehindTheServersBeforeIt) {
  EXPECT_THAT(candidates({}, "walker-0", "walker-0"),
              ElementsAre("near.cpu", "rack-0", "rack-1", "region", "walker-0"));
}

TEST(Candidates, DifferBetweenSourcesThatAreNotConnected) {
  EXPECT_THAT(candidates({}, "walker-0", "walker"), ElementsAre("near.cpu", "rack-0", "rack-1", "region", "walker-0"));
  EXPECT_THAT(candidates({}, "walker-1", "walker"), ElementsAre("walker-1", "far-server"));
  EXPECT_THAT(candidates({}, "island", "island"), ElementsAre("island"));
}

TEST(Candidates, OfATier) {
  EXPECT_THAT(candidates({.tier = Tier::edge}), ElementsAre("near.cpu", "rack-0", "rack-1"));
  EXPECT_THAT(candidates({.tier = Tier::cloud}), ElementsAre("region"));
  EXPECT_THAT(candidates({.tier = Tier::device}), ElementsAre("phone-0"));
  EXPECT_THAT(candidates({.tier = Tier::edge}, "rack-0", "rack"), ElementsAre("near.cpu", "rack-0", "rack-1"));
}

TEST(Candidates, OfTheNodesNamedOfATier) {
  auto named = wanted({"region", "rack", "near"});
  named.tier = Tier::edge;
  const auto answer = ask(named);
  EXPECT_THAT(answer.candidates, ElementsAre("rack-0", "rack-1", "near.cpu"));
  EXPECT_THAT(answer.listed, ElementsAre(1, 1, 2));
}

TEST(Candidates, ComeInTheOrderOfTheirNames) {
  const auto answer = ask(wanted({"region", "near.gpu", "rack", "near"}));
  EXPECT_THAT(answer.candidates, ElementsAre("region", "near.gpu", "rack-0", "rack-1", "near.cpu"));
  EXPECT_THAT(answer.listed, ElementsAre(0, 1, 2, 2, 3));
}

TEST(Candidates, NamedTwiceCountOnce) {
  const auto answer = ask(wanted({"rack-1", "rack", "rack-1"}));
  EXPECT_THAT(answer.candidates, ElementsAre("rack-1", "rack-0"));
  EXPECT_THAT(answer.listed, ElementsAre(0, 1));
}

TEST(Candidates, MayBeOtherDevices) {
  EXPECT_THAT(candidates(wanted({"phone"}), "phone-1"), ElementsAre("phone-0", "phone-1"));
}

TEST(Candidates, WithTheSourceHaveItFirst) {
  auto with_source = wanted({"near", "rack-0"});
  with_source.with_source = true;
  EXPECT_THAT(candidates(with_source), ElementsAre("phone-0", "near.cpu", "rack-0"));
  EXPECT_THAT(candidates(with_source, "rack-0", "rack"), ElementsAre("rack-0", "near.cpu")) << "once";
  EXPECT_THAT(candidates(with_source, "sensor", "sensor"), ElementsAre("near.cpu", "rack-0"));
}

TEST(Candidates, OfTheSourceOnly) {
  EXPECT_THAT(candidates({.source_only = true}, "phone-1"), ElementsAre("phone-1"));
  EXPECT_THAT(candidates({.source_only = true}, "near", "near"), ElementsAre("near.cpu"));
}

TEST(Candidates, WithUnknownNamesAreRefused) {
  EXPECT_THAT(ask(wanted({"near", "rak", "near.tpu", "ap"})).problems,
              ElementsAre("policy:1:2: unknown node 'rak'; did you mean 'rack'? (known: near, phone, sensor, ap, rack, "
                          "region, island, walker, far-server)",
                          "policy:1:3: node 'near' has no processor 'tpu'", "policy:1:4: 'ap' has no processor"));
}

TEST(Candidates, AreOneMachineWhereOneIsMeant) {
  auto one = wanted({"rack"});
  one.one_member = true;
  EXPECT_THAT(ask(one).problems, ElementsAre("policy:1:1: 'rack' is a group of 2; name one member, like rack-0"));
  one = wanted({"rack-1"});
  one.one_member = true;
  EXPECT_THAT(candidates(one), ElementsAre("rack-1"));
}

TEST(Candidates, OutOfReachAreRefusedAtTheirName) {
  EXPECT_THAT(ask(wanted({"near", "island", "far-server"})).problems,
              ElementsAre("policy:1:2: 'island' cannot be reached from 'phone-0', the source of application 'app'"));
}

TEST(Candidates, OutOfReachOfOneSourceAreRefused) {
  EXPECT_THAT(ask(wanted({"near"}), "walker-0", "walker").problems,
              ElementsAre("policy:1:1: 'near' cannot be reached from 'walker-1', the source of application 'app'"));
}

TEST(Candidates, MustNotBeMissing) {
  EXPECT_THAT(ask({.source_only = true}, "sensor", "sensor").problems,
              ElementsAre("policy:9:9: application 'app' has no place to run: its source 'sensor' needs its own "
                          "processor"));
  EXPECT_THAT(ask({.tier = Tier::cloud}, "walker-1", "walker-1").problems,
              ElementsAre("policy:9:9: application 'app' has no place to run: its source 'walker-1' needs a reachable "
                          "cloud node"));
  EXPECT_THAT(ask({.tier = Tier::cloud}, "walker-0", "walker").problems,
              ElementsAre("policy:9:9: application 'app' has no place to run: its source 'walker-1' needs a reachable "
                          "cloud node"));
}

TEST(Candidates, MayBeMissingWhereNothingIsPlaced) {
  EXPECT_THAT(ask(wanted({"island"}), "phone-0", "phone", ", at: source").problems, IsEmpty());
  EXPECT_THAT(ask({.source_only = true}, "sensor", "sensor", ", on: near").problems, IsEmpty());
}

}  // namespace
}  // namespace tradewind::simulation
