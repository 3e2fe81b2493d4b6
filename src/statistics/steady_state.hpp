#pragma once
// The mean of one long run: its observations depend on one another and begin far from the steady state.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tradewind::statistics {

/// MSER-5 (White 1997; White & Spratt 2000): how many of the leading batch means to cut off so that the marginal
/// standard error of the rest is least. At most half of them. `batch_means` are means of equally many successive
/// observations.
std::size_t mser_truncation(std::span<const double> batch_means);

/// The mean of a steady-state run from the batch means that MSER left, by the method of non-overlapping batch means
/// (Schmeiser 1982): the batches are merged into `batches` larger ones, taken as independent.
struct SteadyState {
  double mean = 0;
  double half_width = 0;           // Student-t over the merged batches
  std::uint64_t truncated = 0;     // observations cut off as warm-up
  std::uint64_t observations = 0;  // those that count
  std::size_t batches = 0;
  double lag1 = 0;  // correlation of successive merged batch means; far from 0 the run is too short
};

/// Collects a run's observations in order, in constant memory: means of batches of 5·2^k, k growing as the run does.
class BatchMeans {
 public:
  BatchMeans() = default;
  void add(double observation);
  std::uint64_t observations() const { return observations_; }
  /// Means of the full batches so far.
  std::span<const double> batch_means() const { return means_; }
  std::uint64_t batch_size() const { return batch_size_; }
  /// Absent below 100 observations after the cut.
  std::optional<SteadyState> estimate(double confidence = 0.95) const;

 private:
  static constexpr std::size_t most_batches = 2048;
  std::vector<double> means_;  // at most `most_batches`
  double sum_ = 0;             // of the batch being filled
  std::uint64_t filled_ = 0, batch_size_ = 5, observations_ = 0;
};

}  // namespace tradewind::statistics
