#include "workload/laws.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace tradewind::workload {
namespace {

// Plain doubles, and infinities or zeros instead of exceptions at the far ends.
namespace policies = boost::math::policies;
using Plain =
    policies::policy<policies::promote_double<false>, policies::overflow_error<policies::ignore_error>,
                     policies::underflow_error<policies::ignore_error>, policies::domain_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>>;

/// P(standard normal ≤ x).
double normal_probability(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

}  // namespace

double normal_quantile(double u, double rest) {
  return u <= rest ? -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u, Plain())
                   : std::numbers::sqrt2 * boost::math::erfc_inv(2 * rest, Plain());
}

double positive_normal_quantile(double u, double mean, double sd) {
  if (sd == 0) return mean;
  const double kept = normal_probability(mean / sd);  // of the law's mass
  const double cut = normal_probability(-mean / sd);
  return std::max(0.0, mean + sd * normal_quantile(cut + u * kept, (1 - u) * kept));
}

double positive_normal_mean(double mean, double sd) {
  if (sd == 0) return mean;
  const double at = mean / sd;
  const double density = std::exp(-at * at / 2) / std::sqrt(2 * std::numbers::pi);
  return mean + sd * density / normal_probability(at);
}

LogNormal lognormal_of(double mean, double sd) {
  const double ratio = sd / mean;
  const double variance = std::log1p(ratio * ratio);
  return {.mu = std::log(mean) - variance / 2, .sigma = std::sqrt(variance)};
}

double lognormal_quantile(double u, LogNormal law) { return std::exp(law.mu + law.sigma * normal_quantile(u, 1 - u)); }

double exponential_quantile(double u, double mean) { return -mean * std::log1p(-u); }

double weibull_quantile(double u, double shape, double scale) { return scale * std::pow(-std::log1p(-u), 1 / shape); }
double weibull_mean(double shape, double scale) { return scale * std::tgamma(1 + 1 / shape); }

double pareto_quantile(double u, double shape, double scale) { return scale * std::pow(1 - u, -1 / shape); }
double pareto_mean(double shape, double scale) {
  return shape > 1 ? shape * scale / (shape - 1) : std::numeric_limits<double>::infinity();
}

double gamma_quantile(double u, double shape, double scale) {
  return scale *
         (u < 0.5 ? boost::math::gamma_p_inv(shape, u, Plain()) : boost::math::gamma_q_inv(shape, 1 - u, Plain()));
}

}  // namespace tradewind::workload
