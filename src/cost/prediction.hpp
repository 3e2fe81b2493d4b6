#pragma once
// What a cost model says of a kernel.

#include <cstdint>
#include <limits>

namespace tradewind::cost {

/// Times in s, energy in J. NaN where the model says nothing.
struct Prediction {
  double latency = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();  // 90 %
  double power = std::numeric_limits<double>::quiet_NaN();  // W, the average while it runs
  double outside = 0;  // octaves outside the range of shapes the model was fitted on; 0 inside
  bool in_range() const { return outside == 0; }
  double energy() const { return latency * power; }
};

}  // namespace tradewind::cost
