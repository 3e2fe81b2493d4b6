#include "cost/roofline.hpp"

namespace tradewind::cost {

std::optional<Peaks> peaks_of(const Facts& facts, Rate rate) {
  const auto compute = facts.peak_of(rate);
  if (!compute || !facts.memory_bandwidth) return std::nullopt;
  return Peaks{.compute = *compute,
               .memory = *facts.memory_bandwidth,
               .l2 = facts.l2_size.value_or(0),
               .units = facts.units.value_or(0),
               .power = facts.power_max.value_or(0)};
}

Load load_of(const Kernel& kernel, const Precision& precision, const Peaks& peaks) {
  const Work work = work_of(kernel, precision);
  Load load{.compute = work.flop / peaks.compute, .memory = work.bytes / peaks.memory};
  if (peaks.units > 0)
    if (const auto gemm = as_gemm(kernel)) load.inflation = tile_inflation(gemm->m, gemm->n, peaks.units / gemm->batch);
  if (peaks.l2 > 0) load.resident = std::clamp(1 - work.bytes / peaks.l2, 0.0, 1.0);
  return load;
}

}  // namespace tradewind::cost
