// Layer profiles of trtexec (--exportProfile): JSON, times of fused layers by name. Shapes are not in the file.

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"

namespace tradewind::calibrate {

void read_trt(const std::string& path, Sink& sink) {
  const auto file = nlohmann::json::parse(read_file(path), nullptr, false);
  if (!file.is_array()) throw config::ConfigError({config::intern(path)}, "not a JSON list of layers");
  auto name = stem_of(path);
  if (name.ends_with(".profile")) name.resize(name.size() - 8);
  const bool half = name.find("fp16") != name.npos, eight = name.find("int8") != name.npos;
  const auto target = sink.target("trt_desktop", path);
  sink.note("medianMs → s (× 0.001), op=work without flop and bytes: the profile has no shapes; weight = iterations");
  double iterations = 1;
  for (const auto& layer : file) {
    if (!layer.is_object()) {
      sink.reject("layer", "no object");
      continue;
    }
    if (const auto count = layer.find("count"); count != layer.end() && count->is_number())
      iterations = std::max(1., count->get<double>());
    const auto text = layer.find("name"), median = layer.find("medianMs");
    if (text == layer.end() || !text->is_string()) continue;  // the count
    if (median == layer.end() || !median->is_number()) {
      sink.reject("layer", "medianMs is missing");
      continue;
    }
    sink.add({.target = target,
              .dtype = eight  ? "int8"
                       : half ? "fp16"
                              : "fp32",
              .kernel = cost::PlainWork{.name = text->get<std::string>()},
              .latency = median->get<double>() * 1e-3,
              .weight = iterations,
              .tags = {{"model", name}, {"engine", "tensorrt"}}},
             "layer");
  }
}

}  // namespace tradewind::calibrate
