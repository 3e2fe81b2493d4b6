#include "metrics/time_average.hpp"

#include <gtest/gtest.h>

namespace tradewind::metrics {
namespace {

TEST(TimeAverage, WeighsValuesByTheirTime) {
  TimeAverage queue;
  queue.set(2_s, 3);   // 0 for 2 s
  queue.add(4_s, -1);  // 3 for 2 s, then 2
  EXPECT_EQ(queue.value(), 2);
  EXPECT_EQ(queue.integral(8_s), 2 * 0 + 2 * 3 + 4 * 2);
  EXPECT_EQ(queue.average(8_s), 14.0 / 8);
}

TEST(TimeAverage, BeginsAtItsStart) {
  EXPECT_EQ(TimeAverage(10_s, 5).integral(12_s), 10);
  EXPECT_EQ(TimeAverage(10_s, 5).average(12_s), 5);
}

TEST(TimeAverage, OfNoTimeIsAbsent) { EXPECT_EQ(TimeAverage(1_s, 5).average(1_s), std::nullopt); }

TEST(TimeAverage, IgnoresValuesThatLastNoTime) {
  TimeAverage queue;
  queue.add(1_s, 100);
  queue.add(1_s, -100);
  EXPECT_EQ(queue.integral(2_s), 0);
}

TEST(TimeAverage, KeepsTheValueWhenTheWindowBegins) {
  TimeAverage queue({}, 7);
  queue.set(1_s, 2);
  queue.reset(4_s);
  EXPECT_EQ(queue.integral(4_s), 0);
  EXPECT_EQ(queue.integral(9_s), 10);  // 2 for 5 s
  EXPECT_EQ(queue.average(9_s), 2);
}

}  // namespace
}  // namespace tradewind::metrics
