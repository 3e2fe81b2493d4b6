#pragma once
// How much of a front is luck: over replications, what is attained and what is on the front.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pareto/front.hpp"

namespace tradewind::pareto {

/// The `level`-attainment surface of several fronts (Fonseca & Fleming 1996), two objectives: the corner points of the
/// region that at least ⌈level·n⌉ of the n sets weakly dominate, by the first objective ascending. level in (0, 1].
Points attainment_surface(const std::vector<Points>& sets, double level);

/// By point, its values by replication: samples[point][replication][objective]. Replications of equal number met the
/// same random numbers. Points may have different numbers of them, and lack some (then without any objectives), but
/// none has no replication at all.
using Samples = std::vector<std::vector<std::vector<double>>>;

/// How often each point is non-dominated when replications are drawn anew with replacement (bootstrap of the means).
/// Replication numbers are drawn from those that any point has; a point with n replications takes the first n draws
/// that it has, so points meet the same draws as far as they share replications. One replication each: 1 on the front,
/// 0 off it. The standard error is at most 1/(2·√resamples).
std::vector<double> probability_on_front(const Samples& samples, std::size_t resamples = 2000, std::uint64_t seed = 1);

/// Whether `better` dominates `worse` beyond doubt: one-sided paired t tests of every objective, Holm-corrected at
/// 1 − confidence, all in favour. Needs two common replications; objectives without spread count by their difference,
/// equal ones as not worse, and some objective must be better. Rows are replications, columns objectives.
bool dominates_with_confidence(const std::vector<std::vector<double>>& better,
                               const std::vector<std::vector<double>>& worse, double confidence = 0.95);

}  // namespace tradewind::pareto
