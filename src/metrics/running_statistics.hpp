#pragma once
// Count, mean, variance and extremes of a sample, one value at a time and without storing it.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace tradewind::metrics {

/// Welford's recurrence (Technometrics 1962); merge after Chan, Golub & LeVeque (1979). What a sample has too few
/// values for is absent.
class RunningStatistics {
 public:
  void add(double value) {
    ++count_;
    const double from_old_mean = value - mean_;
    mean_ += from_old_mean / static_cast<double>(count_);
    squares_ += from_old_mean * (value - mean_);
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
  }

  /// As if the values of `other` had been added, to rounding.
  void merge(const RunningStatistics& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {  // to the last bit
      *this = other;
      return;
    }
    const auto n = static_cast<double>(count_), m = static_cast<double>(other.count_);
    const double gap = other.mean_ - mean_;
    mean_ += gap * m / (n + m);
    squares_ += other.squares_ + gap * gap * n * m / (n + m);
    count_ += other.count_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
  }

  std::uint64_t count() const { return count_; }
  /// 0 for no values.
  double sum() const { return mean_ * static_cast<double>(count_); }
  std::optional<double> mean() const { return count_ > 0 ? std::optional(mean_) : std::nullopt; }
  /// Of the population the sample is drawn from (divides by n − 1); needs two values.
  std::optional<double> variance() const {
    return count_ > 1 ? std::optional(squares_ / static_cast<double>(count_ - 1)) : std::nullopt;
  }
  std::optional<double> min() const { return count_ > 0 ? std::optional(min_) : std::nullopt; }
  std::optional<double> max() const { return count_ > 0 ? std::optional(max_) : std::nullopt; }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0, squares_ = 0;  // squares_: Σ (value − mean)²
  double min_ = std::numeric_limits<double>::infinity(), max_ = -min_;
};

}  // namespace tradewind::metrics
