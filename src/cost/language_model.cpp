#include "cost/language_model.hpp"

#include <fmt/format.h>

namespace tradewind::cost {

void LanguageModel::fields(config::Fields& f) {
  f.required("kind", kind, "the word `language_model`");
  f.required("name", name, "names the model");
  f.optional("title", title, "for people");
  f.optional("source", source, "where its dimensions come from");
  f.required("parameters", parameters, "numbers learned", config::positive);
  f.required("layers", layers, "decoder layers", config::at_least(1));
  f.required("hidden", hidden, "width of the residual stream", config::at_least(1));
  f.required("heads", heads, "query heads", config::at_least(1));
  f.required("kv_heads", kv_heads, "key and value heads", config::at_least(1));
  f.required("head_dim", head_dim, "width of a head", config::at_least(1));
  f.required("ffn", ffn, "width of the feed-forward network", config::at_least(1));
  f.required("vocabulary", vocabulary, "tokens it knows", config::at_least(1));
  f.optional("tied", tied, "whether the head shares the weights of the embedding");
  f.optional("qkv_bias", qkv_bias, "whether queries, keys and values have a bias");
  f.optional("qk_norm", qk_norm, "whether queries and keys are normalised per head");
  f.optional("gated", gated, "whether the feed-forward network has three matrices, else two");
  f.optional("experts", experts, "experts in place of the feed-forward network", config::at_least(1));
  f.optional("top_k", top_k, "experts a token goes to", config::at_least(1));
  f.optional("expert_ffn", expert_ffn, "width of an expert", config::at_least(1));
  f.verify([this](config::Verifier& v) {
    if (experts.has_value() != top_k.has_value() || experts.has_value() != expert_ffn.has_value())
      v.problem("experts", "'experts', 'top_k' and 'expert_ffn' belong together");
    else if (experts && *top_k > *experts)
      v.problem("top_k", "more than there are experts");
    if (kv_heads > heads) v.problem("kv_heads", "more than there are query heads");
  });
}

namespace {

double matrices(const LanguageModel& m) { return m.gated ? 3 : 2; }

/// Parameters of a layer beside its feed-forward network or experts.
double attention_parameters(const LanguageModel& m) {
  const double projected = m.head_dim * (m.heads + 2 * m.kv_heads);
  return m.hidden * (projected + m.head_dim * m.heads) + (m.qkv_bias ? projected : 0) +
         (m.qk_norm ? 2 * m.head_dim : 0) + 2 * m.hidden;
}

double parameters_with(const LanguageModel& m, double experts) {
  const double feed_forward = m.experts ? matrices(m) * m.hidden * *m.expert_ffn * experts + m.hidden * *m.experts
                                        : matrices(m) * m.hidden * m.ffn;
  return m.layers * (attention_parameters(m) + feed_forward) + m.hidden + m.vocabulary * m.hidden * (m.tied ? 1 : 2);
}

}  // namespace

double LanguageModel::counted_parameters() const { return parameters_with(*this, experts.value_or(0)); }
double LanguageModel::active_parameters() const { return parameters_with(*this, top_k.value_or(0)); }

std::string_view activation_dtype(std::string_view dtype) {
  const auto precision = precision_of(dtype);
  if (!precision || precision->weight >= 2) return canonical_dtype(dtype);
  return precision->rate == Rate::fp16 ? "fp16" : "bf16";
}

std::vector<KernelUse> LanguageModel::kernels(Phase phase, double tokens, double context,
                                              std::string_view dtype) const {
  const std::string weights(canonical_dtype(dtype)), plain(activation_dtype(dtype));
  const bool prefill = phase == Phase::prefill;
  std::vector<KernelUse> uses;
  const auto matrix = [&](double m, double n, double k, double count) {
    uses.push_back({Gemm{.m = m, .n = n, .k = k}, weights, count});
  };
  const auto move = [&](std::string_view kernel, double columns, double moves, double count) {
    uses.push_back(
        {Elementwise{.name = std::string(kernel), .rows = tokens, .columns = columns, .moves = moves}, plain, count});
  };

  move("emb", hidden, 2, 1);
  move("input_layernorm", hidden, 2, layers);
  matrix(tokens, head_dim * (heads + 2 * kv_heads), hidden, layers);
  if (qk_norm) move("qk_norm", head_dim * (heads + kv_heads), 2, layers);
  move("attn_rope", head_dim * (heads + kv_heads), 2, layers);
  move("attn_kv_cache_save", head_dim * 2 * kv_heads, 1, layers);
  uses.push_back({Attention{.phase = phase,
                            .batch = prefill ? 1 : tokens,
                            .query = prefill ? tokens : 1,
                            .context = context,
                            .heads = heads,
                            .kv_heads = kv_heads,
                            .head_dim = head_dim},
                  plain, layers});
  matrix(tokens, hidden, heads * head_dim, layers);
  move("add", hidden, 3, layers);
  move("post_attention_layernorm", hidden, 2, layers);
  if (experts) {
    uses.push_back({Gemm{.m = tokens, .n = *experts, .k = hidden}, plain, layers});
    uses.push_back({Moe{.tokens = tokens, .hidden = hidden, .inter = *expert_ffn, .experts = *experts, .top_k = *top_k},
                    weights, layers});
  } else {
    matrix(tokens, (gated ? 2 : 1) * ffn, hidden, layers);
    move("mlp_act", ffn, gated ? 3 : 2, layers);
    matrix(tokens, hidden, ffn, layers);
  }
  move("add", hidden, 3, layers);
  move("input_layernorm", hidden, 2, 1);  // the last one
  // Only the last token of a sequence is continued. Quantised models keep their head in 16 bits; llama.cpp's do not.
  const double sequences = prefill ? 1 : tokens;
  const bool llama_cpp = weights.starts_with('q');
  uses.push_back({Gemm{.m = sequences, .n = vocabulary, .k = hidden}, llama_cpp ? weights : plain, 1});
  uses.push_back({PlainWork{.name = "sampling", .flop = 0, .bytes = 16 * sequences * vocabulary}, plain, 1});
  return uses;
}

LanguageModel read_language_model(const std::filesystem::path& file) {
  const auto node = config::load_file(file.string());
  auto model = config::read_or_throw<LanguageModel>(node);
  config::Problems problems;
  if (model.kind != "language_model")
    problems.add(node.where, fmt::format("kind: {} is not 'language_model'", config::quote(model.kind)));
  else if (model.parameters != model.counted_parameters())
    problems.add(node.find("parameters")->where, fmt::format("parameters: the dimensions give {:.0f}, not {:.0f}",
                                                             model.counted_parameters(), model.parameters));
  problems.throw_if_any();
  return model;
}

}  // namespace tradewind::cost
