#include "calibrate/fit_scenario.hpp"

#include <nlopt.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>

#include "base/check.hpp"

namespace tradewind::calibrate {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double half_step = 0.03;               // of ln of a value, for derivatives: runs differ in steps below that
constexpr double scatter_range = 10;             // first points lie within start ×/÷ this
constexpr std::size_t searches = 3;              // from the best of them
constexpr std::size_t spread_replications = 20;  // for the covariance of quantiles
constexpr double good_enough = 1e-6;             // of the distance: below what files are written with

/// What is known of the points evaluated so far; `x` is ln(value/start).
class Search {
 public:
  Search(std::span<const double> start, const Latencies& measured, const Simulate& simulate,
         const ScenarioFitOptions& options, const ScenarioProgress& progress)
      : start_(start.begin(), start.end()),
        measured_(measured),
        simulate_(simulate),
        options_(options),
        progress_(progress) {}

  std::vector<double> values(const std::vector<double>& x) const {
    std::vector<double> values(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) values[i] = start_[i] * std::exp(x[i]);
    return values;
  }
  std::vector<Latencies> runs(const std::vector<double>& x, std::size_t replications) {
    ++evaluations_;
    return simulate_(values(x), replications);
  }
  Differences evaluate(const std::vector<double>& x) {
    auto found = differences(measured_, runs(x, options_.replications), options_.matching);
    best_ = std::min(best_, found.mean_absolute());
    if (progress_) progress_(evaluations_, best_);
    return found;
  }

  /// Improves `x` by what `of` says of its differences, with at most `evaluations`. Returns the least found.
  double minimise(nlopt_algorithm algorithm, double (Differences::*of)() const, double step, double stop,
                  std::size_t evaluations, std::vector<double>& x);

  std::size_t evaluations() const { return evaluations_; }

 private:
  std::vector<double> start_;
  const Latencies& measured_;
  const Simulate& simulate_;
  const ScenarioFitOptions& options_;
  const ScenarioProgress& progress_;
  std::size_t evaluations_ = 0;
  double best_ = std::numeric_limits<double>::infinity();
};

/// What NLopt's callback needs. Exceptions must not pass through C.
struct Objective {
  Search& search;
  double (Differences::*of)() const;
  std::vector<double> best;
  double least = std::numeric_limits<double>::infinity();

  static double call(unsigned n, const double* at, double*, void* self) {
    auto& objective = *static_cast<Objective*>(self);
    const std::vector<double> x(at, at + n);
    double value = 1e3;  // of a point whose runs fail
    try {
      value = (objective.search.evaluate(x).*objective.of)();
    } catch (const std::exception&) {
      return value;
    }
    if (value < objective.least) {
      objective.least = value;
      objective.best = x;
    }
    return value;
  }
};

double Search::minimise(nlopt_algorithm algorithm, double (Differences::*of)() const, double step, double stop,
                        std::size_t evaluations, std::vector<double>& x) {
  const auto n = static_cast<unsigned>(x.size());
  const std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)> search(nlopt_create(algorithm, n), nlopt_destroy);
  Objective objective{*this, of, x};
  const double bound = std::log(search_range);
  const bool ready =
      search && nlopt_set_min_objective(search.get(), Objective::call, &objective) > 0 &&
      nlopt_set_lower_bounds1(search.get(), -bound) > 0 && nlopt_set_upper_bounds1(search.get(), bound) > 0 &&
      nlopt_set_initial_step1(search.get(), step) > 0 && nlopt_set_xtol_abs1(search.get(), 2e-4) > 0 &&
      nlopt_set_stopval(search.get(), stop) > 0 && nlopt_set_maxeval(search.get(), static_cast<int>(evaluations)) > 0;
  check(ready, "NLopt takes what it is asked");
  auto at = x;
  double value = 0;
  nlopt_optimize(search.get(), at.data(), &value);  // also when it stops for rounding errors the best is known
  x = objective.best;
  return objective.least;
}

/// Derivatives of the differences by ln of the values, a column each.
MatrixXd derivatives(Search& search, const std::vector<double>& x) {
  MatrixXd all;
  for (std::size_t i = 0; i < x.size(); ++i) {
    auto below = x, above = x;
    below[i] -= half_step;
    above[i] += half_step;
    const auto low = search.evaluate(below).logarithms, high = search.evaluate(above).logarithms;
    if (all.size() == 0) all.resize(static_cast<Index>(low.size()), static_cast<Index>(x.size()));
    for (std::size_t row = 0; row < low.size(); ++row)
      all(static_cast<Index>(row), static_cast<Index>(i)) = (high[row] - low[row]) / (2 * half_step);
  }
  return all;
}

/// What chance does to the differences, and with how many degrees of freedom that is known.
struct Chance {
  MatrixXd covariance;
  double degrees = 1;
};

Chance left_over(const Differences& left, std::size_t parameters) {
  const auto n = static_cast<Index>(left.logarithms.size());
  const double degrees = std::max(1.0, static_cast<double>(n) - static_cast<double>(parameters));
  const double variance = left.mean_square() * static_cast<double>(n) / degrees;
  return {variance * MatrixXd::Identity(n, n), degrees};
}

/// By application: how many times the requests measured were simulated in a run, for each of its quantiles.
VectorXd requests_per_measured(const Latencies& measured, const std::vector<Latencies>& runs, Index rows) {
  VectorXd ratios(rows);
  const auto each = rows / static_cast<Index>(measured.size());
  Index at = 0;
  for (const auto& [name, requests] : measured) {
    double simulated = 0;
    for (const auto& run : runs)
      if (const auto found = run.find(name); found != run.end()) simulated += static_cast<double>(found->second.size());
    ratios.segment(at, each).setConstant(simulated / static_cast<double>(runs.size()) /
                                         static_cast<double>(requests.size()));
    at += each;
  }
  return ratios;
}

Chance over_replications(const Latencies& measured, const std::vector<Latencies>& runs, std::size_t replications) {
  std::vector<VectorXd> rows;
  for (const auto& run : runs) {
    const auto one = differences(measured, std::span(&run, 1), Matching::quantiles);
    rows.emplace_back(Eigen::Map<const VectorXd>(one.logarithms.data(), static_cast<Index>(one.logarithms.size())));
  }
  VectorXd mean = VectorXd::Zero(rows.front().size());
  for (const auto& row : rows) mean += row / static_cast<double>(rows.size());
  MatrixXd covariance = MatrixXd::Zero(mean.size(), mean.size());
  for (const auto& row : rows)
    covariance += (row - mean) * (row - mean).transpose() / static_cast<double>(rows.size() - 1);
  const VectorXd ratio = requests_per_measured(measured, runs, mean.size()).cwiseSqrt();
  const MatrixXd factor = (ratio * ratio.transpose()).array() + 1.0 / static_cast<double>(replications);
  return {covariance.cwiseProduct(factor), static_cast<double>(rows.size() - 1)};
}

/// Standard errors of ln of the values; absent where the differences say nothing of a value.
std::vector<std::optional<double>> standard_errors(const MatrixXd& derivatives, const Differences& left,
                                                   const MatrixXd& covariance) {
  const VectorXd weights = Eigen::Map<const VectorXd>(left.weights.data(), static_cast<Index>(left.weights.size()));
  const VectorXd norms = (derivatives.array().square().colwise() * weights.array()).colwise().sum().sqrt().transpose();
  std::vector<std::optional<double>> errors(static_cast<std::size_t>(norms.size()));
  if ((norms.array() < 1e-4).all()) return errors;
  // Scaled to columns of length one, directions that change nothing show as eigenvalues of zero.
  const VectorXd scale = norms.cwiseMax(1e-4).cwiseInverse();
  const MatrixXd scaled = derivatives * scale.asDiagonal();
  const MatrixXd square = scaled.transpose() * weights.asDiagonal() * scaled;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> parts(square);
  MatrixXd inverse = MatrixXd::Zero(square.rows(), square.cols());
  std::vector<bool> determined(errors.size(), true);
  for (Index k = 0; k < square.rows(); ++k) {
    const VectorXd direction = parts.eigenvectors().col(k);
    if (parts.eigenvalues()(k) > 1e-5)
      inverse += direction * direction.transpose() / parts.eigenvalues()(k);
    else
      for (Index i = 0; i < direction.size(); ++i)
        if (std::abs(direction(i)) > 0.1) determined[static_cast<std::size_t>(i)] = false;
  }
  const MatrixXd solver = inverse * scaled.transpose() * weights.asDiagonal();
  const MatrixXd spread = solver * covariance * solver.transpose();
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto at = static_cast<Index>(i);
    if (determined[i]) errors[i] = std::sqrt(std::max(0.0, spread(at, at))) * scale(at);
  }
  return errors;
}

/// Returns the mean square that chance alone makes.
double add_intervals(Search& search, const Latencies& measured, const ScenarioFitOptions& options,
                     const std::vector<double>& x, const Differences& left, ScenarioFit& fit) {
  const auto slopes = derivatives(search, x);
  auto chance = left_over(left, x.size());
  if (options.matching == Matching::quantiles) {
    const auto replications = std::max(options.replications, spread_replications);
    auto spread = over_replications(measured, search.runs(x, replications), options.replications);
    if (spread.covariance.trace() > 0) chance = std::move(spread);  // else nothing in the scenario is random
  }
  const auto errors = standard_errors(slopes, left, chance.covariance);
  const double t = statistics::student_t_quantile(0.975, chance.degrees);
  for (std::size_t i = 0; i < errors.size(); ++i) {
    auto& parameter = fit.parameters[i];
    if (errors[i])
      parameter.interval = {parameter.value * std::exp(-t * *errors[i]), parameter.value * std::exp(t * *errors[i])};
  }
  double by_chance = 0;
  for (std::size_t i = 0; i < left.weights.size(); ++i)
    by_chance += left.weights[i] * chance.covariance(static_cast<Index>(i), static_cast<Index>(i));
  return by_chance;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

struct Candidate {
  std::vector<double> x;
  double mean_square = 0;
};

/// The i-th element of the van der Corput sequence: the digits of i mirrored at the point.
double van_der_corput(std::size_t i, std::size_t base) {
  double value = 0, place = 1;
  for (; i > 0; i /= base) {
    place /= static_cast<double>(base);
    value += place * static_cast<double>(i % base);
  }
  return value;
}

/// The start and points of the Halton sequence around it, best first. Runs that fail leave a point out.
std::vector<Candidate> scattered(Search& search, Candidate start, std::size_t points) {
  constexpr std::array<std::size_t, 8> primes = {2, 3, 5, 7, 11, 13, 17, 19};
  const auto dimensions = start.x.size();
  std::vector<Candidate> all{std::move(start)};
  for (std::size_t i = 1; i <= points && dimensions <= primes.size(); ++i) {
    std::vector<double> x(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d)
      x[d] = (2 * van_der_corput(i, primes[d]) - 1) * std::log(scatter_range);
    try {
      const double value = search.evaluate(x).mean_square();
      all.push_back({std::move(x), value});
    } catch (const std::exception&) {
      continue;
    }
  }
  std::ranges::stable_sort(all, {}, &Candidate::mean_square);
  return all;
}

/// Searches from the best points that are apart. Different values can explain the same latencies almost as well, e.g. a
/// slow link and a fast processor, so that a search from one point may end where another one would not. Returns where
/// they end, best first.
std::vector<Candidate> search_from_several(Search& search, Candidate start, std::size_t budget) {
  const auto first = search.evaluations();
  const auto candidates = scattered(search, std::move(start), budget / 4);
  std::vector<std::vector<double>> begins;
  for (const auto& candidate : candidates) {
    const auto is_near = [&](const std::vector<double>& other) { return largest_difference(other, candidate.x) < 0.5; };
    if (begins.size() < searches && std::ranges::none_of(begins, is_near)) begins.push_back(candidate.x);
  }
  const auto left = budget - std::min(budget, search.evaluations() - first);
  std::vector<Candidate> ends;
  // BOBYQA builds a quadratic model, which needs two dimensions.
  const auto algorithm = begins.front().size() > 1 ? NLOPT_LN_BOBYQA : NLOPT_LN_SBPLX;
  for (const auto& begin : begins) {
    Candidate found{begin};
    found.mean_square = search.minimise(algorithm, &Differences::mean_square, 0.4, good_enough * good_enough,
                                        std::max<std::size_t>(1, left / begins.size()), found.x);
    ends.push_back(std::move(found));
  }
  std::ranges::stable_sort(ends, {}, &Candidate::mean_square);
  return ends;
}

}  // namespace

ScenarioFit fit_scenario(std::span<const double> start, const Latencies& measured, const Simulate& simulate,
                         const ScenarioFitOptions& options, const ScenarioProgress& progress) {
  Search search(start, measured, simulate, options, progress);
  ScenarioFit fit;
  const std::vector<double> origin(start.size(), 0.0);
  const auto before = search.evaluate(origin);
  fit.distance_before = before.mean_absolute();
  const auto ends = search_from_several(search, {origin, before.mean_square()}, options.budget * 4 / 5);
  auto x = ends.front().x;
  const auto rest = options.budget - std::min(options.budget - 1, search.evaluations());
  search.minimise(NLOPT_LN_SBPLX, &Differences::mean_absolute, 0.02, good_enough, rest, x);

  const auto left = search.evaluate(x);
  fit.distance_after = left.mean_absolute();
  const auto values = search.values(x);
  for (std::size_t i = 0; i < x.size(); ++i)
    fit.parameters.push_back({.start = start[i],
                              .value = values[i],
                              .interval = {},
                              .at_bound = std::abs(x[i]) > std::log(search_range) - 1e-3});
  const double by_chance = add_intervals(search, measured, options, x, left, fit);
  for (const auto& end : ends) {
    const bool apart = largest_difference(end.x, ends.front().x) > 0.2 && largest_difference(end.x, x) > 0.2;
    if (apart && end.mean_square < ends.front().mean_square + 2 * by_chance)
      fit.alternatives.push_back(search.values(end.x));
  }
  fit.evaluations = search.evaluations();
  return fit;
}

}  // namespace tradewind::calibrate
