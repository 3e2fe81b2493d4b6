#pragma once
// The laws behind random quantities as pure functions: value of a uniform number (the inverse of the distribution
// function), and mean. `u` in (0, 1) throughout; every quantile rises with it.

namespace tradewind::workload {

/// Of the standard normal law; `u` + `rest` = 1, the smaller one decides, so that both tails are exact.
double normal_quantile(double u, double rest);
/// Of the normal law given that the value is not negative, which is what redrawing below 0 gives.
double positive_normal_quantile(double u, double mean, double sd);
double positive_normal_mean(double mean, double sd);
/// Parameters of the normal law of the logarithm: sigma² = ln(1 + sd²/mean²), mu = ln mean − sigma²/2; mean > 0.
struct LogNormal {
  double mu, sigma;
};
LogNormal lognormal_of(double mean, double sd);
double lognormal_quantile(double u, LogNormal law);
double exponential_quantile(double u, double mean);
double weibull_quantile(double u, double shape, double scale);
double weibull_mean(double shape, double scale);
/// `scale` is the least value.
double pareto_quantile(double u, double shape, double scale);
double pareto_mean(double shape, double scale);
double gamma_quantile(double u, double shape, double scale);

}  // namespace tradewind::workload
