// Whole networks on devices of which a few samples are known: the HELP protocol, made up and on the public
// measurements.

#include "calibrate/networks.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.hpp"
#include "calibrate/fit.hpp"
#include "calibrate/import/import.hpp"
#include "calibrate/transfer.hpp"
#include "statistics/rank_correlation.hpp"
#include "tests/calibrate/shared_data.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::calibrate {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

/// Networks of `a` and `b` parts: a device takes x s per a, y s per b.
Trace made_up(const std::vector<std::tuple<std::string, double, double>>& devices) {
  Trace trace;
  for (const auto& [device, x, y] : devices)
    for (int a = 0; a < 5; ++a)
      for (int b = 0; b < 5; ++b) {
        std::string architecture = "stem~0";
        for (int i = 0; i < a; ++i) architecture += "|a~0";
        for (int i = 0; i < b; ++i) architecture += "|b~1";
        trace.rows.push_back({.target = device,
                              .dtype = "",
                              .kernel = cost::Network{.model = "toy:" + std::to_string(5 * a + b), .flop = 1.0 + a},
                              .latency = 1 + x * a + y * b,
                              .tags = {{"arch", architecture}}});
      }
  return trace;
}

TEST(Networks, AreCountedByTheirParts) {
  const auto spaces = compositions_of(made_up({{"d", 1, 2}}));
  ASSERT_TRUE(spaces.contains("toy"));
  EXPECT_THAT(spaces.at("toy").parts, ElementsAre("a", "b", "stem"));
  EXPECT_THAT(spaces.at("toy").counts.at("toy:13"), ElementsAre(2, 3, 1));  // 13 = 5·2 + 3
}

TEST(Networks, NewDeviceIsFoundBetweenKnownOnes) {
  const auto trace = made_up({{"fast", 0.1, 0.2}, {"slow", 3, 1}, {"new", 1, 0.5}});
  const auto known = [&](const std::string& device) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < trace.rows.size(); ++i)
      if (trace.rows[i].target == device) rows.push_back(i);
    return network_times(trace, rows);
  };
  const auto fast = known("fast"), slow = known("slow"), all = known("new");
  std::map<std::string, double, std::less<>> samples;
  for (const auto* name : {"toy:0", "toy:4", "toy:20", "toy:24", "toy:7", "toy:16"})
    samples.emplace(name, all.at(name));
  const auto spaces = compositions_of(trace);
  const auto transferred = transfer_networks({&fast, &slow}, &spaces.at("toy"), samples);
  ASSERT_THAT(transferred.times, SizeIs(25));
  EXPECT_THAT(transferred.left_out, SizeIs(6));
  for (const auto& [name, time] : transferred.times) EXPECT_NEAR(time, all.at(name), 0.1 * all.at(name)) << name;
  EXPECT_TRUE(transfer_networks({&fast}, nullptr, {{"toy:0", 1.0}}).times.empty());  // too few samples
}

TEST(Networks, ModelFilesKeepTheirTimesAndParts) {
  test::TemporaryFolder folder;
  const auto trace = made_up({{"fast", 0.1, 0.2}, {"slow", 3, 1}});
  const auto model = fit(trace, {.facts = {}}).model;
  const auto back = cost::read_model(folder.write("m.yaml", cost::to_yaml(model)));
  ASSERT_THAT(back.ops, SizeIs(2));
  EXPECT_EQ(back.ops[0].networks, model.ops[0].networks);
  EXPECT_EQ(back.spaces.at("toy").counts, model.spaces.at("toy").counts);
  EXPECT_EQ(cost::to_yaml(back), cost::to_yaml(model));
  // A network that was measured has its measured time.
  EXPECT_DOUBLE_EQ(back.ops[1].predict(cost::Network{.model = "toy:13", .flop = 3}).latency, 1 + 3 * 2 + 3);
}

// HELP: 10 random networks of an unseen device, the other devices known. HELP itself prints 0.987, 0.989 and 0.940.
TEST(Networks, HelpProtocol) {
  const auto files = test::shared_files("help_latency", "nasbench201");
  if (files.empty()) GTEST_SKIP() << "no public data help_latency";
  const Trace trace = import_files("help", files, {});
  std::map<std::string, std::vector<std::size_t>> rows;
  std::map<std::string, double, std::less<>> flop;
  for (std::size_t i = 0; i < trace.rows.size(); ++i) {
    rows[trace.rows[i].target].push_back(i);
    const auto& network = std::get<cost::Network>(trace.rows[i].kernel);
    flop[network.model] = network.flop;
  }
  std::map<std::string, std::map<std::string, double, std::less<>>> times;
  for (const auto& [device, members] : rows) times.emplace(device, network_times(trace, members));
  const auto spaces = compositions_of(trace);
  constexpr int draws = 4;
  double mean = 0, mean_of_flop = 0;
  for (const std::string unseen : {"titan_rtx", "gold_6226", "eyeriss"}) {
    ASSERT_TRUE(times.contains(unseen));
    std::vector<const std::map<std::string, double, std::less<>>*> known;
    for (const auto& [device, of_device] : times)
      if (device != unseen) known.push_back(&of_device);
    std::vector<std::string> names;
    for (const auto& [name, time] : times.at(unseen)) names.push_back(name);
    for (std::uint64_t draw = 0; draw < draws; ++draw) {
      std::map<std::string, double, std::less<>> samples;
      for (std::uint64_t i = 0; samples.size() < 10; ++i) {
        const auto& name = names[hash_combine(hash_combine(17, draw), i) % names.size()];
        samples.emplace(name, times.at(unseen).at(name));
      }
      const auto transferred = transfer_networks(known, &spaces.at("nasbench201"), samples);
      std::vector<double> predicted, measured, by_flop;
      for (const auto& [name, time] : times.at(unseen)) {
        if (samples.contains(name) || !transferred.times.contains(name)) continue;
        predicted.push_back(transferred.times.at(name));
        measured.push_back(time);
        by_flop.push_back(flop.at(name));
      }
      mean += statistics::spearman(predicted, measured) / (3 * draws);
      mean_of_flop += statistics::spearman(by_flop, measured) / (3 * draws);
    }
  }
  EXPECT_GE(mean, 0.97);
  EXPECT_LT(mean_of_flop, 0.8);  // what transfer adds
}

}  // namespace
}  // namespace tradewind::calibrate
