#pragma once
// Quantiles of any number of values in bounded memory, each within a stated relative error.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace tradewind::metrics {

/// DDSketch (Masson, Rim & Lee, VLDB 2019) for values ≥ 0: counts values in bins whose bounds grow by the same factor.
/// The q-quantile is the value of rank ceil(q·n), the smallest having rank 1 (nearest rank). The first and last rank
/// are exact, and all are while there are at most `exact_limit` values. The state depends on the values added, not on
/// their order, nor on how they were merged.
class QuantileSketch {
 public:
  /// A quantile is off by at most this share of itself, for values in [smallest, largest] and zero. Between zero and
  /// `smallest` the error is below `smallest`; beyond `largest` only the last rank is right.
  static constexpr double relative_error = 0.001;
  static constexpr double smallest = 1e-9, largest = 1e12;
  static constexpr std::size_t exact_limit = 1024;  // values kept as they are: 8 KiB

  /// `value` ≥ 0, else InternalError. Allocates only when it is outside the range seen so far: at most 48,400 bins for
  /// the whole range, below 800 KiB with the vector's slack.
  void add(double value);
  /// As if the values of `other` had been added.
  void merge(const QuantileSketch& other);

  /// `q` in [0, 1], else InternalError. Absent when there are no values. Never decreases with q.
  std::optional<double> quantile(double q) const;
  std::uint64_t count() const { return count_; }
  std::optional<double> min() const { return count_ > 0 ? std::optional(min_) : std::nullopt; }
  std::optional<double> max() const { return count_ > 0 ? std::optional(max_) : std::nullopt; }
  /// Whether quantiles are exact.
  bool exact() const { return count_ <= exact_limit; }

 private:
  void spill();
  void count_in_bin(double value);
  void cover(std::int32_t first, std::int32_t last);

  std::uint64_t count_ = 0, zeros_ = 0;  // zeros_: counted apart once there are bins
  double min_ = std::numeric_limits<double>::infinity(), max_ = 0;
  std::vector<double> values_;       // all of them while exact(), then none
  std::vector<std::uint64_t> bins_;  // none while exact()
  std::int32_t first_bin_ = 0;       // index of bins_[0]
};

}  // namespace tradewind::metrics
