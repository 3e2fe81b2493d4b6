// Neurosurgeon re-made by others: times of layers of an edge and a cloud machine, and of AlexNet cut at each layer
// between a phone and a server.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

double number(const Records& r, std::string_view column) { return r.number(r.require(column)); }

cost::Kernel convolution(const Records& r) {
  const double kernel = number(r, "kernel");
  return cost::Conv2d{.in_h = number(r, "HW"),
                      .in_w = number(r, "HW"),
                      .in_c = number(r, "Cin"),
                      .out_c = number(r, "Cout"),
                      .kernel = kernel,
                      .stride = number(r, "stride"),
                      .padding = std::max(0., (kernel - 1) / 2)};
}

/// A depthwise convolution and the pointwise one behind it: their flop column counts both.
cost::Kernel separable(const Records& r) {
  const double pixels = number(r, "HW") * number(r, "HW"), channels = number(r, "Cin");
  const double kernel = number(r, "kernel"), stride = number(r, "stride"), out = pixels / (stride * stride);
  return cost::PlainWork{.name = "separable_conv",
                         .flop = number(r, "FLOPs"),
                         .bytes = 4 * channels * (pixels + 3 * out + kernel * kernel + channels)};
}

cost::Kernel linear(const Records& r) {
  return cost::Gemm{.m = 1, .n = number(r, "out_features"), .k = number(r, "in_features")};
}

cost::Kernel per_pixel(const Records& r, std::string_view name, double outputs_per_input) {
  const double side = number(r, "HW");
  return cost::Elementwise{
      .name = std::string(name), .rows = number(r, "Cin"), .columns = side * side, .moves = 1 + outputs_per_input};
}
cost::Kernel average_pool(const Records& r) {
  const double share = number(r, "output") / number(r, "HW");
  return per_pixel(r, "avgpool", share * share);
}
cost::Kernel max_pool(const Records& r) {
  const double stride = number(r, "stride");
  return per_pixel(r, "maxpool", 1 / (stride * stride));
}
cost::Kernel batch_norm(const Records& r) { return per_pixel(r, "batchnorm", 1); }

struct Layer {
  std::string_view name;
  cost::Kernel (*kernel)(const Records&);
};
constexpr std::array layers{Layer{"dw_conv", separable},    Layer{"conv", convolution}, Layer{"linear", linear},
                            Layer{"avgpool", average_pool}, Layer{"maxpool", max_pool}, Layer{"batchnorm", batch_norm}};

/// `{edge,cloud}_<layer>_lat.csv`
void read_layer_table(Records& r, Sink& sink, const std::string& path) {
  const std::string stem = stem_of(path);
  const auto end = stem.find('_');
  const std::string layer = end == stem.npos ? "" : stem.substr(end + 1, stem.rfind("_lat") - end - 1);
  const auto* known = std::ranges::find(layers, layer, &Layer::name);
  if (known == layers.end())
    throw config::ConfigError({config::intern(path)},
                              "its name is not <machine>_<layer>_lat.csv with layer conv, dw_conv, linear, avgpool, "
                              "maxpool or batchnorm");
  const auto target = sink.target("neurosurgeon_" + stem.substr(0, end), path);
  const auto latency = r.require("latency");
  sink.note("latency: ms → s (× 0.001); fp32; convolutions padded by half their kernel");
  while (r.next()) {
    if (!r.whole()) {
      sink.reject(layer, "not as many fields as the header");
      continue;
    }
    Row row{.target = target,
            .dtype = "fp32",
            .kernel = known->kernel(r),
            .latency = r.number(latency) * 1e-3,
            .tags = {{"layer", layer}},
            .line = static_cast<std::size_t>(r.where().line)};
    if (layer == "maxpool") row.tags.emplace_back("window_side", r.text(r.require("kernel")));
    sink.add(std::move(row), layer);
  }
}

/// `ns_latency*.csv`: a row per cut; what runs on the phone, on the server, what the way between takes, and all.
void read_partition(Records& r, Sink& sink, const std::string& path) {
  constexpr std::array<std::string_view, 5> parts = {"mobile_processing", "server_processing", "transmission",
                                                     "end_to_end", "total_processing"};
  const std::string table = stem_of(path);
  const auto layer = r.require("layer_name");
  sink.note(
      "cut networks: ms → s (× 0.001); op=network, model = alexnet:<part>, target = <table>, tag cut = the layer "
      "after which the network is cut");
  while (r.next()) {
    const std::string cut(r.text(layer));
    if (!r.whole()) {
      sink.reject(cut, "not measured");
      continue;
    }
    for (const auto part : parts)
      if (const auto column = r.find(part))
        sink.add({.target = sink.target(table, path),
                  .dtype = "fp32",
                  .kernel = cost::Network{.model = fmt::format("alexnet:{}", part)},
                  .latency = r.number(*column) * 1e-3,
                  .tags = {{"cut", cut}},
                  .line = static_cast<std::size_t>(r.where().line)},
                 part);
  }
}

}  // namespace

void read_neurosurgeon(const std::string& path, Sink& sink) {
  Records r(path);
  if (r.find("mobile_processing")) return read_partition(r, sink, path);
  if (r.find("latency")) return read_layer_table(r, sink, path);
  throw config::ConfigError({config::intern(path), 1, 1},
                            "neither a table of layers (latency) nor of cuts (mobile_processing)");
}

}  // namespace tradewind::calibrate
