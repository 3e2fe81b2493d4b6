#include "report/command.hpp"

#include <gtest/gtest.h>

#include "tests/sweep/by_hand.hpp"

namespace tradewind::report {
namespace {

TEST(RepeatCommand, SetsEveryParameterAndTheSeed) {
  const auto point = sweep::by_hand::point(
      {{"policy.offload", "{kind: fixed, node: server}"}, {"platform.links.wan.bandwidth", "10 Mbps"}, {"x.y", "3"}});
  EXPECT_EQ(repeat_command("scenarios/campus.yaml", point, 43),
            "tradewind run scenarios/campus.yaml -s 'policy.offload={kind: fixed, node: server}' "
            "-s 'platform.links.wan.bandwidth=10 Mbps' -s x.y=3 --seed 43");
}

}  // namespace
}  // namespace tradewind::report
