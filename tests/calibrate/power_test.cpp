// Average watts: laws that made-up measurements follow are found again, and the Orin's power within 10 %.

#include "calibrate/fit_power.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "calibrate/evaluate.hpp"
#include "calibrate/fit.hpp"
#include "calibrate/import/import.hpp"
#include "tests/calibrate/shared_data.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::calibrate {
namespace {

TEST(Power, OfABurstRisesFromItsInitialValue) {
  // τ = 1 s and T = 1 s: the mean of e^(−t) over 0 … 1 is 1 − 1/e.
  EXPECT_DOUBLE_EQ(cost::share_of_rise(1, 1), 1 - std::exp(-1));
  const cost::PowerModel law{.base = 20, .initial = 10, .rise_time = 1};
  EXPECT_DOUBLE_EQ(law.mean_over(1, 20), 20 - 10 * (1 - std::exp(-1)));
  EXPECT_DOUBLE_EQ(cost::PowerModel{.base = 20}.mean_over(1e-6, 20), 20);
}

TEST(Power, AssumedEndsAtTheMaximum) {
  const auto assumed = assumed_power({.power_idle = 10, .power_max = 100});
  ASSERT_TRUE(assumed);
  EXPECT_TRUE(assumed->assumed);
  EXPECT_DOUBLE_EQ(assumed->steady(1, 1), 100);
  EXPECT_DOUBLE_EQ(assumed->steady(0.5, 0.2), 55);  // 10 + 90 · 0.5
  EXPECT_FALSE(assumed_power({.power_idle = 10}));
}

/// Gemms at 1 Tflop/s and 100 GB/s that draw 50 W + 100 W · u_c + 30 W · u_m.
Trace gemms() {
  Trace trace;
  for (double m = 16; m <= 4096; m *= 2)
    for (double n = 256; n <= 2048; n *= 2) {
      const cost::Gemm gemm{.m = m, .n = n, .k = 1024};
      const auto work = cost::work_of(gemm, *cost::precision_of("fp16"));
      const double compute = work.flop / 1e12, memory = work.bytes / 1e11, latency = 1e-5 + std::max(compute, memory);
      trace.rows.push_back({.target = "t",
                            .dtype = "fp16",
                            .kernel = gemm,
                            .latency = latency,
                            .power = 50 + 100 * compute / latency + 30 * memory / latency});
    }
  return trace;
}

cost::Facts facts() {
  cost::Facts facts;
  facts.peak[static_cast<std::size_t>(cost::Rate::fp16)] = 1e12;
  facts.memory_bandwidth = 1e11;
  return facts;
}

TEST(Power, LinearLawIsFoundAgain) {
  const auto model = fit(gemms(), {.kind = cost::ModelKind::roofline, .facts = {{"t", facts()}}}).model;
  ASSERT_TRUE(model.ops.at(0).power);
  const auto& power = *model.ops[0].power;
  EXPECT_NEAR(power.base, 50, 1);
  EXPECT_NEAR(power.compute, 100, 2);
  EXPECT_NEAR(power.memory, 30, 2);
  EXPECT_EQ(power.rows, 36u);
  EXPECT_LT(power.mape, 0.01);
  EXPECT_FALSE(power.assumed);
}

TEST(Power, WithoutMeasurementIsAssumedFromTheDatasheet) {
  auto trace = gemms();
  for (auto& row : trace.rows) row.power.reset();
  auto with_watts = facts();
  with_watts.power_idle = 10;
  with_watts.power_max = 200;
  const auto model = fit(trace, {.kind = cost::ModelKind::roofline, .facts = {{"t", with_watts}}}).model;
  ASSERT_TRUE(model.ops.at(0).power);
  EXPECT_TRUE(model.ops[0].power->assumed);
  EXPECT_FALSE(fit(trace, {.kind = cost::ModelKind::roofline, .facts = {{"t", facts()}}}).model.ops.at(0).power);
}

TEST(Power, BorrowedFromAnotherPhaseIsNotBelowIdle) {
  const auto phase = [](const char* op, std::optional<cost::PowerModel> power) {
    cost::OpModel model;
    model.key.target = "t";
    model.key.op = op;
    model.power = std::move(power);
    return model;
  };
  // Decode was measured at 6 W, at idle the datasheet says 10 W.
  cost::Model model;
  model.ops = {phase("decode", cost::PowerModel{.base = 6, .rows = 5}), phase("prefill", std::nullopt)};
  borrow_power(model, {{"t", {.power_idle = 10}}});
  const auto& borrowed = model.ops[1].power;
  ASSERT_TRUE(borrowed);
  EXPECT_TRUE(borrowed->assumed);
  EXPECT_EQ(borrowed->mean_over(1, borrowed->steady(0, 0)), 10);
  EXPECT_EQ(model.ops[0].power->mean_over(1, 6), 6);  // what was measured stays

  model.ops[1].power.reset();
  borrow_power(model, {});
  EXPECT_EQ(model.ops[1].power->mean_over(1, 6), 6);
}

/// Mean |predicted/measured − 1| of latency, energy and power of a phase of a model.
struct PhaseErrors {
  double latency = 0, energy = 0, power = 0;
};
PhaseErrors errors_of(const Trace& trace, const cost::Model& model, std::string_view op, std::string_view name) {
  const auto answers = predict(model, trace.rows);
  PhaseErrors errors;
  double rows = 0, metered = 0;
  for (std::size_t i = 0; i < trace.rows.size(); ++i) {
    const auto& row = trace.rows[i];
    if (cost::op_name(row.kernel) != op || cost::family_of(row.kernel).find(name) == std::string::npos) continue;
    const auto& prediction = answers[i].prediction;
    errors.latency += std::abs(prediction.latency / row.latency - 1);
    ++rows;
    if (!row.energy) continue;
    errors.energy += std::abs(prediction.energy() / *row.energy - 1);
    errors.power += std::abs(prediction.power / (*row.energy / row.latency) - 1);
    ++metered;
  }
  return {errors.latency / rows, metered > 0 ? errors.energy / metered : 0, metered > 0 ? errors.power / metered : 0};
}

TEST(Power, EdgereasoningOnTheOrin) {
  std::vector<std::filesystem::path> inputs;
  for (const auto* name : {"decode_parameters.json", "decode.json", "prefill.json"})
    for (const auto& file : test::shared_files("edgereasoning", name))
      if (file.filename() == name) inputs.push_back(file);
  if (inputs.size() < 3) GTEST_SKIP() << "no public data edgereasoning";
  const Trace trace = import_files("edgereasoning", inputs, {});
  const auto model = fit(trace, {.kind = cost::ModelKind::linear, .facts = {}}).model;
  const auto small = errors_of(trace, model, "decode", "1.5B"), large = errors_of(trace, model, "decode", "8B");
  EXPECT_LE(small.latency, 0.035);
  EXPECT_LE(large.latency, 0.012);
  // Likewise on rows that were not fitted on.
  for (const auto& op : fit(trace, {.kind = cost::ModelKind::linear, .facts = {}, .folds = 5}).model.ops)
    if (op.key.op == "decode") {
      EXPECT_LE(op.errors.value().mape, op.key.family.ends_with("1.5B") ? 0.035 : 0.012) << op.key.text();
    }
  EXPECT_LE(errors_of(trace, model, "prefill", "1.5B").latency, 0.046);
  const auto prefill = errors_of(trace, model, "prefill", "8B");
  EXPECT_LE(prefill.latency, 0.10);
  for (const auto& errors : {small, large, prefill}) {
    EXPECT_LE(errors.power, 0.10);
    EXPECT_LE(errors.energy, 0.10);
  }
  // Nothing says how much more a longer context costs a prefill that never had one: it is free, not absurd.
  for (const auto& op : model.ops)
    if (op.key.op == "prefill") {
      EXPECT_EQ(op.coefficients.at(2), 0);
    }
}

}  // namespace
}  // namespace tradewind::calibrate
