#include "calibrate/fit_roofline.hpp"

#include <ceres/ceres.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace tradewind::calibrate {
namespace {

constexpr double loss_scale = 0.1;
constexpr int iterations = 150;

/// Unconstrained parameters: ln t0, ln e_c, ln e_m, ln(p − 1), ln a, ln e_L2.
enum Parameter { launch, compute, memory, sharpness, tiles, l2, parameters };
using Vector = std::array<double, parameters>;

struct RooflineResidual {
  Sample sample;
  double scale = 1;
  template <class T>
  bool operator()(const T* c, T* residual) const {
    using std::exp, std::log, std::pow;
    const T p = 1.0 + exp(c[sharpness]);
    const T compute_time = sample.load.compute * exp(exp(c[tiles]) * std::log(sample.load.inflation) - c[compute]);
    const T memory_time = sample.load.memory / (exp(c[memory]) + exp(c[l2]) * sample.load.resident);
    const T blended = cost::Roofline::blend<T>(compute_time, memory_time, p);
    residual[0] = scale * log((exp(c[launch]) + blended) / sample.latency);
    return true;
  }
};

/// Draws one parameter towards a value.
struct TowardsOne {
  std::size_t which;
  double at, scale;
  template <class T>
  bool operator()(const T* c, T* residual) const {
    residual[0] = scale * (c[which] - at);
    return true;
  }
};

cost::Roofline constants_of(const Vector& c) {
  return {.launch = std::exp(c[launch]),
          .compute_efficiency = std::exp(c[compute]),
          .memory_efficiency = std::exp(c[memory]),
          .sharpness = 1 + std::exp(c[sharpness]),
          .tile_exponent = std::exp(c[tiles]),
          .l2_efficiency = std::exp(c[l2])};
}

constexpr double none = -30;  // e^none is as good as 0
// Beyond these nothing changes any more, or e^c overflows: launches of 1 ns to 10 s, p up to 55. Padding costs at most
// what computing it would: a up to 1, whole waves. Few samples may say more, and are off by far where padding is most.
constexpr Vector lowest{-21, -12, -12, -4, none, none}, highest{2.3, 3, 3, 4, 0, 3};

Vector vector_of(const cost::Roofline& r) {
  const auto logarithm = [](double x) { return x > 0 ? std::max(std::log(x), none) : none; };
  return {logarithm(r.launch),           std::log(r.compute_efficiency),
          std::log(r.memory_efficiency), std::isinf(r.sharpness) ? 4 : logarithm(r.sharpness - 1),
          logarithm(r.tile_exponent),    logarithm(r.l2_efficiency)};
}

std::vector<Sample> thinned(std::span<const Sample> samples, std::size_t most) {
  if (samples.size() <= most) return {samples.begin(), samples.end()};
  std::vector<Sample> some;
  for (std::size_t i = 0; i < most; ++i) some.push_back(samples[i * samples.size() / most]);
  return some;
}

ceres::Solver::Options solver_options() {
  ceres::Solver::Options options;
  options.max_num_iterations = iterations;
  options.linear_solver_type = ceres::DENSE_QR;
  options.num_threads = 1;  // sums in one order: the same constants each time
  options.logging_type = ceres::SILENT;
  return options;
}

/// Regressors that the data say nothing of: zero everywhere, or in proportion to another. Beside a constant the
/// constant stays, else the later one, which is the more specific.
std::vector<int> indistinct(const std::vector<std::vector<double>>& x) {
  const std::size_t columns = x.front().size();
  std::vector<bool> out(columns, false);
  const auto proportional = [&](std::size_t a, std::size_t b) {
    return std::ranges::all_of(x, [&](const auto& row) {
      return std::abs(row[a] * x[0][b] - row[b] * x[0][a]) <= 1e-12 * std::abs(row[a] * x[0][b]);
    });
  };
  for (std::size_t i = 0; i < columns; ++i) {
    out[i] = std::ranges::all_of(x, [&](const auto& row) { return row[i] == 0; });
    if (out[i]) continue;
    const bool constant = std::ranges::all_of(x, [&](const auto& row) { return row[i] == x[0][i]; });
    for (std::size_t before = 0; before < i; ++before)
      if (!out[before] && proportional(before, i)) out[constant ? i : before] = true;
  }
  std::vector<int> numbers;
  for (std::size_t i = 0; i < columns; ++i)
    if (out[i]) numbers.push_back(static_cast<int>(i));
  return numbers;
}

}  // namespace

cost::Roofline fit_roofline(std::span<const Sample> samples, const RooflineFit& how) {
  check(!samples.empty(), "a roofline is fitted to measurements");
  const auto chosen = thinned(samples, how.most_rows);
  double shortest = chosen.front().latency, total = 0;
  bool computes = false, inflates = false, resides = false;
  for (const auto& sample : chosen) {
    shortest = std::min(shortest, sample.latency);
    total += sample.weight;
    computes = computes || sample.load.compute > 0;
    inflates = inflates || sample.load.inflation > 1;
    resides = resides || sample.load.resident > 0;
  }
  const double weight = static_cast<double>(chosen.size()) / total;

  double best_cost = std::numeric_limits<double>::infinity();
  Vector best{};
  for (const double start : {0.0, 2.0}) {  // p = 2 and p = 8.4
    Vector c = how.prior ? vector_of(*how.prior) : Vector{std::log(std::min(5e-6, shortest)),
                                                          std::log(0.6),
                                                          std::log(0.6),
                                                          start,
                                                          std::log(0.3),
                                                          std::log(0.1)};
    if (!how.prior) {
      if (!how.tiles || !inflates) c[tiles] = none;
      if (!how.l2 || !resides) c[l2] = none;
    }
    ceres::Problem problem;
    for (const auto& sample : chosen)
      problem.AddResidualBlock(new ceres::AutoDiffCostFunction<RooflineResidual, 1, parameters>(
                                   new RooflineResidual{sample, std::sqrt(sample.weight * weight)}),
                               new ceres::SoftLOneLoss(loss_scale), c.data());
    std::vector<int> fixed;
    if (!computes) fixed = {compute, sharpness, tiles};
    if (how.shape_from_prior) fixed = {sharpness, tiles, l2};
    if (!computes && how.shape_from_prior) fixed = {compute, sharpness, tiles, l2};
    for (const int parameter : {tiles, l2})
      if (c[static_cast<std::size_t>(parameter)] <= none && std::ranges::find(fixed, parameter) == fixed.end())
        fixed.push_back(parameter);
    if (!fixed.empty()) problem.SetManifold(c.data(), new ceres::SubsetManifold(parameters, fixed));
    for (std::size_t i = 0; i < parameters; ++i) {
      problem.SetParameterLowerBound(c.data(), static_cast<int>(i), std::min(lowest[i], c[i]));
      problem.SetParameterUpperBound(c.data(), static_cast<int>(i), std::max(highest[i], c[i]));
    }
    // Weak anchors keep constants that the data say nothing of from running away.
    const Vector anchor = how.prior ? vector_of(*how.prior) : c;
    for (std::size_t i = 0; i < parameters; ++i) {
      const double prior = i == l2 ? how.l2_ridge : i <= memory ? how.ridge : how.shape_ridge;
      const double pull = how.prior ? std::sqrt(prior) : 1e-3;
      problem.AddResidualBlock(
          new ceres::AutoDiffCostFunction<TowardsOne, 1, parameters>(new TowardsOne{i, anchor[i], pull}), nullptr,
          c.data());
    }
    ceres::Solver::Summary summary;
    ceres::Solve(solver_options(), &problem, &summary);
    if (summary.IsSolutionUsable() && summary.final_cost < best_cost) {
      best_cost = summary.final_cost;
      best = c;
    }
    if (how.prior) break;
  }
  check(std::isfinite(best_cost), "a roofline's constants are found");
  auto roofline = constants_of(best);
  if (best[tiles] <= none) roofline.tile_exponent = 0;
  if (best[l2] <= none) roofline.l2_efficiency = 0;
  return roofline;
}

namespace {

struct LinearResidual {
  std::vector<double> x;
  double latency, scale;
  template <class T>
  bool operator()(T const* const* b, T* residual) const {
    T sum(0);
    for (std::size_t i = 0; i < x.size(); ++i) sum += b[0][i] * x[i];
    // Away from zero ln; the relative error near it, so that a first step may pass through.
    residual[0] = scale * (sum / latency - 1.0);
    return true;
  }
};

}  // namespace

std::vector<double> fit_linear(const std::vector<std::vector<double>>& x, std::span<const double> latencies,
                               std::span<const double> weights) {
  check(!x.empty() && x.size() == latencies.size() && x.size() == weights.size(), "as many rows as times and weights");
  const std::size_t columns = x.front().size();
  // In units of the greatest value of each regressor, so that all coefficients are times.
  std::vector<double> unit(columns, 0);
  for (const auto& row : x)
    for (std::size_t i = 0; i < columns; ++i) unit[i] = std::max(unit[i], std::abs(row[i]));
  for (double& u : unit)
    if (u == 0) u = 1;
  std::vector<double> b(columns, *std::ranges::min_element(latencies) / static_cast<double>(columns));
  ceres::Problem problem;
  for (std::size_t r = 0; r < x.size(); ++r) {
    auto scaled = x[r];
    for (std::size_t i = 0; i < columns; ++i) scaled[i] /= unit[i];
    auto* function = new ceres::DynamicAutoDiffCostFunction<LinearResidual, 4>(
        new LinearResidual{std::move(scaled), latencies[r], std::sqrt(weights[r])});
    function->AddParameterBlock(static_cast<int>(columns));
    function->SetNumResiduals(1);
    problem.AddResidualBlock(function, new ceres::SoftLOneLoss(loss_scale), b.data());
  }
  for (std::size_t i = 0; i < columns; ++i) problem.SetParameterLowerBound(b.data(), static_cast<int>(i), 0);
  const auto idle = indistinct(x);
  if (!idle.empty()) {
    for (const int i : idle) b[static_cast<std::size_t>(i)] = 0;
    problem.SetManifold(b.data(), new ceres::SubsetManifold(static_cast<int>(columns), idle));
  }
  ceres::Solver::Summary summary;
  ceres::Solve(solver_options(), &problem, &summary);
  check(summary.IsSolutionUsable(), "coefficients are found");
  for (std::size_t i = 0; i < columns; ++i) b[i] = std::max(0.0, b[i]) / unit[i];
  return b;
}

}  // namespace tradewind::calibrate
