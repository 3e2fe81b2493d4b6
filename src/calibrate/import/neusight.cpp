// NeuSight: fp32 kernels of PyTorch on several GPUs, and whole models.

#include <array>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

/// Elements read and written per element: two operands and a result, or one of each.
double moves_of(std::string_view op) {
  for (const std::string_view binary : {"add", "mul", "div", "pow"})
    if (op == binary) return 3;
  return 2;
}

cost::Kernel kernel_of(const Records& r, std::string_view op) {
  const auto number = [&](std::string_view column) { return r.number(r.require(column)); };
  if (op == "linear" || op == "bmm")
    return cost::Gemm{.m = number("M"), .n = number("N"), .k = number("K"), .batch = number("B")};
  if (op == "conv")
    return cost::Conv2d{.batch = number("B"),
                        .in_h = number("Input_Size"),
                        .in_w = number("Input_Size"),
                        .in_c = number("Input_Channel"),
                        .out_c = number("Output_Channel"),
                        .kernel = number("Kernel_Szie"),  // their spelling
                        .stride = number("Stride"),
                        .padding = number("Padding")};
  return cost::Elementwise{.name = op == "ln" ? "layernorm" : std::string(op),
                           .rows = number("B"),
                           .columns = number("H"),
                           .moves = moves_of(op)};
}

void read_kernels(Records& records, Sink& sink, const std::string& path) {
  const auto op = records.require("OPName"), latency = records.require("Latency"), device = records.require("Device");
  const auto symbol = records.find("Kernel Name");
  while (records.next()) {
    if (!records.whole()) {
      sink.reject("row", "not as many fields as the header");
      continue;
    }
    const std::string name(records.text(op));
    Row row{.target = sink.target(records.text(device), path),
            .dtype = "fp32",
            .kernel = kernel_of(records, name),
            .latency = records.number(latency) * 1e-3,
            .tags = {{"engine", "pytorch"}},
            .line = static_cast<std::size_t>(records.where().line)};
    // Instances of templates are no names; those of one op are the same anyway.
    if (const auto text = records.text(symbol); text.find_first_of(" (<") == text.npos && name != "conv")
      row.tags.emplace_back("kernel", text);
    if (name == "linear") row.tags.emplace_back("layer", name);
    sink.add(std::move(row), name);
  }
}

void read_whole_models(Records& records, Sink& sink, const std::string& path) {
  const auto device = records.require("device"), name = records.require("case"),
             latency = records.require("e2e_latency");
  while (records.next())
    sink.add({.target = sink.target(records.text(device), path),
              .dtype = "fp32",
              .kernel = cost::Network{.model = "neusight:" + std::string(records.text(name))},
              .latency = records.number(latency) * 1e-3,
              .tags = {{"engine", "pytorch"}},
              .line = static_cast<std::size_t>(records.where().line)});
}

}  // namespace

void read_neusight(const std::string& path, Sink& sink) {
  Records records(path);
  sink.note("Latency: ms → s (× 0.001)");
  if (records.find("e2e_latency")) return read_whole_models(records, sink, path);
  read_kernels(records, sink, path);
}

}  // namespace tradewind::calibrate
