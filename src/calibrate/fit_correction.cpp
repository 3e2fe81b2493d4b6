#include "calibrate/fit_correction.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "base/check.hpp"

namespace tradewind::calibrate {
namespace {

constexpr std::array lengths{2.0, 4.0, 8.0};

/// A length, amplitude and noise, and what they make of the samples.
struct Hypothesis {
  double length, amplitude, noise;
  double likelihood = 0;  // its logarithm, but for a constant
  Eigen::VectorXd alpha;  // K⁻¹ y

  /// False when the covariance is not positive definite in floating point.
  bool explain(const Eigen::MatrixXd& squares, const Eigen::VectorXd& y) {
    const auto factor = factor_of(squares);
    if (factor.info() != Eigen::Success) return false;
    alpha = factor.solve(y);
    likelihood = -0.5 * y.dot(alpha) - Eigen::MatrixXd(factor.matrixL()).diagonal().array().log().sum();
    return true;
  }
  Eigen::VectorXd weights() const { return alpha * (amplitude * amplitude); }
  /// Residual of each sample if it were left out: α_i / (K⁻¹)_ii (Rasmussen & Williams, eq. 5.12).
  Eigen::VectorXd left_out(const Eigen::MatrixXd& squares) const {
    const Eigen::MatrixXd inverse = factor_of(squares).solve(Eigen::MatrixXd::Identity(alpha.size(), alpha.size()));
    return alpha.array() / inverse.diagonal().array();
  }

 private:
  Eigen::LLT<Eigen::MatrixXd> factor_of(const Eigen::MatrixXd& squares) const {
    Eigen::MatrixXd covariance = (-squares / (2 * length * length)).array().exp() * (amplitude * amplitude);
    covariance.diagonal().array() += noise * noise;
    return Eigen::LLT<Eigen::MatrixXd>(covariance);
  }
};

/// All of the grid, each with its share of the likelihood; those that hardly have one are left out.
std::vector<std::pair<Hypothesis, double>> likely(const Eigen::MatrixXd& squares, const Eigen::VectorXd& y) {
  constexpr double least_share = 1e-3;
  std::vector<Hypothesis> all;
  const auto consider = [&](double length, double amplitude, double noise) {
    Hypothesis one{.length = length, .amplitude = amplitude, .noise = noise, .alpha = {}};
    if (one.explain(squares, y)) all.push_back(std::move(one));
  };
  for (const double noise : {0.05, 0.1, 0.2, 0.4}) {
    consider(lengths[0], 0, noise);
    for (const double length : lengths)
      for (const double amplitude : {0.05, 0.1, 0.2, 0.4, 0.8}) consider(length, amplitude, noise);
  }
  std::ranges::stable_sort(all, std::greater{}, &Hypothesis::likelihood);
  std::vector<std::pair<Hypothesis, double>> some;
  double sum = 0;
  for (auto& one : all) {
    const double share = some.empty() ? 1 : std::exp(one.likelihood - some.front().first.likelihood);
    if (share < least_share) break;
    some.emplace_back(std::move(one), share);
    sum += share;
  }
  for (auto& [one, share] : some) share /= sum;
  return some;
}

}  // namespace

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
  const auto hypotheses = likely(squares, y);
  if (hypotheses.empty() || hypotheses.front().first.amplitude == 0) return std::nullopt;
  fitted.left_out.assign(kernels.size(), 0);
  Eigen::Map<Eigen::VectorXd> left_out(fitted.left_out.data(), n);
  for (const double length : lengths) correction.terms.push_back({length, std::vector<double>(kernels.size(), 0)});
  for (const auto& [one, share] : hypotheses) {
    const auto term = std::ranges::find(correction.terms, one.length, &cost::Correction::Term::length);
    Eigen::Map<Eigen::VectorXd>(term->weights.data(), n) += share * one.weights();
    left_out += share * one.left_out(squares);
  }
  return fitted;
}

}  // namespace tradewind::calibrate
