#include <algorithm>

#include "sweep/explore.hpp"
#include "tests/sweep/sweep_files.hpp"

namespace tradewind::sweep {
namespace {

using test::with;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StudyFile : public SweepFiles {
 protected:
  const config::Catalogue& catalogue_ = app::registries().catalogue;
};

/// Two phones on a medium, and a server.
const std::string shared_medium = R"(version: 1
name: shared_medium
platform:
  nodes:
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 4, speed: 1 Gflop/s}]}
  links:
    - {name: wlan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms, shared: true}
workload:
  applications:
    - name: upload
      source: phone
      arrivals: {kind: periodic, every: 100 s, count: 1}
      tasks: [{name: store, input: 1 MB, output: 0 B, work: 0 flop}]
policy: {offload: {kind: fixed, node: server}}
run: {duration: 100 s, seed: 1}
)";
const std::string small_sweep = R"(version: 1
name: small_sweep
scenario: shared_medium.yaml
method: grid
parameters:
  policy.offload: [{kind: local}, {kind: fixed, node: server}]
  platform.links.wlan.bandwidth: [4 Mbps, 8 Mbps, 80 Mbps]
replications: 3
objectives: [{metric: latency_p95_s, goal: min}, {metric: energy_device_j, goal: min}]
)";

TEST_F(StudyFile, OfSixPointsAndThreeReplicationsHasEighteenRuns) {
  write("shared_medium.yaml", shared_medium);
  const auto small = study(small_sweep);
  EXPECT_THAT(keys(expand(small)),
              ElementsAre("policy.offload={kind: local}; platform.links.wlan.bandwidth=4 Mbps",
                          "policy.offload={kind: local}; platform.links.wlan.bandwidth=8 Mbps",
                          "policy.offload={kind: local}; platform.links.wlan.bandwidth=80 Mbps",
                          "policy.offload={kind: fixed, node: server}; platform.links.wlan.bandwidth=4 Mbps",
                          "policy.offload={kind: fixed, node: server}; platform.links.wlan.bandwidth=8 Mbps",
                          "policy.offload={kind: fixed, node: server}; platform.links.wlan.bandwidth=80 Mbps"));
  const auto manifest = first_round(small);
  EXPECT_EQ(manifest.runs().size(), 18U);
  EXPECT_EQ(manifest.runs()[17].seed, 3);
  EXPECT_THAT(small.notes, IsEmpty());
}

TEST_F(StudyFile, TakesSeedAndObjectivesOfTheScenarioWhereItIsSilent) {
  const auto own = study(good_sweep);
  EXPECT_EQ(own.seed, 42);
  EXPECT_EQ(own.objectives.size(), 2U);
  const auto silent = study("version: 1\nname: s\nscenario: base.yaml\nparameters: {run.warmup: [1 s]}\n");
  ASSERT_EQ(silent.objectives.size(), 1U);
  EXPECT_EQ(silent.objectives[0].metric, "latency_p95_s");
  EXPECT_EQ(study(good_sweep + "seed: 7\n").seed, 7);
}

TEST_F(StudyFile, PutsTheSettingsOfAPointIntoTheScenario) {
  const auto made = study(good_sweep);
  const auto points = expand(made);
  ASSERT_EQ(keys(points)[0], "policy.offload={kind: local}; platform.links.wan.bandwidth=1 Gbps; run.warmup=1 s");
  const auto loaded = scenario::load_node(apply(made, points[0]), catalogue_);
  EXPECT_EQ(loaded.scenario.policy.offload.kind(), "local");
  EXPECT_EQ(loaded.scenario.platform.links[2].bandwidth, 1_Gbps);
  EXPECT_EQ(loaded.scenario.run.warmup, 1_s);
  EXPECT_EQ(loaded.scenario.run.seed, 42);
}

TEST_F(StudyFile, SetsTheSameAsTheCommandLine) {
  const auto made = study(good_sweep);
  for (const auto& point : expand(made)) {
    std::vector<std::string> overrides;
    for (const auto& setting : point.settings) overrides.push_back(setting.path + "=" + config::to_flow(setting.value));
    EXPECT_EQ(scenario::hash(scenario::load_node(apply(made, point), catalogue_).resolved),
              scenario::hash(scenario::load("base.yaml", overrides, catalogue_).resolved));
  }
}

TEST_F(StudyFile, DiscardsFieldsThatANewKindLacksAndSaysSo) {
  const auto made =
      study("version: 1\nname: s\nscenario: base.yaml\nparameters: {policy.offload.kind: [local, edge]}\n");
  EXPECT_EQ(keys(expand(made)).size(), 2U);
  EXPECT_THAT(made.notes, ElementsAre(HasSubstr(": 'node' dropped: kind 'local' has no such key"),
                                      HasSubstr(": 'node' dropped: kind 'edge' has no such key")));
}

TEST_F(StudyFile, LetsALaterParameterCompleteAnEarlierOne) {
  const std::string text =
      "version: 1\nname: s\nscenario: base.yaml\nparameters:\n"
      "  policy.offload: [{kind: fixed}, local]\n"
      "  policy.offload.node: {values: [server, region], when: {policy.offload.kind: fixed}}\n";
  EXPECT_THAT(keys(expand(study(text))),
              ElementsAre("policy.offload={kind: fixed}; policy.offload.node=server",
                          "policy.offload={kind: fixed}; policy.offload.node=region", "policy.offload=local"));
}

TEST_F(StudyFile, TriesNothingThatIsExcluded) {
  const std::string text =
      "version: 1\nname: s\nscenario: base.yaml\nparameters:\n"
      "  run.duration: [5 s, 60 s]\n"
      "  run.warmup: [10 s, 1 s]\n";
  EXPECT_THAT(refusal(text), HasSubstr("'warmup' must be less than 'duration'"));
  EXPECT_EQ(refusal(text + "exclude: [{run.duration: 5 s, run.warmup: 10 s}]\n"), "");
}

using Files = std::vector<std::pair<std::string, std::string>>;

TEST_F(StudyFile, IsAnotherStudyWhenAFileThatTheCheckReadHasChanged) {
  write("s.yaml", good_sweep);
  const auto id = [&](const Files& files) {
    return load("s.yaml", catalogue_, [&](const scenario::Loaded&) { return files; }).id;
  };
  const Files before = {{"h100.yaml", "aa"}, {"h100.model.yaml", "bb"}};
  EXPECT_EQ(id({}), load("s.yaml", catalogue_).id);
  EXPECT_NE(id(before), id({}));
  EXPECT_NE(id(before), id({{"h100.yaml", "aa"}, {"h100.model.yaml", "cc"}}));
  EXPECT_EQ(id(before), id({{"h100.model.yaml", "bb"}, {"h100.yaml", "aa"}}));  // in whatever order they are read
  // Only one of the tried scenarios reads it.
  const auto one = [&](const std::string& hash) {
    return load("s.yaml", catalogue_,
                [&](const scenario::Loaded& loaded) {
                  return loaded.scenario.policy.offload.kind() == "local" ? Files{{"l.yaml", hash}} : Files{};
                })
        .id;
  };
  EXPECT_NE(one("aa"), one("bb"));
}

TEST_F(StudyFile, HandsEveryTriedScenarioToTheCheck) {
  write("s.yaml", good_sweep);
  std::vector<std::string> offloads;
  load("s.yaml", catalogue_, [&](const scenario::Loaded& loaded) {
    offloads.push_back(loaded.scenario.policy.offload.kind());
    return Files{};
  });
  // The scenario itself, two policies, two rates and three times; with the first rate local is excluded.
  EXPECT_THAT(offloads, ElementsAre("fixed", "local", "fixed", "fixed", "local", "fixed", "fixed", "fixed"));
  const auto refuse_local = [&](const scenario::Loaded& loaded) {
    const auto& offload = loaded.scenario.policy.offload;
    if (offload.kind() == "local") throw config::ConfigError(offload.node.where, "not here");
    return Files{};
  };
  try {
    load("s.yaml", catalogue_, refuse_local);
    FAIL();
  } catch (const config::ConfigError& error) {
    EXPECT_STREQ(error.what(), "s.yaml:6:20: not here");
  }
}

TEST_F(StudyFile, NotesWhatHasNoEffect) {
  const auto made = study(good_sweep + "include: []\n");
  EXPECT_THAT(made.notes, IsEmpty());
  EXPECT_THAT(study(with(good_sweep, {{"bandwidth: 10 Mbps}", "bandwidth: 11 Mbps}"}})).notes,
              ElementsAre("s.yaml:9:12: this exclusion leaves out no point that an earlier one does not"));
  EXPECT_THAT(study("version: 1\nname: s\nscenario: base.yaml\nmethod: random\nsamples: 9\n"
                    "parameters: {policy.offload: [local]}\n")
                  .notes,
              ElementsAre("of 9 points 1 are different; each is run once"));
}

TEST_F(StudyFile, ReadsBackToTheSameStudy) {
  for (const auto& text :
       {good_sweep, with(good_sweep, {{"method: grid", "method: lhs\nsamples: 4"}}),
        with(good_sweep, {{"method: grid", "method: optimise"}}),
        good_sweep + "stopping: {metrics: [latency_p95_s]}\nracing: {confidence: 0.9}\ntimeout: 90 s\nseed: 5\n"
                     "include: [{policy.offload: edge}]\n",
        std::string("version: 1\nname: s\nscenario: base.yaml\nmethod: list\npoints: [{run.warmup: 1 s}, {}]\n")}) {
    const auto made = study(text);
    const auto directory = begin(made, "dir" + made.id);
    const auto again = load_for_runs(directory, catalogue_);
    EXPECT_EQ(again.id, made.id);
    EXPECT_EQ(config::to_yaml(again.resolved), config::to_yaml(made.resolved));
    EXPECT_EQ(keys(expand(again)), keys(expand(made)));
    EXPECT_EQ(again.seed, made.seed);
    EXPECT_EQ(again.base_path, made.base_path);
  }
}

TEST_F(StudyFile, HasAnIdOfItsContents) {
  const auto id = study(good_sweep).id;
  EXPECT_EQ(id.size(), 16U);
  EXPECT_EQ(study(good_sweep).id, id);
  EXPECT_EQ(study("# a comment\n" + good_sweep).id, id);
  EXPECT_NE(study(with(good_sweep, {{"1 Gbps", "2 Gbps"}})).id, id);
  EXPECT_NE(study(with(good_sweep, {{"replications: 2", "replications: 3"}})).id, id);
  EXPECT_NE(study(good_sweep + "seed: 5\n").id, id);
  EXPECT_EQ(study(good_sweep + "seed: 42\n").id, id);  // as the scenario has it
  std::filesystem::create_directory(folder() / "elsewhere");
  write("elsewhere/base.yaml", test::good_text);
  write("elsewhere/s.yaml", good_sweep);
  EXPECT_EQ(load("elsewhere/s.yaml", catalogue_).id, id);
  write("base.yaml", with(test::good_text, {{"deadline: 300 ms", "deadline: 301 ms"}}));
  EXPECT_NE(study(good_sweep).id, id);
}

const std::string trace_sweep =
    "version: 1\nname: s\nscenario: base.yaml\nparameters:\n"
    "  workload.applications.tracker.arrivals.file: [times.csv, other.csv]\n"
    "  workload.applications.backup.arrivals:\n"
    "    - none\n"
    "    - {kind: trace, file: times.csv, time: {column: t, format: s}}\n";

TEST_F(StudyFile, FindsInputFilesBesideTheSweepAndCountsTheirContent) {
  write("base.yaml", with(test::good_text, {{"{kind: poisson, rate: 1 /s}",
                                             "{kind: trace, file: times.csv, time: {column: t, format: s}}"}}));
  write("times.csv", "t\n1\n2\n");
  write("other.csv", "t\n1\n3\n");
  const auto made = study(trace_sweep);
  const auto path = (std::filesystem::current_path() / "times.csv").string();
  EXPECT_EQ(expand(made)[0].text("workload.applications.tracker.arrivals.file"), path);
  EXPECT_THAT(expand(made)[1].text("workload.applications.backup.arrivals"), HasSubstr("file: " + path));
  // A run that starts from the directory of the sweep finds them, too.
  EXPECT_EQ(load_for_runs(begin(made, "out"), catalogue_).id, made.id);
  write("other.csv", "t\n1\n4\n");
  EXPECT_NE(study(trace_sweep).id, made.id);
}

TEST_F(StudyFile, OfADirectoryNeedsNoOtherFile) {
  const auto made = study(good_sweep);
  const auto directory = begin(made, "out");
  std::filesystem::rename(folder() / "out", folder() / "moved");
  std::filesystem::remove(folder() / "base.yaml");
  std::filesystem::remove(folder() / "s.yaml");
  const auto found = load_directory((folder() / "moved").string(), catalogue_);
  EXPECT_EQ(found.id, made.id);
  EXPECT_EQ(found.seed, 42);
  EXPECT_EQ(found.base_path, made.base_path);
  EXPECT_EQ(found.description.scenario.text, made.base_path);
  EXPECT_EQ(found.scenario.name.text, "base");
  EXPECT_EQ(found.scenario.platform.nodes.size(), 5U);
  EXPECT_EQ(config::to_yaml(found.base), config::to_yaml(made.base));
  EXPECT_EQ(config::to_yaml(found.resolved), config::to_yaml(made.resolved));
  EXPECT_EQ(keys(expand(found)), keys(expand(made)));
  ASSERT_EQ(found.objectives.size(), 2U);
  EXPECT_EQ(found.objectives[1].metric, "energy_device_j");
  EXPECT_EQ(directory, (folder() / "out").string());
}

TEST_F(StudyFile, OfADirectoryDoesWithoutMissingTraces) {
  write("base.yaml", with(test::good_text, {{"{kind: poisson, rate: 1 /s}",
                                             "{kind: trace, file: times.csv, time: {column: t, format: s}}"}}));
  write("times.csv", "t\n1\n2\n");
  write("other.csv", "t\n1\n3\n");
  const auto made = study(trace_sweep);
  const auto directory = begin(made, "out");
  std::filesystem::remove(folder() / "times.csv");
  EXPECT_EQ(keys(expand(load_directory(directory, catalogue_))), keys(expand(made)));
  EXPECT_THROW(load_for_runs(directory, catalogue_), config::ConfigError);
}

TEST_F(StudyFile, IsRefusedForMoreRunsWhenTheScenarioHasChanged) {
  const auto directory = begin(study(good_sweep), "out");
  EXPECT_NO_THROW(load_for_runs(directory, catalogue_));
  write("base.yaml", with(test::good_text, {{"deadline: 300 ms", "deadline: 301 ms"}}));
  try {
    load_for_runs(directory, catalogue_);
    FAIL();
  } catch (const RuntimeFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("has changed since the sweep began"));
  }
}

TEST_F(StudyFile, NeedsADirectoryOfASweep) {
  EXPECT_THROW(load_directory((folder() / "").string(), catalogue_), config::ConfigError);
  const auto directory = begin(study(good_sweep), "out");
  std::filesystem::remove(folder() / "out" / "sweep.id");
  EXPECT_THROW(load_directory(directory, catalogue_), RuntimeFailure);
  EXPECT_THROW(load_for_runs(directory, catalogue_), RuntimeFailure);
}

}  // namespace
}  // namespace tradewind::sweep
