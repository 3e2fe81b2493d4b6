#pragma once
// When the replications of a point are enough: its means are known as precisely as was asked.

#include "sweep/results.hpp"

namespace tradewind::sweep {

/// Whether the 95 % interval (Student's t over the point's complete runs) of every metric is narrow enough, relative to
/// the size of the mean. One value says nothing of precision, so it is not enough; values that are all 0 are. A metric
/// that none of the complete runs has a value for is not waited for.
bool precise(const StoppingDescription& stopping, const Results& results, const std::vector<std::size_t>& runs);

}  // namespace tradewind::sweep
