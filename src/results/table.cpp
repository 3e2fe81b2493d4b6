#include "results/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/quantity.hpp"

namespace tradewind::results {
namespace {

constexpr std::size_t rows_shown = 5;  // of applications and of nodes

enum class Style { bold, green, red };

class Text {
 public:
  explicit Text(Colour colour) : colour_(colour) {}

  std::string styled(Style style, std::string_view text) const {
    if (colour_ == Colour::never) return std::string(text);
    constexpr std::string_view codes[] = {"1", "32", "31"};
    return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(style)], text);
  }
  void line(std::string_view label, std::string_view content) { text_ += fmt::format("{:<11}{}\n", label, content); }
  void line(std::string_view content) { (text_ += content) += '\n'; }
  std::string take() { return std::move(text_); }

 private:
  Colour colour_;
  std::string text_;
};

// --- numbers for people
// --------------------------------------------------------------------------------------------------

const std::string no_data = "-";

template <class Quantity>
std::string quantity(std::optional<double> base) {
  return base ? config::humanise(*base, Quantity::dimension) : no_data;
}
/// Joules throughout, so that parts can be added up by eye: humanise() would mix in watt-hours.
std::string joules(std::optional<double> energy) {
  if (!energy) return no_data;
  constexpr std::pair<std::string_view, double> units[] = {
      {"GJ", 1e9}, {"MJ", 1e6}, {"kJ", 1e3}, {"J", 1}, {"mJ", 1e-3}};
  if (*energy == 0) return "0 J";
  for (const auto& [unit, factor] : units) {
    const double rounded = std::stod(fmt::format("{:.2e}", *energy / factor));
    if (rounded >= 1 || factor < 1) return fmt::format("{} {}", config::format_number(rounded), unit);
  }
  return no_data;
}
std::string percent(std::optional<double> share) { return share ? fmt::format("{:.3g} %", *share * 100) : no_data; }

/// 1234567 as "1 234 567".
std::string count(std::optional<double> value) {
  std::string digits = fmt::format("{:.0f}", value.value_or(0));
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ' ');
  return digits;
}

std::optional<double> value_of(const Section& section, std::string_view name) {
  const auto found = std::ranges::find(section.figures, name, &Figure::name);
  return found == section.figures.end() ? std::nullopt : found->value;
}

// --- parts
// ---------------------------------------------------------------------------------------------------------------

/// Characters of a UTF-8 text.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

/// Rows of cells: the first column to the left, the others to the right.
void append_grid(Text& text, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  }
  widths[0] = std::max<std::size_t>(widths[0], 9);
  for (const auto& row : rows) {
    std::string line = fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t c = 1; c < row.size(); ++c) line += fmt::format("  {:>{}}", row[c], widths[c]);
    text.line(line);
  }
}

using Steady = std::optional<statistics::SteadyState>;

std::vector<std::string> application_row(std::string label, const Section& requests, const Steady& latency) {
  const auto figure = [&](std::string_view name) { return value_of(requests, name); };
  return {std::move(label),
          count(figure("requests_completed")),
          quantity<Duration>(figure("latency_mean_s")),
          latency ? "± " + quantity<Duration>(latency->half_width) : no_data,
          quantity<Duration>(figure("latency_p50_s")),
          quantity<Duration>(figure("latency_p95_s")),
          quantity<Duration>(figure("latency_p99_s")),
          percent(figure("deadline_miss_ratio"))};
}

void append_requests(Text& text, const Summary& summary) {
  std::string line = count(find(summary, "requests_issued")) + " issued";
  for (const std::string_view how : {"completed", "dropped", "failed", "unfinished"}) {
    const auto number = find(summary, fmt::format("requests_{}", how));
    if (how == "completed" || number.value_or(0) > 0) line += fmt::format(", {} {}", count(number), how);
  }
  if (const auto offloaded = find(summary, "offload_ratio"))
    line += fmt::format("; {} of tasks offloaded", percent(offloaded));
  text.line("requests", line);
}

void append_applications(Text& text, const Summary& summary) {
  std::vector<std::vector<std::string>> rows{
      {"latency", "completed", "mean", "95 % CI", "p50", "p95", "p99", "missed"}};
  const auto& applications = summary.by_application;
  const auto& [all, by_application] = summary.confidence;
  const std::size_t shown = applications.size() > 1 ? std::min(applications.size(), rows_shown) : 0;
  for (std::size_t a = 0; a < shown; ++a)
    rows.push_back(application_row(applications[a].name, applications[a], by_application[a]));
  rows.push_back(application_row("all", {"all", summary.metrics, {}}, all));
  append_grid(text, rows);
  if (shown < applications.size() && shown > 0)
    text.line(fmt::format("           and {} more applications", applications.size() - shown));
}

/// What speaks against the interval of the mean latency.
void append_doubts(Text& text, const Summary& summary) {
  const Steady& latency = summary.confidence.latency;
  const auto mean = find(summary, "latency_mean_s");
  if (!latency || !mean) return;
  const double negligible = 1e-3 * latency->mean;  // nobody minds, and rounding errors must not speak
  const auto counted = static_cast<double>(latency->observations), truncated = static_cast<double>(latency->truncated);
  const double cut = truncated / (truncated + counted);
  if (cut > 0.1 && std::abs(*mean - latency->mean) > std::max(latency->half_width, negligible))
    text.line("", fmt::format("the first {} look like warm-up, the mean without them is {}: lengthen run.warmup",
                              percent(cut), quantity<Duration>(latency->mean)));
  // Of 20 independent batches: beyond 0.3 in fewer than one run of twenty.
  if (latency->lag1 > 0.3 && latency->half_width > negligible)
    text.line("",
              fmt::format("successive batches are correlated ({:.2f}): the run is too short for its CI, or not steady",
                          latency->lag1));
}

void append_energy(Text& text, const Summary& summary) {
  const auto part = [&](std::string_view name) { return joules(find(summary, fmt::format("energy_{}_j", name))); };
  if (find(summary, "energy_total_j").value_or(0) == 0) return;
  std::string tiers;
  for (const auto& tier : summary.by_tier) tiers += fmt::format(", {} {}", tier.name, part(tier.name));
  text.line("energy", fmt::format("{} = idle {} + compute {} + network {}", part("total"), part("idle"),
                                  part("compute"), part("network")));
  text.line("", "by tier: " + tiers.substr(std::min<std::size_t>(2, tiers.size())));
  std::string extras;
  if (const auto cost = find(summary, "cost_usd")) extras += fmt::format(", cost {}", quantity<Money>(cost));
  if (const auto carbon = find(summary, "carbon_g")) extras += fmt::format(", carbon {}", quantity<Carbon>(carbon));
  if (!extras.empty()) text.line("", extras.substr(2));
}

/// The busiest nodes; those that only forward have nothing to show.
void append_nodes(Text& text, const Summary& summary) {
  std::vector<const Section*> nodes;
  for (const auto& node : summary.by_node)
    if (value_of(node, "utilisation")) nodes.push_back(&node);
  if (nodes.empty()) return;
  std::ranges::stable_sort(nodes, std::ranges::greater{},
                           [](const Section* node) { return value_of(*node, "utilisation"); });
  std::vector<std::vector<std::string>> rows{{"nodes", "utilisation", "queue", "tasks", "energy"}};
  for (std::size_t n = 0; n < std::min(nodes.size(), rows_shown); ++n) {
    const auto figure = [&](std::string_view name) { return value_of(*nodes[n], name); };
    rows.push_back({nodes[n]->name, percent(figure("utilisation")),
                    fmt::format("{:.3g}", figure("queue_length_mean").value_or(0)), count(figure("tasks_completed")),
                    joules(figure("energy_j"))});
  }
  append_grid(text, rows);
  if (nodes.size() > rows_shown) text.line(fmt::format("           and {} more", nodes.size() - rows_shown));
}

void append_thresholds(Text& text, const std::vector<ThresholdResult>& thresholds) {
  for (const auto& [metric, bound, value, met] : thresholds) {
    const std::string mark = met ? text.styled(Style::green, "✓") : text.styled(Style::red, "✗");
    const std::string shown = value ? fmt::format("{:.4g}", *value) : "no data";
    text.line(&metric == &thresholds.front().metric ? "thresholds" : "",
              fmt::format("{} {} {} ({})", mark, metric, bound, shown));
  }
}

void append_predictions(Text& text, const std::optional<Predictions>& predictions) {
  if (!predictions || predictions->out_of_range == 0) return;
  text.line("doubts", fmt::format("{} of {} predicted times lie outside what their models were fitted on: "
                                  "tradewind explain names them",
                                  predictions->out_of_range, predictions->all));
}

void append_time(Text& text, const Summary& summary, const Provenance& provenance) {
  std::string line = fmt::format("{} simulated in {}", quantity<Duration>(find(summary, "simulated_s")),
                                 config::humanise(provenance.wall));
  if (provenance.wall.base > 0)
    line += fmt::format(", {} requests/s",
                        count(std::round(find(summary, "requests_issued").value_or(0) / provenance.wall.base)));
  text.line("time", line);
}

}  // namespace

std::string table(const Summary& summary, const RunInfo& run, const std::filesystem::path& directory, Colour colour) {
  Text text(colour);
  const bool complete = summary.status == metrics::Status::complete;
  text.line(fmt::format("{}  seed {}{}", text.styled(Style::bold, run.name), run.seed,
                        complete ? "" : "  " + text.styled(Style::red, in_words(summary.status))));
  append_requests(text, summary);
  append_applications(text, summary);
  append_doubts(text, summary);
  append_energy(text, summary);
  append_nodes(text, summary);
  append_thresholds(text, run.thresholds);
  append_predictions(text, run.predictions);
  append_time(text, summary, run.provenance);
  if (!directory.empty()) text.line("results", directory.string());
  return text.take();
}

}  // namespace tradewind::results
