#pragma once
// A smooth correction of ln t over the logarithms of a shape, from few samples: the mean of Gaussian processes.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cost/kernel.hpp"

namespace tradewind::cost {

/// Σ αᵢ·exp(−|x − xᵢ|²/2ℓ²) over samples and lengths, x the shape in octaves: far from all samples it is 0.
struct Correction {
  struct Term {
    double length = 1;            // ℓ, octaves
    std::vector<double> weights;  // αᵢ, by sample
  };
  std::vector<std::vector<double>> samples;  // xᵢ
  std::vector<Term> terms;

  /// The coordinates of a kernel: log2(1 + each number of its shape).
  static std::vector<double> place_of(const Kernel& kernel);
  /// ln(t / model).
  double operator()(const Kernel& kernel) const;
};

}  // namespace tradewind::cost
