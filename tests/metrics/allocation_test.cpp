// What is updated at every event allocates nothing once it has seen the range of its values.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "base/random.hpp"
#include "metrics/quantile_sketch.hpp"
#include "metrics/time_bins.hpp"
#include "statistics/steady_state.hpp"

namespace {
std::size_t allocations = 0;
}
// Not inlined: g++ would see malloc and operator delete side by side and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace tradewind::metrics {
namespace {

TEST(Allocation, IsCountedHere) {
  const auto before = allocations;
  std::vector<double> values(allocations + 1);
  EXPECT_GT(allocations, before);
}

TEST(Allocation, IsNotNeededToAddToAQuantileSketch) {
  QuantileSketch sketch;
  for (const double value : {0.001, 1000.0}) sketch.add(value);
  Stream stream(1, 2, 3);
  const auto one = [&] { return 0.001 + 999 * stream.uniform(); };
  while (sketch.exact()) sketch.add(one());
  const auto before = allocations;
  for (int i = 0; i < 10'000; ++i) sketch.add(one());
  EXPECT_EQ(allocations, before);
}

TEST(Allocation, IsNotNeededToAccumulateInTimeBins) {
  TimeBins bins({}, 200_s, 3);
  const auto before = allocations;
  for (int i = 0; i < 10'000; ++i) bins.accumulate(1, i * 1_s, (i + 1) * 1_s, 5);  // with six doublings
  EXPECT_EQ(allocations, before);
}

TEST(Allocation, IsNotNeededToAddToBatchMeans) {
  statistics::BatchMeans batches;
  while (batches.batch_size() == 5) batches.add(1);
  const auto before = allocations;
  for (int i = 0; i < 100'000; ++i) batches.add(1);  // with four doublings
  EXPECT_EQ(allocations, before);
}

}  // namespace
}  // namespace tradewind::metrics
