// Networks and language models of workloads/models: published totals, independent layer tables, other input sizes.

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/file.hpp"
#include "config/problem.hpp"
#include "cost/language_model.hpp"
#include "cost/layer_graph.hpp"

namespace tradewind::cost {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path models = fs::path(TRADEWIND_SOURCE_DIR) / "workloads" / "models";
LayerGraph network(const std::string& name) { return read_layer_graph(models / (name + ".yaml")); }
LanguageModel language_model(const std::string& name) { return read_language_model(models / (name + ".yaml")); }

double total_macs(const LayerGraph& graph, double side) {
  double sum = 0;
  for (const auto& work : graph.at(side)) sum += work.macs;
  return sum;
}
Work sum_of(const std::vector<KernelUse>& uses) {
  Work sum;
  for (const auto& use : uses) {
    const auto work = work_of(use.kernel, *precision_of(use.dtype));
    sum.flop += use.count * work.flop;
    sum.bytes += use.count * work.bytes;
  }
  return sum;
}

struct Published {
  const char* name;
  double parameters;
};
class NetworkFile : public testing::TestWithParam<Published> {};

TEST_P(NetworkFile, HasThePublishedParameters) {
  double sum = 0;
  const auto graph = network(GetParam().name);
  for (const auto& layer : graph.layers) sum += layer.parameters;
  EXPECT_EQ(sum, GetParam().parameters);
}

// MACs and output shapes of every layer with weights, in order, as tables made independently of us have them.
TEST_P(NetworkFile, AgreesWithTheLayerTable) {
  const char* data = std::getenv("TRADEWIND_DATA");
  fs::path table = fs::path(data ? data : "/nowhere") / "layer_tables" / (std::string(GetParam().name) + ".csv");
  if (!fs::exists(table))
    table = fs::path(TRADEWIND_SOURCE_DIR) / ".." / "shared" / "data" / "layer_tables" /
            (std::string(GetParam().name) + ".csv");
  if (!fs::exists(table)) GTEST_SKIP() << "no layer tables here";
  const auto graph = network(GetParam().name);
  const auto works = graph.at(graph.side);
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < graph.layers.size(); ++i) index[graph.layers[i].name] = i;

  std::ifstream file(table);
  std::string line;
  std::getline(file, line);
  int compared = 0;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string idx, layer, op, in, out, macs, parameters;
    for (auto* cell : {&idx, &layer, &op, &in, &out, &macs, &parameters}) std::getline(cells, *cell, ',');
    if (std::stod(macs) == 0) continue;
    ASSERT_TRUE(index.contains(layer)) << layer;
    const auto& work = works[index[layer]];
    EXPECT_EQ(work.macs, std::stod(macs)) << layer;
    EXPECT_EQ(graph.layers[index[layer]].parameters, std::stod(parameters)) << layer;
    std::ostringstream shape;
    shape << work.out.channels << 'x' << work.out.height << 'x' << work.out.width;
    EXPECT_EQ(shape.str(), out) << layer;
    ++compared;
  }
  EXPECT_GT(compared, 7);
}

INSTANTIATE_TEST_SUITE_P(All, NetworkFile,
                         testing::Values(Published{"alexnet", 61100840}, Published{"vgg16", 138357544},
                                         Published{"resnet18", 11689512}, Published{"resnet50", 25557032},
                                         Published{"resnet152", 60192808}, Published{"mobilenet_v2", 3504872},
                                         Published{"squeezenet1_0", 1248424}, Published{"yolov3_tiny", 8858734}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(LayerGraph, ScalesWithItsInput) {
  const auto resnet = network("resnet50");
  // The last layer, 2048 × 1000 MACs, is the same at any size; all others see four times the pixels.
  const double last = 2048000;
  EXPECT_DOUBLE_EQ(total_macs(resnet, 448), 4 * (total_macs(resnet, 224) - last) + last);
}

TEST(LayerGraph, SaysWhichLayerAnInputIsTooSmallFor) {
  try {
    network("alexnet").at(30);
    FAIL() << "accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("the input is too small for layer 'pool"));
  }
}

TEST(LayerGraph, BecomesKernelsWithTheSameWork) {
  for (const auto* name : {"alexnet", "resnet18", "mobilenet_v2", "squeezenet1_0", "yolov3_tiny"}) {
    const auto graph = network(name);
    double flop = 0;
    for (const auto& kernel : graph.kernels(graph.side, 3)) flop += work_of(kernel, *precision_of("fp16")).flop;
    EXPECT_DOUBLE_EQ(flop, 3 * 2 * total_macs(graph, graph.side)) << name;
  }
}

TEST(LayerGraph, FusesNormalisationAndActivation) {
  // AlexNet: 5 convolutions, 3 pools, 3 linear layers; its adaptive pool changes nothing at 224.
  EXPECT_EQ(network("alexnet").kernels(224, 1).size(), 11U);
  // At 288 that pool makes 6×6 of 8×8.
  EXPECT_EQ(network("alexnet").kernels(288, 1).size(), 12U);
}

TEST(LayerGraph, RefusesFilesThatContradictThemselves) {
  const auto changed = [](const std::string& from, const std::string& to) -> std::string {
    auto text = read_file((models / "alexnet.yaml").string());
    text.replace(text.find(from), from.size(), to);
    const auto file = fs::path(testing::TempDir()) / "changed.yaml";
    std::ofstream(file) << text;
    try {
      read_layer_graph(file);
    } catch (const config::ConfigError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(changed("macs: 70276800", "macs: 70276801"), HasSubstr(":10:5: layer 'conv1' takes 70276800 MACs"));
  EXPECT_THAT(changed("[64, 55, 55]", "[64, 55, 54]"), HasSubstr("layer 'conv1' gives 64×55×55"));
  EXPECT_THAT(changed("op: conv", "op: cnov"), HasSubstr("did you mean 'conv'?"));
  EXPECT_THAT(changed("kind: network", "kind: netwrok"), HasSubstr("'netwrok' is not 'network'"));
  EXPECT_THAT(changed("kernel: 11", "needs: [conv9], kernel: 11"), HasSubstr("needs 'conv9'"));
}

TEST(LanguageModel, HasThePublishedParameters) {
  EXPECT_EQ(language_model("llama-3.1-8b").counted_parameters(), 8030261248);
  EXPECT_EQ(language_model("qwen2-7b").counted_parameters(), 7615616512);
  EXPECT_EQ(language_model("mixtral-8x7b").counted_parameters(), 46702792704);
  // Mixtral uses 2 of 8 experts: 12.9 billion per token, as published.
  EXPECT_NEAR(language_model("mixtral-8x7b").active_parameters(), 12.9e9, 0.05e9);
}

TEST(LanguageModel, DecodesWithAllItsWeightsOnce) {
  const auto model = language_model("llama-3.1-8b");
  const auto work = sum_of(model.kernels(Phase::decode, 1, 1000, "bf16"));
  // Weights but the embedding (128256·4096 elements) in two bytes, and the cache of 1001 tokens: 2·1001·2·32·8·128 =
  // 131.2 MB. Activations and norms are below a hundredth of that.
  const double expected = 2 * (model.parameters - 128256. * 4096) + 2 * 1001 * model.cache_per_token();
  EXPECT_NEAR(work.bytes / expected, 1, 0.002);
  // 2 flop per weight, 4·32·128 per key and layer.
  EXPECT_NEAR(work.flop / (2 * (model.parameters - 128256. * 4096) + 32 * 4 * 32 * 128 * 1001.), 1, 1e-4);
}

TEST(LanguageModel, PrefillComputesTheHeadForTheLastToken) {
  const auto model = language_model("llama-2-7b");
  const auto work = sum_of(model.kernels(Phase::prefill, 512, 0, "fp16"));
  // Matrices of the layers (all parameters but 2·32000·4096 and the norms) times 2·512, attention 4·4096·(512·513/2) a
  // layer, the head once.
  const double matrices = model.parameters - 2 * 32000. * 4096 - 65 * 4096.;
  EXPECT_DOUBLE_EQ(work.flop, 2 * 512 * matrices + 32 * 4 * 4096 * (512 * 513 / 2.) + 2 * 32000. * 4096);
}

TEST(LanguageModel, ReadsAQuarterOfTheWeightsInFourBits) {
  const auto model = language_model("llama-3.1-8b");
  const auto uses = model.kernels(Phase::decode, 1, 0, "int4_wo");
  double weights = 0;
  for (const auto& use : uses)
    if (use.dtype == "w4a16") weights += use.count * std::get<Gemm>(use.kernel).n * std::get<Gemm>(use.kernel).k;
  EXPECT_EQ(weights, model.parameters - 2 * 128256. * 4096 - 65 * 4096.);  // all matrices but embedding and head
  EXPECT_EQ(activation_dtype("w4a16"), "bf16");
  EXPECT_EQ(activation_dtype("fp8"), "bf16");
  EXPECT_EQ(activation_dtype("q4_k_m"), "fp16");
  EXPECT_EQ(activation_dtype("float32"), "fp32");
}

TEST(LanguageModel, RefusesParametersThatDoNotFollow) {
  const auto file = fs::path(testing::TempDir()) / "llama.yaml";
  auto text = read_file((models / "llama-3.1-8b.yaml").string());
  text.replace(text.find("layers: 32"), 10, "layers: 33");
  std::ofstream(file) << text;
  try {
    read_language_model(file);
    FAIL() << "accepted";
  } catch (const config::ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("llama.yaml:6:13: parameters: the dimensions give 8248373248, not 8030261248"));
  }
}

}  // namespace
}  // namespace tradewind::cost
