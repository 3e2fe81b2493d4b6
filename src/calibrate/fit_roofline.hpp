#pragma once
// The fitted constants of models that are formulas.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cost/model.hpp"

namespace tradewind::calibrate {

/// A measured time beside what the roofline sees of its kernel.
struct Sample {
  cost::Load load;
  double latency = 0;  // s
  double weight = 1;
};

/// Which constants are free, and what the others are held at or drawn towards.
struct RooflineFit {
  bool tiles = true, l2 = true;         // else their exponent and bandwidth stay 0 (or the prior's)
  bool shape_from_prior = false;        // sharpness, tile exponent and L2 are the prior's
  std::optional<cost::Roofline> prior;  // ridge towards it, in logarithms
  // Weight of the prior in rows: of t0 and efficiencies, of sharpness and tile exponent, of the cache's bandwidth.
  double ridge = 0, shape_ridge = 0, l2_ridge = 0;
  std::size_t most_rows = 2500;  // more are thinned evenly
};

/// Minimises Σ w·ρ(ln(t_roof/t)), ρ = SoftL1 of scale 0.1, from several starts (Ceres, Levenberg–Marquardt).
/// Deterministic. Needs one sample.
cost::Roofline fit_roofline(std::span<const Sample> samples, const RooflineFit& how = {});

/// Non-negative b that minimise Σ w·ρ(ln(Σ b·x / t)); `x` by row.
std::vector<double> fit_linear(const std::vector<std::vector<double>>& x, std::span<const double> latencies,
                               std::span<const double> weights);

}  // namespace tradewind::calibrate
