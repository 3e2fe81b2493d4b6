#pragma once
// The compact table a person reads after a run, on stderr.

#include <filesystem>
#include <string>

#include "results/run_info.hpp"
#include "results/summary.hpp"

namespace tradewind::results {

enum class Colour { never, ansi };

/// At most some twenty lines, plain UTF-8, ending with the path of the results (left out when empty).
std::string table(const Summary& summary, const RunInfo& run, const std::filesystem::path& directory,
                  Colour colour = Colour::never);

}  // namespace tradewind::results
