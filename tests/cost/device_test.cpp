// Predictions of a datasheet, and how a device adds them up.

#include "cost/device.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace tradewind::cost {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

/// 100 Tflop/s in fp16, 10 in fp32, 1 TB/s, 10 µs to launch, 50 W to 250 W, 100 GB/s to peers.
Facts toy() {
  Facts facts;
  facts.peak[static_cast<std::size_t>(Rate::fp16)] = 1e14;
  facts.peak[static_cast<std::size_t>(Rate::fp32)] = 1e13;
  facts.memory_bandwidth = 1e12;
  facts.launch = 1e-5;
  facts.power_idle = 50;
  facts.power_max = 250;
  facts.link_bandwidth["peer"] = 1e11;
  return facts;
}
Target toy_target(Facts facts = toy()) {
  return {.name = "toy", .title = {}, .kind = {}, .facts = std::move(facts), .sources = {}, .models = {}};
}
Device device(Facts facts = toy()) {
  std::vector<std::unique_ptr<Predictor>> predictors;
  predictors.push_back(std::make_unique<DatasheetPredictor>(facts));
  return {toy_target(std::move(facts)), std::move(predictors)};
}

TEST(Datasheet, TakesTheGreaterOfComputingAndMoving) {
  // 2·10⁹ flop at 10¹⁴ are 20 µs, 6 MB at 10¹² B/s 6 µs; 10 µs to launch.
  const auto large = device().predict(Gemm{.m = 1000, .n = 1000, .k = 1000}, "fp16");
  ASSERT_TRUE(large);
  EXPECT_DOUBLE_EQ(large->prediction.latency, 30e-6);
  EXPECT_DOUBLE_EQ(large->prediction.power, 50 + 200 * 20. / 30);
  EXPECT_EQ(large->origin, "datasheet");
  // One row: 2·10⁶ flop are 0.02 µs, the weights of 2 MB and 4 kB of activations 2.004 µs.
  EXPECT_DOUBLE_EQ(device().predict(Gemm{.m = 1, .n = 1000, .k = 1000}, "fp16")->prediction.latency, 12.004e-6);
}

TEST(Datasheet, ComputesNarrowFormatsInWiderOnesItHas) {
  const auto narrow = device().predict(Gemm{.m = 1000, .n = 1000, .k = 1000}, "fp8");
  ASSERT_TRUE(narrow);
  EXPECT_DOUBLE_EQ(narrow->prediction.latency, 30e-6);  // at the rate of fp16
  EXPECT_EQ(narrow->origin, "datasheet, fp8 as bf16");
  EXPECT_FALSE(device().predict(Gemm{}, "fp64"));  // nothing stands for double precision
}

TEST(Datasheet, SendsCollectivesOverTheLinkToPeers) {
  // 8 MB around a ring of 8: 14 MB at 10¹¹ B/s are 140 µs.
  const auto reduced = device().predict(Collective{.bytes = 8e6, .ranks = 8}, "fp16");
  ASSERT_TRUE(reduced);
  EXPECT_DOUBLE_EQ(reduced->prediction.latency, 150e-6);
  EXPECT_THAT(reduced->origin, HasSubstr("link.peer"));
  EXPECT_FALSE(device().predict(Memcpy{.path = "host", .bytes = 1}, "fp16"));
}

TEST(Datasheet, SaysWhenItKnowsNoLaunchTime) {
  auto facts = toy();
  facts.launch.reset();
  EXPECT_EQ(device(facts).predict(Elementwise{}, "fp16")->origin, "datasheet, no launch time known");
}

TEST(Datasheet, SaysWhenItsLaunchTimeIsAssumed) {
  auto facts = toy();
  facts.launch = 5e-6;
  facts.launch_assumed = true;
  // 2 B of one element read and written at 10¹² B/s are 4 fs: next to nothing beside the launch.
  const auto estimate = device(facts).predict(Elementwise{}, "fp16");
  EXPECT_NEAR(estimate->prediction.latency, 5e-6, 1e-11);
  EXPECT_EQ(estimate->origin, "datasheet, launch time assumed");
}

TEST(Device, AddsTimesAndAveragesPower) {
  // Twice 30 µs as above at 183⅓ W; 1000 × 1000 elements read and written: 4 µs and 10 µs to launch at 107 1/7 W. 11 mJ
  // and 1.5 mJ in 74 µs.
  const auto estimate =
      device().predict(KernelList{.kernels = {{Gemm{.m = 1000, .n = 1000, .k = 1000}, "fp16", 2},
                                              {Elementwise{.rows = 1000, .columns = 1000}, "fp16", 1}},
                                  .whole = {}});
  EXPECT_FALSE(estimate.unknown);
  EXPECT_DOUBLE_EQ(estimate.prediction.latency, 74e-6);
  EXPECT_DOUBLE_EQ(estimate.prediction.energy(), 12.5e-3);
  EXPECT_TRUE(std::isnan(estimate.prediction.low));  // a datasheet knows no errors
  EXPECT_THAT(estimate.parts, ElementsAre(Field(&TaskEstimate::Part::kernels, 3)));
}

TEST(Device, NamesTheKernelThatNothingPredicts) {
  const auto estimate =
      device().predict(KernelList{.kernels = {{Gemm{}, "fp16", 1}, {Gemm{}, "fp64", 1}}, .whole = {}});
  ASSERT_TRUE(estimate.unknown);
  EXPECT_EQ(estimate.unknown->dtype, "fp64");
}

TEST(Device, PrefersAModelOfTheWhole) {
  class Whole final : public Predictor {
    std::optional<Estimate> predict(const Kernel& kernel, std::string_view) const override {
      if (!std::holds_alternative<ModelPhase>(kernel)) return std::nullopt;
      return Estimate{{.latency = 0.5, .low = 0.4, .high = 0.6, .power = 10, .outside = 1.5}, "measured"};
    }
  };
  std::vector<std::unique_ptr<Predictor>> predictors;
  predictors.push_back(std::make_unique<Whole>());
  const Device both({}, std::move(predictors));
  const auto estimate =
      both.predict(KernelList{.kernels = {{Gemm{}, "fp16", 1}}, .whole = KernelUse{ModelPhase{}, "fp16", 4}});
  EXPECT_EQ(estimate.prediction.latency, 2);
  EXPECT_DOUBLE_EQ(estimate.prediction.low, 1.6);
  EXPECT_EQ(estimate.prediction.outside, 1.5);
  EXPECT_EQ(estimate.parts.front().origin, "measured");
}

TEST(Device, ScalesThePhaseOfAMeasuredLanguageModel) {
  // Measured: a step of `known` takes 3 ms and 40 W. `large` has twice its layers and twice its vocabulary, thus twice
  // its weights and cache, and all but embedding and last norm (4 ns each) move twice the bytes.
  LanguageModel known;
  known.layers = 10;
  known.hidden = 1000;
  known.heads = known.kv_heads = 10;
  known.head_dim = 100;
  known.ffn = 4000;
  known.vocabulary = 50'000;
  LanguageModel large = known;
  large.layers = 20;
  large.vocabulary = 100'000;
  OpModel fit;
  fit.key = {.target = "toy",
             .op = "decode",
             .family = "Known",
             .dtype = "fp16",
             .cache_dtype = {},
             .kernel = {},
             .engine = {}};
  fit.kind = ModelKind::linear;
  fit.coefficients = {3e-3, 0, 0, 0};
  fit.ranges = {{"tokens", 1, 1}, {"context", 10, 1000}};
  fit.quantiles.fill(0.1);
  fit.power = PowerModel{.base = 40};
  Model model;
  model.ops.push_back(fit);
  std::vector<std::unique_ptr<Predictor>> predictors;
  predictors.push_back(std::make_unique<FittedPredictor>(
      model, "toy.model.yaml", toy_target(), std::map<std::string, LanguageModel, std::less<>>{{"Known", known}}));
  const Device device({}, std::move(predictors));
  const auto step = [](const LanguageModel& of, std::string name) {
    return KernelList{
        .kernels = of.kernels(Phase::decode, 1, 500, "fp16"),
        .whole = KernelUse{ModelPhase{.phase = Phase::decode, .model = std::move(name), .context = 500}, "fp16", 1}};
  };

  const auto measured = device.predict(step(known, "known"));
  EXPECT_EQ(measured.prediction.latency, 3e-3);
  EXPECT_EQ(measured.prediction.outside, 0);

  auto steps = step(large, "large");
  for (auto& use : steps.kernels) use.count *= 7;
  steps.whole->count = 7;
  const auto scaled = device.predict(steps);
  EXPECT_NEAR(scaled.prediction.latency, 7 * 6e-3, 7e-6);
  EXPECT_NEAR(scaled.prediction.power, 40, 1e-9);
  EXPECT_NEAR(scaled.prediction.outside, 1, 1e-3);  // an octave from what was measured
  EXPECT_NEAR(scaled.prediction.high / scaled.prediction.latency, std::exp(0.1 * std::exp(1)), 1e-3);
  EXPECT_THAT(scaled.parts.front().origin,
              testing::AllOf(HasSubstr("toy decode Known fp16 in toy.model.yaml"), HasSubstr("times 2 ")));

  // 500 steps of 3 ms are a burst of 1.5 s. From 10 W on, with a time constant of 1.5 s, it averages 40 − 30 · (1 −
  // 1/e) W.
  fit.power = PowerModel{.base = 40, .initial = 10, .rise_time = 1.5};
  model.ops = {fit};
  predictors.clear();
  predictors.push_back(std::make_unique<FittedPredictor>(model, "toy.model.yaml", toy_target()));
  auto burst = step(known, "Known");
  burst.whole->count = 500;
  const auto rising = Device({}, std::move(predictors)).predict(burst);
  EXPECT_DOUBLE_EQ(rising.prediction.latency, 1.5);
  EXPECT_NEAR(rising.prediction.power, 40 - 30 * (1 - std::exp(-1)), 1e-9);

  // Another number format was not measured, and these devices have no datasheet to fall back on.
  auto other = step(large, "large");
  other.whole->dtype = "int8";
  EXPECT_TRUE(device.predict(other).unknown);
}

TEST(Device, AsksFittedModelsFirst) {
  OpModel fit;
  fit.key = {
      .target = "toy", .op = "gemm", .family = {}, .dtype = "fp16", .cache_dtype = {}, .kernel = {}, .engine = {}};
  fit.kind = ModelKind::linear;
  fit.coefficients = {1e-3, 0, 0};
  fit.ranges = {{"m", 1, 15}};
  fit.errors = Errors{.rows = 40, .mape = 0.039, .median = 0.03, .p90 = 0.08, .coverage = 0.9};
  Model model;
  model.ops.push_back(fit);
  std::vector<std::unique_ptr<Predictor>> predictors;
  predictors.push_back(std::make_unique<FittedPredictor>(model, "toy.model.yaml", toy_target()));
  predictors.push_back(std::make_unique<DatasheetPredictor>(toy()));
  const Device device({}, std::move(predictors));

  const auto inside = device.predict(Gemm{.m = 15}, "half");
  ASSERT_TRUE(inside);
  EXPECT_EQ(inside->prediction.latency, 1e-3);
  EXPECT_TRUE(inside->prediction.in_range());
  EXPECT_EQ(inside->origin, "toy gemm fp16 in toy.model.yaml, MAPE 3.9 % on 40 rows it was not fitted on");
  EXPECT_EQ(device.predict(Gemm{.m = 63}, "fp16")->prediction.outside, 2);  // 16 to 64, counted from 1 on
  EXPECT_THAT(device.predict(Gemm{.m = 15}, "fp32")->origin, HasSubstr("datasheet"));
}

}  // namespace
}  // namespace tradewind::cost
