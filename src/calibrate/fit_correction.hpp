#pragma once
// Gaussian-process regression of what few samples leave over (Rasmussen & Williams 2006, §2.2, §5.4).

#include <optional>
#include <span>
#include <vector>

#include "cost/correction.hpp"

namespace tradewind::calibrate {

/// What is learned of ln(t / model), and how far it would miss each sample if that one were left out.
struct FittedCorrection {
  cost::Correction correction;
  std::vector<double> left_out;  // leave-one-out residuals of ln t
};

/// Squared-exponential kernel; the mean over a grid of lengths, amplitudes (0 among them) and noises, each by its
/// marginal likelihood: with few samples the likeliest alone is too sure of itself. Absent when that is noise alone.
std::optional<FittedCorrection> fit_correction(std::span<const cost::Kernel* const> kernels,
                                               std::span<const double> logarithms);

}  // namespace tradewind::calibrate
