#pragma once
// Storage for the live objects of a run: indices and addresses never change, freed places are used again, and nothing
// is allocated once the run has seen its greatest number of live objects.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/check.hpp"

namespace tradewind::simulation {

template <class T>
class Slab {
 public:
  static constexpr std::uint32_t chunk_bits = 10, chunk_size = 1U << chunk_bits;

  T& operator[](std::uint32_t index) { return chunks_[index >> chunk_bits][index & (chunk_size - 1)]; }
  const T& operator[](std::uint32_t index) const { return chunks_[index >> chunk_bits][index & (chunk_size - 1)]; }

  /// `count` neighbouring places (at most chunk_size); their contents are what their last user left.
  std::uint32_t acquire(std::uint32_t count = 1) {
    check(count > 0 && count <= chunk_size, "a block fits a chunk");
    if (free_.size() <= count) free_.resize(count + 1);
    if (auto& free = free_[count]; !free.empty()) {
      const std::uint32_t first = free.back();
      free.pop_back();
      return first;
    }
    if (chunk_size - (end_ & (chunk_size - 1)) < count || (end_ & (chunk_size - 1)) == 0) {
      end_ = static_cast<std::uint32_t>(chunks_.size()) << chunk_bits;
      chunks_.push_back(std::make_unique<T[]>(chunk_size));
    }
    const std::uint32_t first = end_;
    end_ += count;
    return first;
  }
  void release(std::uint32_t first, std::uint32_t count = 1) { free_[count].push_back(first); }

  /// One past the greatest index ever used.
  std::uint32_t end() const { return end_; }

 private:
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<std::vector<std::uint32_t>> free_;  // by block size
  std::uint32_t end_ = 0;
};

}  // namespace tradewind::simulation
