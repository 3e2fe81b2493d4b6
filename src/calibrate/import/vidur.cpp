// Microsoft Vidur: profiles of the layers of a model, of attention, of collectives and of the host, fp16, medians in
// ms.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

std::string median_of(std::string_view op) { return fmt::format("time_stats.{}.median", op); }

/// What the path says: `compute/<gpu>/…/<model>_mlp.csv`, `network/<fabric>__<collective>.csv`,
/// `<gpu>_<model>_mlp.csv`, `history_<gpu>_….csv`.
struct Origin {
  std::string hardware, model;
};
Origin origin_of(const std::string& path) {
  const std::filesystem::path whole(path);
  std::string stem = stem_of(path);
  for (const std::string_view ending : {"_mlp", "_attention", "_mlp_clean"})
    if (stem.ends_with(ending)) stem.resize(stem.size() - ending.size());
  std::vector<std::string> folders;
  for (const auto& folder : whole.parent_path()) folders.push_back(folder.string());
  for (std::size_t i = 0; i + 1 < folders.size(); ++i) {
    const bool in_file = stem != "mlp" && stem != "attention";  // else upstream's own layout
    if (folders[i] == "compute") return {folders[i + 1], in_file ? stem : folders.back()};
    if (folders[i] == "network") return {folders[i + 1], ""};
  }
  if (const auto parts = split(stem, "__"); parts.size() == 2) return {parts[0], ""};
  if (stem.starts_with("history_")) stem.erase(0, 8);
  const auto end = stem.find('_');
  return {stem.substr(0, end), end == stem.npos ? "" : stem.substr(end + 1)};
}

/// Sizes of the model of a row, per tensor-parallel rank where divided.
struct Sizes {
  double tokens, hidden, heads, kv_heads, head_dim, ffn, gates, tp;
  double additions;  // measured as one: a model without norm behind its attention adds that and the MLP in one place
};
Sizes sizes_of(const Records& r) {
  const auto number = [&](std::string_view column) { return r.number(r.require(column)); };
  const double tp = number("num_tensor_parallel_workers"), heads = number("n_head"), hidden = number("n_embd");
  const auto gated = r.text(r.require("use_gated_mlp"));
  return {.tokens = number("num_tokens"),
          .hidden = hidden,
          .heads = heads / tp,
          .kv_heads = std::ceil(number("n_kv_head") / tp),
          .head_dim = hidden / heads,
          .ffn = number("n_expanded_embd") / tp,
          .gates = gated == "True" || gated == "true" || gated == "1" ? 2. : 1.,
          .tp = tp,
          .additions = r.find(median_of("post_attention_layernorm")) ? 1. : 2.};
}

cost::Kernel element(std::string_view name, double rows, double columns, double moves, double tp) {
  return cost::Elementwise{.name = std::string(name), .rows = rows, .columns = columns, .moves = moves, .tp = tp};
}
cost::Kernel product(double m, double n, double k) { return cost::Gemm{.m = m, .n = n, .k = k}; }

struct Layer {
  std::string_view op;
  cost::Kernel (*kernel)(const Sizes&);
};
constexpr std::array layers{
    Layer{"emb", [](const Sizes& s) { return element("embedding", s.tokens, s.hidden, 2, s.tp); }},
    Layer{"input_layernorm", [](const Sizes& s) { return element("layernorm", s.tokens, s.hidden, 2, s.tp); }},
    Layer{"attn_pre_proj",
          [](const Sizes& s) { return product(s.tokens, (s.heads + 2 * s.kv_heads) * s.head_dim, s.hidden); }},
    Layer{"attn_rope",
          [](const Sizes& s) { return element("rope", s.tokens, (s.heads + s.kv_heads) * s.head_dim, 2, s.tp); }},
    Layer{"attn_post_proj", [](const Sizes& s) { return product(s.tokens, s.hidden, s.heads * s.head_dim); }},
    Layer{"post_attention_layernorm", [](const Sizes& s) { return element("layernorm", s.tokens, s.hidden, 2, s.tp); }},
    Layer{"mlp_up_proj", [](const Sizes& s) { return product(s.tokens, s.gates * s.ffn, s.hidden); }},
    Layer{"mlp_act", [](const Sizes& s) { return element("mlp_act", s.tokens, s.ffn, 1 + s.gates, s.tp); }},
    Layer{"mlp_down_proj", [](const Sizes& s) { return product(s.tokens, s.hidden, s.ffn); }},
    Layer{"add", [](const Sizes& s) { return element("add", s.tokens, s.hidden, 3, s.tp); }},
};

/// The file being read and what all its rows share.
struct File {
  Records& records;
  Sink& sink;
  std::string target, model;

  bool next() const {
    while (records.next()) {
      if (records.whole()) return true;
      sink.reject("row", "not as many fields as the header");
    }
    return false;
  }
  double number(std::string_view column) const { return records.number(records.require(column)); }
  /// Adds what a column in ms measured, of as many kernels.
  void add(cost::Kernel kernel, std::string_view op, std::size_t column, std::string_view tp,
           double kernels = 1) const {
    sink.add({.target = target,
              .dtype = "fp16",
              .kernel = std::move(kernel),
              .latency = records.number(column) * 1e-3 / kernels,
              .tags = {{"layer", std::string(op)}, {"tp", std::string(tp)}, {"model", model}, {"engine", "vidur"}},
              .line = static_cast<std::size_t>(records.where().line)},
             op);
  }
};

void read_layers(const File& file) {
  std::vector<std::pair<const Layer*, std::size_t>> measured;
  for (const auto& layer : layers)
    if (const auto column = file.records.find(median_of(layer.op))) measured.emplace_back(&layer, *column);
  const auto tp = file.records.require("num_tensor_parallel_workers");
  if (!file.records.find(median_of("post_attention_layernorm")))
    file.sink.note("add: two sums, one after the other, measured as one: half the time each");
  while (file.next()) {
    const Sizes sizes = sizes_of(file.records);
    for (const auto& [layer, column] : measured)
      file.add(layer->kernel(sizes), layer->op, column, file.records.text(tp),
               layer->op == "add" ? sizes.additions : 1);
  }
}

void read_attention(const File& file) {
  const auto tp_column = file.records.require("num_tensor_parallel_workers");
  const auto save = file.records.find(median_of("attn_kv_cache_save"));
  const auto prefill_time = file.records.require(median_of("attn_prefill"));
  const auto decode_time = file.records.require(median_of("attn_decode"));
  while (file.next()) {
    const double tp = file.records.number(tp_column), all_heads = file.number("n_q_head");
    const double heads = all_heads / tp, kv_heads = std::ceil(file.number("n_kv_head") / tp);
    const double dim = file.number("n_embd") / all_heads, chunk = file.number("prefill_chunk_size");
    const bool prefill = chunk > 0;
    const cost::Attention kernel{.phase = prefill ? cost::Phase::prefill : cost::Phase::decode,
                                 .batch = file.number("batch_size"),
                                 .query = prefill ? chunk : 1,
                                 .context = file.number("kv_cache_size"),
                                 .heads = heads,
                                 .kv_heads = kv_heads,
                                 .head_dim = dim};
    const auto text = file.records.text(tp_column);
    file.add(kernel, prefill ? "attn_prefill" : "attn_decode", prefill ? prefill_time : decode_time, text);
    if (save)
      file.add(element("kv_cache_save", kernel.batch * kernel.query, 2 * kv_heads * dim, 2, tp), "attn_kv_cache_save",
               *save, text);
  }
}

void read_network(const File& file, const std::string& fabric) {
  const std::string collective = stem_of(std::string(file.records.where().file)).find("send_recv") != std::string::npos
                                     ? "send_recv"
                                     : "all_reduce";
  const auto time = file.records.require(median_of(collective));
  while (file.next()) {
    const auto named = file.records.text(file.records.require("collective"));
    file.sink.add({.target = file.target,
                   .dtype = "fp16",
                   .kernel = cost::Collective{.algorithm = std::string(named),
                                              .bytes = file.number("size"),
                                              .ranks = file.number("num_workers"),
                                              .ranks_per_node = file.number("devices_per_node")},
                   .latency = file.records.number(time) * 1e-3,
                   .tags = {{"fabric", fabric}, {"engine", "vidur"}},
                   .line = static_cast<std::size_t>(file.records.where().line)},
                  named);
  }
}

/// The columns of this file are called all_reduce. The bytes follow from the times: only with 4·tokens·vocabulary/ranks
/// as the gathered vector do 2, 4 and 8 ranks reach the same 230 GB/s on their links.
void read_all_gather(const File& file) {
  file.sink.note("all_gather: bytes = 4 · num_tokens · vocab_size / num_workers (inferred from the times)");
  const auto time = file.records.require(median_of("all_reduce"));
  while (file.next()) {
    const double ranks = file.number("num_workers");
    file.sink.add(
        {.target = file.target,
         .kernel = cost::Collective{.algorithm = "all_gather",
                                    .bytes = 4 * file.number("num_tokens") * file.number("vocab_size") / ranks,
                                    .ranks = ranks},
         .latency = file.records.number(time) * 1e-3,
         .tags = {{"engine", "vidur"}},
         .line = static_cast<std::size_t>(file.records.where().line)},
        "all_gather");
  }
}

/// Host time per step, as work without flop and bytes: its columns are the tags.
void read_host(const File& file) {
  constexpr std::array<std::string_view, 8> steps = {
      "schedule",           "sampler_launch",         "sampler_e2e",         "prepare_inputs_launch",
      "prepare_inputs_e2e", "model_execution_launch", "model_execution_e2e", "process_model_outputs"};
  const auto add = [&](std::string_view step, std::optional<std::size_t> column) {
    if (!column) return;
    file.sink.add({.target = file.target,
                   .kernel = cost::PlainWork{.name = fmt::format("host_{}", step)},
                   .latency = file.records.number(*column) * 1e-3,
                   .tags = {{"model", std::string(file.records.text(file.records.require("model_name")))},
                            {"batch", std::string(file.records.text(file.records.require("batch_size")))},
                            {"tp", std::string(file.records.text(file.records.require("tensor_parallel_degree")))},
                            {"engine", "vidur"}},
                   .line = static_cast<std::size_t>(file.records.where().line)},
                  step);
  };
  while (file.next()) {
    for (const auto step : steps) add(step, file.records.find(fmt::format("{}_median", step)));
    add("ray_comm", file.records.find("ray_comm_time_mean"));
  }
}

}  // namespace

void read_vidur(const std::string& path, Sink& sink) {
  Records records(path);
  const auto origin = origin_of(path);
  const bool network = records.find("collective").has_value();
  // A fabric is a hardware of its own: an A100 behind another switch is not the same target.
  const File file{records, sink,
                  network ? sink.target(snake_case(origin.hardware), path) : sink.target(origin.hardware, path),
                  origin.model};
  sink.note("median of time_stats: ms → s (× 0.001)");
  if (network) return read_network(file, origin.hardware);
  if (records.find(median_of("attn_prefill"))) return read_attention(file);
  if (records.find("use_gated_mlp")) return read_layers(file);
  if (records.find("schedule_median")) return read_host(file);
  if (records.find("vocab_size") && records.find(median_of("all_reduce"))) return read_all_gather(file);
  throw config::ConfigError({config::intern(path), 1, 1},
                            "no profile of Vidur: neither layers, attention, a collective nor host overheads");
}

}  // namespace tradewind::calibrate
