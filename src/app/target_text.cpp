#include "app/target_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/quantity.hpp"
#include "cost/rate_names.hpp"

namespace tradewind::app {
namespace {

template <class Quantity>
std::string text_of(double base) {
  return config::humanise(base, Quantity::dimension);
}
/// Memories are spoken of in bytes.
template <>
std::string text_of<Bandwidth>(double base) {
  return fmt::format("{:.6g} GB/s", base / 1e9);
}
template <>
std::string text_of<Bytes>(double base) {
  return config::format_quantity(base, Bytes::dimension);
}

struct Line {
  std::string fact, value;
};

std::vector<Line> lines_of(const cost::Facts& facts) {
  std::vector<Line> lines;
  const auto add = [&](std::string fact, const std::optional<double>& value, std::string (*text)(double)) {
    if (value) lines.push_back({std::move(fact), text(*value)});
  };
  for (std::size_t i = 0; i < cost::rates; ++i)
    add(fmt::format("peak.{}", cost::rate_names[i]), facts.peak[i], text_of<Speed>);
  add("memory.bandwidth", facts.memory_bandwidth, text_of<Bandwidth>);
  add("memory.capacity", facts.memory_capacity, text_of<Bytes>);
  add("l2.size", facts.l2_size, text_of<Bytes>);
  add("sm", facts.units, config::format_number);
  add("launch", facts.launch, text_of<Duration>);
  add("power.idle", facts.power_idle, text_of<Power>);
  add("power.max", facts.power_max, text_of<Power>);
  for (const auto& [to, bandwidth] : facts.link_bandwidth) add("link." + to, bandwidth, text_of<Bandwidth>);
  return lines;
}

}  // namespace

std::string target_summary(const cost::Target& target) {
  using cost::Rate;
  std::string text = target.kind;
  for (const Rate rate : {Rate::fp16, Rate::bf16, Rate::fp32, Rate::int8})
    if (const auto& peak = target.facts.peak[static_cast<std::size_t>(rate)]) {
      text += fmt::format(", {} {}", cost::rate_names[static_cast<std::size_t>(rate)], text_of<Speed>(*peak));
      break;
    }
  if (target.facts.memory_bandwidth) text += fmt::format(", {}", text_of<Bandwidth>(*target.facts.memory_bandwidth));
  return fmt::format("{} ({})", text, target.title);
}

std::string target_text(const cost::Target& target) {
  std::string text = fmt::format("{} ({}): {}\n", target.name, target.kind, target.title);
  for (auto line : lines_of(target.facts)) {
    auto source = std::ranges::find(target.sources, line.fact, &cost::Source::fact);
    if (line.fact == "sm" && source == target.sources.end()) {
      line.fact = "cores";
      source = std::ranges::find(target.sources, line.fact, &cost::Source::fact);
    }
    text += fmt::format("  {:<17} {:>13}  ", line.fact, line.value);
    text += source == target.sources.end() ? "\n" : fmt::format("{}  {}\n", source->grade, source->text);
  }
  for (const auto& model : target.models) text += fmt::format("  fitted model      {}\n", model);
  if (target.models.empty()) text += "  no fitted model: predictions follow the datasheet\n";
  return text +
         "Grades: V seen in a public repository, P paper, M measured, G second-hand, K not verified, A assumed.\n";
}

}  // namespace tradewind::app
