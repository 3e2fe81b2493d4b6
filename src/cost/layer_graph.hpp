#pragma once
// Convolutional networks as lists of layers (workloads/models/*.yaml): shapes, work and kernels at any input size.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cost/kernel.hpp"

namespace tradewind::cost {

/// Channels, height, width.
struct Extent {
  double channels = 0, height = 0, width = 0;
  double elements() const { return channels * height * width; }
  bool operator==(const Extent&) const = default;
};

struct Layer {
  enum class Op : std::uint8_t { conv, norm, activation, pool, adaptive_pool, linear, add, concat, upsample };
  static constexpr std::uint32_t input = UINT32_MAX;
  std::string name;
  Op op = Op::conv;
  std::vector<std::uint32_t> needs;  // layers before it, or `input`
  double channels = 0, kernel = 1, stride = 1, padding = 0, groups = 1;
  double side = 1, factor = 1;  // of adaptive pools, of upsampling
  bool round_up = false;        // pools: a window may reach over the edge
  double parameters = 0;
};

/// What a layer does at one input size, one image.
struct LayerWork {
  Extent in, out;  // `in` of the first of its needs
  double macs = 0;
};

struct LayerGraph {
  std::string name, title, source;
  double channels = 3, side = 224;  // of the input
  std::vector<Layer> layers;        // needs come before those who need them
  double parameters = 0;

  /// By layer. Throws std::invalid_argument when the input is too small, or has another size than a linear layer wants.
  std::vector<LayerWork> at(double input_side) const;
  /// One kernel per convolution and linear layer, and one that moves bytes per pool, sum, concatenation and upsampling;
  /// normalisation and activation are fused into what comes before them.
  std::vector<Kernel> kernels(double input_side, double batch) const;
};

/// Reads a file and checks that shapes, MACs and parameters are those it states. Throws ConfigError.
LayerGraph read_layer_graph(const std::filesystem::path& file);

}  // namespace tradewind::cost
