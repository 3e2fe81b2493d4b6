// calibrate scenario: what a user types, and what is there afterwards.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;

/// Requests wait for one core of the server, which is busy 30 % of the time.
const std::string scenario = R"(version: 1
name: shop
platform:
  nodes:
    - {name: phone, tier: device, count: 4, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 10 Gflop/s}]}
  links:
    - {name: wlan, between: [phone, server], bandwidth: 80 Mbps, latency: 2 ms}
workload:
  applications:
    - name: detector
      source: phone
      arrivals: {kind: poisson, rate: 0.75 /s, count: 300}
      tasks:
        - name: infer
          input: {kind: exponential, mean: 500 kB}
          work: 1 Gflop
policy: {offload: {kind: fixed, node: server}}
run: {seed: 7}
output: {tasks: true}
)";

const std::string speed = "platform.nodes.server.processors.cpu.speed", bandwidth = "platform.links.wlan.bandwidth";

class CalibrateScenario : public testing::Test {
 protected:
  CalibrateScenario() { folder_.write("shop.yaml", scenario); }

  /// Latencies of a run as a file of measurements: the requests have no output, so they end with their task.
  void measure(const Words& changes, const std::string& file) {
    Words words{"run", file, "-o", "measured", "--force", "-q"};
    words.insert(words.end(), changes.begin(), changes.end());
    const auto ended = tradewind(folder_, words);
    ASSERT_EQ(ended.code, 0) << ended.err;
    std::string text = "application,arrival_s,latency_s\n";
    for (const auto& line : lines_of(folder_.read("measured/tasks.csv"))) {
      std::vector<std::string> cells;
      std::istringstream stream(line);
      for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
      if (cells.at(0) == "request") continue;
      text += fmt::format("{},{},{:.9g}\n", cells[1], cells[7], std::stod(cells[10]) - std::stod(cells[7]));
    }
    folder_.write("requests.csv", text);
  }
  Ended calibrate(const Words& more) {
    Words words{"calibrate", "scenario"};
    words.insert(words.end(), more.begin(), more.end());
    return tradewind(folder_, words);
  }

  Folder folder_;
};

TEST_F(CalibrateScenario, FindsTheSpeedAndTheBandwidthThatMadeTheLatencies) {
  measure({"--seed", "1"}, "shop.yaml");  // the seed of replication 0: chance does not blur what is found
  const auto ended =
      calibrate({"shop.yaml", "--data", "requests.csv", "--free", speed + "," + bandwidth, "-s", speed + "=30 Gflop/s",
                 "-s", bandwidth + "=20 Mbps", "-o", "fitted.yaml", "--json", "--replications", "1"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto found = nlohmann::json::parse(ended.out);
  EXPECT_EQ(found["matching"], "quantiles");
  EXPECT_GT(found["distance_before"], 0.2);
  EXPECT_LT(found["distance_after"], 1e-3);
  for (const auto& [i, truth] : {std::pair(0, 10.0), std::pair(1, 80.0)}) {
    const auto& parameter = found["parameters"][static_cast<std::size_t>(i)];
    EXPECT_NEAR(parameter["value"].get<double>() / truth, 1, 0.01) << parameter;
    EXPECT_LT(parameter["low"], parameter["value"]);
    EXPECT_GT(parameter["high"], parameter["value"]);
    EXPECT_LT(parameter["high"].get<double>() / parameter["low"].get<double>(), 1.6);
  }
  EXPECT_THAT(ended.err, HasSubstr("95 % interval"));

  // The file can be included.
  folder_.write("both.yaml", "include: [shop.yaml, fitted.yaml]\n");
  const auto run = tradewind(folder_, {"run", "both.yaml", "-o", "again", "-q"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto again = nlohmann::json::parse(folder_.read("again/summary.json"));
  const auto before = nlohmann::json::parse(folder_.read("measured/summary.json"));
  EXPECT_NEAR(again["metrics"]["latency_mean_s"].get<double>() / before["metrics"]["latency_mean_s"].get<double>(), 1,
              0.1);
  EXPECT_THAT(folder_.read("fitted.yaml"), HasSubstr("# mean |ln(simulated/measured)| (quantiles"));
}

TEST_F(CalibrateScenario, HoldsTheTruthInItsIntervalsWithOtherSeeds) {
  measure({"--seed", "4321"}, "shop.yaml");
  const auto ended =
      calibrate({"shop.yaml", "--data", "requests.csv", "--free", speed + "," + bandwidth, "-s", speed + "=20 Gflop/s",
                 "-s", bandwidth + "=40 Mbps", "-o", "fitted.yaml", "--json", "--replications", "2", "--budget", "60"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto found = nlohmann::json::parse(ended.out);
  for (const auto& [i, truth] : {std::pair(0, 10.0), std::pair(1, 80.0)}) {
    const auto& parameter = found["parameters"][static_cast<std::size_t>(i)];
    EXPECT_LE(parameter["low"], truth) << parameter;
    EXPECT_GE(parameter["high"], truth) << parameter;
    EXPECT_NEAR(parameter["value"].get<double>() / truth, 1, 0.3) << parameter;
  }
}

TEST_F(CalibrateScenario, WarnsOfValuesThatActOnlyThroughTheirSum) {
  // Two hops in a row: only their latencies' sum, 40 ms, can be seen from the ends.
  auto hops = replaced(scenario, "    - {name: wlan, between: [phone, server], bandwidth: 80 Mbps, latency: 2 ms}\n",
                       "    - {name: wlan, between: [phone, ap], bandwidth: 80 Mbps, latency: 10 ms}\n"
                       "    - {name: lan, between: [ap, server], bandwidth: 8 Gbps, latency: 30 ms}\n");
  hops = replaced(hops, "  links:\n", "    - {name: ap, tier: edge}\n  links:\n");
  folder_.write("hops.yaml", replaced(hops, "count: 300", "count: 100"));
  measure({"--seed", "1"}, "hops.yaml");
  const auto ended = calibrate(
      {"hops.yaml", "--data", "requests.csv", "--free", "platform.links.wlan.latency,platform.links.lan.latency", "-s",
       "platform.links.lan.latency=20 ms", "-o", "fitted.yaml", "--json", "--replications", "1", "--budget", "60"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto found = nlohmann::json::parse(ended.out);
  double sum = 0;
  for (const auto& parameter : found["parameters"]) {
    EXPECT_TRUE(parameter["low"].is_null()) << parameter;
    const double unit = parameter["unit"] == "ms" ? 1 : 1e3;
    sum += parameter["value"].get<double>() * unit;
  }
  EXPECT_NEAR(sum, 40, 1);
  const std::string warning =
      "warning: the latencies do not determine platform.links.wlan.latency, platform.links.lan.latency one by one";
  EXPECT_THAT(ended.err, HasSubstr(warning));
  EXPECT_THAT(folder_.read("fitted.yaml"), HasSubstr("# " + warning));
}

TEST_F(CalibrateScenario, ComparesRequestByRequestWhereATraceIsReplayed) {
  std::string arrivals = "t,bytes,flop\n";
  for (int i = 0; i < 60; ++i) arrivals += fmt::format("{},{},{}\n", i, 1e5 * (1 + i % 7), 1e8 * (1 + i % 5));
  folder_.write("trace.csv", arrivals);
  auto traced = replaced(scenario, "{kind: poisson, rate: 0.75 /s, count: 300}",
                         "{kind: trace, file: trace.csv, time: {column: t, format: s}}");
  traced = replaced(traced, "{kind: exponential, mean: 500 kB}", "{kind: column, name: bytes, scale: 1 B}");
  traced = replaced(traced, "work: 1 Gflop", "work: {kind: column, name: flop, scale: 1 flop}");
  traced = replaced(traced, "count: 4, ", "");
  folder_.write("traced.yaml", traced);
  measure({}, "traced.yaml");
  const auto ended = calibrate({"traced.yaml", "--data", "requests.csv", "--free", speed, "--free", bandwidth, "-s",
                                speed + "=4 Gflop/s", "-s", bandwidth + "=200 Mbps", "-o", "fitted.yaml", "--json",
                                "--replications", "1", "-q"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto found = nlohmann::json::parse(ended.out);
  EXPECT_EQ(found["matching"], "requests");
  EXPECT_NEAR(found["parameters"][0]["value"], 10, 0.01);
  EXPECT_NEAR(found["parameters"][1]["value"], 80, 0.08);
  EXPECT_EQ(ended.err, "");
}

TEST_F(CalibrateScenario, SaysWhereItsInputIsWrong) {
  folder_.write("requests.csv", "application,latency_s\ndetector,1\n");
  const auto refuses = [&](const std::string& free, const std::string& words, int code = 2) {
    const auto ended = calibrate({"shop.yaml", "--data", "requests.csv", "--free", free, "-o", "fitted.yaml"});
    EXPECT_EQ(ended.code, code) << free << "\n" << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(words)) << free;
    EXPECT_FALSE(folder_.has("fitted.yaml"));
  };
  refuses("platform.nodes.serve.processors.cpu.speed",
          "--free platform.nodes.serve.processors.cpu.speed: no 'serve' in 'platform.nodes'; did you mean 'server'? "
          "(known: phone, server)");
  refuses("platform.nodes.server.processors.cpu.sped",
          "no 'sped' in 'platform.nodes.server.processors.cpu'; did you mean 'speed'?");
  refuses("platform.nodes", "it is a list, not a number");
  refuses("workload.applications.detector.tasks.infer.input", "name one of its keys: ");
  refuses("platform.nodes.server.name", "'server' is not a number above 0");
  refuses("platform.nodes.server.processors.cpu.cores", "it cannot vary freely");
  refuses(speed + "," + speed, "named twice");
  folder_.write("requests.csv", "application,latency_ms\ndetector,1\n");
  refuses(speed, "requests.csv:1:1: no column 'latency_s' in the file", 3);
  folder_.write("requests.csv", "application,latency_s\ndetector,soon\n");
  refuses(speed, "requests.csv:2:10: ", 3);
}

}  // namespace
}  // namespace tradewind
