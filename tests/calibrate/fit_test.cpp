#include "calibrate/fit.hpp"

#include <gmock/gmock.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "calibrate/boosting.hpp"
#include "calibrate/evaluate.hpp"
#include "calibrate/fit_correction.hpp"
#include "calibrate/fit_roofline.hpp"
#include "calibrate/intervals.hpp"
#include "tests/calibrate/synthetic.hpp"

namespace tradewind::calibrate {
namespace {

std::vector<Sample> samples_of(const Trace& trace, const cost::Peaks& peaks) {
  std::vector<Sample> samples;
  for (const auto& row : trace.rows)
    samples.push_back({.load = cost::load_of(row.kernel, cost::Precision{}, peaks), .latency = row.latency});
  return samples;
}

TEST(FitRoofline, FindsTheConstantsThatMadeTheTimes) {
  const auto facts = synthetic::facts();
  const auto made = synthetic::constants();
  const auto trace = synthetic::gemms("t", 1500, 0, facts);
  const auto found = fit_roofline(samples_of(trace, *cost::peaks_of(facts, cost::Rate::fp16)));
  EXPECT_NEAR(found.launch / made.launch, 1, 1e-3);
  EXPECT_NEAR(found.compute_efficiency, made.compute_efficiency, 1e-3);
  EXPECT_NEAR(found.memory_efficiency, made.memory_efficiency, 1e-3);
  EXPECT_NEAR(found.sharpness, made.sharpness, 1e-2);
  EXPECT_NEAR(found.tile_exponent, made.tile_exponent, 1e-2);
}

TEST(FitRoofline, HoldsTheShapeOfAPrior) {
  const auto facts = synthetic::facts();
  const auto trace = synthetic::gemms("t", 8, 0, facts);
  auto prior = synthetic::constants();
  prior.launch *= 3;
  prior.compute_efficiency = 0.4;
  const auto found = fit_roofline(samples_of(trace, *cost::peaks_of(facts, cost::Rate::fp16)),
                                  {.shape_from_prior = true, .prior = prior, .ridge = 1e-6, .shape_ridge = 1});
  EXPECT_EQ(found.sharpness, prior.sharpness);
  EXPECT_NEAR(found.tile_exponent, prior.tile_exponent, 1e-12);
  EXPECT_NEAR(found.launch / synthetic::constants().launch, 1, 0.05);
}

TEST(FitRoofline, PaddingCostsAtMostWholeWaves) {
  const auto facts = synthetic::facts();
  auto made = synthetic::constants();
  made.tile_exponent = 1.3;
  const auto samples = samples_of(synthetic::gemms("t", 200, 0, facts, made), *cost::peaks_of(facts, cost::Rate::fp16));
  EXPECT_NEAR(fit_roofline(samples).tile_exponent, 1, 1e-6);
  EXPECT_NEAR(fit_roofline(samples, {.prior = synthetic::constants(), .ridge = 0.1, .shape_ridge = 0.5}).tile_exponent,
              1, 1e-6);
}

TEST(FitLinear, FindsNonNegativeCoefficients) {
  std::vector<std::vector<double>> x;
  std::vector<double> times, weights;
  for (int i = 1; i <= 40; ++i) {
    const double size = std::exp2(i / 2.0);
    x.push_back({1, size, std::sqrt(size)});
    times.push_back(1e-5 + 2e-9 * size);
    weights.push_back(1);
  }
  const auto b = fit_linear(x, times, weights);
  EXPECT_NEAR(b[0], 1e-5, 1e-8);
  EXPECT_NEAR(b[1], 2e-9, 1e-12);
  EXPECT_GE(b[2], 0);
  EXPECT_NEAR(b[2], 0, 1e-9);
}

TEST(Fit, WithoutXgboostSaysWhatIsMissingAndAutoDoesWithout) {
  if (can_boost()) GTEST_SKIP() << "built with XGBoost";
  const auto trace = synthetic::gemms("t", 300, 0.05, synthetic::facts());
  try {
    fit(trace, {.kind = cost::ModelKind::residual});
    FAIL() << "a residual model without trees";
  } catch (const RuntimeFailure& failure) {
    EXPECT_THAT(failure.what(), testing::HasSubstr("libxgboost-dev"));
    EXPECT_THAT(failure.what(), testing::HasSubstr("--model"));
  }
  const auto model = fit(trace, {}).model;
  EXPECT_NE(model.ops.at(0).kind, cost::ModelKind::residual);
  EXPECT_THAT(model.ops[0].chosen_because, testing::HasSubstr("residual not tried"));
}

TEST(FitCorrection, InterpolatesWhatIsSmooth) {
  std::vector<cost::Kernel> kernels;
  std::vector<double> logarithms;
  for (int i = 0; i < 12; ++i) {
    kernels.emplace_back(cost::Gemm{.m = std::exp2(i) - 1, .n = 255, .k = 255});
    logarithms.push_back(0.4 * std::sin(i / 3.0));
  }
  std::vector<const cost::Kernel*> pointers;
  for (const auto& kernel : kernels) pointers.push_back(&kernel);
  const auto fitted = fit_correction(pointers, logarithms);
  ASSERT_TRUE(fitted);
  EXPECT_NEAR(fitted->correction(cost::Gemm{.m = std::exp2(5.5) - 1, .n = 255, .k = 255}), 0.4 * std::sin(5.5 / 3),
              0.05);
  EXPECT_NEAR(fitted->correction(cost::Gemm{.m = std::exp2(80), .n = 255, .k = 255}), 0, 1e-6);  // far from all
}

/// The same by explicit inverses and determinants: Σ share·k(x)ᵀ K⁻¹ y over the grid, shares by the evidence.
TEST(FitCorrection, IsTheMeanOverAllHypotheses) {
  std::vector<cost::Kernel> kernels;
  for (const double m : {1.0, 7.0, 31.0, 255.0, 1023.0}) kernels.emplace_back(cost::Gemm{.m = m, .n = 63, .k = 63});
  const std::vector<double> logarithms{0.3, 0.25, -0.1, -0.3, -0.1};
  std::vector<const cost::Kernel*> pointers;
  for (const auto& kernel : kernels) pointers.push_back(&kernel);
  const auto fitted = fit_correction(pointers, logarithms);
  ASSERT_TRUE(fitted);

  const cost::Kernel asked = cost::Gemm{.m = 100, .n = 63, .k = 63};
  const auto octaves = [](const cost::Kernel& kernel) { return std::log2(1 + std::get<cost::Gemm>(kernel).m); };
  const Eigen::Map<const Eigen::VectorXd> y(logarithms.data(), 5);
  double sum = 0, evidence = 0, likeliest = 0, most = 0;
  const auto consider = [&](double length, double amplitude, double noise) {
    const auto covariance = [&](const cost::Kernel& a, const cost::Kernel& b) {
      const double apart = octaves(a) - octaves(b);
      return amplitude * amplitude * std::exp(-apart * apart / (2 * length * length));
    };
    Eigen::MatrixXd k(5, 5);
    Eigen::VectorXd of_asked(5);
    for (int i = 0; i < 5; ++i) {
      const auto& one = kernels[static_cast<std::size_t>(i)];
      of_asked(i) = covariance(asked, one);
      for (int j = 0; j < 5; ++j)
        k(i, j) = covariance(one, kernels[static_cast<std::size_t>(j)]) + (i == j ? noise * noise : 0);
    }
    const Eigen::VectorXd alpha = k.inverse() * y;
    const double share = std::exp(-0.5 * y.dot(alpha)) / std::sqrt(k.determinant()), mean = of_asked.dot(alpha);
    sum += share * mean;
    evidence += share;
    if (share > most) {
      most = share;
      likeliest = mean;
    }
  };
  for (const double noise : {0.05, 0.1, 0.2, 0.4}) {
    consider(1, 0, noise);
    for (const double length : {2.0, 4.0, 8.0})
      for (const double amplitude : {0.05, 0.1, 0.2, 0.4, 0.8}) consider(length, amplitude, noise);
  }
  EXPECT_NEAR(fitted->correction(asked), sum / evidence, 0.002);  // hypotheses below a thousandth are left out
  EXPECT_GT(std::abs(likeliest - sum / evidence), 0.01);          // which the likeliest alone would not give
}

TEST(FitCorrection, LeavesNoiseAlone) {
  std::vector<cost::Kernel> kernels;
  std::vector<double> zeros(10, 0);
  for (int i = 0; i < 10; ++i) kernels.emplace_back(cost::Gemm{.m = std::exp2(i)});
  std::vector<const cost::Kernel*> pointers;
  for (const auto& kernel : kernels) pointers.push_back(&kernel);
  EXPECT_FALSE(fit_correction(pointers, zeros));
}

TEST(ConformalQuantile, HasTheRankThatCoversTheNext) {
  // (9 + 1)·0.9 = 9: the greatest of nine; of 19 the 18th.
  std::vector<double> nine, nineteen;
  for (int i = 1; i <= 19; ++i) {
    if (i <= 9) nine.push_back(i);
    nineteen.push_back(i);
  }
  EXPECT_EQ(conformal_quantile(nine, 0.9), 9);
  EXPECT_EQ(conformal_quantile(nineteen, 0.9), 18);
}

FitOptions options(std::optional<cost::ModelKind> kind) {
  FitOptions options{.kind = kind};
  options.facts["t"] = synthetic::facts();
  return options;
}

TEST(Fit, ErrsByTheNoiseWhenItsFormIsRight) {
  // ln t has a standard deviation of 5 %: a perfect model errs by 5 %·√(2/π) = 4.0 % on average, and its 90 % interval
  // is ±1.645 of them.
  const auto report = fit(synthetic::gemms("t", 4000, 0.05, synthetic::facts()), options(cost::ModelKind::roofline));
  ASSERT_EQ(report.model.ops.size(), 1);
  const auto& op = report.model.ops[0];
  EXPECT_NEAR(op.errors->mape, 0.04, 0.004);
  EXPECT_NEAR(op.errors->coverage, 0.9, 0.035);  // 800 rows held out: three standard errors
  EXPECT_NEAR(op.quantiles[static_cast<std::size_t>(cost::Regime::compute)], 1.645 * 0.05, 0.015);
  EXPECT_GT(op.datasheet_errors->mape, 0.2);
}

TEST(Fit, LearnsWhatTheFormulaLacks) {
  if (!can_boost()) GTEST_SKIP() << "built without XGBoost";
  auto trace = synthetic::gemms("t", 6000, 0.01, synthetic::facts());
  for (auto& row : trace.rows)
    if (std::get<cost::Gemm>(row.kernel).k > 1000) row.latency *= 1.5;  // another kernel from there on
  const auto report = fit(trace, options(cost::ModelKind::residual));
  const auto& op = report.model.ops[0];
  EXPECT_GT(op.roofline_errors->mape, 0.06);
  EXPECT_LT(op.errors->mape, 0.025);
}

/// Norms that take a quarter less on eight ranks.
TEST(Fit, LearnsHowManyRanksShareALayer) {
  if (!can_boost()) GTEST_SKIP() << "built without XGBoost";
  const auto norm = [](double rows, double tp) {
    return cost::Elementwise{.name = "layernorm", .rows = rows, .columns = 4096, .tp = tp};
  };
  Trace trace;
  for (double rows = 1; rows <= 1000; ++rows)
    for (const double tp : {1., 8.})
      trace.rows.push_back({.target = "t",
                            .dtype = "fp16",
                            .kernel = norm(rows, tp),
                            .latency = (5e-6 + rows * 3e-8) * (tp > 1 ? 0.75 : 1)});
  const auto model = fit(trace, options(cost::ModelKind::residual)).model.ops.at(0);
  for (const double rows : {10., 100., 900.})
    EXPECT_NEAR(model.predict(norm(rows, 8)).latency / model.predict(norm(rows, 1)).latency, 0.75, 0.02) << rows;
  const auto range = std::ranges::find(model.ranges, "tp", &cost::ShapeRange::column);
  ASSERT_NE(range, model.ranges.end());
  EXPECT_EQ(range->low, 1);
  EXPECT_EQ(range->high, 8);
}

/// A rare column that all rows leave at its default has no range.
TEST(Fit, HasRangesOfTheColumnsThatRowsHave) {
  const auto report = fit(synthetic::gemms("t", 200, 0.01, synthetic::facts()), options(cost::ModelKind::roofline));
  std::vector<std::string> columns;
  for (const auto& range : report.model.ops.at(0).ranges) columns.push_back(range.column);
  EXPECT_THAT(columns, testing::ElementsAre("m", "n", "k"));
}

TEST(Fit, ChoosesByCrossValidationAndSaysWhy) {
  const auto report = fit(synthetic::gemms("t", 500, 0.001, synthetic::facts()), options(std::nullopt));
  EXPECT_EQ(report.model.ops[0].kind, cost::ModelKind::roofline);
  EXPECT_THAT(report.model.ops[0].chosen_because, testing::HasSubstr("roofline 0.1 %"));
}

TEST(Fit, GivesTheSameBytesForAnyNumberOfThreads) {
  auto trace = synthetic::gemms("t", 300, 0.05, synthetic::facts());
  for (std::size_t i = 0; i < trace.rows.size(); i += 3) trace.rows[i].tags.emplace_back("engine", "b");
  auto one = options(can_boost() ? cost::ModelKind::residual : cost::ModelKind::table), three = one;
  one.threads = 1;
  three.threads = 3;
  EXPECT_EQ(cost::to_yaml(fit(trace, one).model), cost::to_yaml(fit(trace, three).model));
}

TEST(Fit, FindsPeaksWithoutFacts) {
  const auto report = fit(synthetic::gemms("t", 2000, 0, synthetic::facts()), {.kind = cost::ModelKind::roofline});
  const auto& op = report.model.ops[0];
  EXPECT_TRUE(op.peaks_fitted);
  EXPECT_LE(op.peaks.compute, 0.8e14 * 1.001);  // nothing was faster than 80 % of the peak
  EXPECT_GT(op.peaks.compute, 0.5e14);
  EXPECT_FALSE(op.datasheet_errors);
  EXPECT_LT(op.errors->mape, 0.15);  // without the number of multiprocessors there are no waves
}

TEST(Fit, HoldsWholeShapesOut) {
  const auto trace = synthetic::gemms("t", 2000, 0.02, synthetic::facts());
  auto by_shape = options(cost::ModelKind::roofline);
  by_shape.holdout = Holdout::shapes;
  const auto report = fit(trace, by_shape);
  std::vector<std::pair<double, double>> held;
  for (const auto& one : report.held[0]) {
    const auto& gemm = std::get<cost::Gemm>(trace.rows[one.row].kernel);
    held.emplace_back(gemm.n, gemm.k);
  }
  std::ranges::sort(held);
  std::vector<std::size_t> rows(trace.rows.size());
  std::size_t of_held_sites = 0;
  for (const auto& row : trace.rows) {
    const auto& gemm = std::get<cost::Gemm>(row.kernel);
    of_held_sites += std::ranges::binary_search(held, std::pair(gemm.n, gemm.k)) ? 1U : 0U;
  }
  EXPECT_GE(held.size(), 300);
  EXPECT_EQ(of_held_sites, held.size());  // no site is on both sides
}

TEST(Fit, LeavesEachModelOutOnceWithAsManyFolds) {
  auto trace = synthetic::gemms("t", 1000, 0, synthetic::facts());
  for (std::size_t i = 0; i < trace.rows.size(); ++i) {
    trace.rows[i].tags.emplace_back("model", std::to_string(i % 5));
    if (i % 5 == 3) trace.rows[i].latency *= 2;  // known only from itself
  }
  auto by_model = options(cost::ModelKind::roofline);
  by_model.holdout = Holdout::models;
  by_model.folds = 5;
  const auto report = fit(trace, by_model);
  std::size_t of_slow_model = 0;
  for (const auto& one : report.held[0])
    if (one.row % 5 == 3) {
      ++of_slow_model;
      EXPECT_NEAR(one.predicted / one.measured, 0.5, 0.01);
    }
  EXPECT_EQ(report.held[0].size(), trace.rows.size());
  EXPECT_EQ(of_slow_model, trace.rows.size() / 5);
}

TEST(Fit, KnowsHeadsOfAttentionByTheirProductWithTheBatch) {
  if (!can_boost()) GTEST_SKIP() << "built without XGBoost";
  const auto peaks = *cost::peaks_of(synthetic::facts(), cost::Rate::fp16);
  Trace trace;
  trace.hash = "made up";
  for (const double heads : {1, 2, 4, 8, 16, 32})
    for (const double batch : {1, 2, 4, 8, 16, 32})
      for (int i = 0; i < 10; ++i) {
        const cost::Kernel kernel =
            cost::Attention{.batch = batch, .query = 128.0 * (i + 1), .heads = heads, .kv_heads = heads};
        // A multiprocessor per head and sequence: fewer than 40 leave the others idle.
        const double busy = std::min(1.0, batch * heads / 40);
        const double time = synthetic::constants()(cost::load_of(kernel, cost::Precision{}, peaks)) / busy;
        trace.rows.push_back({.target = "t", .dtype = "fp16", .kernel = kernel, .latency = time});
      }
  auto by_heads = options(cost::ModelKind::residual);
  by_heads.holdout = Holdout::shapes;
  by_heads.folds = 6;
  // Each number of heads is predicted from the others. The fewest and the most heads at once are truly unknown.
  const auto report = fit(trace, by_heads);
  std::vector<Held> known;
  for (const auto& one : report.held[0]) {
    const auto& attention = std::get<cost::Attention>(trace.rows[one.row].kernel);
    const double parallel = attention.batch * attention.heads;
    if (parallel >= 2 && parallel <= 512) known.push_back(one);
  }
  EXPECT_LT(errors_of(known).mape, 0.08);
  EXPECT_GT(errors_of(known, &Held::roofline).mape, 0.3);
}

TEST(Fit, RefusesNothing) { EXPECT_THROW(fit({}, {}), std::exception); }

TEST(Predict, AnswersRowsByTheirFitAndTheSameInParallel) {
  const auto trace = synthetic::gemms("t", 500, 0.02, synthetic::facts());
  const auto model = fit(trace, options(can_boost() ? cost::ModelKind::residual : cost::ModelKind::table)).model;
  auto rows = trace.rows;
  rows[3].target = "other";
  const auto one = predict(model, rows, 1), three = predict(model, rows, 3);
  EXPECT_EQ(one[3].model, nullptr);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 3) continue;
    ASSERT_NE(one[i].model, nullptr);
    EXPECT_EQ(one[i].prediction.latency, three[i].prediction.latency);
    EXPECT_EQ(one[i].prediction.latency, model.ops[0].predict(rows[i].kernel).latency);
  }
}

}  // namespace
}  // namespace tradewind::calibrate
