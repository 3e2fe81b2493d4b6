#include "cost/layer_graph.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace tradewind::cost {
namespace {

double sliding(double in, const Layer& layer) {
  const double steps = (in + 2 * layer.padding - layer.kernel) / layer.stride;
  return (layer.round_up ? std::ceil(steps) : std::floor(steps)) + 1;
}

/// The output of a layer and its MACs; `ins` are the outputs of its needs.
LayerWork work_of(const Layer& layer, const std::vector<Extent>& ins) {
  const Extent& in = ins.front();
  LayerWork work{.in = in, .out = in};
  using Op = Layer::Op;
  switch (layer.op) {
    case Op::norm:
    case Op::activation:
      break;
    case Op::conv:
    case Op::pool:
      work.out = {layer.op == Op::conv ? layer.channels : in.channels, sliding(in.height, layer),
                  sliding(in.width, layer)};
      if (layer.op == Op::conv)
        work.macs = work.out.elements() * in.channels / layer.groups * layer.kernel * layer.kernel;
      break;
    case Op::adaptive_pool:
      work.out = {in.channels, layer.side, layer.side};
      break;
    case Op::linear:
      work.out = {layer.channels, 1, 1};
      work.macs = layer.channels * in.elements();
      break;
    case Op::add:
      for (const auto& other : ins)
        if (!(other == in)) throw std::invalid_argument(fmt::format("layer '{}' adds different shapes", layer.name));
      break;
    case Op::concat:
      for (const auto& other : ins)
        if (other.height != in.height || other.width != in.width)
          throw std::invalid_argument(fmt::format("layer '{}' joins different sizes", layer.name));
      work.out.channels = 0;
      for (const auto& other : ins) work.out.channels += other.channels;
      break;
    case Op::upsample:
      work.out = {in.channels, in.height * layer.factor, in.width * layer.factor};
      break;
  }
  if (work.out.height < 1 || work.out.width < 1)
    throw std::invalid_argument(fmt::format("the input is too small for layer '{}'", layer.name));
  return work;
}

/// Reads `in` and writes `out` elements of each image.
Elementwise moving(std::string_view name, double batch, double in, const Extent& out) {
  return {.name = std::string(name),
          .rows = batch * out.channels,
          .columns = out.height * out.width,
          .moves = (in + out.elements()) / out.elements()};
}

}  // namespace

std::vector<LayerWork> LayerGraph::at(double input_side) const {
  std::vector<LayerWork> works;
  works.reserve(layers.size());
  std::vector<Extent> ins;
  for (const auto& layer : layers) {
    ins.clear();
    for (const auto need : layer.needs)
      ins.push_back(need == Layer::input ? Extent{channels, input_side, input_side} : works[need].out);
    works.push_back(work_of(layer, ins));
  }
  return works;
}

std::vector<Kernel> LayerGraph::kernels(double input_side, double batch) const {
  const auto works = at(input_side);
  std::vector<Kernel> kernels;
  using Op = Layer::Op;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto& layer = layers[i];
    const auto& [in, out, macs] = works[i];
    switch (layer.op) {
      case Op::norm:
      case Op::activation:
        break;
      case Op::conv:
        kernels.emplace_back(Conv2d{.batch = batch,
                                    .in_h = in.height,
                                    .in_w = in.width,
                                    .in_c = in.channels,
                                    .out_c = layer.channels,
                                    .kernel = layer.kernel,
                                    .stride = layer.stride,
                                    .padding = layer.padding,
                                    .groups = layer.groups});
        break;
      case Op::linear:
        kernels.emplace_back(Gemm{.m = batch, .n = layer.channels, .k = in.elements()});
        break;
      case Op::pool:
      case Op::adaptive_pool:
        if (!(in == out)) kernels.emplace_back(moving("pool", batch, in.elements(), out));
        break;
      case Op::upsample:
        kernels.emplace_back(moving("upsample", batch, in.elements(), out));
        break;
      case Op::add:
        kernels.emplace_back(moving("add", batch, static_cast<double>(layer.needs.size()) * out.elements(), out));
        break;
      case Op::concat:
        kernels.emplace_back(moving("concat", batch, out.elements(), out));
        break;
    }
  }
  return kernels;
}

}  // namespace tradewind::cost
