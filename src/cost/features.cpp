#include "cost/features.hpp"

#include <bit>
#include <cmath>

namespace tradewind::cost {
namespace {

constexpr double default_units = 100;  // where facts say nothing: waves are then in an arbitrary unit

double log2_of(double x) { return std::log2(std::max(x, 1e-30)); }
/// The logarithm of a size that may be 0.
double log2_next(double x) { return std::log2(x + 1); }

/// How often 2 divides a whole number, at most 8 times: kernels are chosen by alignment.
double alignment(double x) {
  if (x <= 0 || x > 9e15 || x != std::floor(x)) return 0;
  return std::min(8, std::countr_zero(static_cast<std::uint64_t>(x)));
}

double waves(double m, double n, double tile_m, double tile_n, double units) {
  return std::ceil(m / tile_m) * std::ceil(n / tile_n) / units;
}
/// How full the last wave is, in (0, 1].
double last_wave(double waves) { return waves - std::ceil(waves) + 1; }

constexpr std::string_view gemm_names[] = {
    "log2 m",          "log2 n",           "log2 k",         "log2 F/P",       "log2 padded F/P", "log2 B/W",
    "log2 fitted",     "padding of m",     "padding of n",   "waves",          "last wave",       "last wave 256x128",
    "last wave 64x64", "last wave 128x64", "alignment of m", "alignment of n", "alignment of k",  "log2 batch"};
// Without the number of heads itself: it is group times kv_heads, and trees that may split on it know nothing of a
// number between those that they saw.
constexpr std::string_view attention_names[] = {"log2 batch",
                                                "log2 group",
                                                "log2 query",
                                                "log2 length",
                                                "head_dim",
                                                "log2 window",
                                                "log2 F/P",
                                                "log2 B/W",
                                                "log2 fitted",
                                                "waves",
                                                "log2 batch kv_heads",
                                                "last wave",
                                                "last wave of kv_heads",
                                                "alignment of length",
                                                "log2 attended length",
                                                "log2 kv_heads",
                                                "log2 B / L2",
                                                "log2 packed waves",
                                                "last packed wave",
                                                "fill of packed tiles"};
constexpr std::string_view moe_names[] = {"log2 tokens", "log2 hidden", "log2 inter",  "log2 experts",
                                          "log2 top_k",  "log2 tp",     "log2 ep",     "skew",
                                          "log2 F/P",    "log2 B/W",    "log2 fitted", "log2 copies per expert"};
constexpr std::string_view conv_names[] = {"log2 batch", "log2 in_c", "log2 out_c", "log2 in_h", "log2 out_h",
                                           "kernel",     "stride",    "log2 F/P",   "log2 B/W",  "log2 fitted",
                                           "groups",     "waves",     "last wave",  "log2 in_w", "alignment of in_c"};
constexpr std::string_view elementwise_names[] = {"log2 rows",
                                                  "log2 columns",
                                                  "log2 moves",
                                                  "log2 B/W",
                                                  "log2 fitted",
                                                  "log2 bytes / L2",
                                                  "log2 rows per unit",
                                                  "alignment of rows",
                                                  "alignment of columns",
                                                  "last wave of rows",
                                                  "log2 tp"};
constexpr std::string_view plain_names[] = {"shape 1", "shape 2", "shape 3",  "shape 4",  "shape 5",    "shape 6",
                                            "shape 7", "shape 8", "log2 F/P", "log2 B/W", "log2 fitted"};

struct Names {
  using List = std::span<const std::string_view>;
  List operator()(const Gemm&) const { return gemm_names; }
  List operator()(const Attention&) const { return attention_names; }
  List operator()(const Moe&) const { return moe_names; }
  List operator()(const Conv2d&) const { return conv_names; }
  List operator()(const Elementwise&) const { return elementwise_names; }
  template <class Other>
  List operator()(const Other&) const {
    return plain_names;
  }
};

struct Filler {
  FeatureRow& row;
  std::size_t next = 0;
  void operator()(double value) { row[next++] = static_cast<float>(value); }
};

}  // namespace

std::span<const std::string_view> feature_names(const Kernel& kernel) { return std::visit(Names{}, kernel); }

void features_of(const Kernel& kernel, const Load& load, const Peaks& peaks, double fitted, FeatureRow& row) {
  Filler add{row};
  const double units = peaks.units > 0 ? peaks.units : default_units;
  const auto times = [&] {
    add(log2_of(load.compute));
    add(log2_of(load.memory));
    add(log2_of(fitted));
  };
  if (const auto* gemm = std::get_if<Gemm>(&kernel)) {
    const double m = gemm->m, n = gemm->n, of = units / gemm->batch;
    const double full = waves(m, n, 128, 128, of);
    add(log2_of(m));
    add(log2_of(n));
    add(log2_of(gemm->k));
    add(log2_of(load.compute));
    add(log2_of(load.compute * load.inflation));
    add(log2_of(load.memory));
    add(log2_of(fitted));
    add(64 * std::ceil(m / 64) / m);
    add(128 * std::ceil(n / 128) / n);
    add(std::min(full, 64.0));
    add(last_wave(full));
    add(last_wave(waves(m, n, 256, 128, of)));
    add(last_wave(waves(m, n, 64, 64, of)));
    add(last_wave(waves(m, n, 128, 64, of)));
    add(alignment(m));
    add(alignment(n));
    add(alignment(gemm->k));
    add(log2_of(gemm->batch));
  } else if (const auto* attention = std::get_if<Attention>(&kernel)) {
    const double length = attention->query + attention->context;
    const double attended = attention->window > 0 ? std::min(attention->window, length) : length;
    const bool prefill = attention->phase == Phase::prefill;
    const double parallel =
        attention->batch * (prefill ? attention->heads * std::ceil(attention->query / 128) : attention->kv_heads);
    add(log2_of(attention->batch));
    add(log2_of(attention->heads / attention->kv_heads));
    add(log2_of(attention->query));
    add(log2_of(length));
    add(attention->head_dim);
    add(log2_next(attention->window));
    times();
    add(std::min(parallel / units, 64.0));
    add(log2_of(attention->batch * attention->kv_heads));
    add(last_wave(parallel / units));
    add(last_wave(attention->batch * attention->kv_heads / units));
    add(alignment(length));
    add(log2_of(attended));
    add(log2_of(attention->kv_heads));
    add(peaks.l2 > 0 ? log2_of(load.memory * peaks.memory / peaks.l2) : 0);
    // FlashAttention may put the heads of a group side by side in a tile of 128 queries.
    const double packed = attention->query * attention->heads / attention->kv_heads;
    const double tiles = std::ceil(packed / 128);
    add(log2_of(attention->batch * attention->kv_heads * tiles / units));
    add(last_wave(attention->batch * attention->kv_heads * tiles / units));
    add(packed / (128 * tiles));
  } else if (const auto* moe = std::get_if<Moe>(&kernel)) {
    add(log2_of(moe->tokens));
    add(log2_of(moe->hidden));
    add(log2_of(moe->inter));
    add(log2_of(moe->experts));
    add(log2_of(moe->top_k));
    add(log2_of(moe->tp));
    add(log2_of(moe->ep));
    add(moe->skew);
    times();
    add(log2_of(moe->tokens * moe->top_k / moe->experts));
  } else if (const auto* conv = std::get_if<Conv2d>(&kernel)) {
    const auto implicit = as_gemm(kernel);
    const double full = implicit ? waves(implicit->m, implicit->n, 128, 128, units) : 0;
    add(log2_of(conv->batch));
    add(log2_of(conv->in_c));
    add(log2_of(conv->out_c));
    add(log2_of(conv->in_h));
    add(log2_of(conv->in_h / conv->stride));
    add(conv->kernel);
    add(conv->stride);
    times();
    add(log2_of(conv->groups));
    add(std::min(full, 64.0));
    add(last_wave(full));
    add(log2_of(conv->in_w));
    add(alignment(conv->in_c));
  } else if (const auto* plain = std::get_if<Elementwise>(&kernel)) {
    add(log2_of(plain->rows));
    add(log2_of(plain->columns));
    add(log2_of(plain->moves));
    add(log2_of(load.memory));
    add(log2_of(fitted));
    add(peaks.l2 > 0 ? log2_of(load.memory * peaks.memory / peaks.l2) : 0);
    add(log2_of(plain->rows / units));
    add(alignment(plain->rows));
    add(alignment(plain->columns));
    add(last_wave(plain->rows / units));
    add(log2_of(plain->tp));
  } else {
    const auto shape = shape_of(kernel);
    for (std::size_t i = 0; i < 8; ++i) add(i < shape.size() ? log2_next(shape[i].value) : 0);
    times();
  }
}

}  // namespace tradewind::cost
