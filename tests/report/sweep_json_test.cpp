#include "report/sweep_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "samples.hpp"

namespace tradewind::report {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

json document(const samples::Sample& sample, const Limits& limits = {}) {
  return json::parse(sweep_json(sample.sweep(), limits));
}

const json& row_of(const json& sweep, std::size_t point) {
  for (const auto& row : sweep["rows"])
    if (row["point"] == point) return row;
  throw std::out_of_range("no such point");
}

TEST(SweepJson, CountsRunsAndPoints) {
  const auto sweep = document(samples::two_policies());
  EXPECT_EQ(sweep["points"], 6);
  EXPECT_EQ(sweep["runs"], 18);
  EXPECT_EQ(sweep["failed"], 1);
  EXPECT_THAT(sweep["replications"].get<std::vector<int>>(), ElementsAre(2, 3));
  EXPECT_EQ(sweep["failures"][0]["runs"], 1);
  EXPECT_EQ(sweep["failures"][0]["first_run"], 17);
}

TEST(SweepJson, HoldsTheFrontAndItsWorth) {
  // Point 5 (server at 80 Mbps: 0.495 s over its two complete runs, 2 J) dominates all others.
  const auto sweep = document(samples::two_policies());
  EXPECT_EQ(sweep["front_points"], 1);
  EXPECT_EQ(sweep["dominated_points"], 5);
  EXPECT_TRUE(row_of(sweep, 5)["front"]);
  EXPECT_FALSE(row_of(sweep, 0)["front"]);
  EXPECT_NEAR(sweep["hypervolume"], (2 - 0.495) * (10 - 2), 1e-12);
  EXPECT_EQ(sweep["reference_declared"], true);
}

TEST(SweepJson, RepeatsEachPointByItsCommand) {
  EXPECT_EQ(row_of(document(samples::two_policies()), 4)["command"],
            "tradewind run scenarios/campus.yaml -s 'policy.offload={kind: fixed, node: server}' "
            "-s 'platform.links.lan.bandwidth=8 Mbps' --seed 1");
}

TEST(SweepJson, NamesValuesOfParametersOnce) {
  const auto sweep = document(samples::two_policies());
  const auto& bandwidth = sweep["parameters"][1];
  EXPECT_EQ(bandwidth["label"], "lan.bandwidth");
  EXPECT_EQ(bandwidth["values"].size(), 3);
  const auto& row = row_of(sweep, 2);
  EXPECT_EQ(bandwidth["values"][row["settings"][1].get<std::size_t>()], "80 Mbps");
  EXPECT_EQ(sweep["parameters"][0]["numbers"][0], nullptr);
}

TEST(SweepJson, AveragesPoliciesWithinReplications) {
  const auto sweep = document(samples::two_policies());
  for (const auto& mean : sweep["policy_means"]) {
    if (mean["metric"] != "latency_p95_s") continue;
    EXPECT_EQ(mean["points"], 3);
    if (mean["policy"] == 0) {
      EXPECT_NEAR(mean["mean"], 1, 1e-12);
      // Replications 0.99, 1.00, 1.01: s = 0.01, and t(0.975, 2) = 4.302653 (any table).
      EXPECT_NEAR(mean["half_width"], 4.302653 * 0.01 / std::sqrt(3.0), 1e-7);
    } else {
      // (1.7 + 1.1 + 0.5)/3 = 1.1; replication 2 is without its last point and does not count.
      EXPECT_NEAR(mean["mean"], 1.1 - 0.005, 1e-12);
    }
  }
}

TEST(SweepJson, GroupsPointsThatDifferInPolicyOnly) {
  const auto sweep = document(samples::two_policies());
  ASSERT_EQ(sweep["groups"].size(), 3);
  EXPECT_EQ(sweep["groups"][0]["label"], "lan.bandwidth 80 Mbps");  // with the knee or a point of the front: first
  std::vector<int> points;
  for (const auto& row : sweep["groups"][0]["rows"]) points.push_back(sweep["rows"][row.get<std::size_t>()]["point"]);
  EXPECT_THAT(points, ElementsAre(2, 5));
  EXPECT_EQ(sweep["latency"].size(), 6);
}

TEST(SweepJson, KeepsTheFrontWhereGroupsAreCut) {
  // Twenty policies, the last one best: 12 are kept, and it is one of them.
  std::vector<sweep::by_hand::Row> rows;
  for (int i = 0; i < 20; ++i)
    rows.push_back({{{"policy.offload", "{kind: weighted, omega: " + std::to_string(i) + "}"}, {"run.duration", "1 s"}},
                    {{20.0 - i, 20.0 - i}}});
  const auto sweep = document({samples::study_of("omega", samples::latency_and_energy()),
                               sweep::by_hand::results({"latency_p95_s", "energy_device_j"}, rows)});
  const auto& group = sweep["groups"][0];
  EXPECT_EQ(group["label"], "all policies");  // the duration is that of all points
  EXPECT_EQ(group["all"], 20);
  EXPECT_EQ(group["rows"].size(), 12);
  EXPECT_EQ(sweep["rows"][group["rows"].back().get<std::size_t>()]["label"], "weighted (omega: 19)");
}

TEST(SweepJson, NamesPoliciesWithTheirOwnParameters) {
  const std::string weighted = "{kind: weighted, omega: 0.5}";
  const auto row = [&](const char* omega) {
    return sweep::by_hand::Row{{{"policy.offload", weighted}, {"policy.offload.omega", omega}}, {{1, 1}}};
  };
  const auto sweep = document({samples::study_of("omega", samples::latency_and_energy()),
                               sweep::by_hand::results({"latency_p95_s", "energy_device_j"}, {row("0"), row("0.2")})});
  EXPECT_THAT(sweep["policies"].get<std::vector<std::string>>(),
              ElementsAre("weighted (omega: 0)", "weighted (omega: 0.2)"));
}

TEST(SweepJson, TellsHowItStandsToThresholds) {
  const auto sweep = document(samples::two_policies());
  EXPECT_EQ(sweep["thresholds"][0]["met"], true);  // all three of local and the fast server
  EXPECT_EQ(sweep["thresholds"][0]["points"], 4);
  EXPECT_EQ(sweep["thresholds"][1]["met"], false);  // hypervolume 12 is not > 1000
  EXPECT_EQ(sweep["thresholds_met"], false);
}

TEST(SweepJson, ThinsDominatedPointsWithoutBiasToParameters) {
  const auto sweep = document(samples::many_points(10'000), {.front_points = 2000, .dominated_points = 700});
  EXPECT_EQ(sweep["dominated_shown"], 700);
  std::size_t dominated = 0;
  std::set<int> residues;
  for (const auto& row : sweep["rows"])
    if (!row["front"].get<bool>()) {
      ++dominated;
      residues.insert(row["point"].get<int>() % 10);
    }
  EXPECT_EQ(dominated, 700);
  EXPECT_EQ(residues.size(), 10);  // an even stride would show one
  EXPECT_EQ(sweep["front_points"], sweep["front_shown"]);
}

TEST(SweepJson, IsTheSameForTheSameSweep) {
  EXPECT_EQ(sweep_json(samples::two_policies().sweep()), sweep_json(samples::two_policies().sweep()));
}

TEST(SweepJson, CanDoWithoutAnyResult) {
  const samples::Sample sample(samples::study_of("empty", samples::latency_and_energy()), {});
  const auto sweep = document(sample);
  EXPECT_EQ(sweep["points"], 0);
  EXPECT_TRUE(sweep["rows"].empty());
  EXPECT_EQ(sweep["hypervolume"], 0);
}

}  // namespace
}  // namespace tradewind::report
