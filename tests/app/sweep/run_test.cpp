// sweep run, resume, status, collect: what a user types, and what is there afterwards.

#include "tests/app/sweep/sweeps.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;
using testing::Not;

TEST_F(Sweeps, RunsEveryPointWithEverySeed) {
  const auto ended = sweep({"run", "random_sweep.yaml", "-o", "out", "-j", "2"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto runs = read_table(folder_.read("out/runs.csv")), points = read_table(folder_.read("out/points.csv"));
  ASSERT_EQ(runs.rows.size(), 18U);
  ASSERT_EQ(points.rows.size(), 6U);
  EXPECT_EQ(count_lines(folder_.read("out/manifest.jsonl")), 18U);
  for (std::size_t run = 0; run < 18; ++run) {
    EXPECT_EQ(runs.cell(run, "point"), std::to_string(run / 3));
    EXPECT_EQ(runs.cell(run, "seed"), std::to_string(7 + run % 3));
    EXPECT_EQ(runs.cell(run, "status"), "complete");
  }
  EXPECT_EQ(points.cell(0, "policy.offload"), "{kind: local}");
  EXPECT_EQ(points.cell(4, "platform.links.lan.bandwidth"), "4 Mbps");
  EXPECT_THAT(last_line(ended.err), HasSubstr("out/report.html"));
  EXPECT_TRUE(folder_.has("out/report.html"));
}

TEST_F(Sweeps, MeansAndIntervalsAreThoseOfTheRuns) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  const auto runs = read_table(folder_.read("out/runs.csv")), points = read_table(folder_.read("out/points.csv"));
  for (std::size_t point = 0; point < 6; ++point) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < 3; ++r) sum += runs.number(3 * point + r, "latency_p95_s");
    for (std::size_t r = 0; r < 3; ++r) squares += std::pow(runs.number(3 * point + r, "latency_p95_s") - sum / 3, 2);
    EXPECT_NEAR(points.number(point, "latency_p95_s_mean"), sum / 3, 1e-12);
    // Student t with two degrees of freedom: 4.30265
    EXPECT_NEAR(points.number(point, "latency_p95_s_ci95"), 4.302652730 * std::sqrt(squares / 2 / 3), 1e-8);
  }
}

TEST_F(Sweeps, ARunOfASweepIsTheSameRunByItself) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  const auto runs = read_table(folder_.read("out/runs.csv"));
  const auto alone =
      tradewind(folder_, {"run", "random.yaml", "--json", "-q", "-o", "alone", "--seed", "9", "-s",
                          "policy.offload={kind: shortest_completion}", "-s", "platform.links.lan.bandwidth=16 Mbps"});
  ASSERT_EQ(alone.code, 0) << alone.err;
  const auto metrics = nlohmann::json::parse(alone.out)["metrics"];
  for (const auto& [metric, value] : metrics.items()) {
    const auto cell = runs.cell(17, metric);
    if (value.is_null())
      EXPECT_EQ(cell, "") << metric;
    else
      EXPECT_EQ(std::stod(cell), value.get<double>()) << metric;
  }
}

TEST_F(Sweeps, SharingThePlatformBetweenPointsChangesNothing) {
  // Points of the first sweep share a platform in pairs; here every point changes it.
  folder_.write("apart.yaml", replaced(random_sweep,
                                       "  policy.offload: [{kind: local}, {kind: shortest_completion}]\n"
                                       "  platform.links.lan.bandwidth: [1 Mbps, 4 Mbps, 16 Mbps]\n",
                                       "  platform.links.lan.bandwidth: [1 Mbps, 4 Mbps, 16 Mbps]\n"
                                       "  policy.offload: [{kind: local}, {kind: shortest_completion}]\n"));
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "a"}).code, 0);
  ASSERT_EQ(sweep({"run", "apart.yaml", "-o", "b"}).code, 0);
  const auto a = read_table(folder_.read("a/points.csv")), b = read_table(folder_.read("b/points.csv"));
  for (std::size_t policy = 0; policy < 2; ++policy)
    for (std::size_t width = 0; width < 3; ++width)
      EXPECT_EQ(a.cell(3 * policy + width, "latency_mean_s_mean"), b.cell(2 * width + policy, "latency_mean_s_mean"));
}

TEST_F(Sweeps, TheNumberOfWorkersChangesNoByte) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "one", "-j", "1"}).code, 0);
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "two", "-j", "2"}).code, 0);
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "many", "-j", "7"}).code, 0);
  EXPECT_EQ(promised_bytes(folder_, "one"), promised_bytes(folder_, "two"));
  EXPECT_EQ(promised_bytes(folder_, "one"), promised_bytes(folder_, "many"));
  EXPECT_EQ(folder_.read("one/manifest.jsonl"), folder_.read("two/manifest.jsonl"));
}

TEST_F(Sweeps, FindsTheFrontOfTheTradeoff) {
  folder_.write("referenced.yaml", tradeoff_sweep + "reference: [2, 20]\n");
  ASSERT_EQ(sweep({"run", "referenced.yaml", "-o", "out"}).code, 0);
  const auto points = read_table(folder_.read("out/points.csv"));
  const std::vector<std::pair<double, double>> expected = {{1, 7},       {1, 7},       {1, 7},
                                                           {1.72, 17.2}, {1.12, 16.1}, {0.58, 15.11}};
  for (std::size_t point = 0; point < 6; ++point) {
    EXPECT_NEAR(points.number(point, "latency_mean_s_mean"), expected[point].first, 1e-6);
    EXPECT_NEAR(points.number(point, "energy_total_j_mean"), expected[point].second, 1e-6);
    EXPECT_EQ(points.cell(point, "latency_mean_s_ci95"), "");
  }
  EXPECT_EQ(read_table(folder_.read("out/front.csv")).rows.size(), 4U);
  // Local dominates (2 - 1)(20 - 7) = 13, the fast server (1 - 0.58)(20 - 15.11) = 2.0538 beside it.
  const auto front = tradewind(folder_, {"pareto", "out", "--json"});
  ASSERT_EQ(front.code, 0) << front.err;
  const auto json = nlohmann::json::parse(front.out);
  EXPECT_NEAR(json["hypervolume"].get<double>(), 15.0538, 1e-6);
  EXPECT_EQ(json["front"].size(), 4U);
  EXPECT_EQ(json["reference"], nlohmann::json({2, 20}));
}

TEST_F(Sweeps, ParetoTakesOtherObjectivesAndReferences) {
  ASSERT_EQ(sweep({"run", "tradeoff_sweep.yaml", "-o", "out"}).code, 0);
  const auto one =
      tradewind(folder_, {"pareto", "out", "--objectives", "latency_mean_s:min", "--reference", "2", "--json"});
  ASSERT_EQ(one.code, 0) << one.err;
  const auto json = nlohmann::json::parse(one.out);
  ASSERT_EQ(json["front"].size(), 1U);
  EXPECT_EQ(json["front"][0]["point"], 5);
  EXPECT_NEAR(json["hypervolume"].get<double>(), 1.42, 1e-6);
  const auto most = tradewind(folder_, {"pareto", "out", "--objectives", "latency_mean_s:max", "--json"});
  EXPECT_EQ(nlohmann::json::parse(most.out)["front"][0]["point"], 3);
  EXPECT_EQ(tradewind(folder_, {"pareto", "out", "--objectives", "latency:min"}).code, 2);
  EXPECT_EQ(tradewind(folder_, {"pareto", "out", "--reference", "2"}).code, 2);
  EXPECT_EQ(tradewind(folder_, {"pareto", "absent"}).code, 1);
}

TEST_F(Sweeps, TellsIntervalsAndComparisonsWithTheirMethods) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  const auto json = nlohmann::json::parse(tradewind(folder_, {"pareto", "out", "--json"}).out);
  const auto runs = read_table(folder_.read("out/runs.csv"));
  for (const auto& entry : json["front"]) {
    std::vector<double> values;
    for (std::size_t r = 0; r < 3; ++r)
      values.push_back(runs.number(3 * entry["point"].get<std::size_t>() + r, "latency_p95_s"));
    std::ranges::sort(values);
    // Three values: the middle half holds a quarter of the outer ones and all of the middle one.
    EXPECT_NEAR(entry["iqm"][0].get<double>(), (values[0] / 4 + values[1] + values[2] / 4) / 1.5, 1e-12);
    EXPECT_GE(entry["ci95_bootstrap"][0][0].get<double>(), values[0]);
    EXPECT_LE(entry["ci95_bootstrap"][0][1].get<double>(), values[2]);
  }
  // Two policies, two objectives: one comparison of each, over the three bandwidths.
  ASSERT_EQ(json["comparisons"].size(), 2U);
  double difference = 0;
  for (std::size_t run = 0; run < 9; ++run)
    difference += runs.number(run, "latency_p95_s") - runs.number(run + 9, "latency_p95_s");
  EXPECT_NEAR(json["comparisons"][0]["difference"].get<double>(), difference / 9, 1e-12);
  EXPECT_EQ(json["comparisons"][0]["first"], "{kind: local}");
  for (const char* method : {"ci95", "iqm", "ci95_bootstrap", "comparisons", "probability_on_front"})
    EXPECT_TRUE(json["methods"].contains(method)) << method;
}

TEST_F(Sweeps, FailedRunsKeepTheirReasonAndTheRest) {
  // A closed loop of no concurrency is refused; only the combination shows it.
  folder_.write("failing.yaml", replaced(random_sweep, "replications: 3", R"(  run.warmup: [0 s, 400 s]
  run.duration: [500 s, 300 s]
replications: 2)"));
  const auto ended = sweep({"run", "failing.yaml", "-o", "out", "-j", "2"});
  EXPECT_EQ(ended.code, 4) << ended.err;
  const auto runs = read_table(folder_.read("out/runs.csv"));
  ASSERT_EQ(runs.rows.size(), 48U);
  std::size_t failed = 0;
  for (std::size_t run = 0; run < 48; ++run) {
    if (runs.cell(run, "status") == "complete") continue;
    ++failed;
    EXPECT_EQ(runs.cell(run, "run.warmup"), "400 s");
    EXPECT_THAT(runs.cell(run, "reason"), HasSubstr("'warmup' must be less than 'duration'"));
  }
  EXPECT_EQ(failed, 12U);
  EXPECT_EQ(read_table(folder_.read("out/points.csv")).rows.size(), 24U);
  EXPECT_TRUE(folder_.has("out/front.csv"));
  EXPECT_EQ(tradewind(folder_, {"sweep", "status", "out"}).code, 4);
  EXPECT_EQ(nlohmann::json::parse(tradewind(folder_, {"sweep", "status", "out", "--json"}).out)["failed"], 12);
}

TEST_F(Sweeps, ATimeLimitCostsOneRun) {
  folder_.write("slow.yaml", replaced(random_sweep, "replications: 3", R"(  run.duration: [500 s, 5000000 h]
timeout: 1 s
replications: 1)"));
  const auto ended = sweep({"run", "slow.yaml", "-o", "out", "-j", "2"});
  EXPECT_EQ(ended.code, 4) << ended.err;
  const auto runs = read_table(folder_.read("out/runs.csv"));
  for (std::size_t run = 0; run < runs.rows.size(); ++run)
    EXPECT_EQ(runs.cell(run, "reason"), run % 2 ? "timed out after 1 s" : "") << run;
}

TEST_F(Sweeps, ThresholdsEndWithNinetyNine) {
  folder_.write("met.yaml", tradeoff_sweep + "thresholds: {latency_mean_s: \"< 0.6\", front_points: \">= 4\"}\n");
  folder_.write("missed.yaml", tradeoff_sweep + "thresholds: {latency_mean_s: \"< 0.6\", energy_total_j: \"< 8\"}\n");
  const auto met = sweep({"run", "met.yaml", "-o", "met"});
  EXPECT_EQ(met.code, 0) << met.err;
  EXPECT_THAT(met.err, HasSubstr("✓ latency_mean_s < 0.6"));
  // Each bound is met by some point, both by none.
  const auto missed = sweep({"run", "missed.yaml", "-o", "missed"});
  EXPECT_EQ(missed.code, 99) << missed.err;
  EXPECT_THAT(missed.err, HasSubstr("✗ 0 points meet all bounds"));
  EXPECT_EQ(tradewind(folder_, {"pareto", "missed"}).code, 99);
}

TEST_F(Sweeps, GoesOnWhereItStopped) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "whole"}).code, 0);
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out", "-j", "1"}).code, 0);
  const auto shard = folder_.names("out/shards").front();
  const auto text = folder_.read("out/shards/" + shard);
  const auto tenth = [&] {
    std::size_t at = 0;
    for (int i = 0; i < 10; ++i) at = text.find('\n', at) + 1;
    return at;
  }();
  folder_.write("out/shards/" + shard, text.substr(0, tenth + 20));  // the eleventh line is torn
  EXPECT_EQ(sweep({"status", "out"}).code, 4);
  EXPECT_EQ(sweep({"collect", "out"}).code, 4);
  EXPECT_FALSE(folder_.has("out/points.csv"));
  const auto ended = sweep({"resume", "out"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("there already: 10 runs"));
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
}

TEST_F(Sweeps, RunningItAgainRunsNothing) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  std::string shards;
  for (const auto& name : folder_.names("out/shards")) shards += folder_.read("out/shards/" + name);
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  std::string again;
  for (const auto& name : folder_.names("out/shards")) again += folder_.read("out/shards/" + name);
  EXPECT_EQ(shards, again);
}

TEST_F(Sweeps, RefusesADirectoryThatHoldsSomethingElse) {
  ASSERT_EQ(sweep({"run", "tradeoff_sweep.yaml", "-o", "out"}).code, 0);
  const auto other = sweep({"run", "random_sweep.yaml", "-o", "out"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("holds another sweep"));
  EXPECT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out", "--force"}).code, 0);
  folder_.write("mine/notes.txt", "mine");
  EXPECT_EQ(sweep({"run", "random_sweep.yaml", "-o", "mine"}).code, 1);
  EXPECT_EQ(folder_.names("mine"), (Words{"notes.txt"}));
}

/// A server of a kind of hardware that lies beside the scenario, and a fitted model of it.
constexpr const char* target_text = R"(version: 1
name: box
title: A box
kind: cpu
peak: {fp32: 2 Gflop/s}
memory: {bandwidth: 1 GB/s}
sources: [{facts: [peak, memory], grade: K, text: invented}]
)";
constexpr const char* model_text = R"(format: 4
ops:
  - {target: box, op: gemm, dtype: fp32, kind: linear, rows: 9, ranges: [], coefficients: 0.5 0 0, quantiles: [0, 0, 0],
     peaks: {compute: 1e9, memory: 1e9}, roofline: {launch: 0, compute_efficiency: 1, memory_efficiency: 1}}
)";

TEST_F(Sweeps, RefusesToGoOnWithAnotherTargetModelOrIncludedFile) {
  const auto scenario = replaced(
      replaced(tradeoff_scenario, "cores: 1, speed: 2 Gflop/s", "cores: 1, target: box, models: [fitted.yaml]"),
      "work: 1 Gflop}", "work: {kernels: [{op: gemm, m: 8, n: 8, k: 8, dtype: fp32}]}}");
  folder_.write("seed.yaml", "run: {seed: 1}\n");
  folder_.write("targets/box.yaml", target_text);
  folder_.write("fitted.yaml", model_text);
  folder_.write("tradeoff.yaml", "include: [seed.yaml]\n" + replaced(scenario, ", seed: 1", ""));
  const auto begun = sweep({"run", "tradeoff_sweep.yaml", "-o", "out"});
  ASSERT_EQ(begun.code, 0) << begun.err;
  ASSERT_EQ(sweep({"resume", "out"}).code, 0);  // nothing has changed
  const auto refused = [&](const std::string& file, const std::string& old, const std::string& by) {
    const auto text = folder_.read(file);
    folder_.write(file, replaced(text, old, by));
    for (const auto& words : {Words{"resume", "out"}, Words{"run", "tradeoff_sweep.yaml", "-o", "out"}}) {
      const auto ended = sweep(words);
      EXPECT_EQ(ended.code, 1) << file;
      EXPECT_THAT(ended.err, HasSubstr("changed")) << file;
    }
    EXPECT_THAT(sweep({"resume", "out"}).err, HasSubstr("a file that it reads (input, target or model)"));
    folder_.write(file, text);
    EXPECT_EQ(sweep({"resume", "out"}).code, 0) << file;
  };
  refused("targets/box.yaml", "2 Gflop/s", "3 Gflop/s");
  refused("fitted.yaml", "0.5 0 0", "0.6 0 0");
  refused("seed.yaml", "seed: 1", "seed: 2");
}

TEST_F(Sweeps, RefusesToGoOnWithAnotherScenario) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  folder_.write("random.yaml", replaced(random_scenario, "speed: 4 Gflop/s", "speed: 5 Gflop/s"));
  const auto ended = sweep({"resume", "out"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("has changed"));
  EXPECT_EQ(sweep({"collect", "out"}).code, 0);  // what is there can still be read
}

TEST_F(Sweeps, MovedDirectoriesCanStillBeRead) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out"}).code, 0);
  const auto before = tradewind(folder_, {"pareto", "out", "--json"});
  std::filesystem::rename(folder_.path() / "out", folder_.path() / "elsewhere");
  std::filesystem::remove(folder_.path() / "random.yaml");
  std::filesystem::remove(folder_.path() / "random_sweep.yaml");
  const auto after = tradewind(folder_, {"pareto", "elsewhere", "--json"});
  EXPECT_EQ(after.code, 0) << after.err;
  EXPECT_EQ(before.out, after.out);
  EXPECT_EQ(tradewind(folder_, {"report", "elsewhere", "-o", "page.html"}).code, 0);
  EXPECT_TRUE(folder_.has("page.html"));
}

TEST_F(Sweeps, ListsAndPlansWithoutRunning) {
  const auto listed = sweep({"run", "random_sweep.yaml", "--list"});
  EXPECT_EQ(listed.code, 0);
  EXPECT_EQ(read_table(listed.out).rows.size(), 6U);
  const auto planned = sweep({"run", "random_sweep.yaml", "--dry-run"});
  EXPECT_EQ(planned.code, 0);
  EXPECT_THAT(planned.out, HasSubstr("6 points, 18 runs"));
  const auto script = sweep({"run", "random_sweep.yaml", "--dry-run", "--executor", "slurm", "--chunk", "4"});
  EXPECT_EQ(script.code, 0) << script.err;
  EXPECT_THAT(script.out, HasSubstr("--array=0-4"));
  EXPECT_FALSE(folder_.has("results"));
}

TEST_F(Sweeps, ValidatesAndDescribesSweepFiles) {
  folder_.write("more.yaml", random_sweep + "include: [{policy.offload: {kind: edge}}]\n");
  const auto good = tradewind(folder_, {"validate", "random.yaml", "random_sweep.yaml", "more.yaml"});
  EXPECT_EQ(good.code, 0) << good.err;
  folder_.write("bad.yaml", replaced(random_sweep, "lan.bandwidth", "wan.bandwidth"));
  const auto bad = tradewind(folder_, {"validate", "bad.yaml"});
  EXPECT_EQ(bad.code, 3);
  EXPECT_THAT(bad.err, HasSubstr("bad.yaml:7:"));
  const auto schema = tradewind(folder_, {"schema", "sweep"});
  EXPECT_EQ(schema.code, 0);
  EXPECT_TRUE(nlohmann::json::parse(schema.out)["properties"].contains("replications"));
  EXPECT_THAT(tradewind(folder_, {"describe", "sweep"}).out, HasSubstr("replications"));
}

TEST_F(Sweeps, ExportsForOtherTools) {
  const auto commands = sweep({"run", "random_sweep.yaml", "-o", "out", "--executor", "parallel", "--chunk", "5"});
  EXPECT_EQ(commands.code, 0) << commands.err;
  EXPECT_EQ(count_lines(folder_.read("out/commands.txt")), 4U);
  EXPECT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out", "--export", "snakemake", "--chunk", "5"}).code, 0);
  EXPECT_TRUE(folder_.has("out/Snakefile"));
  EXPECT_EQ(sweep({"run", "random_sweep.yaml", "--export", "make"}).code, 2);
}

TEST_F(Sweeps, TheCommandsForParallelDoTheWork) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "whole"}).code, 0);
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "out", "--executor", "parallel", "--chunk", "5"}).code, 0);
  for (int task = 0; task < 4; ++task)
    ASSERT_EQ(sweep({"work", "out", "--batch", "0", "--task", std::to_string(task)}).code, 0);
  EXPECT_EQ(sweep({"collect", "out"}).code, 0);
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
}

}  // namespace
}  // namespace tradewind
