#pragma once
// A picture of a whole run in bounded memory: signals that change in steps, averaged over at most 200 equal bins.

#include <cstddef>
#include <vector>

#include "base/check.hpp"
#include "base/units.hpp"

namespace tradewind::metrics {

/// When time runs past the last bin, neighbours are merged and the width doubles; integrals are kept.
/// Several channels (power, queue length …) share the bins.
class TimeBins {
 public:
  static constexpr std::size_t max_bins = 200;

  /// The bins first cover [start, expected_end]; where the end is not known (infinite) they are 1 s wide.
  TimeBins(Duration start, Duration expected_end, std::size_t channels);

  /// The signal of a channel was `value` during [from, to], start ≤ from ≤ to < infinity, else InternalError. Calls may
  /// come in any order of time and add up.
  void accumulate(std::size_t channel, Duration from, Duration to, double value) {
    check(start_ <= from && from <= to, "a signal lasts from a time in the bins to a later one");
    if (to > end_) extend(to);
    const std::size_t bin = bin_of(from);
    if (to <= edge(bin + 1))
      integrals_[bin * channels_ + channel] += value * (to - from).base;
    else
      spread(channel, bin, from, to, value);
  }

  /// Mean of a channel in each bin that begins before `end`, the last over its part before `end`. No bins when `end` is
  /// not after the start. `end` must not lie before what was accumulated, nor beyond both that and the expected end.
  std::vector<double> averages(std::size_t channel, Duration end) const;

  Duration start() const { return start_; }
  Duration width() const { return width_; }
  std::size_t channels() const { return channels_; }

 private:
  std::size_t bin_of(Duration time) const {
    const double position = (time - start_) / width_;
    return position < max_bins ? static_cast<std::size_t>(position) : max_bins - 1;
  }
  Duration edge(std::size_t bin) const { return bin == max_bins ? end_ : start_ + static_cast<double>(bin) * width_; }
  void extend(Duration to);
  void spread(std::size_t channel, std::size_t bin, Duration from, Duration to, double value);

  Duration start_, width_, end_;
  std::size_t channels_;
  std::vector<double> integrals_;  // value × seconds; one row of channels per bin
};

}  // namespace tradewind::metrics
