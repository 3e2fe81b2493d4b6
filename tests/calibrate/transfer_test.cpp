#include "calibrate/transfer.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "calibrate/evaluate.hpp"
#include "calibrate/fit.hpp"
#include "tests/calibrate/synthetic.hpp"

namespace tradewind::calibrate {
namespace {

/// Two known targets, "a" and "b"; "new" is twice as fast, and starts kernels twice as slowly.
class Transferring : public testing::Test {
 protected:
  Transferring() {
    FitOptions options{.kind = cost::ModelKind::roofline};
    options.facts["a"] = synthetic::facts();
    options.facts["b"] = synthetic::facts(4e13, 8e11, 80);
    Trace trace = synthetic::gemms("a", 600, 0.02, options.facts["a"]);
    for (auto& row : synthetic::gemms("b", 600, 0.02, options.facts["b"]).rows) trace.rows.push_back(row);
    known = fit(trace, options).model;
    constants.launch *= 2;
  }
  double error(const cost::Model& model) const {
    const auto rows = synthetic::gemms("new", 800, 0, facts, constants, 9).rows;
    const auto answers = predict(model, rows);
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) sum += std::abs(answers[i].prediction.latency / rows[i].latency - 1);
    return sum / static_cast<double>(rows.size());
  }
  cost::Model with(std::size_t samples) const {
    return transfer(known, synthetic::gemms("new", samples, 0.02, facts, constants, 7),
                    {.target = "new", .facts = facts})
        .model;
  }

  cost::Model known;
  cost::Facts facts = synthetic::facts(2e14, 2e12, 120);
  cost::Roofline constants = synthetic::constants();
};

TEST_F(Transferring, TakesConstantsFromTheKnownWithoutSamples) {
  const auto model = transfer(known, {}, {.target = "new", .facts = facts}).model;
  ASSERT_EQ(model.ops.size(), 1);
  EXPECT_EQ(model.ops[0].key.target, "new");
  EXPECT_EQ(model.ops[0].peaks.compute, 2e14);
  EXPECT_NEAR(model.ops[0].roofline.compute_efficiency, 0.8, 0.02);
  EXPECT_NEAR(model.ops[0].roofline.launch, 4e-6, 2e-7);
}

/// Donors without a cache say nothing of what one does; 40 samples of the target do.
TEST(TransferOfCaches, LetsTheSamplesTellWhatACacheAdds) {
  FitOptions options{.kind = cost::ModelKind::roofline};
  options.facts["a"] = synthetic::facts();
  const auto known = fit(synthetic::gemms("a", 600, 0.02, options.facts["a"]), options).model;
  auto facts = synthetic::facts();
  facts.l2_size = 1e8;
  auto constants = synthetic::constants();
  constants.l2_efficiency = 2;
  const auto model =
      transfer(known, synthetic::gemms("new", 40, 0.02, facts, constants, 7), {.target = "new", .facts = facts}).model;
  EXPECT_NEAR(model.ops[0].roofline.l2_efficiency, 2, 0.3);
}

/// A chip of the donors' kind computes no more with its watts than they do with theirs; another kind of chip may.
TEST(TransferWithinPower, TakesNoMoreFlopPerJouleThanADonorOfItsKind) {
  FitOptions options{.kind = cost::ModelKind::roofline};
  auto& donor = options.facts["a"] = synthetic::facts(1e14, 1e12, 100);  // 1 Tflop/s of each multiprocessor
  donor.power_max = 200;
  const auto known = fit(synthetic::gemms("a", 600, 0, donor), options).model;
  const auto efficiency = [&](double compute, double units, std::optional<double> watts) {
    auto facts = synthetic::facts(compute, 1e12, units);
    facts.power_max = watts;
    return transfer(known, {}, {.target = "new", .facts = facts}).model.ops[0].roofline.compute_efficiency;
  };
  // The donor reaches 0.8 × 100 Tflop/s with 200 W.
  EXPECT_NEAR(efficiency(5e13, 50, 50), 0.4 * 50 / 50, 0.001);  // 0.4 Tflop/J × 50 W of 50 Tflop/s
  EXPECT_NEAR(efficiency(5e13, 50, 100), 0.8, 0.001);
  EXPECT_NEAR(efficiency(5e13, 50, 300), 0.8, 0.001);
  EXPECT_NEAR(efficiency(5e13, 50, std::nullopt), 0.8, 0.001);
  EXPECT_NEAR(efficiency(5e13, 25, 50), 0.8, 0.001);  // twice the flop/s of a multiprocessor
}

TEST_F(Transferring, GetsBetterWithSamples) {
  const double facts_only = error(with(0)), ten = error(with(10)), many = error(with(100));
  EXPECT_GT(facts_only, 0.1);  // the launch is wrong by a factor of two
  EXPECT_LT(ten, 0.06);
  EXPECT_LT(many, 0.03);
}

TEST_F(Transferring, WeighsTheLikelierDonorMore) {
  const auto notes = transfer(known, {}, {.target = "new", .facts = synthetic::facts(2e14, 2e12, 100)}).notes;
  ASSERT_EQ(notes.size(), 1);
  EXPECT_EQ(notes[0].donors.front().first, "a");  // the same intensity and multiprocessors
  EXPECT_GT(notes[0].donors.front().second, 0.5);
  EXPECT_NEAR(notes[0].donors[0].second + notes[0].donors[1].second, 1, 1e-12);
}

TEST_F(Transferring, TakesPeaksFromSamplesWithoutFacts) {
  const auto samples = synthetic::gemms("new", 40, 0, facts, constants, 7);
  const auto model = transfer(known, samples, {.target = "new", .facts = {}}).model;
  EXPECT_TRUE(model.ops[0].peaks_fitted);
  EXPECT_LT(error(model), 0.25);
}

TEST_F(Transferring, RefusesWithoutFactsAndSamples) {
  EXPECT_THROW(transfer(known, {}, {.target = "new", .facts = {}}), std::exception);
}

TEST(LeaveTargetsOut, MeasuresEachTargetByTheOthers) {
  FitOptions options{.kind = cost::ModelKind::roofline, .holdout = Holdout::targets};
  options.facts["a"] = synthetic::facts();
  options.facts["b"] = synthetic::facts(4e13, 8e11, 80);
  auto slow = synthetic::constants();
  slow.launch *= 2;
  slow.compute_efficiency /= 2;
  slow.memory_efficiency /= 2;  // b takes twice as long as a says, and a half as long as b says
  Trace trace = synthetic::gemms("a", 400, 0, options.facts["a"]);
  for (auto& row : synthetic::gemms("b", 300, 0, options.facts["b"], slow).rows) trace.rows.push_back(row);
  const auto report = fit(trace, options);
  ASSERT_EQ(report.model.ops.size(), 2);
  EXPECT_EQ(report.model.ops[0].errors->rows, 400);
  EXPECT_NEAR(report.model.ops[0].errors->mape, 1, 0.02);
  EXPECT_EQ(report.model.ops[1].errors->rows, 300);
  EXPECT_NEAR(report.model.ops[1].errors->mape, 0.5, 0.01);
  EXPECT_LT(report.model.ops[1].quantiles[0], 0.05);  // the fit itself knows its own target
}

TEST(LeaveTargetsOut, SaysNothingOfOneTargetAlone) {
  FitOptions options{.kind = cost::ModelKind::roofline, .holdout = Holdout::targets};
  options.facts["a"] = synthetic::facts();
  EXPECT_FALSE(fit(synthetic::gemms("a", 200, 0, options.facts["a"]), options).model.ops[0].errors);
}

TEST_F(Transferring, SuggestsShapesFromLaunchToPeak) {
  const auto model = with(0);
  const auto rows = worth_measuring(model.ops[0], "new", 16);
  ASSERT_EQ(rows.size(), 16);
  std::array<int, cost::regimes> seen{};
  for (const auto& row : rows)
    ++seen[static_cast<std::size_t>(
        model.ops[0].roofline.regime(cost::load_of(row.kernel, cost::Precision{}, model.ops[0].peaks)))];
  EXPECT_THAT(seen, testing::Each(testing::Gt(0)));
}

}  // namespace
}  // namespace tradewind::calibrate
