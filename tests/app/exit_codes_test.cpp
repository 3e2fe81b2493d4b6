// How the program ends: every exit code of interface.md, section 2, and what stands on stderr beside it.

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ExitCode, IsZeroAfterARun) {
  const Folder folder;
  folder.write("small.yaml", small_scenario);
  EXPECT_EQ(tradewind(folder, {"run", "small.yaml"}).code, 0);
}

TEST(ExitCode, IsTwoForAnUnknownCommandWithTheKnownOnes) {
  const Folder folder;
  const auto ended = tradewind(folder, {"rnu", "small.yaml"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "tradewind: unknown command 'rnu'; did you mean 'run'? (known: run, validate, explain, sweep, pareto, "
            "report, calibrate, predict, import, list, "
            "describe, schema, init, version)\nSee: tradewind --help\n");
  EXPECT_EQ(ended.out, "");
}

TEST(ExitCode, IsTwoWithoutACommand) {
  const Folder folder;
  const auto ended = tradewind(folder, {});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("See: tradewind --help"));
}

TEST(ExitCode, IsTwoForAnUnknownOptionAndNamesTheHelp) {
  const Folder folder;
  folder.write("small.yaml", small_scenario);
  const auto ended = tradewind(folder, {"run", "small.yaml", "--sede", "3"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("--sede"));
  EXPECT_THAT(ended.err, HasSubstr("See: tradewind run --help"));
  EXPECT_FALSE(folder.has("results"));
}

TEST(ExitCode, IsTwoWhenWordsAreMissingOrOfTheWrongType) {
  const Folder folder;
  folder.write("small.yaml", small_scenario);
  const std::vector<Words> all = {{"run"},
                                  {"validate"},
                                  {"explain"},
                                  {"list"},
                                  {"describe"},
                                  {"run", "small.yaml", "-s"},
                                  {"run", "small.yaml", "--seed", "many"},
                                  {"run", "small.yaml", "--seed", "-1"},
                                  {"run", "small.yaml", "--seed", "1.5"},
                                  {"run", "small.yaml", "-j", "-1"},
                                  {"run", "small.yaml", "-o", ""},
                                  {"run", "small.yaml", "--timeout", "soon"},
                                  {"run", "small.yaml", "--timeout", "0"},
                                  {"run", "small.yaml", "--timeout", "-5 s"},
                                  {"run", "small.yaml", "--timeout", "5 MB"},
                                  {"list", "polices"},
                                  {"describe", "polcy"},
                                  {"describe", "policy", "clod"},
                                  {"describe", "metric", "latency"},
                                  {"schema", "swep"},
                                  {"init", "../outside"}};
  for (const auto& words : all) {
    const auto ended = tradewind(folder, words);
    EXPECT_EQ(ended.code, 2) << testing::PrintToString(words) << ended.err;
    EXPECT_NE(ended.err, "") << testing::PrintToString(words);
    EXPECT_EQ(ended.out, "") << testing::PrintToString(words);
  }
  EXPECT_THAT(folder.names(), testing::ElementsAre("small.yaml"));
}

TEST(ExitCode, IsTwoForABadOverrideAndCitesIt) {
  const Folder folder;
  folder.write("small.yaml", small_scenario);
  const auto error_of = [&](const std::string& assignment) {
    const auto ended = tradewind(folder, {"run", "small.yaml", "-s", assignment});
    EXPECT_EQ(ended.code, 2) << assignment;
    EXPECT_THAT(ended.err, StartsWith("-s " + assignment + ": "));
    return ended.err;
  };
  EXPECT_EQ(error_of("run.seed"), "-s run.seed: an override is written key=value\n");
  EXPECT_EQ(error_of("run..seed=1"), "-s run..seed=1: an empty word in the path; write a.b.c=value\n");
  EXPECT_THAT(error_of("run.sed=1"), HasSubstr("unknown key 'sed'; did you mean 'seed'? (known: "));
  EXPECT_THAT(error_of("platform.links.wna.bandwidth=1 Mbps"), HasSubstr("no entry 'wna' in 'platform.links'"));
  EXPECT_THAT(error_of("platform.links.wlan.bandwidth=1 MB"),
              HasSubstr("bandwidth: '1 MB' is not a bandwidth; write one of"));
  EXPECT_THAT(error_of("policy.offload.kind=clod"), HasSubstr("unknown offload policy 'clod'; did you mean 'cloud'?"));
  EXPECT_THAT(error_of("platform.links.wlan.bandwidth=[1"), HasSubstr("not YAML"));
  EXPECT_THAT(error_of("platform.links.wlan.bandwidth="), HasSubstr("'bandwidth' has no value"));
  EXPECT_THAT(error_of("name.first=x"), HasSubstr("leads through 'small' at 'name', which has no keys"));
  EXPECT_THAT(error_of("policy.offload={kind: fixed, node: sever}"),
              HasSubstr("unknown node 'sever'; did you mean 'server'? (known: phone, server)"));
  EXPECT_FALSE(folder.has("results"));
}

TEST(ExitCode, IsThreeForAnInvalidFileWithTheExampleMessage) {
  const Folder folder;
  folder.write("small.yaml", replaced(small_scenario, "bandwidth:", "bandwith:"));
  const auto ended = tradewind(folder, {"run", "small.yaml"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(
      ended.err,
      "small.yaml:8:46: unknown key 'bandwith'; did you mean 'bandwidth'? (known: attach, bandwidth, between, latency, "
      "name, power, price, shared, tier)\n"
      "small.yaml:8:7: missing key 'bandwidth' (of each direction; of the whole medium when shared)\n");
  EXPECT_EQ(ended.out, "");
  EXPECT_FALSE(folder.has("results"));
}

TEST(ExitCode, IsThreeForAFileThatIsAbsentOrNoFile) {
  const Folder folder;
  folder.write("folder/x", "");
  EXPECT_EQ(tradewind(folder, {"run", "absent.yaml"}).code, 3);
  EXPECT_EQ(tradewind(folder, {"run", "absent.yaml"}).err, "cannot open 'absent.yaml': No such file or directory\n");
  EXPECT_EQ(tradewind(folder, {"validate", "folder"}).code, 3);
  EXPECT_EQ(tradewind(folder, {"explain", "/dev/null"}).code, 3);
}

TEST(ExitCode, IsNinetyNineForAMissedThresholdAndOutputsAreWritten) {
  const Folder folder;
  folder.write("small.yaml", small_scenario + "thresholds: {latency_max_s: \"< 0.1\", requests_issued: \"== 10\"}\n");
  const auto ended = tradewind(folder, {"run", "small.yaml", "-o", "out"});
  EXPECT_EQ(ended.code, 99);
  EXPECT_THAT(ended.err, HasSubstr("latency_max_s"));
  EXPECT_EQ(last_line(ended.err), "out");
  EXPECT_EQ(folder.json("out/summary.json")["status"], "complete");
  folder.write("met.yaml", small_scenario + "thresholds: {latency_max_s: \"< 0.3\"}\n");
  EXPECT_EQ(tradewind(folder, {"run", "met.yaml"}).code, 0);
}

// Small steps in simulated time, forever: only the wall clock ends it.
TEST(ExitCode, IsOneWhenTheTimeLimitIsReachedAndOutputsAreKept) {
  const Folder folder;
  folder.write("endless.yaml", endless_scenario);
  const auto ended = tradewind(folder, {"run", "endless.yaml", "--timeout", "1", "-o", "out"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("tradewind: the time limit of 1 s was reached at "));
  EXPECT_EQ(last_line(ended.err), "out");
  const auto summary = folder.json("out/summary.json");
  EXPECT_EQ(summary["status"], "timed_out");
  EXPECT_GT(summary["metrics"]["requests_completed"], 0);
  EXPECT_EQ(folder.names("out"), (Words{"scenario.yaml", "series.json", "summary.json", "tasks.csv"}));
}

TEST(ExitCode, IsOneWithAClearWordWhenTimeStandsStill) {
  const Folder folder;
  folder.write("still.yaml", replaced(replaced(endless_scenario, "think: 1 s", "think: 0 s"),
                                      "input: 1 MB, work: 1 Gflop", "work: 0 flop"));
  const auto ended = Program(folder, {"run", "still.yaml", "-s", "output.tasks=false"}).wait(std::chrono::seconds(60));
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err,
              HasSubstr("tradewind: time stands still at 0 s: more than 10000000 events at one date (a closed loop "
                        "without think time, work or transfer?)"));
  EXPECT_FALSE(folder.has("results"));
}

TEST(Interrupt, EndsWithOneHundredThirtyAndKeepsWhatWasFinished) {
  const Folder folder;
  folder.write("endless.yaml", endless_scenario);
  Program program(folder, {"run", "endless.yaml", "--json"});
  ASSERT_TRUE(is_under_way(folder));
  program.press_ctrl_c();
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.err, HasSubstr("tradewind: interrupted at "));
  const std::string where = last_line(ended.err);
  const auto summary = folder.json(where + "/summary.json");
  EXPECT_EQ(summary["status"], "interrupted");
  EXPECT_GT(summary["metrics"]["requests_completed"], 0);
  EXPECT_LT(summary["metrics"]["simulated_s"], 3.6e12);  // less than the whole duration
  EXPECT_EQ(ended.out, folder.read(where + "/summary.json"));
  EXPECT_EQ(folder.names(where), (Words{"scenario.yaml", "series.json", "summary.json", "tasks.csv"}));
  EXPECT_TRUE(folder.json(where + "/series.json").is_object());
  const auto rows = lines_of(folder.read(where + "/tasks.csv"));
  const auto fields = [](const std::string& row) { return std::ranges::count(row, ','); };
  for (const auto& row : rows) ASSERT_EQ(fields(row), 15) << row;  // 16 columns, none torn
  EXPECT_EQ(folder.read(where + "/tasks.csv").back(), '\n');
}

TEST(Interrupt, ByTheTerminateSignalDoesTheSame) {
  const Folder folder;
  folder.write("endless.yaml", endless_scenario);
  Program program(folder, {"run", "endless.yaml", "-o", "out"});
  ASSERT_TRUE(is_under_way(folder));
  program.terminate();
  EXPECT_EQ(program.wait().code, 130);
  EXPECT_EQ(folder.json("out/summary.json")["status"], "interrupted");
}

// Whether the second one finds the run still alive is up to the machine; both ends are clean.
TEST(Interrupt, TwiceEndsAtOnce) {
  const Folder folder;
  folder.write("endless.yaml", endless_scenario);
  Program program(folder, {"run", "endless.yaml", "-o", "out"});
  ASSERT_TRUE(is_under_way(folder));
  program.interrupt();
  program.interrupt();
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.err, HasSubstr("interrupted"));
  if (folder.has("out")) {
    EXPECT_EQ(folder.json("out/summary.json")["status"], "interrupted");
  }
}

}  // namespace
}  // namespace tradewind
