#include "report/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "config/quantity.hpp"
#include "metrics/catalogue.hpp"

namespace tradewind::report {
namespace {

/// What a metric's name says of its unit, which the label gives in brackets.
std::string_view suffix_of(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> suffixes{
      {{"s", "_s"}, {"J", "_j"}, {"USD", "_usd"}, {"g", "_g"}, {"B", "_bytes"}, {"1/s", "_per_s"}}};
  const auto* const found = std::ranges::find(suffixes, unit, &std::pair<std::string_view, std::string_view>::first);
  return found == suffixes.end() ? std::string_view{} : found->second;
}

std::string last_words(std::string_view path, std::size_t words) {
  std::size_t from = path.size();
  for (; words > 0 && from != path.npos; --words) from = from == 0 ? path.npos : path.rfind('.', from - 1);
  return std::string(from == path.npos ? path : path.substr(from + 1));
}

}  // namespace

MetricLabel metric_label(std::string_view path) {
  const auto dot = path.rfind('.');
  std::string_view name = dot == path.npos ? path : path.substr(dot + 1);
  MetricLabel label;
  if (const auto* metric = metrics::find_metric(name)) {
    if (metric->unit != "1") label.unit = metric->unit;
    if (const auto suffix = suffix_of(metric->unit); name.ends_with(suffix)) name.remove_suffix(suffix.size());
  }
  label.text = name;
  std::ranges::replace(label.text, '_', ' ');
  if (dot != path.npos) {
    const auto owner = path.substr(0, dot);
    const auto section = owner.find('.');  // by_application, by_node …
    label.text = fmt::format("{}: {}", section == owner.npos ? owner : owner.substr(section + 1), label.text);
  }
  return label;
}

AxisUnit axis_unit(std::string_view unit, double greatest) {
  struct Prefix {
    double from;
    std::string_view text;
  };
  constexpr std::array prefixes{Prefix{1e9, "G"}, Prefix{1e6, "M"},  Prefix{1e3, "k"},
                                Prefix{1, ""},    Prefix{1e-3, "m"}, Prefix{1e-6, "µ"}};
  const bool scales = unit == "s" || unit == "J" || unit == "B" || unit == "W" || unit == "g";
  greatest = std::abs(greatest);
  if (!scales || greatest == 0 || !std::isfinite(greatest)) return {.unit = std::string(unit)};
  for (const auto& prefix : prefixes) {
    // Nobody reads kiloseconds, nor millibytes.
    if ((unit == "s" && prefix.from > 1) || (unit == "B" && prefix.from < 1) || greatest < prefix.from) continue;
    return {.unit = fmt::format("{}{}", prefix.text, unit), .factor = 1 / prefix.from};
  }
  return {.unit = std::string(unit)};
}

std::string axis_title(const MetricLabel& label, const AxisUnit& unit) {
  return unit.unit.empty() ? label.text : fmt::format("{} ({})", label.text, unit.unit);
}

std::vector<std::string> short_paths(std::span<const std::string> paths) {
  std::vector<std::string> result;
  result.reserve(paths.size());
  for (const auto& path : paths) {
    std::size_t words = 2;
    const auto taken = [&] {
      return std::ranges::count_if(
                 paths, [&](const auto& other) { return last_words(other, words) == last_words(path, words); }) > 1;
    };
    while (taken() && last_words(path, words) != path) ++words;
    result.push_back(last_words(path, words));
  }
  return result;
}

std::string value_label(std::string_view flow) {
  constexpr std::string_view opening = "{kind: ";
  if (!flow.starts_with(opening) || !flow.ends_with('}')) return std::string(flow);
  const auto body = flow.substr(opening.size(), flow.size() - opening.size() - 1);
  const auto comma = body.find(", ");
  if (comma == body.npos) return std::string(body);
  return fmt::format("{} ({})", body.substr(0, comma), body.substr(comma + 2));
}

std::string shown_path(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  const bool below = !relative.empty() && *relative.begin() != ".." && relative != ".";
  return (below ? relative : path.filename()).string();
}

std::optional<double> numeric_value(std::string_view text) {
  if (const auto number = config::parse_number(text)) return number;
  for (const auto dimension : {Duration::dimension, Bytes::dimension, Bandwidth::dimension, Work::dimension,
                               Speed::dimension, Power::dimension, Energy::dimension, Rate::dimension, Price::dimension,
                               Tariff::dimension, TrafficTariff::dimension, CarbonIntensity::dimension})
    if (const auto value = config::parse_quantity(text, dimension)) return value;
  return std::nullopt;
}

}  // namespace tradewind::report
