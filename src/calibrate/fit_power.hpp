#pragma once
// The fit of average watts: what kernels draw while they run.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "calibrate/grouping.hpp"
#include "calibrate/trace.hpp"
#include "cost/model.hpp"

namespace tradewind::calibrate {

/// Fits P0 + a·u_c + b·u_m to the group's rows with power (or energy: over the latency), from 200 rows on times exp of
/// boosted trees; phases of whole models also rise from an initial power in bursts (a row of weight w lasts w times its
/// latency). `fitted` gives peaks and roofline; the error is by 5-fold cross-validation. Absent below 3 rows.
std::optional<cost::PowerModel> fit_power(const Trace& trace, const Group& group, const cost::OpModel& fitted,
                                          std::uint64_t seed);

/// Between idle and maximum of the datasheet; absent when it lacks one of them.
std::optional<cost::PowerModel> assumed_power(const cost::Facts& facts);

/// Gives phases of whole models, whose work is not known, the power of a measured phase of their target: of the same
/// model if there is one, else of the most rows. Marked as assumed, and never below what the target draws idle where
/// its facts (by target) say so.
void borrow_power(cost::Model& model, const std::map<std::string, cost::Facts, std::less<>>& facts);

}  // namespace tradewind::calibrate
