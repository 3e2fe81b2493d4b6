#include "cost/kernel_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tradewind::cost {
namespace {

std::vector<std::string> known_dtypes() { return {dtype_names().begin(), dtype_names().end()}; }

std::string unknown_dtype(std::string_view dtype) {
  return fmt::format("unknown number format {}{}", config::quote(dtype), config::did_you_mean(dtype, known_dtypes()));
}

}  // namespace

void ModelUse::fields(config::Fields& f) {
  f.required("model", model, "a network or language model, see `tradewind list models`");
  f.optional("dtype", dtype, "number format of its weights: fp32, fp16, bf16, fp8, int8, w4a16 ...");
  f.optional("input", input, "networks: side of the square input; default: the usual one", config::at_least(1));
  f.optional("batch", batch, "networks: inputs at once; default: 1", config::at_least(1));
  f.optional("phase", phase, "language models: prefill of a prompt, or decode of one more token per sequence");
  f.optional("tokens", tokens, "language models: tokens of the prompt; sequences of a decode; default: 1",
             config::at_least(1));
  f.optional("context", context, "language models: tokens already cached, of each sequence; default: 0",
             config::non_negative);
  f.optional("steps", steps, "decode: steps in a row, each with one token more in the context; default: 1",
             config::at_least(1));
  f.verify([this](config::Verifier& v) {
    if (!precision_of(dtype)) v.problem("dtype", unknown_dtype(dtype));
    if (steps && phase != Phase::decode) v.problem("steps", "'steps' belong to phase decode");
  });
}

bool is_kernel_work(const config::Node& node) {
  return node.is_map() && !node.find("kind") && (node.find("model") || node.find("kernels"));
}

namespace {

void refuse(const ModelUse& use, const std::string& message, config::Problems& problems) {
  problems.add(use.where, fmt::format("model '{}': {}", use.model, message));
}

KernelList expand(const ModelUse& use, const LayerGraph& graph, config::Problems& problems) {
  KernelList list;
  if (use.phase || use.tokens || use.context || use.steps)
    refuse(use, "'phase', 'tokens', 'context' and 'steps' belong to language models", problems);
  try {
    for (auto& kernel : graph.kernels(use.input.value_or(graph.side), use.batch.value_or(1)))
      list.kernels.push_back({std::move(kernel), use.dtype});
  } catch (const std::invalid_argument& error) {
    refuse(use, error.what(), problems);
  }
  return list;
}

KernelList expand(const ModelUse& use, const LanguageModel& model, config::Problems& problems) {
  if (use.input || use.batch) refuse(use, "'input' and 'batch' belong to networks", problems);
  if (!use.phase) {
    refuse(use, "a language model needs 'phase': prefill or decode", problems);
    return {};
  }
  // A step is linear in its context, so that many are as many at the mean context.
  const double steps = use.steps.value_or(1), context = use.context.value_or(0) + (steps - 1) / 2;
  const double tokens = use.tokens.value_or(1);
  KernelList list{.kernels = model.kernels(*use.phase, tokens, context, use.dtype)};
  for (auto& kernel : list.kernels) kernel.count *= steps;
  list.whole = KernelUse{ModelPhase{.phase = *use.phase, .model = model.name, .tokens = tokens, .context = context},
                         use.dtype, steps};
  return list;
}

}  // namespace

KernelList expand(const KernelWork& work, Library& library, config::Problems& problems) {
  if (!work.model) return {.kernels = work.kernels, .whole = {}};
  const auto* model = library.model(work.model->model, work.model->where, problems);
  if (!model) return {};
  return std::visit([&](const auto& one) { return expand(*work.model, one, problems); }, *model);
}

}  // namespace tradewind::cost

namespace tradewind::config {
namespace {

using cost::KernelUse;
using cost::KernelWork;

/// One `{op: gemm, m: …, dtype: fp16, count: 32}`; its columns depend on the op, which says itself which it knows.
std::optional<KernelUse> read_kernel(const Node& node, Context& context) {
  const auto* map = expect_map(node, context);
  if (!map) return std::nullopt;
  const std::size_t before = context.problems.all().size();
  KernelUse use{.kernel = {}, .dtype = "fp16"};
  std::vector<std::string> asked{"op", "dtype", "count"};
  const auto text = [&](std::string_view column) -> std::string_view {
    if (std::ranges::find(asked, column) == asked.end()) asked.emplace_back(column);
    const auto* value = node.find(column);
    return value && value->scalar() ? std::string_view(value->scalar()->text) : std::string_view();
  };
  if (const auto* count = node.find("count")) {
    Context inner{context.problems, context.catalogue, context.notes, "count"};
    Type<double>::read(*count, use.count, positive, inner);
  }
  if (const auto* dtype = node.find("dtype")) {
    use.dtype = text("dtype");
    if (!cost::precision_of(use.dtype)) context.problems.add(dtype->where, "dtype: " + cost::unknown_dtype(use.dtype));
  }
  try {
    use.kernel = cost::kernel_from(text("op"), text);
  } catch (const std::invalid_argument& error) {
    // "m: 'x' is not a positive number" stands at the value of m.
    const std::string_view message = error.what();
    const auto* value = node.find(message.substr(0, message.find(':')));
    context.problems.add(value ? value->where : node.where, std::string(message));
    return std::nullopt;
  }
  for (const auto& entry : *map)
    if (std::ranges::find(asked, entry.key) == asked.end())
      context.problems.add(entry.key_where, fmt::format("{} has no key {}{}", text("op").empty() ? "work" : text("op"),
                                                        quote(entry.key), did_you_mean(entry.key, asked)));
  if (context.problems.all().size() > before) return std::nullopt;
  return use;
}

void read_kernels(const Node& node, KernelWork& work, Context& context) {
  for (const auto& entry : *node.map())
    if (entry.key != "kernels")
      context.problems.add(entry.key_where,
                           fmt::format("unknown key {}; beside 'kernels' there is none", quote(entry.key)));
  Context inner{context.problems, context.catalogue, context.notes, "kernels"};
  const auto* items = expect_sequence(*node.find("kernels"), inner);
  if (!items) return;
  if (items->empty()) context.problems.add(node.find("kernels")->where, "kernels: at least one is needed");
  for (const auto& item : *items)
    if (auto use = read_kernel(item, inner)) work.kernels.push_back(std::move(*use));
}

}  // namespace

void Type<KernelWork>::read(const Node& node, KernelWork& work, const Range&, Context& context) {
  work = {.model = {}, .kernels = {}, .written = node, .where = node.where};
  if (!node.find("kernels")) {
    Type<cost::ModelUse>::read(node, work.model.emplace(), any_value, context);
    work.written = Type<cost::ModelUse>::write(*work.model);
    return;
  }
  read_kernels(node, work, context);
}

Node Type<KernelWork>::write(const KernelWork& work) { return work.written; }

Shape Type<KernelWork>::shape(const KernelWork&, const Range&) {
  const Shape value{.kind = Shape::Kind::any_of, .parts = {{.kind = Shape::Kind::number}, {.kind = Shape::Kind::text}}};
  const Shape kernel{.kind = Shape::Kind::dictionary, .parts = {value}};
  Shape kernels{.kind = Shape::Kind::structure};
  kernels.fields.push_back({.key = "kernels",
                            .shape = {.kind = Shape::Kind::list, .parts = {kernel}},
                            .required = true,
                            .help = "what it computes, kernel by kernel: op, shape, dtype (default fp16) and count "
                                    "(default 1)"});
  return {.kind = Shape::Kind::any_of, .parts = {Type<cost::ModelUse>::shape({}, any_value), kernels}};
}

}  // namespace tradewind::config
