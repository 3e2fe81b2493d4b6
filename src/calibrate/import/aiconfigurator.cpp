// NVIDIA AIConfigurator: one table per operator, framework and GPU. Columns that are the same in all rows were dropped,
// so each is looked for and has a usual value.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

/// A table: its columns by name, its rows one after the other.
class Table {
 public:
  explicit Table(const std::string& path) : records_(path), latency_(records_.require("latency")) {}

  bool next() { return records_.next(); }
  bool whole() const { return records_.whole(); }
  bool has(std::string_view column) const { return records_.find(column).has_value(); }
  /// The text of a column, or `usual` when the table does not have it.
  std::string text(std::string_view column, std::string_view usual = "") const {
    const auto place = records_.find(column);
    return std::string(place ? records_.text(*place) : usual);
  }
  double number(std::string_view column) const { return records_.number(records_.require(column)); }
  double number(std::string_view column, double usual) const {
    const auto place = records_.find(column);
    return place ? records_.number(*place) : usual;
  }
  double latency() const { return records_.number(latency_) * 1e-3; }
  std::size_t line() const { return static_cast<std::size_t>(records_.where().line); }

 private:
  Records records_;
  std::size_t latency_;
};

/// Where a table comes from: `<system>__<op>__<framework>__<version>__<table>.csv.gz`, or upstream's folders
/// `<system>/<op>/<framework>/<version>/<table>.csv`.
struct Origin {
  std::string system, engine, table;
};
Origin origin_of(const std::string& path) {
  auto parts = split(stem_of(path), "__");
  // A version has points: what follows its last one is no extension.
  if (parts.size() < 5) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    const auto up = [&](int levels) {
      std::filesystem::path at = folder;
      while (levels-- > 0) at = at.parent_path();
      return at.filename().string();
    };
    parts = {up(3), up(2), up(1), up(0), parts.back()};
  }
  return {parts[0], parts[2] + " " + parts[3], parts.back()};
}

using Rows = Row (*)(const Table& table);

Row gemm(const Table& t) {
  return {.dtype = t.text("gemm_dtype", "bf16"),
          .kernel = cost::Gemm{.m = t.number("m"), .n = t.number("n"), .k = t.number("k")}};
}

Row attention(const Table& t, cost::Phase phase) {
  const bool prefill = phase == cost::Phase::prefill;
  const double heads = t.number("num_heads"), groups = t.number("num_key_value_heads", 0);
  return {.dtype = t.text("attn_dtype", "bf16"),
          .kernel = cost::Attention{.phase = phase,
                                    .batch = t.number("batch_size"),
                                    .query = prefill ? t.number("isl") : 1,
                                    .context = prefill ? 0 : t.number("step"),
                                    .heads = heads,
                                    .kv_heads = groups == 0 ? heads : groups,
                                    .head_dim = t.number("head_dim", 128),
                                    .window = t.number("window_size", 0)},
          .tags = {{"kv_dtype", std::string(cost::canonical_dtype(t.text("kv_cache_dtype")))}}};
}
Row context_attention(const Table& t) { return attention(t, cost::Phase::prefill); }
Row generation_attention(const Table& t) { return attention(t, cost::Phase::decode); }

Row moe(const Table& t) {
  const std::string distribution = t.text("distribution", "balanced");
  constexpr std::string_view law = "power_law_";
  // NaN for what a trace does not know: such a row is left out.
  const bool even = distribution == "balanced" || distribution == "uniform";
  const double skew = even                            ? 0
                      : distribution.starts_with(law) ? number_in(std::string_view(distribution).substr(law.size()))
                                                      : std::numeric_limits<double>::quiet_NaN();
  return {.dtype = t.text("moe_dtype", "bf16"),
          .kernel = cost::Moe{.tokens = t.number("num_tokens"),
                              .hidden = t.number("hidden_size"),
                              .inter = t.number("inter_size"),
                              .experts = t.number("num_experts"),
                              .top_k = t.number("topk"),
                              .tp = t.number("moe_tp_size", 1),
                              .ep = t.number("moe_ep_size", 1),
                              .skew = skew},
          .tags = {{"distribution", distribution}}};
}

/// `module`: the whole block with its projections. The tables without that word hold the attention alone: at one token
/// their times do not depend on the number of heads, whose projections would be 0.4 GB of weights.
Row mla(const Table& t, cost::Phase phase, bool module) {
  const bool prefill = phase == cost::Phase::prefill;
  return {
      .dtype = t.text("gemm_type", "bf16"),
      .kernel = cost::Mla{.phase = phase,
                          .batch = t.number("batch_size"),
                          .query = prefill ? t.number("isl") : 1,
                          .context = prefill ? 0 : t.number("step"),
                          .heads = t.number("num_heads"),
                          .module = module},
      .tags = {{"kv_dtype", std::string(cost::canonical_dtype(t.text("kv_cache_dtype")))}, {"tp", t.text("tp_size")}}};
}
Row context_mla(const Table& t) { return mla(t, cost::Phase::prefill, false); }
Row generation_mla(const Table& t) { return mla(t, cost::Phase::decode, false); }
Row context_mla_module(const Table& t) { return mla(t, cost::Phase::prefill, true); }
Row generation_mla_module(const Table& t) { return mla(t, cost::Phase::decode, true); }

Row nccl(const Table& t) {
  const std::string dtype = t.text("nccl_dtype", "half");
  const double element = cost::precision_of(dtype).value_or(cost::Precision{}).activation;
  return {.dtype = dtype,
          .kernel = cost::Collective{.algorithm = t.text("op_name", "all_reduce"),
                                     .bytes = t.number("message_size") * element,
                                     .ranks = t.number("num_gpus")},
          .tags = {{"kernel", "nccl"}}};
}

Row custom_allreduce(const Table& t) {
  Row row = nccl(t);
  row.tags = {{"kernel", "custom"}, {"backend", t.text("backend")}};
  return row;
}

/// Kernels of a state-space layer as the parts of cost::Ssm; "" for what no part stands for.
std::string part_of(std::string_view kernel) {
  if (kernel.starts_with("causal_conv1d")) return "conv1d";
  for (const std::string_view scan : {"gated_delta_rule", "chunk_scan", "selective_state_update", "ssd"})
    if (kernel.find(scan) != kernel.npos) return "scan";
  return "";
}

Row state_space(const Table& t) {
  const double tokens = t.number("num_tokens"), batch = t.number("batch_size");
  const bool decode = t.text("phase", tokens == batch ? "generation" : "context") == "generation";
  // Mamba2 has heads of 64 and as many groups of B and C as it says; a gated delta net heads of 128, whose keys and
  // queries are the groups.
  const bool mamba = t.has("nheads");
  const double heads = mamba ? t.number("nheads") : t.number("num_v_heads");
  return {.dtype = t.text("dtype", "bf16"),
          .kernel = cost::Ssm{.phase = decode ? cost::Phase::decode : cost::Phase::prefill,
                              .part = part_of(t.text("kernel_source")),
                              .batch = batch,
                              .tokens = tokens,
                              .width = t.number("d_model"),
                              .state = t.number("d_state", 128),
                              .heads = heads,
                              .groups = mamba ? t.number("n_groups", 1) : t.number("num_k_heads", 16),
                              .chunk = t.number("chunk_size", mamba ? 256 : 64),
                              .inner = heads * (mamba ? 64 : 128)},
          .tags = {{"model", t.text("model_name")}}};
}

struct Known {
  std::string_view name;
  Rows row;
};
constexpr std::array tables{
    Known{"gemm", gemm},
    Known{"context_attention", context_attention},
    Known{"generation_attention", generation_attention},
    Known{"moe", moe},
    Known{"context_mla", context_mla},
    Known{"generation_mla", generation_mla},
    Known{"mla_context_module", context_mla_module},
    Known{"mla_generation_module", generation_mla_module},
    Known{"nccl", nccl},
    Known{"custom_allreduce", custom_allreduce},
    Known{"mamba2", state_space},
    Known{"gdn", state_space},
};

bool is_known_part(const Row& row) {
  const auto* ssm = std::get_if<cost::Ssm>(&row.kernel);
  return !ssm || !ssm->part.empty();
}

}  // namespace

void read_aiconfigurator(const std::string& path, Sink& sink) {
  const auto origin = origin_of(path);
  std::string name = origin.table;
  if (name.ends_with("_perf")) name.resize(name.size() - 5);
  const auto* known = std::ranges::find(tables, name, &Known::name);
  if (known == tables.end()) {
    std::vector<std::string> names;
    std::ranges::transform(tables, std::back_inserter(names), [](const Known& one) { return std::string(one.name); });
    throw config::ConfigError({config::intern(path)},
                              fmt::format("no table {}{} (known: {})", config::quote(name),
                                          config::did_you_mean(name, names), fmt::join(names, ", ")));
  }
  const auto target = sink.target(origin.system, path);
  sink.note("latency: ms → s (× 0.001)");
  if (known->row == &nccl || known->row == &custom_allreduce)
    sink.note("message_size: elements → bytes (× 2 of half, × 1 of int8)");
  Table table(path);
  while (table.next()) {
    if (!table.whole()) {
      sink.reject(name, "not as many fields as the header");
      continue;
    }
    Row row = known->row(table);
    row.target = target;
    row.latency = table.latency();
    if (const auto power = table.number("power", 0); power > 0) row.power = power;
    row.line = table.line();
    if (known->row != &nccl && known->row != &custom_allreduce)
      row.tags.emplace_back("kernel", table.text("kernel_source"));
    row.tags.emplace_back("engine", origin.engine);
    if (is_known_part(row))
      sink.add(std::move(row), name);
    else
      sink.reject(name, table.has("kernel_source") ? "a kernel that is no part of a state-space block"
                                                   : "the kernel is not named");
  }
}

}  // namespace tradewind::calibrate
