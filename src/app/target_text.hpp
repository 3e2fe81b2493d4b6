#pragma once
// Targets as people read them.

#include <string>

#include "cost/target.hpp"

namespace tradewind::app {

/// "gpu, fp16 312 Tflop/s, 2039 GB/s (NVIDIA A100 SXM 80 GB)": kind, a peak, memory bandwidth, title.
std::string target_summary(const cost::Target& target);
/// All facts, each with the grade and the words of its source, and the fitted models beside it.
std::string target_text(const cost::Target& target);

}  // namespace tradewind::app
