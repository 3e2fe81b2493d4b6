#pragma once
// The mean of one long run: its observations depend on one another and begin far from the steady state.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tradewind::statistics {

/// MSER (White 1997; MSER-5 of White, Cobb & Spratt 2000 for means of 5): how many of the leading batch means to cut
/// off so that the marginal standard error of the rest, Σ(x − mean)² / n² over the n that stay, is least. At most half
/// of them; the fewest where several do as well. `batch_means` are means of equally many successive observations.
std::size_t mser_truncation(std::span<const double> batch_means);

/// The mean of a steady-state run from the batch means that MSER left, by the method of non-overlapping batch means
/// (Schmeiser 1982): they are merged into `batches` larger ones, taken as independent.
struct SteadyState {
  double mean = 0;                 // of the observations that count
  double half_width = 0;           // Student-t over the merged batches
  std::uint64_t truncated = 0;     // observations cut off as warm-up
  std::uint64_t observations = 0;  // those that count; neither truncated nor in the last batch, which is not full
  std::uint64_t batch_size = 0;    // observations per batch mean that MSER looked at
  std::size_t batches = 0;
  double lag1 = 0;  // correlation of successive merged batch means, 0 when all are equal; far above 0 the run is short
};

/// Collects a run's observations in order, in constant memory: means of batches of 5·2^k, k growing as the run does.
class BatchMeans {
 public:
  static constexpr std::size_t most_batches = 2048;
  static constexpr std::uint64_t fewest_observations = 100;
  static constexpr std::size_t merged_batches = 20;  // 10 to 30 serve most runs (Schmeiser 1982)

  BatchMeans() = default;
  /// `observation` is finite.
  void add(double observation) {
    sum_ += observation;
    ++observations_;
    if (++filled_ == batch_size_) close_batch();
  }
  std::uint64_t observations() const { return observations_; }
  /// Means of the full batches so far, fewer than `most_batches`.
  std::span<const double> batch_means() const { return means_; }
  std::uint64_t batch_size() const { return batch_size_; }
  /// `confidence` in (0, 1). Absent below `fewest_observations` after the cut.
  std::optional<SteadyState> estimate(double confidence = 0.95) const;

 private:
  void close_batch();

  std::vector<double> means_;
  double sum_ = 0;  // of the batch being filled
  std::uint64_t filled_ = 0, batch_size_ = 5, observations_ = 0;
};

}  // namespace tradewind::statistics
