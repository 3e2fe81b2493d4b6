#pragma once
// The evolutionary search for the front, as points of a sweep.

#include "sweep/results.hpp"

namespace tradewind::sweep {

/// The points of the search's next generation that have no runs yet; empty when the search is over. The search is
/// repeated from its beginning, with the objectives' means over each point's complete runs for answers, so that it is a
/// function of study and results alone. Points that failed, have no value for an objective or are excluded count as
/// worse than any other.
std::vector<Point> next_generation(const Study& study, const Results& results);

}  // namespace tradewind::sweep
