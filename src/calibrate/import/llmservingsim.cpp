// LLMServingSim: layers of language models in vLLM by tokens or sequences, and attention of batches that mix prefill
// and decode. The tables name the model; its sizes come from the model's file.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

/// Of one rank.
struct Sizes {
  double rows = 0;  // tokens or sequences
  double hidden, heads, kv_heads, head_dim, ffn, experts, vocabulary;
};

cost::Kernel element(std::string_view name, double rows, double columns, double moves) {
  return cost::Elementwise{.name = std::string(name), .rows = rows, .columns = columns, .moves = moves};
}
cost::Kernel norm(const Sizes& s) { return element("layernorm", s.rows, s.hidden, 2); }
cost::Kernel rope(const Sizes& s) { return element("rope", s.rows, (s.heads + s.kv_heads) * s.head_dim, 2); }
cost::Kernel product(const Sizes& s, double n, double k) { return cost::Gemm{.m = s.rows, .n = n, .k = k}; }

struct Layer {
  std::string_view name;
  cost::Kernel (*kernel)(const Sizes&);
};
constexpr std::array layers{
    Layer{"act_fn", [](const Sizes& s) { return element("mlp_act", s.rows, s.ffn, 3); }},
    Layer{"down_proj", [](const Sizes& s) { return product(s, s.hidden, s.ffn); }},
    Layer{"embedding", [](const Sizes& s) { return element("embedding", s.rows, s.hidden, 2); }},
    Layer{"expert.w1", [](const Sizes& s) { return product(s, s.ffn, s.hidden); }},
    Layer{"expert.w2", [](const Sizes& s) { return product(s, s.hidden, s.ffn); }},
    Layer{"expert.w3", [](const Sizes& s) { return product(s, s.ffn, s.hidden); }},
    Layer{"final_layernorm", norm},
    Layer{"gate", [](const Sizes& s) { return product(s, s.experts, s.hidden); }},
    Layer{"gate_proj", [](const Sizes& s) { return product(s, s.ffn, s.hidden); }},
    Layer{"gate_up_proj", [](const Sizes& s) { return product(s, 2 * s.ffn, s.hidden); }},
    Layer{"input_layernorm", norm},
    Layer{"k_proj", [](const Sizes& s) { return product(s, s.kv_heads * s.head_dim, s.hidden); }},
    Layer{"layernorm", norm},
    Layer{"lm_head", [](const Sizes& s) { return product(s, s.vocabulary, s.hidden); }},
    Layer{"o_proj", [](const Sizes& s) { return product(s, s.hidden, s.heads * s.head_dim); }},
    Layer{"post_layernorm", norm},
    Layer{"q_proj", [](const Sizes& s) { return product(s, s.heads * s.head_dim, s.hidden); }},
    Layer{"qkv_proj", [](const Sizes& s) { return product(s, (s.heads + 2 * s.kv_heads) * s.head_dim, s.hidden); }},
    Layer{"rope", rope},
    Layer{"rotary_emb", rope},
    Layer{"sampler", [](const Sizes& s) { return element("sampler", s.rows, s.vocabulary, 2); }},
    Layer{"up_proj", [](const Sizes& s) { return product(s, s.ffn, s.hidden); }},
    Layer{"v_proj", [](const Sizes& s) { return product(s, s.kv_heads * s.head_dim, s.hidden); }},
};

/// What the path says: `<gpu>/<maker>/<model>/<dtype>/tp<n>/dense.csv`, or
/// `<gpu>__<maker>__<model>__tp<n>__layers.csv`.
struct Origin {
  std::string hardware, model, dtype = "bf16", tp;
};

bool is_tp(std::string_view text) {
  return text.starts_with("tp") && text.size() > 2 && number_in(text.substr(2)) >= 1;
}

Origin origin_of(const std::string& path) {
  if (const auto parts = split(stem_of(path), "__"); parts.size() == 5 && is_tp(parts[3]))
    return {.hardware = parts[0], .model = parts[2], .tp = parts[3].substr(2)};
  std::vector<std::string> folders;
  for (const auto& folder : std::filesystem::path(path).parent_path()) folders.push_back(folder.string());
  const std::size_t n = folders.size();
  if (n < 5 || !is_tp(folders[n - 1]))
    throw config::ConfigError({config::intern(path), 1, 1},
                              "its place does not say what was measured: <gpu>/<maker>/<model>/<dtype>/tp<n>/dense.csv "
                              "or <gpu>__<maker>__<model>__tp<n>__layers.csv");
  return {.hardware = folders[n - 5], .model = folders[n - 3], .dtype = folders[n - 2], .tp = folders[n - 1].substr(2)};
}

Sizes sizes_of(const Origin& origin, const std::string& path, const Sink& sink) {
  std::string name = origin.model;
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto model = sink.model(name);
  if (!model)
    throw config::ConfigError(
        {config::intern(path), 1, 1},
        fmt::format("the sizes of the model '{}' are not known: a file workloads/models/{}.yaml would say them", name,
                    name));
  const double tp = number_in(origin.tp);
  return {.hidden = model->hidden,
          .heads = model->heads / tp,
          .kv_heads = std::ceil(model->kv_heads / tp),
          .head_dim = model->head_dim,
          .ffn = model->expert_ffn.value_or(model->ffn) / tp,
          .experts = model->experts.value_or(0),
          .vocabulary = model->vocabulary / tp};
}

/// A file with what all its rows share.
struct File {
  Records& records;
  Sink& sink;
  std::string target;
  Origin origin;
  Sizes sizes;

  bool next() const {
    while (records.next()) {
      if (records.whole()) return true;
      sink.reject("row", "not as many fields as the header");
    }
    return false;
  }
  void add(cost::Kernel kernel, std::string_view layer, double latency,
           std::vector<std::pair<std::string, std::string>> more = {}) const {
    more.insert(
        more.begin(),
        {{"layer", std::string(layer)}, {"tp", origin.tp}, {"model", origin.model}, {"engine", "llmservingsim"}});
    sink.add({.target = target,
              .dtype = origin.dtype,
              .kernel = std::move(kernel),
              .latency = latency,
              .tags = std::move(more),
              .line = static_cast<std::size_t>(records.where().line)},
             layer);
  }
  cost::Attention attention(cost::Phase phase, double batch, double query, double context) const {
    return {.phase = phase,
            .batch = batch,
            .query = query,
            .context = context,
            .heads = sizes.heads,
            .kv_heads = sizes.kv_heads,
            .head_dim = sizes.head_dim};
  }
};

/// Layers by name and rows; those of the older tables also have the cached tokens of `attn`.
void read_layers(const File& file, std::size_t layer, std::size_t rows, std::size_t time, double unit,
                 std::optional<std::size_t> context) {
  while (file.next()) {
    const std::string name(file.records.text(layer));
    const double latency = file.records.number(time) * unit;
    if (name == "attn" && context) {
      file.add(file.attention(cost::Phase::prefill, 1, file.records.number(rows), file.records.number(context)), name,
               latency);
      continue;
    }
    const auto* known = std::ranges::find(layers, name, &Layer::name);
    if (known == layers.end()) {
      file.sink.reject(name.empty() ? "row" : name, "no layer that is known");
      continue;
    }
    Sizes sizes = file.sizes;
    sizes.rows = file.records.number(rows);
    file.add(known->kernel(sizes), name, latency);
  }
}

/// A chunk of one prefill and some decodes in one batch; with both, one kernel of the work of both.
void read_attention(const File& file) {
  const auto& r = file.records;
  const auto chunk = r.require("prefill_chunk"), cached = r.require("kv_prefill"), count = r.require("n_decode"),
             context = r.require("kv_decode"), time = r.require("time_us");
  const auto precision = cost::precision_of(file.origin.dtype).value_or(cost::Precision{});
  while (file.next()) {
    const double query = r.number(chunk), batch = r.number(count), latency = r.number(time) * 1e-6;
    const auto prefill = file.attention(cost::Phase::prefill, 1, query, r.number(cached));
    const auto decode = file.attention(cost::Phase::decode, batch, 1, r.number(context));
    if (batch == 0) {
      file.add(prefill, "attention", latency);
    } else if (query == 0) {
      file.add(decode, "attention", latency);
    } else {
      const auto one = cost::work_of(prefill, precision), other = cost::work_of(decode, precision);
      file.add(
          cost::PlainWork{.name = "attention_mixed", .flop = one.flop + other.flop, .bytes = one.bytes + other.bytes},
          "attention_mixed", latency,
          {{"prefill_chunk", std::string(r.text(chunk))},
           {"kv_prefill", std::string(r.text(cached))},
           {"n_decode", std::string(r.text(count))},
           {"kv_decode", std::string(r.text(context))}});
    }
  }
}

}  // namespace

void read_llmservingsim(const std::string& path, Sink& sink) {
  Records r(path);
  if (r.find("time_stats.attn_prefill.median")) return read_vidur(path, sink);  // older attention has Vidur's columns
  const auto layer = r.find("layer"), old_layer = r.find("layer_name");
  if (!layer && !old_layer && !r.find("prefill_chunk"))
    throw config::ConfigError({config::intern(path), 1, 1},
                              "no layers or attention of LLMServingSim: 'layer' with 'tokens' or 'sequences', "
                              "'layer_name' or 'prefill_chunk' would be columns");
  const auto origin = origin_of(path);
  const File file{r, sink, sink.target(origin.hardware, path), origin, sizes_of(origin, path, sink)};
  if (old_layer) {
    sink.note("latency: ns → s (× 1e-9); sizes of the layers from the model's file; dtype bf16 (not in the data)");
    return read_layers(file, *old_layer, r.require("input"), r.require("latency(ns)"), 1e-9, r.require("kv_cache"));
  }
  sink.note("time_us: µs → s (× 1e-6); sizes of the layers from the model's file");
  if (layer)
    return read_layers(file, *layer, r.find("tokens") ? *r.find("tokens") : r.require("sequences"),
                       r.require("time_us"), 1e-6, std::nullopt);
  sink.note("batches of prefill and decode: op=work with the flop and bytes of both");
  read_attention(file);
}

}  // namespace tradewind::calibrate
