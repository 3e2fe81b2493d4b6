// Kernels as names and columns.

#include "cost/kernel.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tradewind::cost {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string_view name(Phase phase) { return phase == Phase::prefill ? "prefill" : "decode"; }

using Words = std::vector<std::pair<std::string_view, std::string>>;

/// A column that few traces have.
Column rare(std::string_view name, double value, double usual) { return {name, value, value == usual}; }

}  // namespace

std::string_view op_name(const Kernel& kernel) {
  constexpr std::string_view names[] = {"gemm",        "attention",  "moe",    "mla",   "ssm",     "conv2d",
                                        "elementwise", "collective", "memcpy", "phase", "network", "work"};
  static_assert(std::size(names) == std::variant_size_v<Kernel>);
  if (const auto* whole = std::get_if<ModelPhase>(&kernel)) return name(whole->phase);
  return names[kernel.index()];
}

std::optional<Kernel> any_kernel(std::string_view op) {
  const Kernel all[] = {Gemm{},
                        Attention{},
                        Moe{},
                        Mla{},
                        Ssm{},
                        Conv2d{},
                        Elementwise{},
                        Collective{},
                        Memcpy{},
                        ModelPhase{.phase = Phase::prefill},
                        ModelPhase{.phase = Phase::decode},
                        Network{},
                        PlainWork{}};
  const auto found = std::ranges::find(all, op, op_name);
  return found == std::end(all) ? std::nullopt : std::optional(*found);
}

std::string family_of(const Kernel& kernel) {
  return std::visit(
      Overloaded{
          [](const Gemm&) { return std::string(); },
          [](const Attention& a) { return std::string(name(a.phase)); },
          [](const Moe&) { return std::string(); },
          [](const Mla& a) { return fmt::format("{}{}", a.module ? "module " : "", name(a.phase)); },
          [](const Ssm& s) { return fmt::format("{} {}", s.part, name(s.phase)); },
          [](const Conv2d& c) { return std::string(c.groups > 1 && c.groups == c.in_c ? "depthwise" : ""); },
          [](const Elementwise& e) { return e.name; },
          [](const Collective& c) {
            const bool several = c.ranks_per_node > 0 && c.ranks_per_node < c.ranks;
            return several ? fmt::format("{} {}/{}", c.algorithm, c.ranks, c.ranks_per_node)
                           : fmt::format("{} {}", c.algorithm, c.ranks);
          },
          [](const Memcpy& m) { return m.path; },
          [](const ModelPhase& m) { return m.model; },
          [](const Network& n) { return n.model.substr(0, n.model.find(':')); },
          [](const PlainWork& w) { return w.name; },
      },
      kernel);
}

Shape shape_of(const Kernel& kernel) {
  return std::visit(
      Overloaded{
          [](const Gemm& g) {
            return Shape{{"m", g.m}, {"n", g.n}, {"k", g.k}, rare("b", g.batch, 1)};
          },
          [](const Attention& a) {
            return Shape{{"batch", a.batch},         {"query", a.query},       {"context", a.context},
                         {"heads", a.heads},         {"kv_heads", a.kv_heads}, {"head_dim", a.head_dim},
                         rare("window", a.window, 0)};
          },
          [](const Moe& m) {
            return Shape{{"tokens", m.tokens}, {"hidden", m.hidden}, {"inter", m.inter},  {"experts", m.experts},
                         {"top_k", m.top_k},   rare("tp", m.tp, 1),  rare("ep", m.ep, 1), rare("skew", m.skew, 0)};
          },
          [](const Mla& a) {
            return Shape{{"batch", a.batch}, {"query", a.query}, {"context", a.context}, {"heads", a.heads}};
          },
          [](const Ssm& s) {
            return Shape{{"batch", s.batch}, {"tokens", s.tokens}, {"width", s.width}, {"state", s.state},
                         {"heads", s.heads}, {"groups", s.groups}, {"chunk", s.chunk}, rare("inner", s.inner, 0)};
          },
          [](const Conv2d& c) {
            return Shape{
                {"batch", c.batch},         {"in_h", c.in_h},     {"in_w", c.in_w},     {"in_c", c.in_c},
                {"out_c", c.out_c},         {"kernel", c.kernel}, {"stride", c.stride}, rare("padding", c.padding, 0),
                rare("groups", c.groups, 1)};
          },
          [](const Elementwise& e) {
            return Shape{{"rows", e.rows}, {"columns", e.columns}, {"moves", e.moves}, rare("tp", e.tp, 1)};
          },
          [](const Collective& c) {
            return Shape{{"bytes", c.bytes}, {"ranks", c.ranks}, rare("ranks_per_node", c.ranks_per_node, 0)};
          },
          [](const Memcpy& m) {
            return Shape{{"bytes", m.bytes}};
          },
          [](const ModelPhase& m) {
            return Shape{{"tokens", m.tokens}, {"context", m.context}};
          },
          [](const Network& n) {
            return Shape{{"flop", n.flop}, {"bytes", n.bytes}};
          },
          [](const PlainWork& w) {
            return Shape{{"flop", w.flop}, {"bytes", w.bytes}};
          },
      },
      kernel);
}

std::vector<std::pair<std::string_view, std::string>> labels_of(const Kernel& kernel) {
  return std::visit(
      Overloaded{
          [](const Attention& a) {
            return Words{{"phase", std::string(name(a.phase))}};
          },
          [](const Mla& a) {
            return Words{{"phase", std::string(name(a.phase))}, {"part", a.module ? "module" : "attention"}};
          },
          [](const Ssm& s) {
            return Words{{"phase", std::string(name(s.phase))}, {"part", s.part}};
          },
          [](const Elementwise& e) {
            return Words{{"kernel", e.name}};
          },
          [](const Collective& c) {
            return Words{{"algorithm", c.algorithm}};
          },
          [](const Memcpy& m) {
            return Words{{"path", m.path}};
          },
          [](const ModelPhase& m) {
            return Words{{"model", m.model}};
          },
          [](const Network& n) {
            return Words{{"model", n.model}};
          },
          [](const PlainWork& w) {
            return Words{{"kernel", w.name}};
          },
          [](const auto&) { return Words{}; },
      },
      kernel);
}

}  // namespace tradewind::cost
