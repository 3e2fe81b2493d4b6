// run: where results go, what --json prints, overrides, seeds, optional files.

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

int shell(const Folder& folder, const std::string& words) {
  const std::string command = "cd '" + folder.path().string() + "' && " TRADEWIND_PROGRAM " " + words;
  const int status = std::system(command.c_str());  // NOLINT: redirections are the shell's
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class Run : public testing::Test {
 protected:
  Run() { folder_.write("small.yaml", small_scenario); }
  Ended run(Words words, const Environment& environment = {}) const {
    words.insert(words.begin(), {"run", "small.yaml"});
    return tradewind(folder_, words, environment);
  }
  /// summary.json of a run with these overrides, without its provenance.
  nlohmann::json summary_with(const Words& overrides) const {
    Words words = {"--json"};
    for (const auto& assignment : overrides) words.insert(words.end(), {"-s", assignment});
    const auto ended = run(words);
    EXPECT_EQ(ended.code, 0) << ended.err;
    auto json = nlohmann::json::parse(ended.out, nullptr, false);
    if (json.is_object()) json.erase("provenance");
    return json;
  }
  nlohmann::json metric_with(const Words& overrides, const std::string& metric) const {
    return summary_with(overrides)["metrics"][metric];
  }
  Folder folder_;
};

// --- directories ----------------------------------------------------------------------------------------------------

TEST_F(Run, WritesIntoResultsByNameAndRunIdAndSaysSoOnTheLastLine) {
  const auto ended = run({});
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  const std::string where = last_line(ended.err);
  EXPECT_THAT(where, testing::MatchesRegex("results/small/[0-9a-f]{16}"));
  EXPECT_EQ(folder_.names(where), (Words{"scenario.yaml", "series.json", "summary.json"}));
  const auto summary = folder_.json(where + "/summary.json");
  EXPECT_EQ("results/small/" + summary["run_id"].get<std::string>(), where);
  EXPECT_EQ(summary["name"], "small");
  EXPECT_EQ(summary["seed"], 7);
  EXPECT_EQ(summary["status"], "complete");
  EXPECT_EQ(summary["metrics"]["requests_completed"], 10);
  EXPECT_NEAR(summary["metrics"]["latency_mean_s"], 0.21, 1e-9);
  EXPECT_EQ(folder_.names(), (Words{"results", "small.yaml"}));
}

TEST_F(Run, PutsFilesDirectlyIntoTheGivenDirectory) {
  EXPECT_EQ(last_line(run({"-o", "a/b/out"}).err), "a/b/out");
  EXPECT_EQ(folder_.names("a/b/out"), (Words{"scenario.yaml", "series.json", "summary.json"}));
  EXPECT_EQ(last_line(run({"-o", "slash/"}).err), "slash/");
  EXPECT_TRUE(folder_.has("slash/summary.json"));
}

TEST_F(Run, ReplacesTheResultsOfTheSameRun) {
  ASSERT_EQ(run({"-o", "out"}).code, 0);
  folder_.write("out/stale", "");
  EXPECT_EQ(run({"-o", "out"}).code, 0);
  EXPECT_EQ(folder_.names("out"), (Words{"scenario.yaml", "series.json", "summary.json"}));
  EXPECT_EQ(folder_.names(), (Words{"out", "small.yaml"}));
}

TEST_F(Run, RefusesTheDirectoryOfAnotherRunWithoutForce) {
  ASSERT_EQ(run({"-o", "out"}).code, 0);
  const std::string before = folder_.read("out/summary.json");
  const auto refused = run({"-o", "out", "--seed", "8"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, StartsWith("tradewind: 'out' holds the results of another run ("));
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(folder_.read("out/summary.json"), before);
  EXPECT_EQ(run({"-o", "out", "--seed", "8", "--force"}).code, 0);
  EXPECT_EQ(folder_.json("out/summary.json")["seed"], 8);
}

TEST_F(Run, RefusesADirectoryOfSomethingElseAndNeverDeletesStrangers) {
  folder_.write("out/thesis.tex", "years");
  EXPECT_EQ(run({"-o", "out"}).code, 1);
  EXPECT_EQ(folder_.names("out"), Words{"thesis.tex"});
  EXPECT_EQ(run({"-o", "out", "--force"}).code, 0);
  EXPECT_EQ(folder_.read("out/thesis.tex"), "years");
  EXPECT_TRUE(folder_.has("out/summary.json"));
}

TEST_F(Run, FailsWhenAFileStandsWhereTheDirectoryShould) {
  folder_.write("out", "");
  const auto ended = run({"-o", "out"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.err, "tradewind: cannot make the directory 'out': a file of that name is in the way\n");
}

TEST_F(Run, FailsBeforeSimulatingWhereItMayNotWrite) {
  const auto ended = run({"-o", "/proc/tradewind"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, StartsWith("tradewind: cannot make a"));
  if (geteuid() == 0) return;  // root may write anywhere else
  std::filesystem::create_directory(folder_.path() / "mine");
  std::filesystem::permissions(folder_.path() / "mine",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const auto refused = run({"-o", "mine/out"});
  std::filesystem::permissions(folder_.path() / "mine", std::filesystem::perms::owner_all);
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("Permission denied"));
}

TEST_F(Run, SaysSoWhenTheDiskIsFull) {
  const auto timeline = run({"--timeline", "/dev/full"});
  EXPECT_EQ(timeline.code, 1);
  EXPECT_THAT(timeline.err, HasSubstr("cannot write '/dev/full': No space left on device"));
  EXPECT_FALSE(folder_.has("results"));
}

TEST_F(Run, SaysSoWhenStdoutIsFull) {
  for (const std::string& words :
       {std::string("run small.yaml --json"), std::string("list metrics"), std::string("schema")}) {
    EXPECT_EQ(shell(folder_, words + " >/dev/full 2>err"), 1) << words;
    EXPECT_THAT(folder_.read("err"), HasSubstr("tradewind: cannot write to stdout")) << words;
  }
}

// Else the first file that is opened would take the place of the stream, and its words.
TEST_F(Run, WritesSoundFilesWhenStreamsAreClosed) {
  EXPECT_EQ(shell(folder_, "run small.yaml -o out <&- >&- 2>&-"), 0);
  EXPECT_TRUE(nlohmann::json::accept(folder_.read("out/summary.json")));
  EXPECT_EQ(folder_.names("out"), (Words{"scenario.yaml", "series.json", "summary.json"}));
}

TEST_F(Run, EndsCleanlyWhenNobodyCanReadItsErrors) {
  EXPECT_EQ(shell(folder_, "run absent.yaml 2>/dev/full"), 3);
  EXPECT_EQ(shell(folder_, "run small.yaml -o out 2>/dev/full"), 1);
  EXPECT_TRUE(folder_.has("out/summary.json"));
}

// --- what is printed ------------------------------------------------------------------------------------------------

TEST_F(Run, PrintsExactlyTheSummaryWithJson) {
  const auto ended = run({"--json", "-o", "out"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, folder_.read("out/summary.json"));
  EXPECT_TRUE(nlohmann::json::accept(ended.out));
  EXPECT_EQ(last_line(ended.err), "out");
}

TEST_F(Run, PrintsOnlyTheDirectoryWhenQuiet) {
  EXPECT_EQ(run({"--quiet", "-o", "out"}).err, "out\n");
  EXPECT_THAT(run({"-o", "out"}).err, HasSubstr("latency"));
}

TEST_F(Run, ColoursOnlyTerminalsWithoutNoColor) {
  const Words words = {"run", "small.yaml", "-o", "out"};
  EXPECT_THAT(tradewind(folder_, words).err, Not(HasSubstr("\033")));
  EXPECT_THAT(tradewind_on_a_terminal(folder_, words).out, HasSubstr("\033["));
  EXPECT_THAT(tradewind_on_a_terminal(folder_, words, {{"NO_COLOR", "1"}}).out, Not(HasSubstr("\033")));
  EXPECT_THAT(tradewind_on_a_terminal(folder_, words, {{"TERM", "dumb"}}).out, Not(HasSubstr("\033")));
  EXPECT_THAT(tradewind_on_a_terminal(folder_, words, {{"NO_COLOR", ""}}).out,
              HasSubstr("\033["));  // no-color.org: not empty
}

// On a terminal the line is redrawn; a run of a second shows it, and wipes it before the table.
TEST_F(Run, ShowsProgressOnATerminalOnly) {
  folder_.write("endless.yaml", endless_scenario);
  const Words words = {"run", "endless.yaml", "--timeout", "1.2", "-o", "out", "-s", "output.tasks=false"};
  const auto shown = tradewind_on_a_terminal(folder_, words);
  EXPECT_EQ(shown.code, 1);
  EXPECT_THAT(shown.out, HasSubstr("\r\033[Ksmall: "));
  EXPECT_THAT(shown.out, HasSubstr(" requests, "));
  auto quiet = words;
  quiet.emplace_back("--quiet");
  EXPECT_THAT(tradewind_on_a_terminal(folder_, quiet).out, Not(HasSubstr("\r\033[K")));
  EXPECT_THAT(tradewind(folder_, words).err, Not(HasSubstr("simulated of")));
}

TEST_F(Run, LooksTheSameOnATerminalWithJson) {
  const auto ended =
      tradewind_on_a_terminal(folder_, {"run", "small.yaml", "--json", "--quiet", "-o", "out"}, {{"NO_COLOR", "1"}});
  std::string out = ended.out;
  std::erase(out, '\r');  // the terminal's own
  EXPECT_EQ(out, folder_.read("out/summary.json") + "out\n");
}

// --- overrides and seeds --------------------------------------------------------------------------------------------

TEST_F(Run, OverridesByTypedValues) {
  EXPECT_NEAR(metric_with({"policy.offload.kind=local"}, "latency_mean_s"), 1.0, 1e-9);
  EXPECT_NEAR(metric_with({"platform.links.wlan.latency=20 ms"}, "latency_mean_s"), 0.22, 1e-9);
  EXPECT_EQ(metric_with({"workload.applications.detector.arrivals.count=3"}, "requests_completed"), 6);
  EXPECT_EQ(metric_with({"run.duration=2.5 s"}, "requests_completed"), 6);  // at 0, 1 and 2 s
}

TEST_F(Run, AddressesListEntriesByNameAndByIndex) {
  const auto by_name = metric_with({"workload.applications.detector.tasks.infer.work=2 Gflop"}, "latency_mean_s");
  EXPECT_NEAR(by_name, 0.31, 1e-9);
  EXPECT_EQ(metric_with({"workload.applications.0.tasks.0.work=2 Gflop"}, "latency_mean_s"), by_name);
}

TEST_F(Run, ReplacesMappingsAndListsWhole) {
  // Without `count`, the new arrivals would need a duration.
  const auto ended = run({"-s", "workload.applications.detector.arrivals={kind: poisson, rate: 1 /s}"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("missing key 'duration'"));
  EXPECT_EQ(metric_with({"workload.applications.detector.tasks=[{name: a, work: 0 flop}]"}, "latency_mean_s"), 0);
}

TEST_F(Run, TakesTheLastOfSeveralOverrides) { EXPECT_EQ(summary_with({"run.seed=1", "run.seed=2"})["seed"], 2); }

TEST_F(Run, DropsFieldsThatANewKindLacksWithANote) {
  folder_.write("small.yaml", replaced(small_scenario, "{kind: shortest_completion}", "{kind: fixed, node: server}"));
  const auto ended = run({"-s", "policy.offload.kind=local", "-o", "out"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("note: small.yaml:16:33: 'node' dropped: kind 'local' has no such key\n"));
  EXPECT_THAT(folder_.read("out/scenario.yaml"), HasSubstr("offload: {kind: local}"));
  // The notes are part of the summary's provenance.
  EXPECT_EQ(folder_.json("out/summary.json")["provenance"]["notes"].size(), 1);
}

TEST_F(Run, RefusesAFieldThatTheNewKindLacksWhenItIsOverriddenToo) {
  const auto ended = run({"-s", "policy.offload.kind=local", "-s", "policy.offload.node=server"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("-s policy.offload.node=server: unknown key 'node'"));
}

TEST_F(Run, IsTheSameAgainForTheSameSeedAndAnotherForAnother) {
  folder_.write("small.yaml", replaced(small_scenario, "{kind: periodic, every: 1 s, count: 5}",
                                       "{kind: poisson, rate: 1 /s, count: 5}"));
  const auto first = summary_with({});
  EXPECT_EQ(summary_with({}), first);
  EXPECT_EQ(summary_with({"run.seed=7"}), first);
  const auto other = summary_with({"run.seed=8"});
  EXPECT_NE(other["run_id"], first["run_id"]);
  EXPECT_NE(other["metrics"], first["metrics"]);
  const auto by_option = nlohmann::json::parse(run({"--json", "--seed", "8"}).out);
  EXPECT_EQ(by_option["metrics"], other["metrics"]);
  EXPECT_EQ(by_option["run_id"], other["run_id"]);
}

// --- more files -----------------------------------------------------------------------------------------------------

TEST_F(Run, WritesTasksCsvWhenAskedTo) {
  ASSERT_EQ(run({"-o", "out", "-s", "output.tasks=true"}).code, 0);
  const auto rows = lines_of(folder_.read("out/tasks.csv"));
  ASSERT_EQ(rows.size(), 11U);
  EXPECT_EQ(
      rows.front(),
      "request,application,task,variant,source,node,processor,issued_s,ready_s,start_s,finish_s,work_flop,input_bytes,"
      "output_bytes,energy_j,status");
  EXPECT_THAT(rows[1], HasSubstr(",detector,infer,,phone-"));
  EXPECT_THAT(rows[1], HasSubstr(",server,cpu,0,"));
  EXPECT_THAT(rows[1], HasSubstr(",1e+09,1e+06,0,"));
}

TEST_F(Run, WritesATimelineWhereItIsToldTo) {
  ASSERT_EQ(run({"-o", "out", "--timeline", "trace.json"}).code, 0);
  EXPECT_FALSE(folder_.has("out/timeline.json"));
  const auto trace = folder_.json("trace.json");
  const auto& events = trace.is_array() ? trace : trace["traceEvents"];
  EXPECT_GT(events.size(), 20U);
  for (const auto& event : events) EXPECT_TRUE(event.contains("ph") && event.contains("pid"));
  ASSERT_EQ(run({"-o", "more", "-s", "output.timeline=true"}).code, 0);
  EXPECT_TRUE(nlohmann::json::accept(folder_.read("more/timeline.json")));
  EXPECT_EQ(run({"--timeline", "no/such/folder/trace.json"}).code, 1);
}

// What a run writes is part of the resolved scenario, so part of its run_id; it must not touch the figures.
TEST_F(Run, HasTheSameFiguresWhateverIsWrittenBesides) {
  const auto plain = summary_with({});
  const auto more = summary_with({"output={tasks: true, timeline: true}"});
  EXPECT_NE(more["run_id"], plain["run_id"]);
  for (const char* section : {"metrics", "by_application", "by_node", "by_tier"})
    EXPECT_EQ(more[section], plain[section]);
}

constexpr const char* traced = "{kind: trace, file: arrivals/times.csv, time: {column: t, format: s}}";

TEST_F(Run, FindsInputFilesBesideTheScenarioAndInTheDataFolder) {
  folder_.write("scenarios/traced.yaml", replaced(small_scenario, "{kind: periodic, every: 1 s, count: 5}", traced));
  folder_.write("data/arrivals/times.csv", "t\n5\n6\n7\n");
  const Words words = {"run", "scenarios/traced.yaml", "--json"};
  const auto absent = tradewind(folder_, words);
  EXPECT_EQ(absent.code, 3);
  EXPECT_THAT(absent.err, StartsWith("scenarios/traced.yaml:13:37: "));
  EXPECT_THAT(absent.err, HasSubstr("arrivals/times.csv"));
  EXPECT_THAT(absent.err, HasSubstr("docs/data.md"));

  const auto found = tradewind(folder_, words, {{"TRADEWIND_DATA", (folder_.path() / "data").string()}});
  ASSERT_EQ(found.code, 0) << found.err;
  auto summary = nlohmann::json::parse(found.out);
  EXPECT_EQ(summary["metrics"]["requests_completed"], 3);
  EXPECT_EQ(summary["provenance"]["inputs_sha256"].size(), 1U);

  // What stands beside the scenario comes first; the run is another one, as its input is.
  folder_.write("scenarios/arrivals/times.csv", "t\n5\n6\n");
  const auto beside = tradewind(folder_, words, {{"TRADEWIND_DATA", (folder_.path() / "data").string()}});
  EXPECT_EQ(nlohmann::json::parse(beside.out)["metrics"]["requests_completed"], 2);
  EXPECT_NE(nlohmann::json::parse(beside.out)["run_id"], summary["run_id"]);
}

TEST_F(Run, CitesTheRowOfATraceThatIsNoRow) {
  folder_.write("small.yaml", replaced(small_scenario, "{kind: periodic, every: 1 s, count: 5}", traced));
  folder_.write("arrivals/times.csv", "t\n5\nsoon\n");
  const auto ended = run({});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("arrivals/times.csv:3:1: "));
  EXPECT_FALSE(folder_.has("results"));
}

TEST_F(Run, MergesIncludedFilesBeneathTheirOwn) {
  folder_.write(
      "platforms/lab.yaml",
      "platform:\n  links:\n    - {name: wlan, latency: 30 ms, bandwidth: 1 bps, between: [phone, server]}\n");
  folder_.write("small.yaml",
                replaced(replaced(small_scenario, "name: small", "name: small\ninclude: [platforms/lab.yaml]"),
                         ", latency: 10 ms", ""));
  EXPECT_NEAR(metric_with({}, "latency_mean_s"), 0.23, 1e-9);
  folder_.write("platforms/lab.yaml", "platform: {links: [{name: wlan, latncy: 30 ms}]}\n");
  const auto ended = run({});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, StartsWith("platforms/lab.yaml:1:33: unknown key 'latncy'; did you mean 'latency'?"));
}

}  // namespace
}  // namespace tradewind
