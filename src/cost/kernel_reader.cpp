// Kernels from the columns of a trace or the keys of a scenario.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "config/problem.hpp"
#include "config/quantity.hpp"
#include "cost/kernel.hpp"

namespace tradewind::cost {
namespace {

using Text = std::function<std::string_view(std::string_view column)>;

constexpr std::array algorithms{"all_reduce", "all_gather", "reduce_scatter", "alltoall", "send_recv", "broadcast"};
constexpr std::array ops{"gemm",       "attention", "moe",     "mla",    "ssm",     "conv2d", "elementwise",
                         "collective", "memcpy",    "prefill", "decode", "network", "work"};

template <class... Arguments>
[[noreturn]] void refuse(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
  throw std::invalid_argument(fmt::format(text, std::forward<Arguments>(arguments)...));
}

/// The number of a column; `low_open`: zero is refused.
double number(std::string_view column, std::string_view text, bool zero) {
  const auto value = config::parse_number(text);
  if (!value || *value < 0 || (!zero && *value == 0))
    refuse("{}: {} is not a {}", column, config::quote(text), zero ? "number from 0" : "positive number");
  return *value;
}
double needed(const Text& text, std::string_view column) {
  const auto written = text(column);
  if (written.empty()) refuse("{} is missing", column);
  return number(column, written, false);
}
double positive_or(const Text& text, std::string_view column, double usual) {
  const auto written = text(column);
  return written.empty() ? usual : number(column, written, false);
}
double from_zero_or(const Text& text, std::string_view column, double usual) {
  const auto written = text(column);
  return written.empty() ? usual : number(column, written, true);
}
double needed_from_zero(const Text& text, std::string_view column) {
  if (text(column).empty()) refuse("{} is missing", column);
  return from_zero_or(text, column, 0);
}
std::string word(const Text& text, std::string_view column, std::string_view usual) {
  const auto written = text(column);
  return std::string(written.empty() ? usual : written);
}

template <std::size_t N>
std::vector<std::string> list(const std::array<const char*, N>& words) {
  return {words.begin(), words.end()};
}
std::string one_of(const Text& text, std::string_view column, std::string_view usual,
                   const std::vector<std::string>& known) {
  auto written = word(text, column, usual);
  if (std::ranges::find(known, written) == known.end())
    refuse("{}: {} is unknown{} (known: {})", column, config::quote(written), config::did_you_mean(written, known),
           fmt::join(known, ", "));
  return written;
}

Phase phase_of(const Text& text) {
  const auto written = text("phase");
  if (written == "prefill" || written == "context") return Phase::prefill;
  if (written == "decode" || written == "generation") return Phase::decode;
  if (written.empty()) refuse("phase is missing; 'prefill' or 'decode'");
  refuse("phase: {} is neither 'prefill' nor 'decode'", config::quote(written));
}
/// New tokens of each sequence: one in decode unless said otherwise.
double query_of(const Text& text, Phase phase) {
  return phase == Phase::decode ? positive_or(text, "query", 1) : needed(text, "query");
}

/// "balanced" or "power_law_1.2".
double skew_of(const Text& text) {
  const auto written = text("distribution");
  if (written.empty()) return from_zero_or(text, "skew", 0);
  if (written == "balanced" || written == "uniform") return 0;
  constexpr std::string_view law = "power_law_";
  if (written.starts_with(law)) return number("distribution", written.substr(law.size()), true);
  refuse("distribution: {} is neither 'balanced' nor 'power_law_<exponent>'", config::quote(written));
}

/// Elements read and written per element, of the kernels everybody knows (cost.md §2).
double usual_moves(std::string_view name) {
  if (name == "add" || name == "mul" || name == "div" || name == "sub" || name == "residual" || name == "mlp_act" ||
      name == "swiglu")
    return 3;
  return name == "fused_norm" ? 4 : 2;
}

Attention attention(const Text& text) {
  Attention made{.phase = phase_of(text)};
  made.batch = positive_or(text, "batch", 1);
  made.query = query_of(text, made.phase);
  made.context = from_zero_or(text, "context", 0);
  made.heads = needed(text, "heads");
  made.kv_heads = from_zero_or(text, "kv_heads", 0);
  if (made.kv_heads == 0) made.kv_heads = made.heads;
  if (made.kv_heads > made.heads) refuse("kv_heads: {} are more than heads: {}", made.kv_heads, made.heads);
  made.head_dim = positive_or(text, "head_dim", 128);
  made.window = from_zero_or(text, "window", 0);
  return made;
}

Moe moe(const Text& text) {
  const Moe made{.tokens = needed(text, "tokens"),
                 .hidden = needed(text, "hidden"),
                 .inter = needed(text, "inter"),
                 .experts = needed(text, "experts"),
                 .top_k = needed(text, "top_k"),
                 .tp = positive_or(text, "tp", 1),
                 .ep = positive_or(text, "ep", 1),
                 .skew = skew_of(text)};
  if (made.top_k > made.experts) refuse("top_k: {} are more than experts: {}", made.top_k, made.experts);
  return made;
}

Mla mla(const Text& text) {
  Mla made{.phase = phase_of(text)};
  made.batch = positive_or(text, "batch", 1);
  made.query = query_of(text, made.phase);
  made.context = from_zero_or(text, "context", 0);
  made.heads = needed(text, "heads");
  made.module = one_of(text, "part", "module", {"module", "attention"}) == "module";
  return made;
}

Ssm ssm(const Text& text) {
  Ssm made{.phase = phase_of(text)};
  made.part = one_of(text, "part", "block", {"in_proj", "conv1d", "scan", "out_proj", "block"});
  made.batch = positive_or(text, "batch", 1);
  made.tokens = needed(text, "tokens");
  made.width = needed(text, "width");
  made.state = positive_or(text, "state", made.state);
  made.heads = positive_or(text, "heads", made.heads);
  made.groups = positive_or(text, "groups", made.groups);
  made.chunk = positive_or(text, "chunk", made.chunk);
  made.inner = from_zero_or(text, "inner", 0);
  return made;
}

Conv2d conv2d(const Text& text) {
  const Conv2d made{.batch = positive_or(text, "batch", 1),
                    .in_h = needed(text, "in_h"),
                    .in_w = needed(text, "in_w"),
                    .in_c = needed(text, "in_c"),
                    .out_c = needed(text, "out_c"),
                    .kernel = needed(text, "kernel"),
                    .stride = positive_or(text, "stride", 1),
                    .padding = from_zero_or(text, "padding", 0),
                    .groups = positive_or(text, "groups", 1)};
  if (std::min(made.in_h, made.in_w) + 2 * made.padding < made.kernel)
    refuse("kernel: {} is larger than the padded input", made.kernel);
  if (made.groups > made.in_c) refuse("groups: {} are more than in_c: {}", made.groups, made.in_c);
  return made;
}

/// Traces call a kernel's own name `kernel`; `name` is understood too.
std::string name_of(const Text& text, std::string_view usual) {
  return word(text, text("name").empty() ? "kernel" : "name", usual);
}

Elementwise elementwise(const Text& text) {
  auto name = name_of(text, "elementwise");
  const double moves = usual_moves(name);
  return {.name = std::move(name),
          .rows = needed(text, "rows"),
          .columns = needed(text, "columns"),
          .moves = positive_or(text, "moves", moves),
          .tp = positive_or(text, "tp", 1)};
}

Collective collective(std::string algorithm, const Text& text) {
  return {.algorithm = std::move(algorithm),
          .bytes = needed(text, "bytes"),
          .ranks = needed(text, "ranks"),
          .ranks_per_node = from_zero_or(text, "ranks_per_node", 0)};
}

ModelPhase model_phase(Phase phase, const Text& text) {
  if (text("model").empty()) refuse("model is missing");
  return {.phase = phase,
          .model = std::string(text("model")),
          .tokens = needed(text, "tokens"),
          .context = from_zero_or(text, "context", 0)};
}

Network network(const Text& text) {
  if (text("model").empty()) refuse("model is missing");
  return {.model = std::string(text("model")),
          .flop = from_zero_or(text, "flop", 0),
          .bytes = from_zero_or(text, "bytes", 0)};
}

PlainWork plain_work(std::string name, const Text& text) {
  if (text("bytes").empty()) return {.name = std::move(name), .flop = needed_from_zero(text, "flop")};
  return {.name = std::move(name), .flop = from_zero_or(text, "flop", 0), .bytes = needed_from_zero(text, "bytes")};
}

}  // namespace

Kernel kernel_from(std::string_view op, const Text& text) {
  if (op == "gemm")
    return Gemm{
        .m = needed(text, "m"), .n = needed(text, "n"), .k = needed(text, "k"), .batch = positive_or(text, "b", 1)};
  if (op == "attention") return attention(text);
  if (op == "moe") return moe(text);
  if (op == "mla") return mla(text);
  if (op == "ssm") return ssm(text);
  if (op == "conv2d") return conv2d(text);
  if (op == "elementwise") return elementwise(text);
  if (op == "collective") return collective(one_of(text, "algorithm", "", list(algorithms)), text);
  if (std::ranges::find(algorithms, op) != algorithms.end()) return collective(std::string(op), text);
  if (op == "memcpy")
    return Memcpy{.path = one_of(text, "path", "device", {"device", "peer", "host", "storage"}),
                  .bytes = needed(text, "bytes")};
  if (op == "prefill") return model_phase(Phase::prefill, text);
  if (op == "decode") return model_phase(Phase::decode, text);
  if (op == "network") return network(text);
  if (op.empty() || op == "work") return plain_work(name_of(text, "work"), text);
  if (!text("flop").empty()) return plain_work(std::string(op), text);
  auto known = list(ops);
  std::ranges::copy(algorithms, std::back_inserter(known));
  refuse("unknown op {}{} (known: {}; any other with flop and bytes)", config::quote(op),
         config::did_you_mean(op, known), fmt::join(known, ", "));
}

}  // namespace tradewind::cost
