#pragma once
// Names of number formats as keys of target files.

#include <array>
#include <string_view>

#include "cost/kernel.hpp"

namespace tradewind::cost {

/// By Rate.
inline constexpr std::array<std::string_view, rates> rate_names = {"fp64", "fp32", "tf32", "fp16", "bf16",
                                                                   "fp8",  "fp4",  "int8", "int4"};

}  // namespace tradewind::cost
