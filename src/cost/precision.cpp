// Data types: bytes per element of weights, activations and KV cache, and the unit that computes.

#include <algorithm>
#include <array>

#include "cost/kernel.hpp"

namespace tradewind::cost {
namespace {

// Weights in groups share scales: 128 weights of 4 bits an fp16 scale and zero point, mxfp4 32 an 8-bit scale, nvfp4 16
// an 8-bit scale; fp8_block has an fp32 scale per 128×128 weights and per 128 activations.
constexpr double grouped_int4 = 0.5 + 4. / 128, mxfp4 = 0.5 + 1. / 32, nvfp4 = 0.5 + 1. / 16;
constexpr double fp8_block = 1 + 4. / (128 * 128), fp8_group = 1 + 4. / 128;

struct Entry {
  std::string_view name;
  Precision precision;
};
constexpr std::array canonical{
    Entry{"fp64", {Rate::fp64, 8, 8, 8}},
    Entry{"fp32", {Rate::fp32, 4, 4, 4}},
    Entry{"tf32", {Rate::tf32, 4, 4, 4}},
    Entry{"fp16", {Rate::fp16, 2, 2, 2}},
    Entry{"bf16", {Rate::bf16, 2, 2, 2}},
    Entry{"fp8", {Rate::fp8, 1, 1, 1}},
    Entry{"fp8_block", {Rate::fp8, fp8_block, fp8_group, 1}},
    Entry{"mxfp8", {Rate::fp8, 1 + 1. / 32, 1 + 1. / 32, 1}},
    Entry{"int8", {Rate::int8, 1, 1, 1}},
    Entry{"int4", {Rate::int4, grouped_int4, 0.5, 0.5}},
    Entry{"nvfp4", {Rate::fp4, nvfp4, nvfp4, 1}},
    Entry{"mxfp4", {Rate::fp4, mxfp4, mxfp4, 1}},
    // Weights only: dequantised in the kernel, computed at the 16-bit peak.
    Entry{"w8a16", {Rate::bf16, 1, 2, 2}},
    Entry{"w4a16", {Rate::bf16, grouped_int4, 2, 2}},
    Entry{"w4a16_mxfp4", {Rate::bf16, mxfp4, 2, 2}},
    Entry{"w4a8", {Rate::int8, grouped_int4, 1, 2}},
    Entry{"w4afp8", {Rate::fp8, grouped_int4, 1, 1}},
    // Formats of llama.cpp: blocks of 32 with an fp16 scale; q4_k_m is a mixture of 4.83 bits a weight on average.
    Entry{"q8_0", {Rate::fp16, 34. / 32, 2, 2}},
    Entry{"q4_0", {Rate::fp16, 18. / 32, 2, 2}},
    Entry{"q4_k_m", {Rate::fp16, 4.83 / 8, 2, 2}},
};

struct Alias {
  std::string_view name, canonical;
};
constexpr std::array aliases{
    Alias{"double", "fp64"},   Alias{"float64", "fp64"},   Alias{"f64", "fp64"},
    Alias{"float", "fp32"},    Alias{"float32", "fp32"},   Alias{"f32", "fp32"},
    Alias{"half", "fp16"},     Alias{"float16", "fp16"},   Alias{"f16", "fp16"},
    Alias{"bfloat16", "bf16"}, Alias{"float8", "fp8"},     Alias{"fp8_e4m3", "fp8"},
    Alias{"fp8_e5m2", "fp8"},  Alias{"w8a8", "int8"},      Alias{"int8_wo", "w8a16"},
    Alias{"int4_wo", "w4a16"}, Alias{"int4_awq", "w4a16"}, Alias{"awq", "w4a16"},
    Alias{"gptq", "w4a16"},    Alias{"w4a4", "int4"},      Alias{"w4a8_mxfp4_fp8", "w4afp8"},
};

constexpr auto names = [] {
  std::array<std::string_view, canonical.size() + aliases.size()> all;
  std::size_t i = 0;
  for (const auto& entry : canonical) all[i++] = entry.name;
  for (const auto& alias : aliases) all[i++] = alias.name;
  return all;
}();

}  // namespace

std::string_view canonical_dtype(std::string_view dtype) {
  const auto* found = std::ranges::find(aliases, dtype, &Alias::name);
  return found == aliases.end() ? dtype : found->canonical;
}

std::optional<Precision> precision_of(std::string_view dtype) {
  const auto* found = std::ranges::find(canonical, canonical_dtype(dtype), &Entry::name);
  if (found == canonical.end()) return {};
  return found->precision;
}

std::span<const std::string_view> dtype_names() { return names; }

}  // namespace tradewind::cost
