#pragma once
// Rows that no hardware can have measured.

#include "calibrate/import/import.hpp"

namespace tradewind::calibrate {

/// Leaves out rows faster than 0.7 × the speed of light of targets with facts. What fits the L2 cache may have stayed
/// there: only bytes beyond it must come from memory.
void reject_faster_than_possible(Trace& trace,
                                 const std::function<std::optional<cost::Facts>(const std::string&)>& facts);

/// Leaves out rows that are hundreds of times off the others of their target, op, family and data type, by the rates
/// that those reach: milliseconds among seconds. Groups of fewer than 20 rows have no "others".
void reject_unit_slips(Trace& trace);

/// Number formats of a row: those of its dtype, with the cache of its tag kv_dtype. Absent for an unknown dtype.
std::optional<cost::Precision> precision_of(const Row& row);

}  // namespace tradewind::calibrate
