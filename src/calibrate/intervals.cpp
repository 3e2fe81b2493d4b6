#include "calibrate/intervals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "base/random.hpp"

namespace tradewind::calibrate {
namespace {

constexpr double confidence = 0.9;
constexpr std::size_t few_rows = 100;           // an op with fewer held-out rows shares those of its kind
constexpr std::size_t few_rows_of_regime = 20;  // a regime with fewer takes the quantile of all

using Quantiles = std::array<double, cost::regimes>;

double score(double predicted, const Held& held) { return std::abs(std::log(predicted / held.measured)); }

Quantiles quantiles_of(const std::vector<const Held*>& held) {
  std::array<std::vector<double>, cost::regimes> by_regime;
  std::vector<double> all;
  for (const Held* one : held) {
    by_regime[static_cast<std::size_t>(one->regime)].push_back(score(one->predicted, *one));
    all.push_back(score(one->predicted, *one));
  }
  const double of_all = conformal_quantile(all, confidence);
  Quantiles quantiles{};
  for (std::size_t r = 0; r < cost::regimes; ++r)
    quantiles[r] =
        by_regime[r].size() < few_rows_of_regime ? of_all : conformal_quantile(std::move(by_regime[r]), confidence);
  return quantiles;
}

/// Ops whose held-out rows are taken together.
std::vector<std::vector<std::size_t>> pools_of(const FitReport& report) {
  std::map<std::string, std::vector<std::size_t>> shared;
  std::vector<std::vector<std::size_t>> pools;
  for (std::size_t i = 0; i < report.held.size(); ++i) {
    const auto& key = report.model.ops[i].key;
    if (report.held[i].size() >= few_rows)
      pools.push_back({i});
    else
      shared[key.target + " " + key.op].push_back(i);
  }
  for (auto& [name, pool] : shared) pools.push_back(std::move(pool));
  return pools;
}

}  // namespace

double conformal_quantile(std::vector<double> scores, double share) {
  if (scores.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(scores);
  const auto rank = static_cast<std::size_t>(std::ceil(static_cast<double>(scores.size() + 1) * share));
  return scores[std::clamp<std::size_t>(rank, 1, scores.size()) - 1];
}

void set_intervals(FitReport& report) {
  const auto seed = static_cast<std::uint64_t>(report.model.seed);
  const auto half_of = [&](const Held& one) {
    return hash_combine(hash_combine(seed, hash_text("half")), one.row) % 2;
  };
  for (const auto& pool : pools_of(report)) {
    std::vector<const Held*> all;
    std::array<std::vector<const Held*>, 2> halves;
    std::vector<double> roofline;
    for (const std::size_t i : pool)
      for (const auto& one : report.held[i]) {
        all.push_back(&one);
        halves[half_of(one)].push_back(&one);
        roofline.push_back(score(one.roofline, one));
      }
    if (all.empty()) continue;
    const auto quantiles = quantiles_of(all);
    const double of_roofline = conformal_quantile(std::move(roofline), confidence);
    // By the other half; a single row has only itself.
    const std::array<Quantiles, 2> others{quantiles_of(halves[1].empty() ? all : halves[1]),
                                          quantiles_of(halves[0].empty() ? all : halves[0])};
    for (const std::size_t i : pool) {
      auto& op = report.model.ops[i];
      op.quantiles = quantiles;
      op.roofline_quantile = of_roofline;
      for (auto& one : report.held[i]) {
        const double spread = others[half_of(one)][static_cast<std::size_t>(one.regime)];
        one.low = one.predicted * std::exp(-spread);
        one.high = one.predicted * std::exp(spread);
      }
      if (op.errors) op.errors->coverage = errors_of(report.held[i]).coverage;
    }
  }
}

}  // namespace tradewind::calibrate
