#pragma once
// gnuplot: texts as its scripts want them, and running one.

#include <filesystem>
#include <string>
#include <string_view>

namespace tradewind::report {

/// A string of a gnuplot script that stands for exactly this text; control characters become spaces.
std::string gnuplot_string(std::string_view text);

/// Runs `gnuplot script` in the script's folder. Throws RuntimeFailure when gnuplot is missing or fails, with its
/// words.
void run_gnuplot(const std::filesystem::path& script);

}  // namespace tradewind::report
