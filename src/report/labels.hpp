#pragma once
// Short words for people: metrics with their units, parameters, policies and values as axes and legends show them.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::report {

struct MetricLabel {
  std::string text;  // "latency p95", "detector: latency p99"
  std::string unit;  // "s", "J"; empty for counts and ratios
};
/// The label of a metric or of a path to one (`by_application.detector.latency_p99_s`).
MetricLabel metric_label(std::string_view path);

/// A unit in which numbers up to `greatest` read well: of 0.04 s, {"ms", 1000}. `unit` is one of the metric catalogue;
/// units without prefixes stay as they are.
struct AxisUnit {
  std::string unit;
  double factor = 1;  // from the catalogue's unit to this one
};
AxisUnit axis_unit(std::string_view unit, double greatest);
/// "latency p95 (ms)", or without brackets when there is no unit.
std::string axis_title(const MetricLabel& label, const AxisUnit& unit);

/// The last two words of each path, or as many as make it different from the others.
std::vector<std::string> short_paths(std::span<const std::string> paths);

/// One value in flow YAML, a chosen `kind` first: `{kind: fixed, node: server}` becomes "fixed (node: server)".
std::string value_label(std::string_view flow);

/// A path relative to a folder that it lies below, else the file's name.
std::string shown_path(const std::filesystem::path& path, const std::filesystem::path& folder);

/// What a value is worth on a numeric axis: a number, or a quantity of any dimension in SI units.
std::optional<double> numeric_value(std::string_view text);

}  // namespace tradewind::report
