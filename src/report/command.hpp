#pragma once
// The command line that repeats one run, ready to be pasted into a shell.

#include <cstdint>
#include <string>
#include <string_view>

#include "sweep/study.hpp"

namespace tradewind::report {

/// `tradewind run SCENARIO -s path=value … --seed N`.
std::string repeat_command(std::string_view scenario, const sweep::Point& point, std::int64_t seed);

}  // namespace tradewind::report
