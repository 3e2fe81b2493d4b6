#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "tests/sweep/by_hand.hpp"

namespace tradewind::sweep {
namespace {

using by_hand::point;
using by_hand::Row;
using testing::IsEmpty;
using testing::SizeIs;

TEST(PolicyOfAPoint, IsItsOffloadPolicyAndWhatElseIsSetOfIt) {
  EXPECT_EQ(policy_of(point({{"platform.links.wan.bandwidth", "1 Mbps"}})), "");
  EXPECT_EQ(policy_of(point({{"policy.offload", "{kind: fixed, node: server}"}, {"run.duration", "1 s"}})),
            "{kind: fixed, node: server}");
  EXPECT_EQ(policy_of(point({{"policy.admission", "{kind: none}"}})), "admission={kind: none}");
  EXPECT_EQ(policy_of(point({{"policy.offload", "{kind: weighted}"}, {"policy.offload.omega", "0.5"}})),
            "{kind: weighted}, offload.omega=0.5");
  EXPECT_EQ(policy_of(point({{"policyholders", "3"}})), "") << "no part of the policy";
}

/// A metric of a policy at two bandwidths, by replication.
std::vector<Row> rows(const char* policy, std::vector<by_hand::Run> slow, std::vector<by_hand::Run> fast) {
  return {Row{{{"policy.offload", policy}, {"b", "1"}}, std::move(slow)},
          Row{{{"policy.offload", policy}, {"b", "2"}}, std::move(fast)}};
}
std::vector<PolicyComparison> compared(const std::vector<std::vector<Row>>& tables) {
  std::vector<Row> all;
  for (const auto& table : tables) all.insert(all.end(), table.begin(), table.end());
  const auto study = by_hand::study({"policy.offload", "b"}, {});
  return compare_policies(study, by_hand::results({"m"}, all), {"m"});
}

TEST(PolicyComparison, AveragesEachReplicationOverWhatIsOtherwiseTheSame) {
  // Local: means of (1, 3), (2, 4), (3, 5) = 2, 3, 4. Edge: of (2, 4), (4, 6), (6, 8) = 3, 5, 7. Differences −1, −2,
  // −3.
  const auto found = compared({rows("local", {{1}, {2}, {3}}, {{3}, {4}, {5}}),  //
                               rows("edge", {{2}, {4}, {6}}, {{4}, {6}, {8}})});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].metric, "m");
  EXPECT_EQ(found[0].first, "local");
  EXPECT_EQ(found[0].second, "edge");
  EXPECT_DOUBLE_EQ(found[0].difference.mean, -2);
  // Student's t with two degrees of freedom in closed form: the 97.5 % quantile, and P(|T| > t) = 1 − t/√(t² + 2) of
  // t = 2/(1/√3).
  EXPECT_NEAR(*found[0].difference.half_width, 0.95 * std::sqrt(2 / (1 - 0.95 * 0.95)) / std::sqrt(3), 1e-9);
  const double t = 2 * std::sqrt(3);
  EXPECT_NEAR(*found[0].difference.p_value, 1 - t / std::sqrt(t * t + 2), 1e-12);
  EXPECT_EQ(found[0].adjusted_p, found[0].difference.p_value) << "one pair needs no correction";
}

TEST(PolicyComparison, CorrectsForTheNumberOfPairsAsHolmDoes) {
  const auto found =
      compared({rows("local", {{1}, {2}, {3}}, {{1}, {2}, {3}}), rows("edge", {{2}, {4}, {6}}, {{2}, {4}, {6}}),
                rows("cloud", {{9}, {9}, {13}}, {{9}, {9}, {13}})});
  ASSERT_THAT(found, SizeIs(3));
  std::vector<double> p_values(found.size());
  std::ranges::transform(found, p_values.begin(), [](const auto& pair) { return *pair.difference.p_value; });
  const auto adjusted = statistics::holm(p_values);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(found[i].adjusted_p, adjusted[i]);
  EXPECT_GT(*found[0].adjusted_p + *found[1].adjusted_p + *found[2].adjusted_p,
            p_values[0] + p_values[1] + p_values[2]);
}

TEST(PolicyComparison, LeavesOutReplicationsThatOnePointLacks) {
  const auto found = compared({rows("local", {{1}, {100}, {3}}, {{1}, {2}, {3}}),  //
                               rows("edge", {{2}, {}, {4}}, {{2}, {3}, {4}})});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_DOUBLE_EQ(found[0].difference.mean, -1);
}

TEST(PolicyComparison, LeavesOutConfigurationsThatOnePolicyLacks) {
  auto local = rows("local", {{1}, {1}}, {{50}, {50}});
  auto edge = rows("edge", {{2}, {2}}, {{}, {}});  // failed at the second bandwidth
  const auto found = compared({local, edge});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_DOUBLE_EQ(found[0].difference.mean, -1);
}

TEST(PolicyComparison, HasNothingToSayOfUnknownMetricsOrOnePolicy) {
  EXPECT_THAT(compared({rows("local", {{1}}, {{2}})}), IsEmpty());
  const auto results = by_hand::tradeoff_results();
  EXPECT_THAT(compare_policies(by_hand::tradeoff_study(), results, {"latency_max_s"}), IsEmpty());
}

TEST(PolicyComparison, HasNoIntervalForOneReplication) {
  const auto found = compare_policies(by_hand::tradeoff_study(), by_hand::tradeoff_results(), {"energy_total_j"});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].difference.mean, 7 - (17.2 + 16.1 + 15.11) / 3, 1e-12);
  EXPECT_EQ(found[0].difference.half_width, std::nullopt);
  EXPECT_EQ(found[0].adjusted_p, std::nullopt);
}

}  // namespace
}  // namespace tradewind::sweep
