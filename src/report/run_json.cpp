#include "report/run_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/check.hpp"
#include "base/json_writer.hpp"
#include "report/metric_json.hpp"
#include "report/topology_json.hpp"
#include "report/trace_bars.hpp"

namespace tradewind::report {
namespace {

using Json = nlohmann::ordered_json;

Json parse(const std::string& text, const char* name, const std::string& label) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw RuntimeFailure(fmt::format("{} of {} is damaged: {}", name, label, error.what()));
  }
}

std::string bars_json(const RunFiles& run) {
  const auto found = first_bars(run.timeline, most_bars, fmt::format("timeline.json of {}", run.label));
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("complete", found.complete).key("bars").begin_array();
  for (const auto& bar : found.bars)
    json.begin_object()
        .member("process", bar.process)
        .member("thread", bar.thread)
        .member("name", bar.name)
        .member("category", bar.category)
        .member("application", bar.application)
        .member("request", bar.request)
        .member("start_s", bar.start_s)
        .member("duration_s", bar.duration_s)
        .end_object();
  json.end_array().end_object();
  return text;
}

/// Labels and units of every metric in a summary, by name.
std::string metrics_json(const Json& summary) {
  std::set<std::string> names;
  const auto collect = [&](const auto& self, const Json& node) -> void {
    if (!node.is_object()) return;
    for (const auto& [name, value] : node.items())
      if (value.is_number() || value.is_null())
        names.insert(name);
      else
        self(self, value);
  };
  for (const auto* section : {"metrics", "by_application", "by_node", "by_tier", "by_link"})
    if (const auto found = summary.find(section); found != summary.end()) collect(collect, *found);
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const auto& name : names) write_metric(json, name);
  json.end_array();
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> run_documents(const RunFiles& run) {
  std::vector<std::pair<std::string, std::string>> documents;
  auto summary = parse(run.summary, "summary.json", run.label);
  if (!summary.is_object() || !summary.contains("metrics"))
    throw RuntimeFailure(fmt::format("summary.json of {} holds no metrics", run.label));
  if (const auto provenance = summary.find("provenance"); provenance != summary.end() && provenance->is_object())
    for (const auto* key : {"wall_s", "peak_rss_bytes"}) provenance->erase(key);
  std::string about;
  JsonWriter(about).begin_object().member("label", run.label).end_object();
  documents.emplace_back("run", std::move(about));
  documents.emplace_back("run-metrics", metrics_json(summary));
  documents.emplace_back("run-summary", summary.dump());
  if (!run.series.empty()) documents.emplace_back("run-series", parse(run.series, "series.json", run.label).dump());
  if (!run.scenario.empty())
    documents.emplace_back("run-topology", topology_json(run.scenario, fmt::format("scenario.yaml of {}", run.label)));
  if (!run.timeline.empty()) documents.emplace_back("run-bars", bars_json(run));
  return documents;
}

}  // namespace tradewind::report
