#pragma once
// Which points are beaten beyond doubt, so that more replications of them would be wasted (racing: Maron & Moore 1997;
// for several objectives as S-Race, Zhang, Georgiopoulos & Anagnostopoulos 2013, with t tests).

#include "sweep/results.hpp"

namespace tradewind::sweep {

/// Values of a point by replication and objective, all to be minimised; absent where a run failed or has no value.
using Observations = std::vector<std::optional<std::vector<double>>>;

/// What is known of the objectives, by point.
std::vector<Observations> observe(const Study& study, const Results& results,
                                  const std::vector<std::vector<std::size_t>>& runs);

/// Whether `better` dominates `worse` with confidence over the replications that both have.
bool beats(const Observations& better, const Observations& worse, double confidence);

}  // namespace tradewind::sweep
