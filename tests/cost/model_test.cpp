#include "cost/model.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::cost {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

OpModel fit() {
  OpModel op;
  op.key = {.target = "t", .op = "gemm", .family = "", .dtype = "fp16", .cache_dtype = "", .kernel = "", .engine = ""};
  op.kind = ModelKind::residual;
  op.peaks = {.compute = 1e12, .memory = 1e9};
  op.roofline = {.launch = 1e-6, .compute_efficiency = 0.8, .memory_efficiency = 0.7, .sharpness = 3};
  // Everywhere e^0.3 times the roofline.
  op.residual = Forest({{.left = {-1}, .right = {-1}, .feature = {0}, .low = {0.25F}, .high = {0}}}, 0.05);
  op.residual_low = -1;
  op.residual_high = 1;
  op.ranges = {{"m", 1, 1023}, {"n", 1, 1023}, {"k", 1, 1023}};
  op.quantiles = {0.1, 0.1, 0.1};
  op.roofline_quantile = 0.2;
  op.rows = 7;
  op.errors = Errors{.rows = 5, .mape = 0.25, .median = 0.2, .p90 = 0.5, .coverage = 0.875};
  return op;
}
Kernel gemm(double m) { return Gemm{.m = m, .n = 512, .k = 512}; }

TEST(OpModel, MultipliesTheRooflineByTheLearnedResidual) {
  const auto op = fit();
  const double roofline = op.roofline(load_of(gemm(64), Precision{}, op.peaks));
  const auto prediction = op.predict(gemm(64));
  EXPECT_NEAR(prediction.latency, roofline * std::exp(0.3), 1e-12);
  EXPECT_NEAR(prediction.high / prediction.latency, std::exp(0.1), 1e-12);
  EXPECT_NEAR(prediction.latency / prediction.low, std::exp(0.1), 1e-12);
  EXPECT_TRUE(prediction.in_range());
  EXPECT_TRUE(std::isnan(prediction.energy()));
}

TEST(OpModel, FadesToTheRooflineAnOctaveOutside) {
  const auto op = fit();
  const auto roofline = [&](double m) { return op.roofline(load_of(gemm(m), Precision{}, op.peaks)); };
  const auto half = op.predict(gemm(1024 * std::sqrt(2.0) - 1));
  EXPECT_NEAR(half.outside, 0.5, 1e-9);
  EXPECT_NEAR(std::log(half.latency / roofline(1024 * std::sqrt(2.0) - 1)), 0.15, 1e-9);
  const auto far = op.predict(gemm(8191));
  EXPECT_NEAR(far.outside, 3, 1e-9);
  EXPECT_NEAR(far.latency, roofline(8191), 1e-9 * far.latency);
  EXPECT_NEAR(std::log(far.high / far.latency), 0.2 * std::exp(3), 1e-9);  // the roofline's quantile, widened
}

TEST(OpModel, TakesHeadsForTheWorkTheyShareOutWithTheBatch) {
  const auto attention = [](double batch, double heads, double kv_heads) {
    return Attention{.batch = batch, .query = 512, .heads = heads, .kv_heads = kv_heads};
  };
  OpModel op;
  op.ranges = {{"heads", 2, 48}, {"kv_heads", 1, 8}, {"batch heads", 2, 1023}, {"group", 1, 63}};
  EXPECT_EQ(op.octaves_outside(attention(2, 64, 16)), 0);   // as much as 4 of 32 over 8
  EXPECT_EQ(op.octaves_outside(attention(1, 127, 1)), 1);   // 127 share one, known up to 63
  EXPECT_EQ(op.octaves_outside(attention(89, 23, 23)), 1);  // 2047 in all
  op.ranges = {{"heads", 2, 31}, {"kv_heads", 1, 8}};       // ranges without the product
  EXPECT_EQ(op.octaves_outside(attention(2, 63, 8)), 1);
}

TEST(OpModel, BoundsTheResidualByWhatWasSeen) {
  auto op = fit();
  op.residual_high = 0.1;
  const double roofline = op.roofline(load_of(gemm(64), Precision{}, op.peaks));
  EXPECT_NEAR(op.predict(gemm(64)).latency, roofline * std::exp(0.1), 1e-12);
}

TEST(OpModel, PredictsEnergyFromPowerAndTime) {
  auto op = fit();
  op.power = PowerModel{.base = 50, .compute = 100, .memory = 0};
  const auto prediction = op.predict(gemm(64));
  const double share = load_of(gemm(64), Precision{}, op.peaks).compute / prediction.latency;
  EXPECT_NEAR(prediction.power, 50 + 100 * share, 1e-9);
  EXPECT_NEAR(prediction.energy(), prediction.power * prediction.latency, 1e-12);
}

TEST(OpModel, PowerNeverFallsBelowItsFloor) {
  auto op = fit();
  op.power = PowerModel{.base = 5, .floor = 15};
  EXPECT_EQ(op.predict(gemm(64)).power, 15);
  op.power->base = 20;
  EXPECT_EQ(op.predict(gemm(64)).power, 20);
  // A burst of 1 s that begins with 5 W and rises to 20 W with τ = 1 s averages 20 − 15 · (1 − 1/e) = 10.5 W.
  EXPECT_EQ((PowerModel{.initial = 5, .rise_time = 1, .floor = 15}.mean_over(1, 20)), 15);
  EXPECT_NEAR((PowerModel{.initial = 5, .rise_time = 1, .floor = 10}.mean_over(1, 20)), 10.518, 1e-3);
}

TEST(Model, FindsTheFitOfAKeyElseTheOneWithMostRows) {
  Model model;
  auto one = fit(), other = fit();
  one.key.engine = "a";
  other.key.engine = "b";
  other.rows = 100;
  model.ops = {one, other};
  auto key = one.key;
  EXPECT_EQ(model.find(key)->key.engine, "a");
  key.engine = "c";
  EXPECT_EQ(model.find(key)->key.engine, "b");
  key.target = "u";
  EXPECT_EQ(model.find(key), nullptr);
}

class ModelFile : public testing::Test {
 protected:
  std::string refusal(std::string_view text) {
    try {
      read_model(folder_.write("model.yaml", text));
      return {};
    } catch (const config::ConfigError& error) {
      return error.what();
    }
  }
  test::TemporaryFolder folder_;
};

TEST_F(ModelFile, ReadsBackWhatWasWritten) {
  Model model{.tool = "tradewind 9", .date = "2026-01-01", .data_hash = "ab", .holdout = "rows", .seed = 3, .rows = 7};
  auto op = fit();
  op.table = Table::of({{place_of(gemm(1)), 0.1}, {place_of(gemm(2)), 0.3}}, false);
  op.power = PowerModel{.base = 5, .compute = 6, .memory = 7, .floor = 8};
  op.correction = Correction{.samples = {{1, 2, 3, 4}}, .terms = {{.length = 2, .weights = {0.5}}}};
  model.ops = {op};
  const auto text = to_yaml(model);
  const auto read = read_model(folder_.write("model.yaml", text));
  EXPECT_EQ(to_yaml(read), text);
  for (const double m : {1.0, 100.0, 5000.0}) {
    const auto before = op.predict(gemm(m)), after = read.ops[0].predict(gemm(m));
    EXPECT_EQ(before.latency, after.latency);
    EXPECT_EQ(before.high, after.high);
    EXPECT_EQ(before.power, after.power);
  }
}

TEST_F(ModelFile, WithPlacesOfAnotherOpIsRefusedWhereTheyStand) {
  Model model;
  model.ops = {fit()};
  model.ops[0].kind = ModelKind::table;
  model.ops[0].table =
      Table({{.at = {512}, .lines = {{.first = 0, .points = {{1, 1}}}}}}, false);  // a gemm has n, k and batch
  EXPECT_THAT(refusal(to_yaml(model)),
              ContainsRegex("model.yaml:[0-9]+:[0-9]+: a site has 1 coordinates instead of 3"));
  model.ops[0].table = Table();
  EXPECT_THAT(refusal(to_yaml(model)), HasSubstr("a table has at least one site"));
  model.ops[0] = fit();
  model.ops[0].correction = Correction{.samples = {{1, 2, 3}}, .terms = {{.length = 2, .weights = {0.5}}}};
  EXPECT_THAT(refusal(to_yaml(model)),
              ContainsRegex("model.yaml:[0-9]+:[0-9]+: a sample has 3 coordinates instead of 4"));
}

TEST_F(ModelFile, OfAnotherVersionIsNamed) {
  EXPECT_THAT(refusal("format: 3\nops: []\n"), HasSubstr("model.yaml:1:9: format '3' is not the one"));
  EXPECT_THAT(refusal("format: 5\nops: []\n"), HasSubstr("model.yaml:1:9: format '5' is not the one"));
  EXPECT_THAT(refusal("ops: []\n"), HasSubstr("'format' is missing"));
}

TEST_F(ModelFile, WithBrokenTreesIsRefusedWhereTheyStand) {
  Model model;
  model.ops = {fit()};
  const auto text = to_yaml(model);
  const auto with = [&](const std::string& feature, const std::string& low, const std::string& high) {
    auto broken = text;
    for (const auto& [key, value] : {std::pair("feature: ", feature), {"low: ", low}, {"high: ", high}}) {
      const auto at = broken.find('\'', broken.find(key, broken.find("trees:")));
      broken.replace(at, broken.find('\'', at + 1) + 1 - at, '"' + value + '"');
    }
    return broken;
  };
  const auto line = [](std::string_view why) {
    return ContainsRegex("model.yaml:[0-9]+:[0-9]+: .*" + std::string(why));
  };
  EXPECT_EQ(refusal(with("0 -1 -1", "0.5 1 2", "1")), "");
  EXPECT_THAT(refusal(with("0", "0.5", "1")), line("one leaf more than splits"));
  EXPECT_THAT(refusal(with("0 -1 -1", "0.5 1", "1")), line("a low number of each node"));
  EXPECT_THAT(refusal(with("0 -1 -1", "0.5 1 2", "")), line("a high one of each split"));
  EXPECT_THAT(refusal(with("-1 0 -1", "0.5 1 2", "1")), line("ends before its last node"));
  EXPECT_THAT(refusal(with("99 -1 -1", "0.5 1 2", "1")), line("a feature that there is not"));
  EXPECT_THAT(refusal(with("0 -1 -1", "0.5 1 2", "0.5")), line("splits between a low value"));
}

/// Both ways of a fork, on both sides of a split.
TEST_F(ModelFile, KeepsWhichNodeIsBelowWhich) {
  Model model;
  model.ops = {fit()};
  model.ops[0].residual = Forest({Tree{.left = {3, -1, -1, 4, -1, -1, -1},
                                       .right = {6, -1, -1, 5, -1, -1, -1},
                                       .feature = {0, 0, 0, 1, 0, 0, 0},
                                       .low = {2, 0, 0, 3, 10, 20, 30},
                                       .high = {4, 0, 0, 5, 0, 0, 0}}},
                                 0.5);
  const auto read = read_model(folder_.write("model.yaml", to_yaml(model)));
  for (const float x : {1.F, 3.F, 5.F})
    for (const float y : {2.F, 4.F, 6.F}) {
      const FeatureRow row{x, y};
      EXPECT_EQ((*read.ops[0].residual)(row), (*model.ops[0].residual)(row)) << x << ' ' << y;
    }
}

}  // namespace
}  // namespace tradewind::cost
