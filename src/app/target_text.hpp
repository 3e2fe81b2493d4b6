#pragma once
// Targets as people read them.

#include <string>

#include "cost/target.hpp"

namespace tradewind::app {

/// "gpu, fp16 312 Tflop/s, 2.04 TB/s": kind, the greatest peak worth naming, memory bandwidth.
std::string target_summary(const cost::Target& target);
/// All facts, each with the grade and the words of its source, and the fitted models beside it.
std::string target_text(const cost::Target& target);

}  // namespace tradewind::app
