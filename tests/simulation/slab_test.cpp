#include "simulation/slab.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <vector>

namespace tradewind::simulation {
namespace {

constexpr std::uint32_t chunk = Slab<int>::chunk_size;

/// Knows how many chunks of it were ever allocated.
struct Place {
  static inline std::size_t chunks = 0;
  static void* operator new[](std::size_t size) {
    ++chunks;
    return ::operator new[](size);
  }
  static void operator delete[](void* memory) { ::operator delete[](memory); }
  int content = 0;
};

TEST(Slab, GivesNeighbouringPlacesInOrder) {
  Slab<int> slab;
  EXPECT_EQ(slab.end(), 0U);
  EXPECT_EQ(slab.acquire(), 0U);
  EXPECT_EQ(slab.acquire(3), 1U);
  EXPECT_EQ(slab.acquire(), 4U);
  EXPECT_EQ(slab.end(), 5U);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(&slab[1 + i], &slab[1] + i);
}

TEST(Slab, UsesTheLastFreedPlaceOfThatSizeFirst) {
  Slab<int> slab;
  const std::uint32_t a = slab.acquire(2), b = slab.acquire(2), single = slab.acquire();
  slab.release(a, 2);
  slab.release(b, 2);
  slab.release(single);
  EXPECT_EQ(slab.acquire(2), b);
  EXPECT_EQ(slab.acquire(2), a);
  EXPECT_EQ(slab.acquire(3), 5U) << "blocks of another size are not cut up or joined";
  EXPECT_EQ(slab.acquire(), single);
}

TEST(Slab, LeavesContentsAsTheirLastUserDid) {
  Slab<int> slab;
  EXPECT_EQ(slab[slab.acquire()], 0);
  slab[0] = 7;
  slab.release(0);
  EXPECT_EQ(slab[slab.acquire()], 7);
}

TEST(Slab, NeverMovesWhatItHolds) {
  Slab<int> slab;
  std::vector<const int*> addresses;
  for (std::uint32_t i = 0; i < 10 * chunk; ++i) {
    slab[slab.acquire()] = static_cast<int>(i);
    addresses.push_back(&slab[i]);
  }
  for (std::uint32_t i = 0; i < 10 * chunk; ++i) {
    ASSERT_EQ(&slab[i], addresses[i]);
    ASSERT_EQ(slab[i], static_cast<int>(i));
  }
}

TEST(Slab, KeepsABlockInsideOneChunk) {
  Slab<int> slab;
  slab.acquire(chunk - 2);
  const std::uint32_t block = slab.acquire(3);  // two places are left: not enough
  EXPECT_EQ(block, chunk);
  EXPECT_EQ(&slab[block + 2], &slab[block] + 2);
  EXPECT_EQ(slab.end(), chunk + 3);
}

TEST(Slab, FillsAChunkToItsEnd) {
  Slab<int> slab;
  slab.acquire(chunk - 2);
  EXPECT_EQ(slab.acquire(2), chunk - 2);
  EXPECT_EQ(slab.acquire(chunk), chunk);
  EXPECT_EQ(slab.acquire(), 2 * chunk);
}

TEST(Slab, RefusesBlocksThatFitNoChunk) {
  Slab<int> slab;
  EXPECT_THROW(slab.acquire(0), InternalError);
  EXPECT_THROW(slab.acquire(chunk + 1), InternalError);
  EXPECT_EQ(slab.acquire(chunk), 0U);
}

// A thousand blocks of 1 to 5 places that come and go: all disjoint, each inside a chunk.
TEST(Slab, NeverGivesAPlaceTwice) {
  struct Block {
    std::uint32_t first, count;
  };
  Slab<int> slab;
  std::mt19937_64 random(1);
  std::vector<Block> live;
  std::set<std::uint32_t> taken;
  for (int step = 0; step < 50'000; ++step) {
    if (live.size() < 500 || (live.size() < 1500 && random() % 2 == 0)) {
      const auto count = static_cast<std::uint32_t>(1 + random() % 5);
      const Block block{slab.acquire(count), count};
      ASSERT_EQ(block.first / chunk, (block.first + count - 1) / chunk);
      ASSERT_LE(block.first + count, slab.end());
      for (std::uint32_t i = 0; i < count; ++i) ASSERT_TRUE(taken.insert(block.first + i).second);
      live.push_back(block);
    } else {
      std::swap(live[random() % live.size()], live.back());
      const Block block = live.back();
      live.pop_back();
      slab.release(block.first, block.count);
      for (std::uint32_t i = 0; i < block.count; ++i) taken.erase(block.first + i);
    }
  }
}

TEST(Slab, DoesNotGrowOnceItHasSeenItsGreatestLoad) {
  Slab<Place> slab;
  std::mt19937_64 random(2);
  const std::array<std::uint32_t, 3> sizes{1, 4, 7};
  std::array<std::vector<std::uint32_t>, 3> live;
  const auto fill = [&](std::size_t s) {
    while (live[s].size() < 700) live[s].push_back(slab.acquire(sizes[s]));
  };
  for (std::size_t s = 0; s < 3; ++s) fill(s);
  const std::uint32_t end = slab.end();
  const std::size_t chunks = Place::chunks;
  EXPECT_GE(chunks, 9U);  // 700 · (1 + 4 + 7) places
  for (int round = 0; round < 1000; ++round) {
    const std::size_t s = random() % 3;
    for (auto n = random() % 700; n > 0; --n) {
      slab.release(live[s].back(), sizes[s]);
      live[s].pop_back();
    }
    std::ranges::shuffle(live[s], random);
    fill(s);
  }
  EXPECT_EQ(slab.end(), end);
  EXPECT_EQ(Place::chunks, chunks);
}

}  // namespace
}  // namespace tradewind::simulation
