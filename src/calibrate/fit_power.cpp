#include "calibrate/fit_power.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.hpp"
#include "calibrate/boosting.hpp"
#include "calibrate/fit_roofline.hpp"

namespace tradewind::calibrate {
namespace {

constexpr std::size_t least_rows = 3, least_rows_for_trees = 200, folds = 5;
/// Times over which a board's power rises, s; measured on the Orin: 1.1 to 2.2.
constexpr std::array rise_times = {0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0};
/// A rise is believed when it takes a tenth off the error of constant power.
constexpr double gain_of_rise = 0.9;

struct PowerSample {
  cost::FeatureRow features;
  double compute = 0, memory = 0;  // shares of the peaks in use
  double duration = 0, power = 0, weight = 1;
};

bool is_phase(const cost::OpModel& op) { return op.key.op == "prefill" || op.key.op == "decode"; }

std::vector<PowerSample> samples_of(const Trace& trace, const Group& group, const cost::OpModel& fitted) {
  const auto precision = cost::precision_of(fitted.key);
  std::vector<PowerSample> samples;
  for (const std::size_t i : group.rows) {
    const Row& row = trace.rows[i];
    if (!row.power && !row.energy) continue;
    const auto load = cost::load_of(row.kernel, precision, fitted.peaks);
    PowerSample sample{.features = {},
                       .compute = std::min(1.0, load.compute / row.latency),
                       .memory = std::min(1.0, load.memory / row.latency),
                       .duration = row.latency * row.weight,
                       .power = row.energy ? *row.energy / row.latency : *row.power,
                       .weight = 1};
    cost::features_of(row.kernel, load, fitted.peaks, fitted.roofline(load), sample.features);
    samples.push_back(sample);
  }
  return samples;
}

/// `rise_time` 0: none.
cost::PowerModel law_of(const std::vector<const PowerSample*>& samples, double rise_time) {
  std::vector<std::vector<double>> x;
  std::vector<double> powers, weights;
  for (const auto* sample : samples) {
    const double low = cost::share_of_rise(sample->duration, rise_time), full = 1 - low;
    x.push_back({full, full * sample->compute, full * sample->memory});
    if (rise_time > 0) x.back().push_back(low);
    powers.push_back(sample->power);
    weights.push_back(sample->weight);
  }
  const auto b = fit_linear(x, powers, weights);
  return {.base = b[0],
          .compute = b[1],
          .memory = b[2],
          .initial = rise_time > 0 ? b[3] : 0,
          .rise_time = rise_time,
          .residual = std::nullopt};
}

double watts(const cost::PowerModel& law, const PowerSample& sample) {
  const double steady = law.steady(sample.compute, sample.memory);
  return law.mean_over(sample.duration, law.residual ? steady * std::exp((*law.residual)(sample.features)) : steady);
}

double error_of(const cost::PowerModel& law, const std::vector<const PowerSample*>& samples) {
  double sum = 0;
  for (const auto* sample : samples) sum += std::abs(watts(law, *sample) / sample->power - 1);
  return sum / static_cast<double>(samples.size());
}

cost::PowerModel fitted_law(const std::vector<const PowerSample*>& samples, bool bursts, const Row& any,
                            std::uint64_t seed) {
  auto best = law_of(samples, 0);
  double least = gain_of_rise * error_of(best, samples);
  if (bursts)
    for (const double rise_time : rise_times) {
      const auto law = law_of(samples, rise_time);
      if (const double error = error_of(law, samples); error < least) {
        least = error;
        best = law;
      }
    }
  if (bursts || samples.size() < least_rows_for_trees || !can_boost()) return best;
  std::vector<cost::FeatureRow> features;
  std::vector<float> logarithms, weights;
  for (const auto* sample : samples) {
    features.push_back(sample->features);
    logarithms.push_back(static_cast<float>(std::log(sample->power / watts(best, *sample))));
    weights.push_back(static_cast<float>(sample->weight));
  }
  best.residual = boost(features, cost::feature_names(any.kernel).size(), logarithms, weights,
                        {.trees = 200, .step = 0.1, .depth = 6, .least_weight = 4, .seed = seed});
  return best;
}

}  // namespace

std::optional<cost::PowerModel> fit_power(const Trace& trace, const Group& group, const cost::OpModel& fitted,
                                          std::uint64_t seed) {
  const auto samples = samples_of(trace, group, fitted);
  if (samples.size() < least_rows) return std::nullopt;
  const bool bursts = is_phase(fitted);
  const Row& any = trace.rows[group.rows.front()];
  std::vector<const PowerSample*> all;
  all.reserve(samples.size());
  for (const auto& sample : samples) all.push_back(&sample);
  double sum = 0;
  std::size_t tested = 0;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<const PowerSample*> train, test;
    for (std::size_t i = 0; i < all.size(); ++i)
      (hash_combine(hash_combine(seed, hash_text("power")), i) % folds == fold ? test : train).push_back(all[i]);
    if (train.empty() || test.empty()) continue;
    sum += error_of(fitted_law(train, bursts, any, seed), test) * static_cast<double>(test.size());
    tested += test.size();
  }
  auto law = fitted_law(all, bursts, any, seed);
  law.rows = samples.size();
  law.mape = tested > 0 ? sum / static_cast<double>(tested) : 0;
  return law;
}

std::optional<cost::PowerModel> assumed_power(const cost::Facts& facts) {
  if (!facts.power_idle || !facts.power_max) return std::nullopt;
  const double range = std::max(0.0, *facts.power_max - *facts.power_idle);
  return cost::PowerModel{
      .base = *facts.power_idle, .compute = range, .memory = range, .residual = std::nullopt, .assumed = true};
}

void borrow_power(cost::Model& model, const std::map<std::string, cost::Facts, std::less<>>& facts) {
  for (auto& op : model.ops) {
    if (!is_phase(op) || (op.power && !op.power->assumed)) continue;
    const cost::OpModel* lender = nullptr;
    const auto rank = [&](const cost::OpModel& one) {
      return std::pair(one.key.family == op.key.family, one.power->rows);
    };
    for (const auto& other : model.ops)
      if (is_phase(other) && other.key.target == op.key.target && other.power && !other.power->assumed &&
          (!lender || rank(other) > rank(*lender)))
        lender = &other;
    if (!lender) continue;
    op.power = lender->power;
    op.power->assumed = true;
    op.power->rows = 0;
    op.power->mape = 0;
    if (const auto known = facts.find(op.key.target); known != facts.end())
      op.power->floor = known->second.power_idle.value_or(0);
  }
}

}  // namespace tradewind::calibrate
