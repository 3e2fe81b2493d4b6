#include "cost/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cost/rate_names.hpp"

namespace tradewind::cost {
namespace {

/// The formats that can stand for one, itself first: wider ones, which compute what narrower ones ask for.
std::span<const Rate> stand_ins(Rate rate) {
  static constexpr std::array from_fp4{Rate::fp4, Rate::fp8, Rate::bf16, Rate::fp32};
  static constexpr std::array from_int4{Rate::int4, Rate::int8, Rate::fp16, Rate::fp32};
  static constexpr std::array from_tf32{Rate::tf32, Rate::fp32};
  static constexpr std::array from_fp16{Rate::fp16, Rate::fp32};
  static constexpr std::array from_bf16{Rate::bf16, Rate::fp32};
  static constexpr std::array alone_fp64{Rate::fp64};
  static constexpr std::array alone_fp32{Rate::fp32};
  switch (rate) {
    case Rate::fp4:
      return from_fp4;
    case Rate::fp8:
      return std::span(from_fp4).subspan(1);
    case Rate::int4:
      return from_int4;
    case Rate::int8:
      return std::span(from_int4).subspan(1);
    case Rate::tf32:
      return from_tf32;
    case Rate::fp16:
      return from_fp16;
    case Rate::bf16:
      return from_bf16;
    case Rate::fp64:
      return alone_fp64;
    case Rate::fp32:
      return alone_fp32;
  }
  return {};
}

/// A single step of decode knows nothing of those before it.
void set_rise(Estimate& estimate, const OpModel& fit) {
  if (fit.key.op != "decode" || !fit.power) return;
  estimate.initial_power = fit.power->initial;
  estimate.rise_time = fit.power->rise_time;
}

/// Where the bytes of a kernel go when it is not the device's memory.
std::string link_of(const Kernel& kernel) {
  if (std::holds_alternative<Collective>(kernel)) return "peer";
  if (const auto* copy = std::get_if<Memcpy>(&kernel); copy && copy->path != "device") return copy->path;
  return "";
}

}  // namespace

std::optional<Estimate> DatasheetPredictor::predict(const Kernel& kernel, std::string_view dtype) const {
  const auto precision = precision_of(dtype);
  if (!precision || std::holds_alternative<ModelPhase>(kernel)) return std::nullopt;
  const Work work = work_of(kernel, *precision);
  std::string origin = "datasheet";
  double light = 0;
  if (const auto link = link_of(kernel); !link.empty()) {
    const auto bandwidth = facts_.link_bandwidth.find(link);
    if (bandwidth == facts_.link_bandwidth.end()) return std::nullopt;
    light = work.bytes / bandwidth->second;
    origin += fmt::format(", link.{}", link);
  } else {
    std::optional<double> time;
    for (const Rate rate : stand_ins(precision->rate)) {
      time = speed_of_light(work, facts_, rate);
      if (!time) continue;
      if (rate != precision->rate)
        origin += fmt::format(", {} as {}", dtype, rate_names[static_cast<std::size_t>(rate)]);
      break;
    }
    if (!time) return std::nullopt;
    light = *time;
  }
  if (!facts_.launch)
    origin += ", no launch time known";
  else if (facts_.launch_assumed)
    origin += ", launch time assumed";
  Estimate estimate{.prediction = {}, .origin = std::move(origin)};
  auto& prediction = estimate.prediction;
  prediction.latency = facts_.launch.value_or(0) + light;
  if (facts_.power_idle && facts_.power_max && prediction.latency > 0)
    prediction.power = *facts_.power_idle + (*facts_.power_max - *facts_.power_idle) * light / prediction.latency;
  return estimate;
}

std::optional<Estimate> FittedPredictor::predict(const Kernel& kernel, std::string_view dtype) const {
  const auto* fit = model_.find({.target = target_,
                                 .op = std::string(op_name(kernel)),
                                 .family = family_of(kernel),
                                 .dtype = std::string(canonical_dtype(dtype)),
                                 .cache_dtype = {},
                                 .kernel = {},
                                 .engine = {}});
  if (!fit) return std::nullopt;
  Estimate estimate{.prediction = fit->predict(kernel), .origin = fmt::format("{} in {}", fit->key.text(), file_)};
  if (!(estimate.prediction.latency >= 0) || std::isinf(estimate.prediction.latency)) return std::nullopt;
  set_rise(estimate, *fit);
  if (fit->errors)
    estimate.origin +=
        fmt::format(", MAPE {:.1f} % on {} rows it was not fitted on", 100 * fit->errors->mape, fit->errors->rows);
  return estimate;
}

std::optional<double> FittedPredictor::light_time(const std::vector<KernelUse>& kernels) const {
  Facts facts = facts_;
  facts.launch = 0;
  const DatasheetPredictor datasheet(std::move(facts));
  double sum = 0;
  for (const auto& use : kernels) {
    const auto estimate = datasheet.predict(use.kernel, use.dtype);
    if (!estimate) return std::nullopt;
    sum += use.count * estimate->prediction.latency;
  }
  return sum > 0 ? std::optional(sum) : std::nullopt;
}

std::optional<Estimate> FittedPredictor::predict_by_analogy(const KernelList& work) const {
  const auto* phase = work.whole ? std::get_if<ModelPhase>(&work.whole->kernel) : nullptr;
  if (!phase) return std::nullopt;
  const auto all = light_time(work.kernels);
  if (!all) return std::nullopt;
  const double light = *all / work.whole->count;
  const auto dtype = canonical_dtype(work.whole->dtype);
  const OpModel* nearest = nullptr;
  double ratio = 1, octaves = std::numeric_limits<double>::infinity();
  for (const auto& op : model_.ops) {
    const auto measured = measured_.find(op.key.family);
    if (op.key.target != target_ || op.key.op != op_name(work.whole->kernel) || op.key.dtype != dtype ||
        measured == measured_.end())
      continue;
    const auto other = light_time(measured->second.kernels(phase->phase, phase->tokens, phase->context, dtype));
    if (!other || std::abs(std::log2(light / *other)) >= octaves) continue;
    nearest = &op;
    ratio = light / *other;
    octaves = std::abs(std::log2(ratio));
  }
  if (!nearest) return std::nullopt;
  ModelPhase same = *phase;
  same.model = nearest->key.family;
  Estimate estimate{.prediction = nearest->predict(same),
                    .origin = fmt::format("{} in {}, times {:.3g} as the datasheet compares the models",
                                          nearest->key.text(), file_, ratio)};
  set_rise(estimate, *nearest);
  auto& prediction = estimate.prediction;
  const double spread = std::log(prediction.high / prediction.latency) * std::exp(octaves);
  prediction.latency *= ratio;
  prediction.low = prediction.latency * std::exp(-spread);
  prediction.high = prediction.latency * std::exp(spread);
  prediction.outside = std::max(prediction.outside, octaves);
  return estimate;
}

double KernelList::flop() const {
  double sum = 0;
  for (const auto& use : kernels)
    sum += use.count * work_of(use.kernel, precision_of(use.dtype).value_or(Precision{})).flop;
  return sum;
}

std::optional<Estimate> Device::predict(const Kernel& kernel, std::string_view dtype) const {
  for (const auto& predictor : predictors_)
    if (auto estimate = predictor->predict(kernel, dtype)) return estimate;
  return std::nullopt;
}

namespace {

/// Adds kernels to an estimate.
class Sum {
 public:
  void add(const KernelUse& use, const Estimate& estimate) {
    const auto& one = estimate.prediction;
    const double time = use.count * one.latency;
    total_.latency += time;
    total_.low += std::isnan(one.low) ? time : use.count * one.low;
    total_.high += std::isnan(one.high) ? time : use.count * one.high;
    bounded_ = bounded_ || !std::isnan(one.low);
    const double low = share_of_rise(time, estimate.rise_time);
    energy_ += (1 - low) * use.count * one.energy() + (low > 0 ? low * estimate.initial_power * time : 0);
    total_.outside = std::max(total_.outside, one.outside);
    auto part = std::ranges::find(parts_, estimate.origin, &TaskEstimate::Part::origin);
    if (part == parts_.end()) part = parts_.insert(part, {.origin = estimate.origin});
    part->kernels += use.count;
    part->seconds += time;
  }
  TaskEstimate take() {
    total_.power = total_.latency > 0 ? energy_ / total_.latency : std::nan("");
    if (!bounded_) total_.low = total_.high = std::nan("");
    std::ranges::stable_sort(parts_, std::ranges::greater{}, &TaskEstimate::Part::seconds);
    return {.prediction = total_, .parts = std::move(parts_), .unknown = {}};
  }

 private:
  Prediction total_{.latency = 0, .low = 0, .high = 0};
  double energy_ = 0;
  bool bounded_ = false;
  std::vector<TaskEstimate::Part> parts_;
};

}  // namespace

TaskEstimate Device::predict(const KernelList& work) const {
  if (work.whole) {
    auto estimate = predict(work.whole->kernel, work.whole->dtype);
    for (auto by = predictors_.begin(); !estimate && by != predictors_.end(); ++by)
      estimate = (*by)->predict_by_analogy(work);
    if (estimate) {
      Sum sum;
      sum.add(*work.whole, *estimate);
      return sum.take();
    }
  }
  Sum sum;
  for (const auto& use : work.kernels) {
    const auto estimate = predict(use.kernel, use.dtype);
    if (!estimate) return {.prediction = {}, .parts = {}, .unknown = use};
    sum.add(use, *estimate);
  }
  return sum.take();
}

std::optional<double> Device::plain_speed() const {
  for (const Rate rate : {Rate::fp32, Rate::fp16, Rate::bf16, Rate::tf32, Rate::int8, Rate::fp64})
    if (const auto peak = target_.facts.peak[static_cast<std::size_t>(rate)]) return peak;
  return std::nullopt;
}

}  // namespace tradewind::cost
