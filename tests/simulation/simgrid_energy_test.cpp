// SimGrid's energy plugins on cases one can check in the head, so that they can serve as an oracle.
#include "simgrid_energy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simgrid_child.hpp"

namespace tradewind::simulation {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
constexpr double joules = 1e-3;  // SimGrid's run_until may stop 1e-5 s early, at 200 W

TEST(SimGridEnergy, OfAHostIsLinearInItsBusyCores) {
  const auto energy = numbers_of_child([] {
    return raw::host_energy({.per_state = "100:120:200,80:90:150", .off = "10", .cores = 4, .pstates = 2},
                            {{10, 0}, {10, 1}, {10, 4}, {10, 1, 1}, {10, 0, 0, false}});
  });
  // 100 W idle; 120 + 80/4 W; 200 W; 90 + 60/4 W; 10 W off; 10 s each.
  EXPECT_THAT(energy, ElementsAre(DoubleNear(1000, joules), DoubleNear(2400, joules), DoubleNear(4400, joules),
                                  DoubleNear(5450, joules), DoubleNear(5550, joules)));
}

TEST(SimGridEnergy, OfALinkIsLinearInItsLoad) {
  const auto energy = numbers_of_child([] { return raw::link_energy("10:30", {{10, 1}, {10, 0}, {10, 0.25}}); });
  // 30 W saturated; 10 W idle; 10 + 20/4 W; 10 s each.
  EXPECT_THAT(energy, ElementsAre(DoubleNear(300, joules), DoubleNear(400, joules), DoubleNear(550, joules)));
}

}  // namespace
}  // namespace tradewind::simulation
