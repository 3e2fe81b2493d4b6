#pragma once
// What the learned residual looks at: logarithms of a kernel's shape and of its times at the peaks.

#include <array>
#include <span>
#include <string_view>

#include "cost/kernel.hpp"
#include "cost/roofline.hpp"

namespace tradewind::cost {

inline constexpr std::size_t most_features = 24;
using FeatureRow = std::array<float, most_features>;

/// Names in the order of features_of(), by op and phase of the kernel.
std::span<const std::string_view> feature_names(const Kernel& kernel);

/// Fills the first feature_names().size() places. `fitted`: the fitted roofline's time, s.
void features_of(const Kernel& kernel, const Load& load, const Peaks& peaks, double fitted, FeatureRow& row);

}  // namespace tradewind::cost
