// run with several scenarios: one directory each, and one exit code for all.

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;

std::string named(const std::string& name, const std::string& text = small_scenario) {
  return replaced(text, "name: small", "name: " + name);
}

class Batch : public testing::Test {
 protected:
  Batch() {
    folder_.write("a.yaml", named("a"));
    folder_.write("b.yaml", named("b"));
    folder_.write("broken.yaml", replaced(named("broken"), "cores: 4", "cores: 0"));
    folder_.write("missed.yaml", named("missed") + "thresholds: {latency_max_s: \"< 0.1\"}\n");
    folder_.write("endless.yaml", named("endless", endless_scenario));
  }
  Folder folder_;
};

TEST_F(Batch, RunsAllAndGivesEachADirectory) {
  const auto ended = tradewind(folder_, {"run", "a.yaml", "b.yaml", "-j", "2"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(folder_.names("results"), (Words{"a", "b"}));
  EXPECT_THAT(last_line(ended.err), testing::StartsWith("results/b/"));
}

TEST_F(Batch, NamesDirectoriesAfterTheFilesWithAnOutputDirectory) {
  EXPECT_EQ(tradewind(folder_, {"run", "a.yaml", "b.yaml", "-j", "1", "-o", "out"}).code, 0);
  EXPECT_EQ(folder_.names("out"), (Words{"a", "b"}));
  EXPECT_TRUE(folder_.has("out/b/summary.json"));
}

TEST_F(Batch, KeepsTheRestWhenSomeFail) {
  const auto ended = tradewind(folder_, {"run", "a.yaml", "broken.yaml", "b.yaml", "absent.yaml", "-j", "2"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(folder_.names("results"), (Words{"a", "b"}));
  EXPECT_THAT(ended.err, HasSubstr("== broken.yaml\nbroken.yaml:6:66: cores: '0' must be in [1, 1000000000]\n"));
  EXPECT_THAT(ended.err, HasSubstr("== absent.yaml\ncannot open 'absent.yaml'"));
}

TEST_F(Batch, EndsWithNinetyNineWhenOnlyThresholdsAreMissed) {
  EXPECT_EQ(tradewind(folder_, {"run", "a.yaml", "missed.yaml"}).code, 99);
  EXPECT_EQ(tradewind(folder_, {"run", "missed.yaml", "broken.yaml"}).code, 4);
}

TEST_F(Batch, PrintsAListOfSummariesInTheOrderAskedFor) {
  const auto ended = tradewind(folder_, {"run", "b.yaml", "broken.yaml", "a.yaml", "-j", "2", "--json"});
  EXPECT_EQ(ended.code, 4);
  const auto all = nlohmann::json::parse(ended.out);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["name"], "b");
  EXPECT_EQ(all[1]["name"], "a");
}

TEST_F(Batch, PrintsAnEmptyListWhenAllFail) {
  const auto ended = tradewind(folder_, {"run", "broken.yaml", "absent.yaml", "--json"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(nlohmann::json::parse(ended.out), nlohmann::json::array());
}

TEST_F(Batch, OverridesEveryScenario) {
  const auto ended =
      tradewind(folder_, {"run", "a.yaml", "b.yaml", "--seed", "3", "-s", "policy.offload=local", "--json"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  for (const auto& summary : nlohmann::json::parse(ended.out)) {
    EXPECT_EQ(summary["seed"], 3);
    EXPECT_NEAR(summary["metrics"]["latency_mean_s"], 1.0, 1e-9);
  }
  EXPECT_EQ(tradewind(folder_, {"run", "a.yaml", "b.yaml", "-s", "run.sed=1"}).code, 2);
}

TEST_F(Batch, RefusesWhatOnlyOneRunCanTake) {
  const auto timeline = tradewind(folder_, {"run", "a.yaml", "b.yaml", "--timeline", "t.json"});
  EXPECT_EQ(timeline.code, 2);
  EXPECT_THAT(timeline.err, HasSubstr("--timeline takes one scenario"));
  folder_.write("other/a.yaml", named("other"));
  const auto twice = tradewind(folder_, {"run", "a.yaml", "other/a.yaml", "-o", "out"});
  EXPECT_EQ(twice.code, 2);
  EXPECT_THAT(twice.err, HasSubstr("two scenarios are called 'a'"));
}

// A terminal sends Ctrl-C to every process of the group: each run must take it once, not once more from its parent.
TEST_F(Batch, KeepsWhatWasFinishedOnCtrlC) {
  folder_.write("more.yaml", named("more", endless_scenario));
  Program program(folder_, {"run", "a.yaml", "endless.yaml", "more.yaml", "b.yaml", "-j", "3", "-o", "out"});
  ASSERT_TRUE(is_under_way(folder_, 2));
  program.press_ctrl_c();
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  for (const std::string name : {"endless", "more"}) {
    ASSERT_TRUE(folder_.has("out/" + name + "/summary.json")) << ended.err;
    EXPECT_EQ(folder_.json("out/" + name + "/summary.json")["status"], "interrupted");
  }
}

TEST_F(Batch, ForwardsAnInterruptThatOnlyItsParentGets) {
  Program program(folder_, {"run", "endless.yaml", "a.yaml", "b.yaml", "-j", "1", "-o", "out"});
  ASSERT_TRUE(is_under_way(folder_));
  program.interrupt();
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_EQ(folder_.json("out/endless/summary.json")["status"], "interrupted");
  EXPECT_FALSE(folder_.has("out/b"));  // not started any more
}

}  // namespace
}  // namespace tradewind
