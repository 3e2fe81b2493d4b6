// EdgeReasoning: two language models on a Jetson AGX Orin, three JSON files.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "config/quantity.hpp"

namespace tradewind::calibrate {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& path, std::string why) {
  throw config::ConfigError({config::intern(path)}, std::move(why));
}

double number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}
double number(const Json& object, const char* key, std::size_t i) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array() || i >= found->size() || !(*found)[i].is_number())
    return std::numeric_limits<double>::quiet_NaN();
  return (*found)[i].get<double>();
}
std::size_t length(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? found->size() : 0;
}

/// The files spell one model in two ways.
std::string model_of(std::string name) {
  std::ranges::replace(name, '_', '-');
  return name;
}

Row row_of(const std::string& target, cost::ModelPhase kernel, double latency) {
  return {.target = target,
          .dtype = "fp16",
          .kernel = std::move(kernel),
          .latency = latency,
          .tags = {{"engine", "vllm"}, {"clock", "maxn"}}};
}

/// The prefill yields the first token of an answer, steps of decode the others: the times of answers of 16 to 2,048
/// tokens then lie on one line within 0.1 % (1.5B), and the slopes are the caches' bytes at 132 and 138 GB/s.
double steps_of(double output) { return output - 1; }
/// Tokens before a step, mean over the steps of one answer.
double context_of(double input, double output) { return input + output / 2; }

void read_decode_parameters(const Json& models, Sink& sink, const std::string& target) {
  sink.note(
      "decode: steps = output_tokens − 1 (the prefill yields the first token), latency = decode_time / steps, context "
      "= "
      "input + output / 2, weight = steps");
  for (const auto& [name, list] : models.items()) {
    if (name.starts_with('_') || !list.is_array()) continue;
    for (const auto& one : list) {
      if (!one.is_object()) {
        sink.reject("decode", "no object");
        continue;
      }
      const double output = number(one, "output_tokens"), time = number(one, "decode_time");
      const double energy = number(one, "decode_energy"), steps = steps_of(output);
      if (!(steps >= 1)) {
        sink.reject("decode", "no step of decode: output_tokens are missing or fewer than 2");
        continue;
      }
      Row row = row_of(target,
                       {.phase = cost::Phase::decode,
                        .model = model_of(name),
                        .context = context_of(number(one, "input_tokens"), output)},
                       time / steps);
      row.weight = steps;
      if (energy > 0) {
        row.energy = energy / steps;
        row.power = energy / time;
      }
      for (const auto* fitted : {"P_inf", "delta_P", "tau"})  // P(t) = P_inf − delta_P·e^(−t/tau)
        if (const double value = number(one, fitted); std::isfinite(value))
          row.tags.emplace_back(fitted == std::string_view("tau") ? "tau_s" : std::string(fitted) + "_w",
                                config::format_number(value));
      sink.add(std::move(row), "decode");
    }
  }
}

/// Has energies but no times; its powers were sampled once a second, so energy / power is a time only over minutes.
void read_decode(const Json& models, Sink& sink, const std::string& target) {
  constexpr double least = 100;  // s: one sample is a percent
  sink.note("decode.json: latency = total_energy_j / avg_power_w / steps, energy per step");
  for (const auto& [name, lists] : models.items()) {
    for (std::size_t i = 0; i < length(lists, "output_tokens"); ++i) {
      const double output = number(lists, "output_tokens", i), energy = number(lists, "total_energy_j", i);
      const double power = number(lists, "avg_power_w", i), time = energy / power;
      if (!(time >= least)) {
        sink.reject("decode", fmt::format("no time, and shorter than {} samples of the power", least));
        continue;
      }
      Row row = row_of(target,
                       {.phase = cost::Phase::decode,
                        .model = model_of(name),
                        .context = context_of(number(lists, "input_tokens", i), output)},
                       time / steps_of(output));
      row.weight = steps_of(output);
      row.energy = energy / steps_of(output);
      row.power = power;
      sink.add(std::move(row), "decode");
    }
  }
}

/// Whether a time is over 5 times those of the next shorter and longer prompts; where there is only one of them, in
/// proportion to the tokens. `points` are tokens and seconds, by tokens.
bool is_outlier(const std::vector<std::pair<double, double>>& points, std::size_t i) {
  constexpr double factor = 5;
  if (points.size() < 3) return false;
  double usual = 0;
  if (i > 0) usual = points[i - 1].second * (i + 1 < points.size() ? 1 : points[i].first / points[i - 1].first);
  if (i + 1 < points.size()) usual = std::max(usual, points[i + 1].second);
  return points[i].second > factor * usual;
}

void read_prefill(const Json& models, Sink& sink, const std::string& target) {
  sink.note(
      "prefill: ttft_ms → s (× 0.001); power within 10 % of the least is the idle floor of a slow sampler and "
      "left out");
  for (const auto& [name, lists] : models.items()) {
    struct Point {
      double tokens, time, power;
    };
    std::vector<Point> measured;
    double floor = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < length(lists, "input_tokens"); ++i) {
      measured.push_back(
          {number(lists, "input_tokens", i), number(lists, "ttft_ms", i) * 1e-3, number(lists, "avg_power_w", i)});
      if (measured.back().power > 0) floor = std::min(floor, measured.back().power);
    }
    std::erase_if(measured, [&](const Point& point) {
      const bool bad = !(point.tokens > 0) || !(point.time > 0);
      if (bad) sink.reject("prefill", "tokens or time are missing, zero or negative");
      return bad;
    });
    std::ranges::stable_sort(measured, {}, &Point::tokens);
    std::vector<std::pair<double, double>> points;
    points.reserve(measured.size());
    for (const auto& point : measured) points.emplace_back(point.tokens, point.time);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (is_outlier(points, i)) {
        sink.reject("prefill", "5 times off its neighbours");
        continue;
      }
      Row row = row_of(target, {.phase = cost::Phase::prefill, .model = model_of(name), .tokens = points[i].first},
                       points[i].second);
      const double power = measured[i].power;
      if (power > 1.1 * floor) {
        row.power = power;
        row.energy = power * row.latency;
      }
      sink.add(std::move(row), "prefill");
    }
  }
}

}  // namespace

void read_edgereasoning(const std::string& path, Sink& sink) {
  const Json file = Json::parse(read_file(path), nullptr, false);
  if (!file.is_object()) refuse(path, "not a JSON object");
  const auto target = sink.target("orin_agx_64", path);
  if (const auto data = file.find("data"); data != file.end() && data->is_object())
    return read_prefill(*data, sink, target);
  const auto& first = std::ranges::find_if(file.items(), [](const auto& item) { return !item.key().starts_with('_'); });
  if (first == file.items().end()) refuse(path, "no model in the file");
  if (first.value().is_array()) return read_decode_parameters(file, sink, target);
  if (first.value().is_object() && first.value().contains("output_tokens")) return read_decode(file, sink, target);
  refuse(path, "none of decode_parameters.json, decode.json, prefill.json");
}

}  // namespace tradewind::calibrate
