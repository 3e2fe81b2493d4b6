#pragma once
// How good a set of points is, as one number. All objectives are minimised.

#include <span>
#include <vector>

#include "pareto/front.hpp"

namespace tradewind::pareto {

/// Volume that the points dominate up to the reference. Points that are not better than it in every objective add 0.
/// Exact; beyond about eight objectives that takes long.
double hypervolume(const Points& points, std::span<const double> reference);

/// The reference when none is declared: nadir + 10 % of the range between ideal and nadir (of |nadir|, or of 1 where
/// that too is 0, when there is no range). `points` is not empty.
std::vector<double> default_reference(const Points& points);

/// IGD+ (Ishibuchi et al. 2015): mean over z in `reference_front` of min over a of ‖max(a − z, 0)‖. Neither is empty.
double igd_plus(const Points& points, const Points& reference_front);

/// Additive ε (Zitzler et al. 2003): the least shift that makes `points` weakly dominate all of `reference_front`;
/// below 0 when they do so with room to spare. Neither is empty.
double additive_epsilon(const Points& points, const Points& reference_front);

/// C(A, B) (Zitzler & Thiele 1999): the share of `b`, which is not empty, that some point of `a` weakly dominates.
double coverage(const Points& a, const Points& b);

/// Spread Δ (Deb et al. 2002) of a front of two objectives without its reference extremes: mean deviation of successive
/// distances over their mean; a description, never a rank. For more objectives distances are those to the nearest
/// other point. Equal points count once. 0 for fewer than three different points.
double spread(const Points& front);

}  // namespace tradewind::pareto
