#pragma once
// Rows that measure the same shape count once.

#include <cstdint>
#include <vector>

#include "calibrate/grouping.hpp"
#include "calibrate/trace.hpp"

namespace tradewind::calibrate {

/// Rows of a group, repeated shapes merged into their median.
struct Merged {
  std::vector<const cost::Kernel*> kernels;
  std::vector<double> latency, weight, power;  // power NaN: not measured
  std::vector<std::uint64_t> units;            // rows of equal number are held out together
  std::vector<std::size_t> row;                // of the trace: one of those merged
  std::size_t size() const { return kernels.size(); }
};

/// When models are held out, rows of different ones are not merged.
Merged merged(const Trace& trace, const Group& group, Holdout holdout);

/// Of at least one value; the mean of the middle two of an even number.
double median_of(std::vector<double> values);

}  // namespace tradewind::calibrate
