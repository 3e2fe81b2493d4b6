// Any text is a target, a fitted model, a network or a language model, or is refused with ConfigError; what is read is
// positive and finite, and a fitted model, written, reads back to itself. The first byte chooses, the rest is the file.

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "cost/language_model.hpp"
#include "cost/layer_graph.hpp"
#include "cost/model.hpp"
#include "cost/target.hpp"

namespace {

using namespace tradewind;  // NOLINT: a program of its own

void good(const std::optional<double>& fact) {
  check(!fact || (std::isfinite(*fact) && *fact > 0), "facts are amounts");
}

void read_as_target(const std::string& path) {
  const auto target = cost::read_target(path);
  for (const auto& peak : target.facts.peak) good(peak);
  good(target.facts.memory_bandwidth);
  good(target.facts.launch);
  good(target.facts.power_idle);
  check(!target.sources.empty() || !target.facts.memory_bandwidth, "every fact has a source");
}

void read_as_model(const std::string& path) {
  const auto model = cost::read_model(path);
  for (const auto& op : model.ops)
    for (const cost::Kernel& kernel :
         {cost::Kernel(cost::Gemm{.m = 8, .n = 64, .k = 64}), cost::Kernel(cost::Collective{.bytes = 1e6, .ranks = 4}),
          cost::Kernel(cost::ModelPhase{.model = "m", .tokens = 4, .context = 9})})
      (void)op.predict(kernel);
  const auto written = cost::to_yaml(model);
  std::ofstream(path, std::ios::binary) << written;
  try {
    check(cost::to_yaml(cost::read_model(path)) == written, "a written model is a fixed point");
  } catch (const config::ConfigError& error) {
    check(false, std::string("a written model is a model: ") + error.what());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  static const std::string folder = (std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp") +
                                    std::string("/tradewind-fuzz-files-") + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/box.yaml";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  try {
    switch (data[0] % 4) {
      case 0:
        read_as_target(path);
        break;
      case 1:
        read_as_model(path);
        break;
      case 2:
        (void)cost::read_layer_graph(path);
        break;
      default:
        (void)cost::read_language_model(path).kernels(cost::Phase::decode, 4, 100, "fp16");
    }
  } catch (const config::ConfigError&) {
  } catch (const RuntimeFailure&) {
  }
  std::filesystem::remove_all(folder);
  return 0;
}
