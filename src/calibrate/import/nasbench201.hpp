#pragma once
// Work of the networks of NAS-Bench-201 (Dong & Yang, ICLR 2020), from the text of their cell.

#include <optional>
#include <string_view>

#include "cost/kernel.hpp"

namespace tradewind::calibrate {

/// "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|…|": flop (2 per multiply-add) and bytes in fp32 (weights once, inputs
/// and outputs of each layer) of one CIFAR image of 32×32. Absent for another text.
std::optional<cost::Work> nasbench201_work(std::string_view cell);

}  // namespace tradewind::calibrate
