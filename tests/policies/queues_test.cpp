// Policies that look at queues: least loaded, join the shortest queue.

#include <gtest/gtest.h>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

TEST(LeastLoaded, CountsBacklogInTimeOnAllCores) {
  auto nodes = machines(3);    // 1 Gflop/s a core
  nodes[0].backlog = 3_Gflop;  // 3 s
  nodes[1].backlog = 8_Gflop;  // 8 Gflop / (2 cores · 2 Gflop/s) = 2 s
  nodes[1].cores = 2;
  nodes[1].speed = 2_Gflops;
  nodes[2].backlog = 2.5_Gflop;  // 2.5 s
  EXPECT_EQ(place(*offload("least_loaded"), nodes), 1u);
}

TEST(LeastLoaded, LooksAtWorkAndNotAtTasks) {
  auto nodes = machines_with_tasks({1, 5});
  nodes[0].backlog = 10_Gflop;
  nodes[1].backlog = 5_Gflop;
  EXPECT_EQ(place(*offload("least_loaded"), nodes), 1u);
}

TEST(JoinShortestQueue, LooksAtTasksAndNotAtWork) {
  auto nodes = machines_with_tasks({1, 5});
  nodes[0].backlog = 10_Gflop;
  nodes[1].backlog = 5_Gflop;
  EXPECT_EQ(place(*offload("join_shortest_queue"), nodes), 0u);
}

TEST(JoinShortestQueue, TakesTheFirstOfTheShortest) {
  EXPECT_EQ(place(*offload("join_shortest_queue"), machines_with_tasks({3, 1, 2, 1})), 1u);
}

}  // namespace
}  // namespace tradewind::policies
