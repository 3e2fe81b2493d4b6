#include "results/json.hpp"

#include "base/json_writer.hpp"

namespace tradewind::results {
namespace {

using Layout = JsonWriter::Layout;

constexpr std::size_t latency_quantiles = 200;

void write_figures(JsonWriter& json, const std::vector<Figure>& figures) {
  for (const auto& [name, value, count] : figures) {
    json.key(name);
    if (value && count)
      json.value(static_cast<std::uint64_t>(*value));  // exact: no run counts beyond 2^53
    else
      json.value(value);
  }
}

void write_sections(JsonWriter& json, std::string_view key, const std::vector<Section>& sections) {
  json.key(key).begin_object();
  for (const auto& section : sections) {
    json.key(section.name).begin_object();
    write_figures(json, section.figures);
    if (!section.processors.empty()) write_sections(json, "processors", section.processors);
    json.end_object();
  }
  json.end_object();
}

void write_estimate(JsonWriter& json, const std::optional<statistics::SteadyState>& latency) {
  json.key("latency_mean_s");
  if (!latency) {
    json.null();
    return;
  }
  json.begin_object(Layout::compact)
      .member("method", in_words(*latency))
      .member("mean", latency->mean)
      .member("ci95", latency->half_width)
      .member("truncated", latency->truncated)
      .member("observations", latency->observations)
      .member("lag1", latency->lag1)
      .end_object();
}

void write_confidence(JsonWriter& json, const Summary& summary) {
  json.key("confidence").begin_object();
  write_estimate(json, summary.confidence.latency);
  json.key("by_application").begin_object();
  for (std::size_t a = 0; a < summary.by_application.size(); ++a) {
    json.key(summary.by_application[a].name).begin_object();
    write_estimate(json, summary.confidence.latency_by_application[a]);
    json.end_object();
  }
  json.end_object().end_object();
}

void write_thresholds(JsonWriter& json, const std::vector<ThresholdResult>& thresholds) {
  if (thresholds.empty()) return;
  json.key("thresholds").begin_array();
  for (const auto& [metric, bound, value, met] : thresholds)
    json.begin_object(Layout::compact)
        .member("metric", metric)
        .member("bound", bound)
        .member("value", value)
        .member("met", met)
        .end_object();
  json.end_array();
}

void write_provenance(JsonWriter& json, const Provenance& provenance, std::uint64_t events) {
  json.key("provenance").begin_object();
  json.member("tradewind", provenance.tradewind);
  if (!provenance.git.empty()) json.member("git", provenance.git);
  if (!provenance.simgrid.empty()) json.member("simgrid", provenance.simgrid);
  json.member("scenario_sha256", provenance.scenario_sha256);
  json.key("inputs_sha256").begin_object();
  for (const auto& [path, hash] : provenance.inputs_sha256) json.member(path, hash);
  json.end_object();
  json.member("network", provenance.network);
  json.member("quantile_relative_error", metrics::QuantileSketch::relative_error);
  if (!provenance.notes.empty()) {
    json.key("notes").begin_array();
    for (const auto& note : provenance.notes) json.value(note);
    json.end_array();
  }
  json.member("events", events)
      .member("wall_s", provenance.wall.base)
      .member("peak_rss_bytes", provenance.peak_rss_bytes)
      .end_object();
}

void write_numbers(JsonWriter& json, std::string_view key, const std::vector<double>& numbers) {
  json.key(key).begin_array(Layout::compact);
  for (const double number : numbers) json.value(number);
  json.end_array();
}

void write_bins(JsonWriter& json, const platform::Group& group, const metrics::TimeBins& bins, Duration end) {
  double cores = 0;
  for (const auto& type : group.processors) cores += static_cast<double>(type.cores) * group.count;
  json.key(group.name).begin_object();
  json.member("start_s", bins.start().base).member("width_s", bins.width().base);
  write_numbers(json, "power_w", bins.averages(metrics::series_power, end));
  if (cores > 0) {
    auto utilisation = bins.averages(metrics::series_busy_cores, end);
    for (double& value : utilisation) value /= cores;
    write_numbers(json, "utilisation", utilisation);
    write_numbers(json, "queue_length", bins.averages(metrics::series_queue_length, end));
  } else {
    json.member("utilisation", std::nullopt).member("queue_length", std::nullopt);  // it only forwards
  }
  json.end_object();
}

void write_quantiles(JsonWriter& json, const std::string& application, const metrics::QuantileSketch& sketch) {
  json.key(application).begin_object();
  std::vector<double> probabilities, latencies;
  for (std::size_t i = 0; i < latency_quantiles; ++i) {
    const double probability = (static_cast<double>(i) + 0.5) / latency_quantiles;
    const auto latency = sketch.quantile(probability);
    if (!latency) break;  // no request completed: both lists are empty
    probabilities.push_back(probability);
    latencies.push_back(*latency);
  }
  write_numbers(json, "probability", probabilities);
  write_numbers(json, "latency_s", latencies);
  json.end_object();
}

}  // namespace

std::string summary_json(const Summary& summary, const RunInfo& run) {
  std::string text;
  JsonWriter json(text, Layout::indented);
  json.begin_object();
  json.member("name", run.name)
      .member("run_id", run.run_id)
      .member("seed", run.seed)
      .member("status", in_words(summary.status));
  json.key("metrics").begin_object();
  write_figures(json, summary.metrics);
  json.end_object();
  write_confidence(json, summary);
  write_sections(json, "by_application", summary.by_application);
  write_sections(json, "by_source", summary.by_source);
  write_sections(json, "by_node", summary.by_node);
  write_sections(json, "by_tier", summary.by_tier);
  write_sections(json, "by_link", summary.by_link);
  write_thresholds(json, run.thresholds);
  if (run.predictions) {
    json.key("predictions").begin_object(Layout::compact);
    json.member("all", run.predictions->all).member("out_of_range", run.predictions->out_of_range).end_object();
  }
  write_provenance(json, run.provenance, summary.events);
  json.end_object();
  return text;
}

std::string series_json(const scenario::Model& model, const metrics::Outcome& outcome) {
  std::string text;
  JsonWriter json(text, Layout::indented);
  json.begin_object();
  json.key("nodes").begin_object();
  const auto groups = model.platform.groups();
  for (std::size_t g = 0; g < groups.size(); ++g) write_bins(json, groups[g], outcome.series[g], outcome.window_end);
  json.end_object();
  json.key("applications").begin_object();
  for (std::size_t a = 0; a < model.applications.size(); ++a)
    write_quantiles(json, model.applications[a].name, outcome.applications[a].latency_quantiles);
  json.end_object().end_object();
  return text;
}

}  // namespace tradewind::results
