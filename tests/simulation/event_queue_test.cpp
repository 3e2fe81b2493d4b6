#include "simulation/event_queue.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <queue>
#include <random>

namespace tradewind::simulation {
namespace {

struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.date > b.date || (a.date == b.date && a.sequence > b.sequence);
  }
};

TEST(EventQueue, GivesTheEarliestFirst) {
  EventQueue queue;
  EXPECT_TRUE(queue.empty());
  for (const Duration date : {3_s, 1_s, 2_s}) queue.push(date, 0, 0);
  EXPECT_EQ(queue.next_date(), 1_s);
  EXPECT_EQ(queue.pop().date, 1_s);
  EXPECT_EQ(queue.pop().date, 2_s);
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.pop().date, 3_s);
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, KeepsTheOrderOfArrivalAtEqualDates) {
  EventQueue queue;
  for (std::uint32_t i = 0; i < 1000; ++i) queue.push(i % 2 == 0 ? 15_s : 0_s, 0, i);
  for (std::uint32_t i = 1; i < 1000; i += 2) EXPECT_EQ(queue.pop().index, i);
  for (std::uint32_t i = 0; i < 1000; i += 2) EXPECT_EQ(queue.pop().index, i);
}

TEST(EventQueue, ReturnsWhatWasPushed) {
  EventQueue queue;
  queue.push(1_s, 7, 4'000'000'000, 0xFFFFFFFFFFFFFFFF);
  queue.push(2_s, 8, 9, 10);
  const Event event = queue.top();
  EXPECT_EQ(event.kind, 7U);
  EXPECT_EQ(event.index, 4'000'000'000U);
  EXPECT_EQ(event.generation, 0xFFFFFFFFFFFFFFFF);
  EXPECT_EQ(queue.pop().sequence, 0U);
  EXPECT_EQ(queue.pop().sequence, 1U);
}

TEST(EventQueue, OrdersExtremeDates) {
  EventQueue queue;
  const double tiny = std::numeric_limits<double>::denorm_min();
  for (const double date : {std::numeric_limits<double>::infinity(), tiny, 1e300, 0.0, -0.0, 1 + 1e-15, 1.0})
    queue.push({date}, 0, 0);
  for (const double date : {0.0, 0.0, tiny, 1.0, 1 + 1e-15, 1e300, std::numeric_limits<double>::infinity()})
    EXPECT_EQ(queue.pop().date.base, date);
}

TEST(EventQueue, RefusesDatesThatAreNone) {
  EventQueue queue;
  EXPECT_THROW(queue.push({std::numeric_limits<double>::quiet_NaN()}, 0, 0), InternalError);
  EXPECT_THROW(queue.push(-1_s, 0, 0), InternalError);
}

TEST(EventQueue, AgreesWithThePriorityQueueOfTheStandardLibrary) {
  std::mt19937_64 random(1);
  for (const std::size_t typical : {1U, 3U, 10U, 100U, 5000U}) {
    EventQueue queue;
    std::priority_queue<Event, std::vector<Event>, Later> expected;
    std::uint64_t sequence = 0;
    for (int step = 0; step < 50'000; ++step) {
      ASSERT_EQ(queue.size(), expected.size());
      ASSERT_EQ(queue.empty(), expected.empty());
      if (expected.empty() || random() % (2 * typical) >= expected.size()) {
        const Duration date{static_cast<double>(random() % 64)};  // many are equal
        const auto kind = static_cast<std::uint32_t>(random()), index = static_cast<std::uint32_t>(random());
        queue.push(date, kind, index, sequence);
        expected.push({date, sequence++, kind, index, 0});
      } else {
        const Event event = queue.pop();
        ASSERT_EQ(event.date, expected.top().date);
        ASSERT_EQ(event.sequence, expected.top().sequence);
        ASSERT_EQ(event.kind, expected.top().kind);
        ASSERT_EQ(event.index, expected.top().index);
        ASSERT_EQ(event.generation, event.sequence);
        expected.pop();
      }
    }
  }
}

}  // namespace
}  // namespace tradewind::simulation
