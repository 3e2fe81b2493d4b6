#include "statistics/steady_state.hpp"

#include <array>
#include <cmath>

#include "statistics/intervals.hpp"

namespace tradewind::statistics {
namespace {

constexpr std::size_t merged = BatchMeans::merged_batches;
static_assert(BatchMeans::fewest_observations == 5 * merged, "each merged batch gets a batch mean at least");

/// A mean that equal values leave as they are, to the last bit.
struct RunningMean {
  double mean = 0, weight = 0;
  void add(double value, double with_weight) {
    weight += with_weight;
    mean += (value - mean) * (with_weight / weight);
  }
};

/// Successive batch means drawn together, their number the weight: as evenly as whole numbers allow, none left over.
using MergedBatches = std::array<RunningMean, merged>;

MergedBatches merge(std::span<const double> batch_means) {
  MergedBatches batches;
  for (std::size_t b = 0; b < merged; ++b) {
    const std::size_t begin = b * batch_means.size() / merged, end = (b + 1) * batch_means.size() / merged;
    for (const double mean : batch_means.subspan(begin, end - begin)) batches[b].add(mean, 1);
  }
  return batches;
}

}  // namespace

std::size_t mser_truncation(std::span<const double> batch_means) {
  const std::size_t most = batch_means.size() / 2;
  std::size_t best = 0;
  double least = 0, mean = 0, squares = 0;  // squares: Σ (x − mean)² of those from `cut` on, by Welford's recurrence
  for (std::size_t cut = batch_means.size(); cut-- > 0;) {
    const auto count = static_cast<double>(batch_means.size() - cut);
    const double from_old_mean = batch_means[cut] - mean;
    mean += from_old_mean / count;
    squares += from_old_mean * (batch_means[cut] - mean);
    const double error = squares / (count * count);
    if (cut == most || (cut < most && error <= least)) {
      best = cut;
      least = error;
    }
  }
  return best;
}

void BatchMeans::close_batch() {
  means_.push_back(sum_ / static_cast<double>(batch_size_));
  sum_ = 0;
  filled_ = 0;
  if (means_.size() < most_batches) return;
  for (std::size_t b = 0; b < most_batches / 2; ++b) means_[b] = (means_[2 * b] + means_[2 * b + 1]) / 2;
  means_.resize(most_batches / 2);
  batch_size_ *= 2;
}

std::optional<SteadyState> BatchMeans::estimate(double confidence) const {
  const std::size_t cut = mser_truncation(means_);
  const auto steady = batch_means().subspan(cut);
  if (steady.size() * batch_size_ < fewest_observations) return std::nullopt;

  const MergedBatches batches = merge(steady);
  RunningMean all;
  for (const auto& batch : batches) all.add(batch.mean, batch.weight);
  // Weighted by their sizes, so that the half-width is exactly Student's for independent normal observations.
  double weighted_squares = 0, squares = 0, products = 0;
  for (std::size_t b = 0; b < merged; ++b) {
    const double deviation = batches[b].mean - all.mean;
    weighted_squares += batches[b].weight * deviation * deviation;
    squares += deviation * deviation;
    if (b + 1 < merged) products += deviation * (batches[b + 1].mean - all.mean);
  }
  constexpr double degrees = merged - 1;
  return SteadyState{.mean = all.mean,
                     .half_width = student_t_quantile((1 + confidence) / 2, degrees) *
                                   std::sqrt(weighted_squares / degrees / all.weight),
                     .truncated = cut * batch_size_,
                     .observations = steady.size() * batch_size_,
                     .batch_size = batch_size_,
                     .batches = merged,
                     .lag1 = squares > 0 ? products / squares : 0};
}

}  // namespace tradewind::statistics
