#pragma once
// summary.json and series.json as text.

#include <string>

#include "results/run_info.hpp"
#include "results/summary.hpp"

namespace tradewind::results {

std::string summary_json(const Summary& summary, const RunInfo& run);

/// Per node group at most 200 bins of power, utilisation (busy cores / cores) and queue length, summed over its members
/// and over the whole run, warm-up included; per application 200 quantiles of latency, at probabilities (i + 1/2) /
/// 200.
std::string series_json(const scenario::Model& model, const metrics::Outcome& outcome);

}  // namespace tradewind::results
