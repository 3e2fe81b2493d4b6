// Flop and bytes of each op, per device.

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "cost/kernel.hpp"

namespace tradewind::cost {
namespace {

Work operator+(const Work& a, const Work& b) { return {a.flop + b.flop, a.bytes + b.bytes}; }

/// Weights n×k that `m` rows of activations pass.
Work linear(double m, double n, double k, const Precision& p) {
  return {2 * m * n * k, p.weight * n * k + p.activation * (m * k + m * n)};
}

Work work(const Gemm& g, const Precision& p) {
  if (g.batch == 1) return linear(g.m, g.n, g.k, p);
  return {2 * g.batch * g.m * g.n * g.k, g.batch * p.activation * (g.m * g.k + g.k * g.n + g.m * g.n)};
}

/// Pairs of query and key of one sequence: causal, each of `query` new tokens sees itself, those before it and
/// `context` cached ones, but at most `window` (0: no limit).
double attended(double query, double context, double window) {
  const double whole =
      window > 0 ? std::clamp(window - context, 0., query) : query;  // queries the window cuts nothing of
  return whole * (context + (whole + 1) / 2) + (query - whole) * window;
}

/// Keys of one sequence that any query reads.
double read_keys(double query, double context, double window) {
  return window > 0 ? std::min(context + query, query + window - 1) : context + query;
}

Work work(const Attention& a, const Precision& p) {
  const double pairs = attended(a.query, a.context, a.window), keys = read_keys(a.query, a.context, a.window);
  return {4 * a.batch * a.heads * a.head_dim * pairs,
          a.batch * a.head_dim * (p.activation * 2 * a.query * a.heads + p.cache * 2 * keys * a.kv_heads)};
}

/// Copies of tokens and experts in use, on one rank of an expert-parallel group.
struct Routed {
  double copies = 0, experts = 0;
};

/// Balanced: each of E experts gets a token with probability k/E. Skewed: the tokens of an expert follow the power law
/// x^-skew between 1 and 0.8·tokens (between 0.01 and 2 when there are fewer copies than experts), scaled to tokens·k,
/// as AIConfigurator benchmarks it; its loads are taken at quantiles of the law. Ranks are taken as equally loaded.
Routed routed(const Moe& moe) {
  const double tokens = std::max(1., moe.tokens), chosen = std::min(1., moe.top_k / moe.experts);
  const Routed total{.copies = moe.tokens * moe.top_k};
  const auto used = [&](double share) { return 1 - std::pow(1 - std::min(1., share), tokens); };
  if (moe.skew == 0) return {total.copies / moe.ep, moe.experts * used(chosen) / moe.ep};
  const bool many = total.copies > moe.experts;
  const double low = many ? 1 : 0.01, high = many ? std::max(1., 0.8 * moe.tokens) : 2;
  const double power = moe.skew == 1 ? 1e-9 : 1 - moe.skew;  // of the inverted distribution function
  constexpr int most = 32;                                   // quantiles stand for the experts when there are more
  const int classes = static_cast<int>(std::clamp(moe.experts, 1., static_cast<double>(most)));
  double load[most];
  double sum = 0;
  const double from = std::pow(low, power), to = std::pow(high, power);
  for (int i = 0; i < classes; ++i) sum += load[i] = std::pow(from + (to - from) * (i + 0.5) / classes, 1 / power);
  double active = 0;
  for (int i = 0; i < classes; ++i) active += used(chosen * load[i] / sum * classes) / classes;
  return {total.copies / moe.ep, moe.experts * active / moe.ep};
}

Work work(const Moe& moe, const Precision& p) {
  const auto [copies, experts] = routed(moe);
  const double width = moe.inter / moe.tp;
  return {6 * copies * moe.hidden * width,
          p.weight * 3 * moe.hidden * width * experts + p.activation * copies * (2 * moe.hidden + 3 * width)};
}

// DeepSeek-V3 (cost.md §2): hidden size, ranks of the compressed queries and keys, head dimensions.
constexpr double mla_hidden = 7168, mla_query_rank = 1536, mla_rank = 512, mla_rope = 64, mla_nope = 128,
                 mla_value = 128;

/// Prefill expands the cache to keys and values of every head; decode works on the compressed cache, which all heads
/// share (absorbed projections).
Work mla_attention(const Mla& a, const Precision& p) {
  const double pairs = a.batch * attended(a.query, a.context, 0), keys = a.batch * (a.context + a.query);
  const double queries = a.batch * a.query;
  if (a.phase == Phase::prefill) {
    const double key = mla_nope + mla_rope;
    return {2 * a.heads * pairs * (key + mla_value), p.activation * a.heads * (queries + keys) * (key + mla_value)};
  }
  const double latent = mla_rank + mla_rope;
  return {2 * a.heads * pairs * (latent + mla_rank),
          p.cache * latent * keys + p.activation * a.heads * queries * (latent + mla_rank)};
}

Work work(const Mla& a, const Precision& p) {
  const Work attention = mla_attention(a, p);
  if (!a.module) return attention;
  const double tokens = a.batch * a.query, keys = a.batch * (a.context + a.query);
  // W_UK and W_UV: expand the cache in prefill, are absorbed into query and output of each head in decode.
  const auto up = [&](double size) -> Work {
    if (a.phase == Phase::prefill) return linear(keys, a.heads * size, mla_rank, p);
    return {2 * tokens * a.heads * size * mla_rank,
            a.heads * (p.weight * size * mla_rank + p.activation * tokens * (size + mla_rank))};
  };
  return attention + linear(tokens, mla_query_rank, mla_hidden, p) +
         linear(tokens, a.heads * (mla_nope + mla_rope), mla_query_rank, p) +
         linear(tokens, mla_rank + mla_rope, mla_hidden, p) + up(mla_nope) + up(mla_value) +
         linear(tokens, mla_hidden, a.heads * mla_value, p) + Work{0, p.cache * (mla_rank + mla_rope) * tokens};
}

/// Mamba2; the depthwise convolution has 4 taps, the state is fp32.
Work work(const Ssm& s, const Precision& p) {
  const double inner = s.inner > 0 ? s.inner : 2 * s.width, mixed = inner + 2 * s.groups * s.state;
  const auto convolution = [&] { return Work{8 * s.tokens * mixed, 2 * p.activation * s.tokens * mixed}; };
  const auto scan = [&]() -> Work {
    if (s.phase == Phase::decode) return {6 * s.tokens * inner * s.state, 8 * s.tokens * inner * s.state};
    return {s.tokens * (2 * s.chunk * s.groups * s.state + 2 * s.chunk * inner + 4 * inner * s.state),
            p.activation * s.tokens * (inner + mixed) + 4 * s.tokens / s.chunk * inner * s.state};
  };
  const auto in = [&] { return linear(s.tokens, inner + mixed + s.heads, s.width, p); };
  const auto out = [&] { return linear(s.tokens, s.width, inner, p); };
  if (s.part == "in_proj") return in();
  if (s.part == "conv1d") return convolution();
  if (s.part == "scan") return scan();
  if (s.part == "out_proj") return out();
  check(s.part == "block", "a known part of a state-space block");
  return in() + convolution() + scan() + out();
}

double side(double in, const Conv2d& c) {
  return std::max(0., std::floor((in + 2 * c.padding - c.kernel) / c.stride) + 1);
}

Work work(const Conv2d& c, const Precision& p) {
  const double outputs = c.batch * c.out_c * side(c.in_h, c) * side(c.in_w, c);
  const double taps = c.in_c / c.groups * c.kernel * c.kernel;
  return {2 * outputs * taps,
          p.activation * (c.batch * c.in_c * c.in_h * c.in_w + outputs) + p.weight * c.out_c * taps};
}

Work work(const Elementwise& e, const Precision& p) { return {0, p.activation * e.moves * e.rows * e.columns}; }

Work work(const Collective& c, const Precision&) {
  if (c.ranks <= 1) return {};
  const double others = (c.ranks - 1) / c.ranks;
  if (c.algorithm == "all_reduce") return {0, 2 * others * c.bytes};
  if (c.algorithm == "send_recv" || c.algorithm == "broadcast") return {0, c.bytes};
  return {0, others * c.bytes};
}

/// A copy within the device reads and writes its memory.
Work work(const Memcpy& m, const Precision&) { return {0, m.path == "device" ? 2 * m.bytes : m.bytes}; }
Work work(const ModelPhase&, const Precision&) { return {}; }
Work work(const Network& n, const Precision&) { return {n.flop, n.bytes}; }
Work work(const PlainWork& w, const Precision&) { return {w.flop, w.bytes}; }

}  // namespace

Work work_of(const Kernel& kernel, const Precision& precision) {
  return std::visit([&](const auto& op) { return work(op, precision); }, kernel);
}

std::optional<Gemm> as_gemm(const Kernel& kernel) {
  if (const auto* gemm = std::get_if<Gemm>(&kernel)) return *gemm;
  if (const auto* c = std::get_if<Conv2d>(&kernel)) {
    if (c->groups > 1 && c->groups == c->in_c) return {};  // depthwise: no tiles, memory-bound
    return Gemm{.m = c->batch * side(c->in_h, *c) * side(c->in_w, *c),
                .n = c->out_c / c->groups,
                .k = c->in_c / c->groups * c->kernel * c->kernel,
                .batch = c->groups};
  }
  if (const auto* moe = std::get_if<Moe>(&kernel)) {
    const auto [copies, experts] = routed(*moe);
    const double used = std::max(experts, 1.);
    return Gemm{.m = std::max(1., copies / used), .n = 2 * moe->inter / moe->tp, .k = moe->hidden, .batch = used};
  }
  return {};
}

}  // namespace tradewind::cost
