#pragma once
// Made-up hardware: times by known constants, with noise of a known size.

#include <cmath>

#include "base/random.hpp"
#include "calibrate/trace.hpp"
#include "cost/roofline.hpp"

namespace tradewind::calibrate::synthetic {

inline cost::Facts facts(double compute = 1e14, double memory = 1e12, double units = 100) {
  cost::Facts facts;
  facts.peak[static_cast<std::size_t>(cost::Rate::fp16)] = compute;
  facts.memory_bandwidth = memory;
  facts.units = units;
  return facts;
}

inline cost::Roofline constants() {
  return {.launch = 4e-6,
          .compute_efficiency = 0.8,
          .memory_efficiency = 0.7,
          .sharpness = 2,
          .tile_exponent = 0.6,
          .l2_efficiency = 0};
}

/// Gemms of sizes from 1 to 8192, ln t normal around the roofline.
inline Trace gemms(const std::string& target, std::size_t rows, double noise, const cost::Facts& of,
                   const cost::Roofline& roofline = constants(), std::uint64_t seed = 1) {
  const auto peaks = *cost::peaks_of(of, cost::Rate::fp16);
  Trace trace;
  trace.hash = "made up";
  for (std::size_t i = 0; i < rows; ++i) {
    Stream stream(seed, i, 5);
    const auto size = [&](double least) {
      return std::round(std::exp2(std::lerp(std::log2(least), 13.0, stream.uniform())));
    };
    const cost::Kernel kernel = cost::Gemm{.m = size(1), .n = size(64), .k = size(64)};
    const double time = roofline(cost::load_of(kernel, cost::Precision{}, peaks)) * std::exp(noise * stream.normal());
    trace.rows.push_back({.target = target, .dtype = "fp16", .kernel = kernel, .latency = time});
  }
  return trace;
}

}  // namespace tradewind::calibrate::synthetic
