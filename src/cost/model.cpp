#include "cost/model.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tradewind::cost {
namespace {

constexpr std::string_view parallel_column = "batch heads", group_column = "group";

/// ring·S and ring: the share of the vector that crosses the busiest link.
double ring_factor(const Collective& c) {
  if (c.ranks <= 1) return 0;
  const double part = (c.ranks - 1) / c.ranks;
  if (c.algorithm == "all_reduce") return 2 * part;
  if (c.algorithm == "send_recv") return 1;
  return part;
}

/// Interpolated at a known site; else the nearest sites' times, each scaled by what the rooflines of the two differ in.
double from_table(const OpModel& model, const Kernel& kernel, const Precision& precision) {
  const auto place = place_of(kernel);
  if (const auto time = model.table->at(place)) return *time;
  const double roofline = model.roofline(load_of(kernel, precision, model.peaks));
  double logarithm = 0;
  for (const auto& neighbour : model.table->neighbours(place)) {
    const auto there = at_site(kernel, neighbour.site->at);
    logarithm += neighbour.weight * std::log(neighbour.value / model.roofline(load_of(there, precision, model.peaks)));
  }
  return roofline * std::exp(logarithm);
}

/// Model names are written with capitals or without: "Llama-2-7b-hf", "llama-2-7b-hf".
bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::string Key::text() const {
  std::string text = target;
  for (const auto* part : {&op, &family, &dtype, &cache_dtype, &kernel, &engine})
    if (!part->empty()) text += (text.empty() ? "" : " ") + *part;
  return text;
}

Precision precision_of(const Key& key) {
  Precision precision = precision_of(std::string_view(key.dtype)).value_or(Precision{});
  if (const auto cache = precision_of(std::string_view(key.cache_dtype))) precision.cache = cache->cache;
  return precision;
}

double share_of_rise(double duration, double rise_time) {
  if (rise_time <= 0) return 0;
  const double x = duration / rise_time;
  return x < 1e-9 ? 1 : -std::expm1(-x) / x;
}

double PowerModel::steady(double compute_share, double memory_share) const {
  const double at_compute = compute * compute_share, at_memory = memory * memory_share;
  return base + (assumed ? std::max(at_compute, at_memory) : at_compute + at_memory);
}

double PowerModel::mean_over(double duration, double steady) const {
  const double low = share_of_rise(duration, rise_time);
  return std::max(floor, steady * (1 - low) + initial * low);
}

std::vector<double> regressors_of(const Kernel& kernel, ModelKind kind) {
  if (const auto* collective = std::get_if<Collective>(&kernel)) {
    const double ring = ring_factor(*collective);
    if (kind == ModelKind::collective) return {1, ring * collective->bytes, ring * std::sqrt(collective->bytes)};
    return {1, ring * collective->bytes};
  }
  if (const auto* phase = std::get_if<ModelPhase>(&kernel)) {
    if (phase->phase == Phase::decode) return {1, phase->tokens, phase->context, phase->tokens * phase->context};
    return {1, phase->tokens, phase->tokens * phase->context, phase->tokens * phase->tokens};
  }
  if (const auto* copy = std::get_if<Memcpy>(&kernel)) return {1, copy->bytes};
  const Work work = work_of(kernel, Precision{});
  return {1, work.flop, work.bytes};
}

Shape extents_of(const Kernel& kernel) {
  auto extents = shape_of(kernel);
  if (const auto* attention = std::get_if<Attention>(&kernel)) {
    extents.push_back({parallel_column, attention->batch * attention->heads});
    extents.push_back({group_column, attention->heads / attention->kv_heads});
  }
  return extents;
}

double OpModel::octaves_outside(const Kernel& kernel) const {
  double most = 0;
  const bool by_product = std::ranges::find(ranges, parallel_column, &ShapeRange::column) != ranges.end();
  for (const auto& [column, value, usual] : extents_of(kernel)) {
    if (by_product && (column == "heads" || column == "kv_heads")) continue;
    const auto range = std::ranges::find(ranges, column, &ShapeRange::column);
    if (range == ranges.end()) continue;
    if (value < range->low) most = std::max(most, std::log2((range->low + 1) / (value + 1)));
    if (value > range->high) most = std::max(most, std::log2((value + 1) / (range->high + 1)));
  }
  return most;
}

Prediction OpModel::predict(const Kernel& kernel) const {
  const Kernel* one = &kernel;
  Prediction prediction;
  predict(std::span(&one, 1), std::span(&prediction, 1));
  return prediction;
}

void OpModel::predict(std::span<const Kernel* const> kernels, std::span<Prediction> predictions) const {
  const Precision precision = precision_of(key);
  constexpr std::size_t block = 1024;
  std::vector<FeatureRow> features(std::min(block, kernels.size()));
  std::vector<double> logarithms(features.size()), power_logarithms(features.size());
  std::vector<Load> loads(features.size());
  for (std::size_t first = 0; first < kernels.size(); first += block) {
    const std::size_t count = std::min(block, kernels.size() - first);
    const bool learned = kind == ModelKind::residual && residual, learned_power = power && power->residual;
    for (std::size_t i = 0; i < count; ++i) {
      loads[i] = load_of(*kernels[first + i], precision, peaks);
      if (learned || learned_power) features_of(*kernels[first + i], loads[i], peaks, roofline(loads[i]), features[i]);
    }
    if (learned) (*residual)(std::span(features).first(count), std::span(logarithms).first(count));
    if (learned_power) (*power->residual)(std::span(features).first(count), std::span(power_logarithms).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      const Kernel& kernel = *kernels[first + i];
      const Load& load = loads[i];
      Prediction& prediction = predictions[first + i];
      prediction.outside = octaves_outside(kernel);
      const double fade = std::max(0.0, 1 - prediction.outside);
      switch (kind) {
        case ModelKind::datasheet:
          prediction.latency = speed_of_light(load);
          break;
        case ModelKind::roofline:
          prediction.latency = roofline(load);
          break;
        case ModelKind::residual:
          prediction.latency = roofline(load);
          if (learned) prediction.latency *= std::exp(fade * std::clamp(logarithms[i], residual_low, residual_high));
          break;
        case ModelKind::table:
          prediction.latency = from_table(*this, kernel, precision);
          break;
        case ModelKind::linear:
        case ModelKind::collective: {
          const auto x = regressors_of(kernel, kind);
          double sum = 0;
          for (std::size_t j = 0; j < std::min(x.size(), coefficients.size()); ++j) sum += coefficients[j] * x[j];
          if (kind == ModelKind::collective && table) {
            auto place = place_of(kernel);
            if (const auto bytes = std::ranges::find(ranges, "bytes", &ShapeRange::column); bytes != ranges.end())
              place.second = std::clamp(place.second, bytes->low, bytes->high);
            sum *= table->at(place).value_or(1);
          }
          prediction.latency = sum;
          break;
        }
      }
      if (correction) prediction.latency *= std::exp((*correction)(kernel));
      if (!networks.empty())
        if (const auto* network = std::get_if<Network>(&kernel))
          if (const auto known = networks.find(network->model); known != networks.end()) {
            prediction.latency = known->second;
            prediction.outside = 0;
          }
      const double inside = quantiles[static_cast<std::size_t>(roofline.regime(load))];
      const double spread =
          prediction.outside > 0 ? std::max(inside, roofline_quantile) * std::exp(prediction.outside) : inside;
      prediction.low = prediction.latency * std::exp(-spread);
      prediction.high = prediction.latency * std::exp(spread);
      if (power) {
        const double steady = power->steady(std::min(1.0, load.compute / prediction.latency),
                                            std::min(1.0, load.memory / prediction.latency));
        prediction.power = learned_power ? steady * std::exp(fade * power_logarithms[i]) : steady;
        // A step of decode is one of many; how many, only the caller knows.
        if (key.op != "decode") prediction.power = power->mean_over(prediction.latency, prediction.power);
        prediction.power = std::max(prediction.power, power->floor);
      }
    }
  }
}

const OpModel* Model::find(const Key& key) const {
  const OpModel* best = nullptr;
  const auto better = [&](const OpModel& op) {
    // The very kernel and engine first, then the very kernel, then the most rows.
    const auto rank = [&](const OpModel& one) {
      return std::make_tuple(one.key.kernel == key.kernel && one.key.engine == key.engine, one.key.kernel == key.kernel,
                             one.key.engine == key.engine, one.rows);
    };
    return !best || rank(op) > rank(*best);
  };
  const auto cache = [](const Key& k) { return k.cache_dtype.empty() ? k.dtype : k.cache_dtype; };
  for (const auto& op : ops)
    if (op.key.target == key.target && op.key.op == key.op && same_letters(op.key.family, key.family) &&
        op.key.dtype == key.dtype && cache(op.key) == cache(key) && better(op))
      best = &op;
  return best;
}

std::vector<std::string> Model::targets() const {
  std::vector<std::string> names;
  for (const auto& op : ops)
    if (std::ranges::find(names, op.key.target) == names.end()) names.push_back(op.key.target);
  return names;
}

}  // namespace tradewind::cost
