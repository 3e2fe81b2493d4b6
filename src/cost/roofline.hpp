#pragma once
// The roofline of a kernel on a target, with the six constants that are fitted to measurements.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cost/kernel.hpp"
#include "cost/target.hpp"

namespace tradewind::cost {

/// Peaks that times are measured against: the datasheet's, or, without facts, the greatest rates seen in the data.
struct Peaks {
  double compute = 0, memory = 0;  // flop/s, B/s
  double l2 = 0;                   // B; 0: unknown
  double units = 0;                // multiprocessors; 0: unknown
  double power = 0;                // W, the greatest that the target may draw; 0: unknown
};
/// Of a rate; absent when the facts lack its peak or the memory's bandwidth.
std::optional<Peaks> peaks_of(const Facts& facts, Rate rate);

/// A kernel as the roofline sees it.
struct Load {
  double compute = 0, memory = 0;  // s at the peaks
  double inflation = 1;            // padded flop / flop
  double resident = 0;             // share of L2 that the operands leave free, in [0, 1]
};
Load load_of(const Kernel& kernel, const Precision& precision, const Peaks& peaks);

/// max(F/P, B/W) in s: the speed of light.
inline double speed_of_light(const Load& load) { return std::max(load.compute, load.memory); }

/// Which term of the roofline is the greatest part of a time.
enum class Regime : std::uint8_t { launch, memory, compute };
inline constexpr std::size_t regimes = 3;

/// t0 + [(F·I^a / (e_c·P))^p + (B / (W·(e_m + e_L2·resident)))^p]^(1/p), I the tile inflation.
struct Roofline {
  double launch = 0;  // t0, s
  double compute_efficiency = 1, memory_efficiency = 1;
  double sharpness = std::numeric_limits<double>::infinity();  // p; infinite: max
  double tile_exponent = 0;
  double l2_efficiency = 0;

  template <class T>
  static T blend(const T& compute, const T& memory, const T& p) {
    using std::exp, std::log, std::max, std::min, std::pow;
    const T& high = compute > memory ? compute : memory;
    const T& low = compute > memory ? memory : compute;
    if (low <= 0.0) return high;
    return high * pow(1.0 + pow(low / high, p), 1.0 / p);
  }
  double compute_time(const Load& load) const {
    const double inflation = tile_exponent == 0 ? 1 : std::pow(load.inflation, tile_exponent);
    return load.compute * inflation / compute_efficiency;
  }
  double memory_time(const Load& load) const {
    return load.memory / (memory_efficiency + l2_efficiency * load.resident);
  }
  /// s
  double operator()(const Load& load) const {
    const double compute = compute_time(load), memory = memory_time(load);
    return launch + (std::isinf(sharpness) ? std::max(compute, memory) : blend(compute, memory, sharpness));
  }
  Regime regime(const Load& load) const {
    const double compute = compute_time(load), memory = memory_time(load);
    if (launch > std::max(compute, memory)) return Regime::launch;
    return compute > memory ? Regime::compute : Regime::memory;
  }
};

}  // namespace tradewind::cost
