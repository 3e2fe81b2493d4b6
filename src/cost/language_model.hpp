#pragma once
// Decoder-only language models by their dimensions (workloads/models/*.yaml): parameters, cache, and the kernels of a
// step.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/fields.hpp"
#include "cost/kernel.hpp"

namespace tradewind::cost {

/// A kernel that a piece of work runs `count` times, in a number format.
struct KernelUse {
  Kernel kernel;
  std::string dtype;
  double count = 1;
};

struct LanguageModel {
  std::string kind = "language_model", name, title, source;
  double parameters = 0;
  double layers = 1, hidden = 1, heads = 1, kv_heads = 1, head_dim = 128, ffn = 1, vocabulary = 1;
  bool tied = false;  // the head shares the weights of the embedding
  bool qkv_bias = false;
  bool qk_norm = false;  // queries and keys are normalised per head
  bool gated = true;     // the feed-forward network has three matrices, else two
  std::optional<double> experts, top_k, expert_ffn;
  void fields(config::Fields& f);

  /// Numbers learned, from the dimensions.
  double counted_parameters() const;
  /// Parameters that a token uses: all but the experts it does not choose.
  double active_parameters() const;
  /// Elements in the cache per token: keys and values of all layers.
  double cache_per_token() const { return 2 * layers * kv_heads * head_dim; }

  /// One step on one device: prefill of `tokens` prompt tokens of one sequence after `context` cached ones, or a decode
  /// of one token for each of `tokens` sequences with `context` cached ones each. Weights and their products have the
  /// number format `dtype`; all else the one its activations have (16 bits when weights have fewer).
  std::vector<KernelUse> kernels(Phase phase, double tokens, double context, std::string_view dtype) const;
};

/// Reads a file and checks its parameters against its dimensions. Throws ConfigError.
LanguageModel read_language_model(const std::filesystem::path& file);

/// The number format of activations beside weights of a format: itself from 16 bits up, else "bf16" or "fp16".
std::string_view activation_dtype(std::string_view dtype);

}  // namespace tradewind::cost
