// Kernels as names and columns.

#include "cost/kernel.hpp"

#include <fmt/format.h>

namespace tradewind::cost {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string_view name(Phase phase) { return phase == Phase::prefill ? "prefill" : "decode"; }

using Columns = std::vector<std::pair<std::string_view, double>>;
using Words = std::vector<std::pair<std::string_view, std::string>>;

/// Adds a column unless it has its default.
void add_unless(Columns& columns, std::string_view column, double value, double usual) {
  if (value != usual) columns.emplace_back(column, value);
}

}  // namespace

std::string_view op_name(const Kernel& kernel) {
  constexpr std::string_view names[] = {"gemm",        "attention",  "moe",    "mla",   "ssm",     "conv2d",
                                        "elementwise", "collective", "memcpy", "phase", "network", "work"};
  static_assert(std::size(names) == std::variant_size_v<Kernel>);
  if (const auto* whole = std::get_if<ModelPhase>(&kernel)) return name(whole->phase);
  return names[kernel.index()];
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

std::vector<std::pair<std::string_view, double>> shape_of(const Kernel& kernel) {
  return std::visit(
      Overloaded{
          [](const Gemm& g) {
            Columns columns{{"m", g.m}, {"n", g.n}, {"k", g.k}};
            add_unless(columns, "b", g.batch, 1);
            return columns;
          },
          [](const Attention& a) {
            Columns columns{{"batch", a.batch}, {"query", a.query},       {"context", a.context},
                            {"heads", a.heads}, {"kv_heads", a.kv_heads}, {"head_dim", a.head_dim}};
            add_unless(columns, "window", a.window, 0);
            return columns;
          },
          [](const Moe& m) {
            Columns columns{{"tokens", m.tokens},
                            {"hidden", m.hidden},
                            {"inter", m.inter},
                            {"experts", m.experts},
                            {"top_k", m.top_k}};
            add_unless(columns, "tp", m.tp, 1);
            add_unless(columns, "ep", m.ep, 1);
            add_unless(columns, "skew", m.skew, 0);
            return columns;
          },
          [](const Mla& a) {
            return Columns{{"batch", a.batch}, {"query", a.query}, {"context", a.context}, {"heads", a.heads}};
          },
          [](const Ssm& s) {
            Columns columns{{"batch", s.batch}, {"tokens", s.tokens}, {"width", s.width}, {"state", s.state},
                            {"heads", s.heads}, {"groups", s.groups}, {"chunk", s.chunk}};
            add_unless(columns, "inner", s.inner, 0);
            return columns;
          },
          [](const Conv2d& c) {
            Columns columns{{"batch", c.batch}, {"in_h", c.in_h},     {"in_w", c.in_w},    {"in_c", c.in_c},
                            {"out_c", c.out_c}, {"kernel", c.kernel}, {"stride", c.stride}};
            add_unless(columns, "padding", c.padding, 0);
            add_unless(columns, "groups", c.groups, 1);
            return columns;
          },
          [](const Elementwise& e) {
            return Columns{{"rows", e.rows}, {"columns", e.columns}, {"moves", e.moves}};
          },
          [](const Collective& c) {
            Columns columns{{"bytes", c.bytes}, {"ranks", c.ranks}};
            add_unless(columns, "ranks_per_node", c.ranks_per_node, 0);
            return columns;
          },
          [](const Memcpy& m) {
            return Columns{{"bytes", m.bytes}};
          },
          [](const ModelPhase& m) {
            return Columns{{"tokens", m.tokens}, {"context", m.context}};
          },
          [](const Network& n) {
            return Columns{{"flop", n.flop}, {"bytes", n.bytes}};
          },
          [](const PlainWork& w) {
            return Columns{{"flop", w.flop}, {"bytes", w.bytes}};
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
