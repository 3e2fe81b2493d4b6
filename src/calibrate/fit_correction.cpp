#include "calibrate/fit_correction.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace tradewind::calibrate {

std::optional<FittedCorrection> fit_correction(std::span<const cost::Kernel* const> kernels,
                                               std::span<const double> logarithms) {
  check(kernels.size() == logarithms.size(), "as many kernels as logarithms");
  const auto n = static_cast<Eigen::Index>(kernels.size());
  if (n < 4) return std::nullopt;
  FittedCorrection fitted;
  auto& correction = fitted.correction;
  for (const auto* kernel : kernels) correction.samples.push_back(cost::Correction::place_of(*kernel));
  Eigen::MatrixXd squares(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) {
      const auto &a = correction.samples[static_cast<std::size_t>(i)],
                 &b = correction.samples[static_cast<std::size_t>(j)];
      double sum = 0;
      for (std::size_t c = 0; c < a.size(); ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
      squares(i, j) = sum;
    }
  const Eigen::Map<const Eigen::VectorXd> y(logarithms.data(), n);
  double best = -std::numeric_limits<double>::infinity(), best_amplitude = 0;
  Eigen::VectorXd weights, left_out;
  const auto consider = [&](double length, double amplitude, double noise) {
    Eigen::MatrixXd covariance = (-squares / (2 * length * length)).array().exp() * (amplitude * amplitude);
    covariance.diagonal().array() += noise * noise;
    const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
    if (factor.info() != Eigen::Success) return;
    const Eigen::VectorXd alpha = factor.solve(y);
    const double likelihood = -0.5 * y.dot(alpha) - Eigen::MatrixXd(factor.matrixL()).diagonal().array().log().sum();
    if (likelihood <= best) return;
    best = likelihood;
    best_amplitude = amplitude;
    correction.length = length;
    weights = alpha * (amplitude * amplitude);
    // Residual of a sample left out: α_i / (K⁻¹)_ii (Rasmussen & Williams, eq. 5.12).
    const Eigen::MatrixXd inverse = factor.solve(Eigen::MatrixXd::Identity(n, n));
    left_out = alpha.array() / inverse.diagonal().array();
  };
  for (const double noise : {0.05, 0.1, 0.2, 0.4}) {
    consider(1, 0, noise);
    for (const double length : {2.0, 4.0, 8.0})
      for (const double amplitude : {0.05, 0.1, 0.2, 0.4, 0.8}) consider(length, amplitude, noise);
  }
  if (best_amplitude == 0) return std::nullopt;
  correction.weights.assign(weights.begin(), weights.end());
  fitted.left_out.assign(left_out.begin(), left_out.end());
  return fitted;
}

}  // namespace tradewind::calibrate
