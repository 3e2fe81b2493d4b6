// How runs are dealt into tasks.

#include <gmock/gmock.h>

#include "executor/cluster.hpp"

namespace tradewind::executor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Chunks, AreFullButTheLast) {
  EXPECT_THAT(make_chunks({3, 4, 7, 8, 9}, 2).runs, ElementsAre(ElementsAre(3, 4), ElementsAre(7, 8), ElementsAre(9)));
}

TEST(Chunks, TakeAllRunsWhenTheyAreFew) { EXPECT_THAT(make_chunks({3, 4}, 10).runs, ElementsAre(ElementsAre(3, 4))); }

TEST(Chunks, AreNoneWithoutRuns) { EXPECT_THAT(make_chunks({}, 10).runs, IsEmpty()); }

TEST(ChunkSize, IsTenMinutesOfRuns) {
  EXPECT_EQ(chunk_size(1_s, 6000, 1001), 600U);     // 10 tasks
  EXPECT_EQ(chunk_size(60_s, 1000, 1001), 10U);     // 100 tasks
  EXPECT_EQ(chunk_size(0.1_s, 6000, 1001), 6000U);  // ten minutes in all: one task
}

TEST(ChunkSize, IsTheSameForAllTasks) {
  EXPECT_EQ(chunk_size(1_s, 700, 1001), 350U);  // 2 tasks of 350 s rather than 600 s and 100 s
}

TEST(ChunkSize, IsOneForLongRuns) { EXPECT_EQ(chunk_size(1_h, 20, 1001), 1U); }

TEST(ChunkSize, IsAllForRunsThatTakeNoTime) { EXPECT_EQ(chunk_size(0_s, 20, 1001), 20U); }

TEST(ChunkSize, GrowsWhenTheClusterTakesFewTasks) {
  EXPECT_EQ(chunk_size(60_s, 1'000'000, 1000), 1000U);  // 10 runs would make 100 000 tasks
}

TEST(ChunkSize, NeverMakesMoreTasksThanTheClusterTakes) {
  for (const std::size_t runs : {1U, 999U, 1000U, 1001U, 1999U, 123'457U}) {
    const auto chunk = chunk_size(1_h, runs, 1000);
    EXPECT_LE((runs + chunk - 1) / chunk, 1000U) << runs;
  }
}

TEST(ChunkSize, HasAnAnswerWithoutRuns) { EXPECT_EQ(chunk_size(1_s, 0, 1000), 1U); }

}  // namespace
}  // namespace tradewind::executor
