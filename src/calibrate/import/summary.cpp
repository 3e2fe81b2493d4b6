// What an import prints: one screen.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "calibrate/import/import.hpp"
#include "config/quantity.hpp"

namespace tradewind::calibrate {
namespace {

constexpr std::size_t most_lines = 12;  // of any part: the rest is counted

struct Range {
  double low = 0, high = 0;
};

/// Rows of one op: how many, the ranges of their columns, their times.
struct Kind {
  std::vector<std::string> columns;  // in order, those that say something
  std::map<std::string, Range> ranges;
  std::vector<double> latencies;

  void add(const Row& row) {
    latencies.push_back(row.latency);
    for (const auto& [name, value, usual] : cost::shape_of(row.kernel)) {
      const auto [found, fresh] = ranges.try_emplace(std::string(name), Range{value, value});
      if (!usual && std::ranges::find(columns, name) == columns.end()) columns.emplace_back(name);
      found->second = {std::min(found->second.low, value), std::max(found->second.high, value)};
    }
  }
};

std::string short_number(double value) {
  return value < 1e6 && value == std::floor(value) ? config::format_number(value) : fmt::format("{:.3g}", value);
}

std::string ranges_text(const Kind& kind) {
  std::vector<std::string> texts;
  for (const auto& column : kind.columns) {
    const auto [low, high] = kind.ranges.at(column);
    texts.push_back(low == high ? fmt::format("{} {}", column, short_number(low))
                                : fmt::format("{} {}…{}", column, short_number(low), short_number(high)));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// Nearest rank.
double quantile(const std::vector<double>& sorted, double share) {
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.)) - 1];
}

std::string time_text(double seconds) { return config::humanise(seconds, Duration::dimension); }

std::string op_of(const Row& row) {
  const auto* collective = std::get_if<cost::Collective>(&row.kernel);
  if (collective) return collective->algorithm;
  std::string op(cost::op_name(row.kernel));
  const bool phased = std::holds_alternative<cost::Attention>(row.kernel) ||
                      std::holds_alternative<cost::Mla>(row.kernel) || std::holds_alternative<cost::Ssm>(row.kernel);
  return phased ? op + ' ' + cost::family_of(row.kernel) : op;
}

std::string joined(const std::set<std::string>& words) {
  const std::vector<std::string> all(words.begin(), words.end());
  if (all.size() <= most_lines) return fmt::format("{}", fmt::join(all, ", "));
  return fmt::format("{} and {} more", fmt::join(all.begin(), all.begin() + most_lines, ", "), all.size() - most_lines);
}

std::string rejected_text(const Rejected& rejected) {
  std::vector<std::pair<std::string, std::size_t>> all(rejected.begin(), rejected.end());
  std::ranges::stable_sort(all, std::ranges::greater{}, &std::pair<std::string, std::size_t>::second);
  std::size_t sum = 0, rest = 0;
  for (const auto& [why, rows] : all) sum += rows;
  std::string text = fmt::format("left out  {}\n", sum);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i < most_lines)
      text += fmt::format("  {:>8}  {}\n", all[i].second, all[i].first);
    else
      rest += all[i].second;
  if (rest > 0) text += fmt::format("  {:>8}  for {} other reasons\n", rest, all.size() - most_lines);
  return text;
}

}  // namespace

std::string summary_of(const Trace& trace) {
  std::map<std::string, Kind> kinds;
  std::set<std::string> targets, dtypes;
  std::size_t powers = 0;
  for (const auto& row : trace.rows) {
    kinds[op_of(row)].add(row);
    targets.insert(row.target);
    if (!row.dtype.empty()) dtypes.insert(row.dtype);
    if (row.power || row.energy) ++powers;
  }
  std::string text = fmt::format("rows      {}{}\n", trace.rows.size(),
                                 powers > 0 ? fmt::format(", {} with power or energy", powers) : "");
  text += fmt::format("targets   {}\n", joined(targets));
  if (!dtypes.empty()) text += fmt::format("dtypes    {}\n", joined(dtypes));
  std::size_t width = 2;
  for (const auto& [op, kind] : kinds) width = std::max(width, op.size());
  text += fmt::format("\n{:<{}}  {:>8}  {:>9}  {:>9}  {:>9}  {:>9}\n", "op", width, "rows", "min", "p50", "p95", "max");
  std::size_t shown = 0;
  for (auto& [op, kind] : kinds) {
    if (++shown > most_lines) break;
    std::ranges::sort(kind.latencies);
    const auto& t = kind.latencies;
    text += fmt::format("{:<{}}  {:>8}  {:>9}  {:>9}  {:>9}  {:>9}\n", op, width, t.size(), time_text(t.front()),
                        time_text(quantile(t, 0.5)), time_text(quantile(t, 0.95)), time_text(t.back()));
    text += fmt::format("{:<{}}  {}\n", "", width, ranges_text(kind));
  }
  if (kinds.size() > most_lines) text += fmt::format("and {} more ops\n", kinds.size() - most_lines);
  text += '\n';
  for (const auto& note : trace.notes) text += fmt::format("note      {}\n", note);
  return text + rejected_text(trace.rejected);
}

}  // namespace tradewind::calibrate
