#include "metrics/time_bins.hpp"

#include <algorithm>
#include <cmath>

namespace tradewind::metrics {

TimeBins::TimeBins(Duration start, Duration expected_end, std::size_t channels)
    : start_(start), channels_(channels), integrals_(max_bins * channels) {
  check(start < expected_end, "time bins cover a time");
  constexpr double bins = max_bins;
  end_ = expected_end < Duration::infinity() ? expected_end : start + bins * 1_s;
  width_ = (end_ - start_) / bins;
}

std::vector<double> TimeBins::averages(std::size_t channel, Duration end) const {
  check(end <= end_, "time bins answer for the time they cover");
  if (end <= start_) return {};
  // A sliver of a bin, left by rounding, is not a bin.
  const auto bins = static_cast<std::size_t>(std::ceil((end - start_) / width_ - 1e-9));
  std::vector<double> means;
  means.reserve(bins);
  for (std::size_t bin = 0; bin < bins; ++bin)
    means.push_back(integrals_[bin * channels_ + channel] / (std::min(edge(bin + 1), end) - edge(bin)).base);
  return means;
}

void TimeBins::extend(Duration to) {
  check(to < Duration::infinity(), "time bins end");
  while (to > end_) {
    for (std::size_t i = 0; i < max_bins / 2; ++i)
      for (std::size_t channel = 0; channel < channels_; ++channel) {
        const double* pair = &integrals_[2 * i * channels_ + channel];
        integrals_[i * channels_ + channel] = pair[0] + pair[channels_];
      }
    std::fill(integrals_.begin() + static_cast<std::ptrdiff_t>(max_bins / 2 * channels_), integrals_.end(), 0.0);
    width_ = 2 * width_;
    end_ = start_ + 2 * (end_ - start_);
  }
}

void TimeBins::spread(std::size_t channel, std::size_t bin, Duration from, Duration to, double value) {
  // Each piece begins where the last one ended, so that no time is lost or counted twice where rounding moves an edge.
  for (; from < to; ++bin) {
    const Duration until = std::clamp(edge(bin + 1), from, to);
    integrals_[bin * channels_ + channel] += value * (until - from).base;
    from = until;
  }
}

}  // namespace tradewind::metrics
