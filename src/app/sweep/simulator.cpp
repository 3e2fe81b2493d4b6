#include "app/sweep/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/catalogue.hpp"
#include "app/signals.hpp"
#include "results/summary.hpp"
#include "simulation/simulation.hpp"

namespace tradewind::app {
namespace {

constexpr std::size_t quantiles = 100;  // per application, for the distributions of a report

std::vector<double> latency_quantiles(const metrics::QuantileSketch& sketch) {
  std::vector<double> latencies;
  if (sketch.count() == 0) return latencies;
  latencies.reserve(quantiles);
  for (std::size_t i = 0; i < quantiles; ++i)
    latencies.push_back(*sketch.quantile((static_cast<double>(i) + 0.5) / quantiles));
  return latencies;
}

}  // namespace

ScenarioSimulator::ScenarioSimulator(const sweep::Study& study) : study_(study) {
  const auto add = [&](const std::string& path) {
    if (path.find('.') != std::string::npos && std::ranges::find(paths_, path) == paths_.end()) paths_.push_back(path);
  };
  for (const auto& objective : study.objectives) add(objective.metric);
  for (const auto& threshold : study.description.thresholds.entries) add(threshold.key);
  if (study.description.stopping)
    for (const auto& metric : study.description.stopping->metrics) add(metric);
  for (const auto& path : study.description.record) add(path);
}

void ScenarioSimulator::prepare(const sweep::Point& point) {
  prepared_ =
      app::prepare(scenario::load_node(sweep::apply(study_, point), registries().catalogue), std::move(prepared_));
}

sweep::RunRecord ScenarioSimulator::run(const sweep::ManifestRun& run) {
  auto& model = prepared_->model;
  model.run.seed = run.seed;
  simulation::Control control;
  watch(control, std::nullopt);  // ends a run that hangs; the time limit is the executor's
  const auto outcome = simulation::run(model, prepared_->policies, *prepared_->candidates, {.control = &control});
  unwatch();

  const auto summary = results::summarise(model, outcome);
  sweep::RunRecord record;
  for (const auto& figure : summary.metrics) record.figures.emplace_back(figure.name, figure.value);
  for (const auto& path : paths_) record.figures.emplace_back(path, results::find(summary, path));
  if (run.replication == 0)
    for (std::size_t a = 0; a < model.applications.size(); ++a)
      record.latency_quantiles.emplace_back(model.applications[a].name,
                                            latency_quantiles(outcome.applications[a].latency_quantiles));
  return record;
}

std::vector<std::pair<std::string, std::string>> check_loaded(const scenario::Loaded& loaded) {
  return app::prepare(loaded)->model.costs.inputs();
}

std::vector<std::string> overrides_of(const sweep::Point& point) {
  std::vector<std::string> overrides;
  overrides.reserve(point.settings.size());
  for (const auto& setting : point.settings)
    overrides.push_back(fmt::format("{}={}", setting.path, config::to_flow(setting.value)));
  return overrides;
}

}  // namespace tradewind::app
