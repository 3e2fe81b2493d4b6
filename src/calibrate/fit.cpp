#include "calibrate/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <thread>

#include "base/check.hpp"
#include "base/random.hpp"
#include "calibrate/boosting.hpp"
#include "calibrate/fit_power.hpp"
#include "calibrate/fit_roofline.hpp"
#include "calibrate/intervals.hpp"
#include "calibrate/leave_targets_out.hpp"
#include "calibrate/merge.hpp"
#include "calibrate/networks.hpp"

namespace tradewind::calibrate {
namespace {

using cost::ModelKind;

constexpr std::size_t least_rows_for_trees = 60;

using Indices = std::vector<std::size_t>;

/// One group's data and what all its fits share.
class GroupFit {
 public:
  GroupFit(const Trace& trace, const Group& group, const FitOptions& options)
      : options_(options), data_(merged(trace, group, options.holdout)) {
    base_.key = group.key;
    precision_ = cost::precision_of(group.key);
    find_peaks();
    for (const auto* kernel : data_.kernels) loads_.push_back(cost::load_of(*kernel, precision_, base_.peaks));
  }

  struct Result {
    cost::OpModel model;
    std::vector<Held> held;
  };

  Result run() {
    const auto folds = split();
    const ModelKind kind = options_.kind ? usable(*options_.kind) : chosen(folds.front().first);
    Result result;
    for (const auto& [train, test] : folds)
      if (!train.empty() && !test.empty()) append(result.held, predictions(fitted(kind, train), test));
    result.model = fitted(kind, everything());
    result.model.chosen_because = because_;
    if (!result.held.empty()) {
      result.model.errors = errors_of(result.held);
      result.model.roofline_errors = errors_of(result.held, &Held::roofline);
      // A datasheet knows nothing of models that were measured as wholes.
      const bool silent = std::ranges::all_of(result.held, [](const Held& held) { return held.datasheet == 0; });
      if (!base_.peaks_fitted && !silent) result.model.datasheet_errors = errors_of(result.held, &Held::datasheet);
    }
    return result;
  }

 private:
  static void append(std::vector<Held>& all, std::vector<Held> some) {
    all.insert(all.end(), some.begin(), some.end());
  }

  void find_peaks() {
    const auto facts = options_.facts.find(base_.key.target);
    if (facts != options_.facts.end())
      if (const auto peaks = cost::peaks_of(facts->second, precision_.rate)) {
        base_.peaks = *peaks;
        return;
      }
    // No facts: the greatest rates seen.
    base_.peaks_fitted = true;
    double compute = 0, memory = 0;
    for (std::size_t i = 0; i < data_.size(); ++i) {
      const auto work = cost::work_of(*data_.kernels[i], precision_);
      compute = std::max(compute, work.flop / data_.latency[i]);
      memory = std::max(memory, work.bytes / data_.latency[i]);
    }
    base_.peaks = {.compute = compute > 0 ? compute : 1, .memory = memory > 0 ? memory : 1};
  }

  Indices everything() const {
    Indices all(data_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  std::uint64_t seed() const { return static_cast<std::uint64_t>(options_.seed); }

  /// The units in a random order, dealt to k folds in turn: as many folds as units leave each out once.
  std::map<std::uint64_t, std::size_t> dealt(std::size_t k) const {
    auto units = data_.units;
    std::ranges::sort(units);
    const auto repeated = std::ranges::unique(units);
    units.erase(repeated.begin(), repeated.end());
    std::ranges::sort(units, {},
                      [&](auto unit) { return hash_combine(hash_combine(seed(), hash_text("fold")), unit); });
    std::map<std::uint64_t, std::size_t> folds;
    for (std::size_t i = 0; i < units.size(); ++i) folds[units[i]] = i % k;
    return folds;
  }

  /// Train and test rows, once or k times. A small group is folded in any case: a fifth of it would say little.
  std::vector<std::pair<Indices, Indices>> split() const {
    constexpr std::size_t few_rows = 200, folds_of_few = 5;
    const std::size_t k = options_.folds > 0 ? options_.folds : data_.size() < few_rows ? folds_of_few : 0;
    std::vector<std::pair<Indices, Indices>> folds(std::max<std::size_t>(k, 1));
    const auto fold_of = k > 0 ? dealt(k) : std::map<std::uint64_t, std::size_t>{};
    for (std::size_t i = 0; i < data_.size(); ++i) {
      if (k == 0) {
        (held_out(data_.units[i], options_.split, seed()) ? folds[0].second : folds[0].first).push_back(i);
        continue;
      }
      const auto fold = fold_of.at(data_.units[i]);
      for (std::size_t f = 0; f < folds.size(); ++f) (f == fold ? folds[f].second : folds[f].first).push_back(i);
    }
    return folds;
  }

  /// The kind asked for, or what can be fitted where that cannot.
  ModelKind usable(ModelKind kind) const {
    const bool collective = base_.key.op == "collective";
    if (kind == ModelKind::collective && !collective) return ModelKind::roofline;
    if (kind == ModelKind::residual && data_.size() < least_rows_for_trees) return ModelKind::roofline;
    if (kind == ModelKind::datasheet && base_.peaks_fitted) return ModelKind::roofline;
    return kind;
  }

  std::vector<ModelKind> candidates() const {
    std::vector<ModelKind> kinds{ModelKind::roofline, ModelKind::table};
    const auto& op = base_.key.op;
    // Networks are known by their names; trees over two numbers would only make for large files.
    if (can_boost() && data_.size() >= least_rows_for_trees && op != "network") kinds.push_back(ModelKind::residual);
    if (op == "collective") kinds.push_back(ModelKind::collective);
    if (op == "prefill" || op == "decode" || op == "memcpy" || op == "collective") kinds.push_back(ModelKind::linear);
    if (!base_.peaks_fitted) kinds.push_back(ModelKind::datasheet);
    return kinds;
  }

  /// The least mean error over three folds of the training rows, folded as they are held out.
  ModelKind chosen(const Indices& rows) {
    constexpr std::size_t folds = 3;
    ModelKind best = ModelKind::roofline;
    double least = std::numeric_limits<double>::infinity();
    for (const ModelKind kind : candidates()) {
      std::vector<Held> held;
      for (std::size_t fold = 0; fold < folds; ++fold) {
        Indices train, test;
        for (const std::size_t i : rows)
          (hash_combine(hash_combine(seed(), hash_text("choice")), data_.units[i]) % folds == fold ? test : train)
              .push_back(i);
        if (train.empty() || test.empty()) continue;
        append(held, predictions(fitted(kind, train), test));
      }
      if (held.empty()) continue;
      const double mape = errors_of(held).mape;
      because_ += fmt::format("{}{} {:.1f} %", because_.empty() ? "MAPE in 3-fold cross-validation: " : ", ",
                              name(kind), 100 * mape);
      if (mape < least) {
        least = mape;
        best = kind;
      }
    }
    if (!can_boost()) because_ += "; residual not tried, for want of XGBoost";
    return best;
  }

  static std::string_view name(ModelKind kind) {
    constexpr std::string_view names[] = {"datasheet", "roofline", "residual", "table", "linear", "collective"};
    return names[static_cast<std::size_t>(kind)];
  }

  cost::OpModel fitted(ModelKind kind, const Indices& rows) const {
    cost::OpModel model = base_;
    model.kind = kind;
    model.rows = rows.size();
    set_ranges(model, rows);
    std::vector<Sample> samples;
    for (const std::size_t i : rows)
      samples.push_back({.load = loads_[i], .latency = data_.latency[i], .weight = data_.weight[i]});
    model.roofline = fit_roofline(samples);
    if (kind == ModelKind::residual) fit_residual(model, rows);
    if (kind == ModelKind::table) {
      std::vector<std::pair<cost::Place, double>> values;
      for (const std::size_t i : rows) values.emplace_back(cost::place_of(*data_.kernels[i]), data_.latency[i]);
      model.table = cost::Table::of(std::move(values), quadratic());
    }
    if (kind == ModelKind::linear || kind == ModelKind::collective) {
      std::vector<std::vector<double>> x;
      std::vector<double> latencies, weights;
      for (const std::size_t i : rows) {
        x.push_back(cost::regressors_of(*data_.kernels[i], kind));
        latencies.push_back(data_.latency[i]);
        weights.push_back(data_.weight[i]);
      }
      model.coefficients = fit_linear(x, latencies, weights);
      if (kind == ModelKind::collective) {  // what the law leaves: protocols change with the size
        std::vector<std::pair<cost::Place, double>> ratios;
        for (std::size_t r = 0; r < rows.size(); ++r)
          ratios.emplace_back(
              cost::place_of(*data_.kernels[rows[r]]),
              latencies[r] / std::inner_product(x[r].begin(), x[r].end(), model.coefficients.begin(), 0.0));
        model.table = cost::Table::of(std::move(ratios), false);
      }
    }
    return model;
  }

  /// Prefill of attention grows with the square of its length.
  bool quadratic() const {
    return (base_.key.op == "attention" || base_.key.op == "mla") && base_.key.family.starts_with("prefill");
  }

  /// Of the columns that the data say something of.
  void set_ranges(cost::OpModel& model, const Indices& rows) const {
    auto ranges = cost::extents_of(*data_.kernels[rows[0]]);
    std::vector<cost::ShapeRange> all;
    for (const auto& [column, value, usual] : ranges) all.push_back({std::string(column), value, value});
    for (const std::size_t i : rows) {
      const auto extents = cost::extents_of(*data_.kernels[i]);
      for (std::size_t c = 0; c < extents.size(); ++c) {
        all[c].low = std::min(all[c].low, extents[c].value);
        all[c].high = std::max(all[c].high, extents[c].value);
        ranges[c].usual = ranges[c].usual && extents[c].usual;
      }
    }
    for (std::size_t c = 0; c < all.size(); ++c)
      if (!ranges[c].usual) model.ranges.push_back(std::move(all[c]));
  }

  void fit_residual(cost::OpModel& model, const Indices& rows) const {
    std::vector<cost::FeatureRow> features(rows.size());
    std::vector<float> logarithms, weights;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::size_t i = rows[r];
      const double roofline = model.roofline(loads_[i]);
      cost::features_of(*data_.kernels[i], loads_[i], model.peaks, roofline, features[r]);
      logarithms.push_back(static_cast<float>(std::log(data_.latency[i] / roofline)));
      weights.push_back(static_cast<float>(data_.weight[i]));
    }
    const bool few = rows.size() < 10'000;
    // Products hang together by their tiles, in all three sizes at once; attention's unseen heads are known better by
    // shallow trees.
    const bool deep = base_.key.op == "gemm";
    model.residual = boost(features, cost::feature_names(*data_.kernels[rows[0]]).size(), logarithms, weights,
                           {.trees = deep ? 100 : 300,
                            .step = 0.12,
                            .depth = deep ? 10 : 7,
                            .least_weight = few ? 3.0 : 5.0,
                            .seed = seed()});
    auto sorted = logarithms;
    std::ranges::sort(sorted);
    const auto at = [&](double share) {
      return static_cast<double>(sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))]);
    };
    model.residual_low = at(0.005);
    model.residual_high = at(0.995);
  }

  std::vector<Held> predictions(const cost::OpModel& model, const Indices& rows) const {
    std::vector<const cost::Kernel*> kernels;
    kernels.reserve(rows.size());
    for (const std::size_t i : rows) kernels.push_back(data_.kernels[i]);
    std::vector<cost::Prediction> predicted(rows.size());
    model.predict(kernels, predicted);
    std::vector<Held> held;
    held.reserve(rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto& load = loads_[rows[r]];
      held.push_back({.row = data_.row[rows[r]],
                      .measured = data_.latency[rows[r]],
                      .predicted = predicted[r].latency,
                      .low = predicted[r].low,
                      .high = predicted[r].high,
                      .roofline = model.roofline(load),
                      .datasheet = cost::speed_of_light(load),
                      .regime = model.roofline.regime(load)});
    }
    return held;
  }

  const FitOptions& options_;
  Merged data_;
  cost::OpModel base_;
  cost::Precision precision_;
  std::vector<cost::Load> loads_;
  std::string because_;
};

}  // namespace

cost::Errors errors_of(const std::vector<Held>& held, double Held::*of) {
  cost::Errors errors{.rows = held.size()};
  if (held.empty()) return errors;
  std::vector<double> relative;
  relative.reserve(held.size());
  std::size_t covered = 0;
  for (const auto& one : held) {
    relative.push_back(std::abs(one.*of / one.measured - 1));
    covered += one.low <= one.measured && one.measured <= one.high ? 1 : 0;
  }
  const auto count = static_cast<double>(relative.size());
  errors.mape = std::accumulate(relative.begin(), relative.end(), 0.0) / count;
  errors.coverage = static_cast<double>(covered) / count;
  std::ranges::sort(relative);
  errors.median = median_of(relative);
  errors.p90 = relative[static_cast<std::size_t>(0.9 * (count - 1))];
  return errors;
}

FitReport fit(const Trace& trace, const FitOptions& options,
              const std::function<void(std::size_t, std::size_t)>& progress) {
  if (trace.rows.empty()) throw RuntimeFailure("there is no row to fit");
  if (options.kind == ModelKind::residual) need_boosting();
  const auto groups = groups_of(trace);
  std::vector<GroupFit::Result> results(groups.size());
  // Groups are independent: threads take the next one, results stay in order.
  std::atomic<std::size_t> next = 0, done = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < groups.size(); i = next++) {
      try {
        auto& model = (results[i] = GroupFit(trace, groups[i], options).run()).model;
        model.networks = network_times(trace, groups[i].rows);
        model.power = fit_power(trace, groups[i], model, static_cast<std::uint64_t>(options.seed));
        if (const auto facts = options.facts.find(model.key.target); !model.power && facts != options.facts.end())
          model.power = assumed_power(facts->second);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = groups.size();
      }
      const std::lock_guard lock(mutex);
      if (progress) progress(++done, groups.size());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 1; t < options.threads; ++t) threads.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
  FitReport report;
  report.model.rows = trace.rows.size();
  report.model.seed = options.seed;
  report.model.data_hash = trace.hash;
  for (auto& result : results) {
    report.model.ops.push_back(std::move(result.model));
    report.held.push_back(std::move(result.held));
  }
  borrow_power(report.model, options.facts);
  report.model.spaces = compositions_of(trace);
  set_intervals(report);  // of rows, also when targets are left out: a fit of all targets is used on known ones
  if (options.holdout == Holdout::targets) leave_targets_out(trace, options, report);
  return report;
}

}  // namespace tradewind::calibrate
