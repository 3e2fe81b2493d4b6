// Same scenario, same seed, same bytes; and nothing shifts the workload but the workload.
#include <gmock/gmock.h>

#include <map>
#include <tuple>

#include "tests/validation/oracles.hpp"

namespace tradewind::testing {
namespace {

const std::string scenario = R"(
version: 1
name: reproducible
platform:
  nodes:
    - {name: phone, tier: device, count: 4, processors: [{name: cpu, cores: 2, speed: 1 Gflop/s}], power: {idle: 0.5 W, busy: 2 W, transmit: 1 W}}
    - {name: server, tier: edge, count: 2, processors: [{name: cpu, cores: 2, speed: 4 Gflop/s}], power: {idle: 40 W, busy: 100 W}}
    - {name: cloud, tier: cloud, processors: [{name: cpu, cores: 8, speed: 4 Gflop/s}], price: 3 USD/h, carbon: 300 g/kWh}
  links:
    - {name: wlan, between: [phone, server], bandwidth: 30 Mbps, latency: 3 ms, shared: true}
    - {name: wan, between: [server, cloud], bandwidth: 100 Mbps, latency: 20 ms}
workload:
  applications:
    - name: a
      source: phone
      deadline: 2 s
      arrivals: {kind: poisson, rate: 0.7 /s}
      tasks:
        - {name: one, input: {kind: lognormal, mean: 200 kB, sd: 300 kB}, work: {kind: exponential, mean: 1 Gflop}}
        - {name: two, needs: [one], work: {kind: exponential, mean: 1 Gflop}, output: {kind: uniform, low: 1 kB, high: 9 kB}}
      edges: {one->two: {kind: gamma, shape: 2, scale: 50 kB}}
policy: {offload: {kind: power_of_d}}
run: {duration: 300 s, warmup: 20 s, seed: 5}
output: {tasks: true}
)";

/// Runs the program; its summary goes to stdout, which is dropped.
void run_program(const std::string& arguments) {
  const std::string command = std::string(TRADEWIND_PROGRAM) + " run " + arguments + " --quiet >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

nlohmann::json summary_without_wall_clock(const std::filesystem::path& folder) {
  auto summary = nlohmann::json::parse(contents(folder / "summary.json"));
  EXPECT_TRUE(summary.at("provenance").contains("wall_s"));
  summary.at("provenance").erase("wall_s");
  summary.at("provenance").erase("peak_rss_bytes");
  return summary;
}

void expect_same_results(const std::filesystem::path& one, const std::filesystem::path& other) {
  for (const std::string file : {"scenario.yaml", "series.json", "tasks.csv"})
    EXPECT_TRUE(contents(one / file) == contents(other / file)) << file;
  EXPECT_EQ(summary_without_wall_clock(one).dump(), summary_without_wall_clock(other).dump());
}

TEST(Reproducible, TwoProcessesWriteTheSameBytes) {
  const TemporaryFolder folder;
  const auto file = folder.write("scenario.yaml", scenario).string();
  run_program(file + " -o " + (folder / "one").string());
  run_program(file + " -o " + (folder / "two").string());
  expect_same_results(folder / "one", folder / "two");
}

TEST(Reproducible, TheWrittenScenarioRunsAgainToTheSameResult) {
  const TemporaryFolder folder;
  const auto file = folder.write("scenario.yaml", scenario).string();
  run_program(file + " -s policy.offload.d=3 --seed 9 -o " + (folder / "one").string());
  run_program((folder / "one" / "scenario.yaml").string() + " -o " + (folder / "two").string());
  expect_same_results(folder / "one", folder / "two");
  const auto id = [](const auto& path) { return summary_without_wall_clock(path).at("run_id"); };
  EXPECT_EQ(id(folder / "one"), id(folder / "two"));
}

TEST(Reproducible, AnotherSeedIsAnotherRun) {
  const auto one = run_text(scenario), two = run_text(scenario, {.overrides = {"run.seed=6"}});
  EXPECT_NE(one.summary.at("run_id"), two.summary.at("run_id"));
  EXPECT_NE(one["latency_mean_s"], two["latency_mean_s"]);
}

/// When each request of one application was issued, by source and number, and what its tasks weigh.
using Workload = std::map<std::tuple<std::string, std::size_t, std::string>, std::vector<double>>;
Workload workload_of(std::vector<TaskRow> rows, const std::string& source = "phone") {
  std::ranges::stable_sort(rows, {}, [](const TaskRow& row) { return std::tuple(row.request, row.task); });
  std::map<std::string, std::map<std::uint64_t, std::size_t>> number;
  Workload workload;
  for (const auto& row : rows) {
    if (row.application != "a" || !row.source.starts_with(source)) continue;
    auto& numbers = number[row.source];
    const auto n = numbers.emplace(row.request, numbers.size()).first->second;
    workload[{row.source, n, row.task}] = {row.issued, row.work, row.input, row.output};
  }
  return workload;
}

Workload workload_with(const std::vector<std::string>& overrides, const std::string& text = scenario,
                       const std::string& source = "phone") {
  return workload_of(run_text(text, {.overrides = overrides, .tasks = true}).tasks, source);
}

TEST(CommonRandomNumbers, APolicyShiftsNothing) {
  const auto plain = workload_with({});
  EXPECT_GT(plain.size(), 1000U);
  for (const std::string policy : {"{kind: local}", "{kind: random}", "{kind: shortest_completion}", "{kind: cloud}"})
    EXPECT_TRUE(plain == workload_with({"policy.offload=" + policy})) << policy;
  EXPECT_FALSE(plain == workload_with({"run.seed=6"}));
}

TEST(CommonRandomNumbers, AnotherApplicationShiftsNothing) {
  std::string more = scenario;
  more.insert(
      more.find("    - name: a\n"),
      "    - {name: b, source: phone, arrivals: {kind: poisson, rate: 2 /s}, tasks: [{name: one, input: 9 kB, work: "
      "{kind: exponential, mean: 0.1 Gflop}}]}\n");
  EXPECT_TRUE(workload_with({}) == workload_with({}, more));
}

TEST(CommonRandomNumbers, AnotherSourceGroupShiftsNothing) {
  std::string more = scenario;
  more.insert(more.find("    - {name: phone"),
              "    - {name: camera, tier: device, count: 3, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}\n");
  more.insert(more.find("    - {name: wan"),
              "    - {name: lan, between: [camera, server], bandwidth: 50 Mbps, latency: 1 ms}\n");
  more.insert(more.find("    - name: a\n"),
              "    - {name: watch, source: camera, arrivals: {kind: poisson, rate: 1 /s}, tasks: [{name: one, input: "
              "50 kB, work: 1 Gflop}]}\n");
  EXPECT_TRUE(workload_with({}) == workload_with({}, more));
}

TEST(CommonRandomNumbers, MoreMembersShiftNoneOfTheOthers) {
  EXPECT_TRUE(workload_with({}, scenario, "phone-2") ==
              workload_with({"platform.nodes.phone.count=7"}, scenario, "phone-2"));
}

TEST(CommonRandomNumbers, AHorizonShiftsNothingBeforeIt) {
  for (const auto& [key, figures] : workload_with({"run.duration=100 s"})) {
    static const auto longer = workload_with({});
    ASSERT_TRUE(longer.contains(key) && longer.at(key) == figures);
  }
}

TEST(Prices, ChangeNothingElse) {
  auto plain = run_text(scenario).summary;
  auto dear =
      run_text(scenario, {.overrides = {"platform.nodes.cloud.price=99 USD/h", "platform.nodes.cloud.carbon=7 g/kWh",
                                        "platform.nodes.server.price=1 USD/h"}})
          .summary;
  EXPECT_GT(dear.at("metrics").at("cost_usd"), plain.at("metrics").at("cost_usd"));
  for (auto* summary : {&plain, &dear}) {
    summary->erase("run_id");
    for (auto* section :
         {&summary->at("metrics"), &summary->at("by_node").at("cloud"), &summary->at("by_node").at("server"),
          &summary->at("by_tier").at("cloud"), &summary->at("by_tier").at("edge")})
      for (const auto* figure : {"cost_usd", "carbon_g"}) section->erase(figure);
  }
  EXPECT_EQ(plain.dump(1), dear.dump(1));
}

}  // namespace
}  // namespace tradewind::testing
