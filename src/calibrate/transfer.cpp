#include "calibrate/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "base/check.hpp"
#include "calibrate/fit_correction.hpp"
#include "calibrate/fit_roofline.hpp"
#include "calibrate/grouping.hpp"
#include "calibrate/intervals.hpp"
#include "calibrate/networks.hpp"

namespace tradewind::calibrate {
namespace {

using cost::OpModel;

/// Octaves between what matters of two targets.
double unlikeness(const cost::Peaks& a, const cost::Peaks& b) {
  const auto octaves = [](double x, double y) { return x > 0 && y > 0 ? std::log2(x / y) : 0; };
  const double intensity = octaves(a.compute / a.memory, b.compute / b.memory);
  const double units = octaves(a.units, b.units), l2 = octaves(a.l2, b.l2);
  return std::sqrt(intensity * intensity + units * units + 0.25 * l2 * l2);
}

/// The weighted mean of logarithms.
double blended(const std::vector<const OpModel*>& donors, const std::vector<double>& weights,
               double cost::Roofline::*of, double offset = 0) {
  double sum = 0, weight = 0;
  for (std::size_t d = 0; d < donors.size(); ++d) {
    const double value = donors[d]->roofline.*of - offset;
    if (value <= 0 || !std::isfinite(value)) continue;
    sum += weights[d] * std::log(value);
    weight += weights[d];
  }
  return weight > 0 ? std::exp(sum / weight) : 0;
}

cost::Roofline blended(const std::vector<const OpModel*>& donors, const std::vector<double>& weights) {
  using R = cost::Roofline;
  return {.launch = blended(donors, weights, &R::launch),
          .compute_efficiency = blended(donors, weights, &R::compute_efficiency),
          .memory_efficiency = blended(donors, weights, &R::memory_efficiency),
          .sharpness = 1 + blended(donors, weights, &R::sharpness, 1),
          .tile_exponent = blended(donors, weights, &R::tile_exponent),
          .l2_efficiency = blended(donors, weights, &R::l2_efficiency)};
}

/// The compute efficiency at which a chip draws all the power that it may: joules per flop are those of the donor of
/// its kind (flop/s of a multiprocessor) that needs the least. An A30 is the A100's chip at 41 % of the watts and 53 %
/// of the flop/s. Infinite when no donor is of its kind, or a power is unknown.
double efficiency_within_power(const std::vector<const OpModel*>& donors, const cost::Peaks& peaks) {
  constexpr double same_kind = 0.2;  // octaves: clocks differ within a kind
  double flop_per_joule = 0;
  for (const auto* donor : donors) {
    const auto& of = donor->peaks;
    const bool known = of.power > 0 && of.units > 0 && peaks.power > 0 && peaks.units > 0;
    if (!known || std::abs(std::log2(of.compute / of.units * peaks.units / peaks.compute)) > same_kind) continue;
    flop_per_joule = std::max(flop_per_joule, donor->roofline.compute_efficiency * of.compute / of.power);
  }
  return flop_per_joule > 0 ? flop_per_joule * peaks.power / peaks.compute : std::numeric_limits<double>::infinity();
}

/// All donors' trees in one forest, leaves scaled by weight and trust.
std::optional<cost::Forest> blended_trees(const std::vector<const OpModel*>& donors, const std::vector<double>& weights,
                                          double trust) {
  std::vector<cost::Tree> trees;
  double base = 0;
  for (std::size_t d = 0; d < donors.size(); ++d) {
    if (!donors[d]->residual) continue;
    const double share = weights[d] * trust;
    base += share * donors[d]->residual->base();
    for (auto tree : donors[d]->residual->trees()) {
      for (std::size_t i = 0; i < tree.left.size(); ++i)
        if (tree.left[i] < 0) tree.low[i] = static_cast<float>(share * static_cast<double>(tree.low[i]));
      trees.push_back(std::move(tree));
    }
  }
  if (trees.empty()) return std::nullopt;
  return cost::Forest(std::move(trees), base);
}

struct Measured {
  std::vector<const cost::Kernel*> kernels;
  std::vector<double> latency;
};

class OpTransfer {
 public:
  OpTransfer(cost::Key key, std::vector<const OpModel*> donors, const cost::Peaks& peaks, bool fitted_peaks,
             Measured samples)
      : donors_(std::move(donors)), samples_(std::move(samples)) {
    model_.key = std::move(key);
    model_.peaks = peaks;
    model_.peaks_fitted = fitted_peaks;
    weigh();
    model_.roofline = blended(donors_, weights_);
    model_.roofline.compute_efficiency =
        std::min(model_.roofline.compute_efficiency, efficiency_within_power(donors_, peaks));
    spread();
  }

  OpModel run(TransferNote& note) {
    const auto prior = model_.roofline;
    const auto trees = blended_trees(donors_, weights_, 1);
    const auto logarithms = learned(trees);
    std::vector<std::size_t> all(samples_.kernels.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    trust_ = all.size() < samples_to_choose_trust ? trust_of_facts : chosen_trust(prior, logarithms);
    if (!all.empty()) model_.roofline = refitted(prior, all, logarithms, trust_);
    model_.residual = blended_trees(donors_, weights_, trust_);
    model_.kind = model_.residual && trust_ > 0 ? cost::ModelKind::residual : cost::ModelKind::roofline;
    if (model_.kind == cost::ModelKind::roofline) model_.residual.reset();
    model_.rows = all.size();
    set_quantiles(prior, all, logarithms);
    correct(all, logarithms);
    note.key = model_.key;
    note.samples = all.size();
    note.trust = trust_;
    for (std::size_t d = 0; d < donors_.size(); ++d) note.donors.emplace_back(donors_[d]->key.target, weights_[d]);
    std::ranges::stable_sort(note.donors, std::greater{}, &std::pair<std::string, double>::second);
    return model_;
  }

 private:
  void weigh() {
    double sum = 0;
    for (const auto* donor : donors_) {
      const double known = std::clamp(static_cast<double>(donor->rows) / rows_for_full_weight, 1e-4, 1.0);
      weights_.push_back(std::exp(-2 * unlikeness(donor->peaks, model_.peaks)) * known);
      sum += weights_.back();
    }
    for (double& weight : weights_) weight /= sum;
  }

  /// What the donors agree on: ranges that all of them cover at least in part, bounds of the residual.
  void spread() {
    for (const auto* donor : donors_) {
      model_.residual_low = std::min(model_.residual_low, donor->residual_low);
      model_.residual_high = std::max(model_.residual_high, donor->residual_high);
      for (const auto& range : donor->ranges) {
        const auto known = std::ranges::find(model_.ranges, range.column, &cost::ShapeRange::column);
        if (known == model_.ranges.end()) {
          model_.ranges.push_back(range);
        } else {
          known->low = std::min(known->low, range.low);
          known->high = std::max(known->high, range.high);
        }
      }
    }
  }

  /// The donors' residual of every sample, at the prior's roofline.
  std::vector<double> learned(const std::optional<cost::Forest>& trees) const {
    std::vector<double> logarithms(samples_.kernels.size(), 0);
    if (!trees) return logarithms;
    const auto precision = cost::precision_of(model_.key);
    for (std::size_t i = 0; i < logarithms.size(); ++i) {
      const auto load = cost::load_of(*samples_.kernels[i], precision, model_.peaks);
      cost::FeatureRow row;
      cost::features_of(*samples_.kernels[i], load, model_.peaks, model_.roofline(load), row);
      logarithms[i] = std::clamp((*trees)(row), model_.residual_low, model_.residual_high);
    }
    return logarithms;
  }

  cost::Roofline refitted(const cost::Roofline& prior, const std::vector<std::size_t>& rows,
                          const std::vector<double>& logarithms, double trust) const {
    const auto precision = cost::precision_of(model_.key);
    std::vector<Sample> samples;
    samples.reserve(rows.size());
    for (const std::size_t i : rows)
      samples.push_back({.load = cost::load_of(*samples_.kernels[i], precision, model_.peaks),
                         .latency = samples_.latency[i] * std::exp(-trust * logarithms[i])});
    auto start = prior;
    start.l2_efficiency = std::max(start.l2_efficiency, least_l2_efficiency);
    RooflineFit how{.shape_from_prior = rows.size() < samples_to_free_all,
                    .prior = start,
                    .ridge = ridge,
                    .shape_ridge = shape_ridge,
                    .l2_ridge = l2_ridge};
    return fit_roofline(samples, how);
  }

  double error_left_out(const cost::Roofline& prior, const std::vector<double>& logarithms, double trust) const {
    double sum = 0;
    const auto precision = cost::precision_of(model_.key);
    const std::size_t n = samples_.kernels.size(), folds = std::min<std::size_t>(n, 16);
    for (std::size_t fold = 0; fold < folds; ++fold) {
      std::vector<std::size_t> rest;
      for (std::size_t i = 0; i < n; ++i)
        if (i % folds != fold) rest.push_back(i);
      const auto roofline = refitted(prior, rest, logarithms, trust);
      for (std::size_t i = fold; i < n; i += folds) {
        const double time = roofline(cost::load_of(*samples_.kernels[i], precision, model_.peaks));
        sum += std::abs(std::log(time / samples_.latency[i]) + trust * logarithms[i]);
      }
    }
    return sum / static_cast<double>(n);
  }

  double chosen_trust(const cost::Roofline& prior, const std::vector<double>& logarithms) const {
    double best = 1, least = std::numeric_limits<double>::infinity();
    for (const double trust : {1.0, 0.75, 0.5, 0.25, 0.0}) {
      const double error = error_left_out(prior, logarithms, trust);
      if (error < least * 0.999) {
        least = error;
        best = trust;
      }
    }
    return best;
  }

  /// What is smooth in that which constants and trees leave over.
  void correct(const std::vector<std::size_t>& all, const std::vector<double>& logarithms) {
    const auto precision = cost::precision_of(model_.key);
    std::vector<double> left;
    for (const std::size_t i : all) {
      const double time = model_.roofline(cost::load_of(*samples_.kernels[i], precision, model_.peaks));
      left.push_back(std::log(samples_.latency[i] / time) - trust_ * logarithms[i]);
    }
    const auto fitted = fit_correction(samples_.kernels, left);
    if (!fitted) return;
    model_.correction = fitted->correction;
    if (all.size() < 10) return;
    std::vector<double> scores;
    for (const double error : fitted->left_out) scores.push_back(std::abs(error));
    model_.quantiles.fill(conformal_quantile(scores, 0.9));
  }

  /// From samples left out when there are enough, else twice those of the donors, which met their own target.
  void set_quantiles(const cost::Roofline& prior, const std::vector<std::size_t>& all,
                     const std::vector<double>& logarithms) {
    double donors = 0;
    for (const auto* donor : donors_) donors = std::max(donors, donor->roofline_quantile);
    model_.roofline_quantile = 2 * donors;
    model_.quantiles.fill(2 * donors);
    if (all.size() < 10) return;
    const auto precision = cost::precision_of(model_.key);
    std::vector<double> scores;
    for (const std::size_t left_out : all) {
      std::vector<std::size_t> rest;
      for (const std::size_t i : all)
        if (i != left_out) rest.push_back(i);
      const auto roofline = refitted(prior, rest, logarithms, trust_);
      const double time = roofline(cost::load_of(*samples_.kernels[left_out], precision, model_.peaks));
      scores.push_back(std::abs(std::log(time / samples_.latency[left_out]) + trust_ * logarithms[left_out]));
    }
    model_.quantiles.fill(conformal_quantile(scores, 0.9));
    model_.roofline_quantile = std::max(model_.quantiles[0], donors);
  }

  // Measured by leaving each of three GPUs out (docs/calibration.md): fewer samples do not say how much to trust.
  static constexpr std::size_t samples_to_free_all = 16, samples_to_choose_trust = 32;
  static constexpr double trust_of_facts = 0.7;
  /// Constants fitted to few rows are known less well.
  static constexpr double rows_for_full_weight = 10'000;
  static constexpr double ridge = 0.1, shape_ridge = 0.5;
  /// What a cache adds depends on its size beside the memory's bandwidth: donors hardly tell it, and those whose cache
  /// showed no effect do not say that a larger one has none. The samples move it freely, from here.
  static constexpr double least_l2_efficiency = 0.2, l2_ridge = 0.003;
  std::vector<const OpModel*> donors_;
  std::vector<double> weights_;
  Measured samples_;
  OpModel model_;
  double trust_ = 1;
};

/// Networks by name: those of the donors, from the samples. False when there are too few.
bool add_networks(OpModel& model, const std::vector<const OpModel*>& donors, const cost::Composition* composition,
                  const Measured& samples) {
  std::vector<const std::map<std::string, double, std::less<>>*> devices;
  for (const auto* donor : donors)
    if (!donor->networks.empty()) devices.push_back(&donor->networks);
  std::map<std::string, double, std::less<>> measured;
  for (std::size_t i = 0; i < samples.kernels.size(); ++i)
    if (const auto* network = std::get_if<cost::Network>(samples.kernels[i]))
      measured[network->model] = samples.latency[i];
  if (devices.empty() || measured.empty()) return false;
  auto transferred = transfer_networks(devices, composition, measured);
  if (transferred.times.empty()) return false;
  std::vector<double> scores;
  scores.reserve(transferred.left_out.size());
  for (const double error : transferred.left_out) scores.push_back(std::abs(error));
  model.networks = std::move(transferred.times);
  model.quantiles.fill(conformal_quantile(std::move(scores), 0.9));
  return true;
}

}  // namespace

Transfer transfer(const cost::Model& known, const Trace& samples, const TransferOptions& options) {
  // Ops that are the same but for the target, and for the framework that ran them.
  std::map<cost::Key, std::vector<const OpModel*>> ops;
  for (const auto& op : known.ops) {
    if (op.key.target == options.target || op.kind == cost::ModelKind::collective) continue;
    auto key = op.key;
    key.target = options.target;
    key.engine.clear();
    ops[key].push_back(&op);
  }
  std::map<cost::Key, Measured> measured;
  for (const auto& row : samples.rows) {
    auto key = key_of(row);
    if (key.target != options.target) continue;
    key.engine.clear();
    measured[key].kernels.push_back(&row.kernel);
    measured[key].latency.push_back(row.latency);
  }
  Transfer result;
  for (const auto& [key, donors] : ops) {
    const auto precision = cost::precision_of(key);
    auto of_op = measured.contains(key) ? measured[key] : Measured{};
    auto peaks = options.facts ? cost::peaks_of(*options.facts, precision.rate) : std::nullopt;
    const bool fitted = !peaks;
    if (!peaks) {
      if (of_op.kernels.empty()) continue;  // neither facts nor samples
      cost::Peaks seen;
      for (std::size_t i = 0; i < of_op.kernels.size(); ++i) {
        const auto work = cost::work_of(*of_op.kernels[i], precision);
        seen.compute = std::max(seen.compute, work.flop / of_op.latency[i]);
        seen.memory = std::max(seen.memory, work.bytes / of_op.latency[i]);
      }
      peaks = {.compute = std::max(seen.compute, 1.0), .memory = std::max(seen.memory, 1.0)};
    }
    TransferNote note;
    auto model = OpTransfer(key, donors, *peaks, fitted, of_op).run(note);
    const auto space = known.spaces.find(key.family);
    note.networks = key.op == "network" &&
                    add_networks(model, donors, space == known.spaces.end() ? nullptr : &space->second, of_op);
    result.model.ops.push_back(std::move(model));
    result.notes.push_back(std::move(note));
  }
  if (result.model.ops.empty())
    throw RuntimeFailure(
        fmt::format("nothing can be transferred to '{}': neither its facts nor samples cover an op of "
                    "the known targets",
                    options.target));
  result.model.rows = samples.rows.size();
  result.model.data_hash = samples.hash;
  result.model.seed = options.seed;
  result.model.holdout = "samples, one by one";
  return result;
}

std::vector<Row> worth_measuring(const cost::OpModel& model, const std::string& target, std::size_t count) {
  const auto range = [&](std::string_view column) {
    const auto found = std::ranges::find(model.ranges, column, &cost::ShapeRange::column);
    return found == model.ranges.end() ? cost::ShapeRange{"", 1, 1} : *found;
  };
  const auto step = [](const cost::ShapeRange& r, double share) {
    const double value = std::exp2(std::lerp(std::log2(std::max(r.low, 1.0)), std::log2(std::max(r.high, 1.0)), share));
    return std::exp2(std::round(std::log2(value)));  // powers of two are always valid sizes
  };
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    Row row{.target = target, .dtype = model.key.dtype, .kernel = {}};
    // Sizes of the weights cycle over the middle of their range while the tokens go from few to many.
    const double tokens = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
    const double weights = 0.35 + 0.15 * static_cast<double>(i % 4);
    if (model.key.op == "gemm") {
      row.kernel =
          cost::Gemm{.m = step(range("m"), tokens), .n = step(range("n"), weights), .k = step(range("k"), weights)};
    } else if (model.key.op == "attention") {
      const bool decode = model.key.family.starts_with("decode");
      row.kernel = cost::Attention{.phase = decode ? cost::Phase::decode : cost::Phase::prefill,
                                   .batch = step(range("batch"), weights),
                                   .query = decode ? 1 : step(range("query"), tokens),
                                   .context = decode ? step(range("context"), tokens) : 0,
                                   .heads = step(range("heads"), 0.6),
                                   .kv_heads = step(range("kv_heads"), 0.5),
                                   .head_dim = 128};
    } else {
      break;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tradewind::calibrate
