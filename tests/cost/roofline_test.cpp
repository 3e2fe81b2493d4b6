#include "cost/roofline.hpp"

#include <gmock/gmock.h>

namespace tradewind::cost {
namespace {

TEST(Roofline, IsTheGreaterOfTwoTimesWithoutBlend) {
  const Roofline roofline{.launch = 1, .compute_efficiency = 0.5, .memory_efficiency = 0.25};
  EXPECT_DOUBLE_EQ(roofline(Load{.compute = 3, .memory = 1}), 1 + 6);
  EXPECT_DOUBLE_EQ(roofline(Load{.compute = 1, .memory = 1}), 1 + 4);
}

TEST(Roofline, BlendsByThePNorm) {
  const Roofline roofline{.sharpness = 2};
  EXPECT_DOUBLE_EQ(roofline(Load{.compute = 3, .memory = 4}), 5);
}

TEST(Roofline, ChargesPaddingByItsExponent) {
  const Roofline roofline{.tile_exponent = 0.5};
  EXPECT_DOUBLE_EQ(roofline(Load{.compute = 2, .inflation = 9}), 6);
}

TEST(Roofline, AddsTheBandwidthOfTheCache) {
  const Roofline roofline{.memory_efficiency = 0.5, .l2_efficiency = 2};
  EXPECT_DOUBLE_EQ(roofline(Load{.memory = 3, .resident = 0.5}), 2);
}

TEST(Roofline, NamesWhatBindsIt) {
  const Roofline roofline{.launch = 2};
  EXPECT_EQ(roofline.regime(Load{.compute = 1, .memory = 1}), Regime::launch);
  EXPECT_EQ(roofline.regime(Load{.compute = 3, .memory = 1}), Regime::compute);
  EXPECT_EQ(roofline.regime(Load{.compute = 1, .memory = 3}), Regime::memory);
}

TEST(LoadOf, DividesWorkByPeaks) {
  // 2·1024³ flop at 1 Tflop/s; 3·1024² elements of 2 B at 1 GB/s; a quarter of an L2 of 4/3 of that is free.
  const double bytes = 6.0 * 1024 * 1024;
  const auto load = load_of(Gemm{.m = 1024, .n = 1024, .k = 1024}, Precision{},
                            {.compute = 1e12, .memory = 1e9, .l2 = bytes * 4 / 3});
  EXPECT_DOUBLE_EQ(load.compute, 2.0 * 1024 * 1024 * 1024 / 1e12);
  EXPECT_DOUBLE_EQ(load.memory, bytes / 1e9);
  EXPECT_DOUBLE_EQ(load.resident, 0.25);
  EXPECT_EQ(load.inflation, 1);  // multiprocessors are unknown
}

}  // namespace
}  // namespace tradewind::cost
