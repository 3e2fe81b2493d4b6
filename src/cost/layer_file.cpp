// Files of convolutional networks: read, linked by name, and checked against the figures they state.

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "config/fields.hpp"
#include "cost/layer_graph.hpp"

template <>
inline constexpr std::pair<tradewind::cost::Layer::Op, std::string_view>
    tradewind::config::words<tradewind::cost::Layer::Op>[] = {
        {tradewind::cost::Layer::Op::conv, "conv"},
        {tradewind::cost::Layer::Op::norm, "norm"},
        {tradewind::cost::Layer::Op::activation, "activation"},
        {tradewind::cost::Layer::Op::pool, "pool"},
        {tradewind::cost::Layer::Op::adaptive_pool, "adaptive_pool"},
        {tradewind::cost::Layer::Op::linear, "linear"},
        {tradewind::cost::Layer::Op::add, "add"},
        {tradewind::cost::Layer::Op::concat, "concat"},
        {tradewind::cost::Layer::Op::upsample, "upsample"},
};

namespace tradewind::cost {
namespace {

struct LayerText {
  std::string name;
  Layer::Op op = Layer::Op::conv;
  std::vector<std::string> needs;
  double channels = 0, kernel = 1, stride = 1, padding = 0, groups = 1, side = 1, factor = 1;
  bool round_up = false;
  std::vector<double> output;
  double parameters = 0, macs = 0;
  config::Location where;

  void fields(config::Fields& f) {
    f.required("name", name, "names the layer");
    f.required("op", op, "what it does");
    f.optional("needs", needs, "layers it reads; default: the one before it");
    f.optional("channels", channels, "of its output", config::positive);
    f.optional("kernel", kernel, "side of its window", config::at_least(1));
    f.optional("stride", stride, "of its window", config::at_least(1));
    f.optional("padding", padding, "on each side", config::non_negative);
    f.optional("groups", groups, "of channels", config::at_least(1));
    f.optional("side", side, "of the output of an adaptive pool", config::at_least(1));
    f.optional("factor", factor, "of upsampling", config::at_least(1));
    f.optional("round_up", round_up, "whether the window may reach over the edge");
    f.required("output", output, "channels, height and width at the usual input", config::positive);
    f.optional("parameters", parameters, "numbers learned", config::non_negative);
    f.optional("macs", macs, "multiply-accumulates at the usual input", config::non_negative);
    f.verify([this](config::Verifier& v) {
      if (output.size() != 3) v.problem("output", "'output' is channels, height and width");
      const bool learned = op == Layer::Op::conv || op == Layer::Op::linear;
      if (learned && channels == 0) v.problem("channels", "missing key 'channels'");
    });
  }
};

struct InputText {
  double channels = 3, side = 224;
  void fields(config::Fields& f) {
    f.optional("channels", channels, "of the input", config::positive);
    f.required("side", side, "of the usual square input", config::positive);
  }
};

struct GraphText {
  std::string kind, name, title, source;
  InputText input;
  double parameters = 0, macs = 0;
  std::vector<LayerText> layers;
  void fields(config::Fields& f) {
    f.required("kind", kind, "the word `network`");
    f.required("name", name, "names the network");
    f.optional("title", title, "for people");
    f.optional("source", source, "the definition it was made from");
    f.required("input", input, "its usual input");
    f.required("parameters", parameters, "of all layers", config::non_negative);
    f.required("macs", macs, "of all layers at the usual input", config::non_negative);
    f.required("layers", layers, "in an order in which needs come first");
  }
};

void refuse(const LayerText& layer, const std::string& what) {
  config::Problems problems;
  problems.add(layer.where, fmt::format("layer '{}' {}", layer.name, what));
  problems.throw_if_any();
}

Layer linked(const LayerText& text, const std::map<std::string, std::uint32_t, std::less<>>& before) {
  Layer layer{.name = text.name,
              .op = text.op,
              .needs = {},
              .channels = text.channels,
              .kernel = text.kernel,
              .stride = text.stride,
              .padding = text.padding,
              .groups = text.groups,
              .side = text.side,
              .factor = text.factor,
              .round_up = text.round_up,
              .parameters = text.parameters};
  for (const auto& need : text.needs) {
    const auto found = before.find(need);
    if (found == before.end()) refuse(text, fmt::format("needs '{}', which does not come before it", need));
    layer.needs.push_back(found->second);
  }
  const auto index = static_cast<std::uint32_t>(before.size() - 1);
  if (text.needs.empty()) layer.needs.push_back(index == 0 ? Layer::input : index - 1);
  return layer;
}

/// The figures of the file are those that follow from the layers.
void verify(const GraphText& text, const LayerGraph& graph) {
  const auto works = graph.at(graph.side);
  double macs = 0, parameters = 0;
  for (std::size_t i = 0; i < works.size(); ++i) {
    const auto& stated = text.layers[i];
    const Extent out{stated.output[0], stated.output[1], stated.output[2]};
    if (!(works[i].out == out))
      refuse(stated, fmt::format("gives {}×{}×{}, not what it states", works[i].out.channels, works[i].out.height,
                                 works[i].out.width));
    if (works[i].macs != stated.macs) refuse(stated, fmt::format("takes {} MACs, not what it states", works[i].macs));
    macs += stated.macs;
    parameters += stated.parameters;
  }
  if (macs != text.macs || parameters != text.parameters)
    refuse(text.layers.back(), fmt::format("is the last, and all have {} MACs and {} parameters, not {} and {}", macs,
                                           parameters, text.macs, text.parameters));
}

}  // namespace

LayerGraph read_layer_graph(const std::filesystem::path& file) {
  const auto node = config::load_file(file.string());
  const auto text = config::read_or_throw<GraphText>(node);
  config::Problems problems;
  if (text.kind != "network")
    problems.add(node.where, fmt::format("kind: {} is not 'network'", config::quote(text.kind)));
  if (text.layers.empty()) problems.add(node.where, "a network has layers");
  problems.throw_if_any();

  LayerGraph graph{.name = text.name,
                   .title = text.title,
                   .source = text.source,
                   .channels = text.input.channels,
                   .side = text.input.side,
                   .layers = {},
                   .parameters = text.parameters};
  std::map<std::string, std::uint32_t, std::less<>> before{{"input", Layer::input}};
  for (const auto& layer : text.layers) {
    graph.layers.push_back(linked(layer, before));
    const auto index = static_cast<std::uint32_t>(graph.layers.size() - 1);
    if (!before.emplace(layer.name, index).second) refuse(layer, "has the name of another");
  }
  try {
    verify(text, graph);
  } catch (const std::invalid_argument& error) {
    problems.add(node.where, error.what());
  }
  problems.throw_if_any();
  return graph;
}

}  // namespace tradewind::cost
