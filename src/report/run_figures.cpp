// The figures of one run: latency, energy, and power and utilisation over time.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/figure.hpp"
#include "report/gnuplot.hpp"
#include "report/labels.hpp"
#include "report/run_json.hpp"

namespace tradewind::report {
namespace {

using Json = nlohmann::ordered_json;

struct Measure {
  const char *key, *name, *label, *unit;
};

/// One step curve per node; nullopt when no node has the measure.
std::optional<Figure> over_time(const Json& nodes, const Measure& measure) {
  Figure figure{.name = measure.name, .csv = fmt::format("node,time_s,{},label\n", measure.key), .script = {}};
  double greatest = 0, end = 0;
  for (const auto& node : nodes)
    if (const auto& bins = node.at(measure.key); bins.is_array()) {
      for (const auto& bin : bins)
        if (bin.is_number()) greatest = std::max(greatest, bin.get<double>());
      end = std::max(end, static_cast<double>(bins.size()) * node.at("width_s").get<double>());
    }
  if (greatest == 0) return std::nullopt;
  const auto unit = axis_unit(measure.unit, greatest);
  const bool minutes = end > 300;
  std::size_t i = 0;
  std::string plots;
  for (const auto& [name, node] : nodes.items()) {
    const auto& bins = node.at(measure.key);
    if (!bins.is_array()) continue;
    const double start = node.at("start_s"), width = node.at("width_s");
    for (std::size_t k = 0; k <= bins.size() && !bins.empty(); ++k) {
      const auto& bin = bins[std::min(k, bins.size() - 1)];  // the last one again where it ends
      figure.csv +=
          fmt::format("{},{},{},{}\n", i, csv_number(start + static_cast<double>(k) * width),
                      csv_number(bin.is_number() ? std::optional(bin.get<double>()) : std::nullopt), csv_text(name));
    }
    plots += fmt::format(
        "{}'{}.csv' skip 1 using ($1=={} ? $2/{} : NaN):($3*{}) with steps lw 1.2 dt {} lc rgb '{}' title {}",
        i == 0 ? "plot " : ", \\\n     ", measure.name, i, minutes ? 60 : 1, unit.factor, dash_type(i), colour(i),
        gnuplot_string(name));
    figure.key.push_back(name);
    ++i;
  }
  figure.script = fmt::format("set xlabel 'time ({})'\nset ylabel {}\nset yrange [0:*]\nset autoscale xfix\n{}\n",
                              minutes ? "min" : "s",
                              gnuplot_string(axis_title({.text = measure.label, .unit = measure.unit}, unit)), plots);
  figure.height_mm = 46;
  return figure;
}

std::vector<Figure> figures_of(const RunFiles& run, RunFigures which) {
  Json summary, series;
  for (const auto& [name, text] : run_documents(run)) {
    if (name == "run-summary") summary = Json::parse(text);
    if (name == "run-series") series = Json::parse(text);
  }
  std::vector<Figure> figures;
  if (which == RunFigures::all && series.contains("applications")) {
    std::vector<LatencyCurve> curves;
    for (const auto& [name, application] : series["applications"].items()) {
      std::vector<double> quantiles;
      for (const auto& latency : application.at("latency_s"))
        if (latency.is_number()) quantiles.push_back(latency.get<double>());
      if (!quantiles.empty())
        curves.push_back({.label = name, .quantiles = std::move(quantiles), .style = curves.size()});
    }
    if (!curves.empty()) figures.push_back(latency_figure(curves));
  }
  const auto& metrics = summary["metrics"];
  if (which == RunFigures::all && metrics.value("energy_total_j", 0.0) > 0)
    figures.push_back(
        energy_figure({{.label = summary.value("name", std::string("run")),
                        .parts = {metrics.value("energy_device_j", 0.0), metrics.value("energy_edge_j", 0.0),
                                  metrics.value("energy_cloud_j", 0.0)},
                        .half_width = {}}}));
  if (series.contains("nodes"))
    for (const auto& measure :
         {Measure{"power_w", "power", "power", "W"}, Measure{"utilisation", "utilisation", "utilisation", ""}})
      if (auto figure = over_time(series["nodes"], measure)) figures.push_back(std::move(*figure));
  return figures;
}

}  // namespace

std::vector<Figure> run_figures(const RunFiles& run, RunFigures which) {
  try {
    return figures_of(run, which);
  } catch (const Json::exception& error) {
    throw RuntimeFailure(fmt::format("the files of {} are damaged: {}", run.label, error.what()));
  }
}

}  // namespace tradewind::report
