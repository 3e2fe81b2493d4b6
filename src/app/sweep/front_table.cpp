#include "app/sweep/front_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "config/node.hpp"

namespace tradewind::app {
namespace {

constexpr std::size_t most_rows = 30;

using Row = std::vector<std::string>;

/// Characters on a terminal: bytes that begin one of UTF-8.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - width(row[i]) + 2, ' ');
    }
    text += line + "\n";
  }
  return text;
}

/// Parameters that distinguish the points: what all of them set alike says nothing about one.
std::vector<std::string> varied(const std::vector<sweep::Point>& points) {
  std::vector<std::string> paths;
  for (const auto& point : points)
    for (const auto& setting : point.settings)
      if (std::ranges::find(paths, setting.path) == paths.end()) paths.push_back(setting.path);
  std::erase_if(paths, [&](const std::string& path) {
    return std::ranges::all_of(points, [&](const auto& point) { return point.text(path) == points[0].text(path); });
  });
  return paths;
}

std::string in_words(const sweep::Point& point, const std::vector<std::string>& paths) {
  std::string text;
  for (const auto& setting : point.settings)
    if (std::ranges::find(paths, setting.path) != paths.end())
      text += fmt::format("{}{}={}", text.empty() ? "" : ", ", setting.path, config::to_flow(setting.value));
  return text.empty() ? "(as the scenario has it)" : text;
}

std::string estimate(double value, const std::optional<double>& half_width) {
  return half_width ? fmt::format("{:.5g} ± {:.2g}", value, *half_width) : fmt::format("{:.5g}", value);
}

std::string marks(const sweep::FrontPoint& point) {
  std::string text = point.knee ? "knee" : "";
  for (const auto& metric : point.best_in) text += fmt::format("{}best {}", text.empty() ? "" : ", ", metric);
  return text;
}

std::string policies_table(const sweep::Front& front) {
  if (front.policies.size() < 2) return "";
  std::vector<Row> rows{{"policy", "points on its front", "hypervolume", "IGD+", "additive ε", "coverage"}};
  for (const auto& policy : front.policies)
    rows.push_back({policy.policy, fmt::format("{}", policy.points.size()), fmt::format("{:.5g}", policy.hypervolume),
                    fmt::format("{:.3g}", policy.igd_plus), fmt::format("{:.3g}", policy.additive_epsilon),
                    fmt::format("{:.0f} %", 100 * policy.coverage)});
  return "\n" + aligned(rows);
}

}  // namespace

std::string front_table(const sweep::Results& results, const sweep::Front& front) {
  Row header{"point"};
  for (const auto& objective : front.objectives)
    header.push_back(fmt::format("{} ({})", objective.metric, objective.goal == scenario::Goal::min ? "min" : "max"));
  header.insert(header.end(), {"P(front)", "", "settings"});
  std::vector<Row> rows{std::move(header)};
  const auto paths = varied(results.manifest.points());
  for (std::size_t i = 0; i < std::min(most_rows, front.points.size()); ++i) {
    const auto& point = front.points[i];
    Row row{fmt::format("{}", point.point)};
    for (std::size_t k = 0; k < point.values.size(); ++k)
      row.push_back(estimate(point.values[k], point.half_widths[k]));
    row.insert(row.end(), {fmt::format("{:.0f} %", 100 * point.probability), marks(point),
                           in_words(results.manifest.points()[point.point], paths)});
    rows.push_back(std::move(row));
  }
  std::string text =
      fmt::format("on the front: {} of {}\n", front.points.size(), counted(results.manifest.points().size(), "point"));
  if (front.points.empty()) return text;
  text += aligned(rows);
  if (front.points.size() > most_rows)
    text += fmt::format("… and {} more, in front.csv\n", front.points.size() - most_rows);
  std::string reference;
  for (const double value : front.reference) reference += fmt::format("{}{:.5g}", reference.empty() ? "" : ", ", value);
  text += fmt::format("hypervolume {:.6g} at reference {} ({})\n", front.hypervolume, reference,
                      front.reference_declared ? "declared" : "nadir + 10 %");
  return text + policies_table(front);
}

std::string threshold_list(const sweep::ThresholdReport& report) {
  std::string text;
  for (const auto& threshold : report.thresholds) {
    text += fmt::format("{} {} {}", threshold.met ? "✓" : "✗", threshold.metric, threshold.bound);
    text += threshold.value ? fmt::format(": {}{:.5g}", threshold.points ? "best " : "", *threshold.value)
                            : std::string(": no value");
    if (threshold.points) text += fmt::format(", met by {}", counted(*threshold.points, "point"));
    text += "\n";
  }
  const bool on_metrics =
      std::ranges::any_of(report.thresholds, [](const auto& threshold) { return threshold.points.has_value(); });
  if (on_metrics)
    text += fmt::format("{} {} {} all bounds on metrics\n", report.meeting_all.empty() ? "✗" : "✓",
                        counted(report.meeting_all.size(), "point"), report.meeting_all.size() == 1 ? "meets" : "meet");
  return text;
}

}  // namespace tradewind::app
