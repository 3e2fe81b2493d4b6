#pragma once
// Random streams: every random choice of a run is a pure function of what it is for.
//
// A `Stream` is Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11) keyed by the seed
// and the names of its owner, with the rest of its purpose in the counter. No consumer can disturb another: the work of
// request 17 of phone-3 is the same number whatever the policy does, and whatever other applications exist.

#include <array>
#include <cstdint>
#include <string_view>

namespace tradewind {

/// Philox4x32-10: four random words from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// 64-bit hash of a text, the same on every machine (FNV-1a, then mixed).
std::uint64_t hash_text(std::string_view text);
/// Combines two hashes; order matters.
std::uint64_t hash_combine(std::uint64_t a, std::uint64_t b);

/// Uniform in (0, 1): the middle of one of 2^52 equal cells. With 2^53 cells the last middle would round to 1.
constexpr double unit_interval(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52; }

/// A sequence of 2^33 random numbers for one purpose; a small value, cheap to copy and to make on the spot.
class Stream {
 public:
  /// `key` names the owner (seed, application, source); `item` (a request number) and `purpose` (a task's quantity)
  /// choose one of its independent sequences.
  Stream(std::uint64_t key, std::uint64_t item, std::uint32_t purpose) : key_(key), item_(item), purpose_(purpose) {}

  std::uint64_t bits() {
    if (left_ == 0) refill();
    return words_[--left_];
  }
  /// Uniform in (0, 1), never 0 and never 1.
  double uniform() { return unit_interval(bits()); }
  /// Exponential with mean 1.
  double exponential();
  /// Standard normal (Box–Muller, one of the pair).
  double normal();
  /// Gamma with the given shape > 0 and scale 1 (Marsaglia & Tsang 2000).
  double gamma(double shape);
  /// Uniform integer in [0, n); n > 0. Unbiased (Lemire 2019).
  std::uint64_t below(std::uint64_t n);

 private:
  void refill();
  std::uint64_t key_, item_;
  std::uint32_t purpose_, block_ = 0, left_ = 0;
  std::array<std::uint64_t, 2> words_ = {};
};

}  // namespace tradewind
