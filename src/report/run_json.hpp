#pragma once
// What the page knows of one run: its summary, series, platform and first bars, each one JSON document.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/report.hpp"

namespace tradewind::report {

inline constexpr std::size_t most_bars = 400;  // of the Gantt chart

/// (name of the data block, JSON) of what the run has. The summary is without the wall-clock figures of its
/// provenance, so that equal runs give equal pages. Throws RuntimeFailure when a file is damaged.
std::vector<std::pair<std::string, std::string>> run_documents(const RunFiles& run);

}  // namespace tradewind::report
