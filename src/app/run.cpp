// run: one scenario in this process, from the file to its results.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>

#include "app/commands.hpp"
#include "app/dispatch.hpp"
#include "app/exit_codes.hpp"
#include "app/prepare.hpp"
#include "app/signals.hpp"
#include "app/terminal.hpp"
#include "app/version.hpp"
#include "base/file.hpp"
#include "config/quantity.hpp"
#include "results/json.hpp"
#include "results/run_directory.hpp"
#include "results/run_info.hpp"
#include "results/summary.hpp"
#include "results/table.hpp"
#include "results/tasks_csv.hpp"
#include "results/timeline.hpp"
#include "simulation/simulation.hpp"

namespace tradewind::app {
namespace {

/// Hands every record to the files that were asked for.
class RecordFiles final : public metrics::Sink {
 public:
  RecordFiles(const scenario::Model& model, const std::optional<std::filesystem::path>& tasks,
              const std::optional<std::filesystem::path>& timeline) {
    if (tasks) tasks_.emplace(model, *tasks);
    if (timeline) timeline_.emplace(model, *timeline);
  }
  void close() {
    if (tasks_) tasks_->close();
    if (timeline_) timeline_->close();
  }

  bool wants_tasks() const override { return tasks_.has_value(); }
  bool wants_timeline() const override { return timeline_.has_value(); }
  void task(const metrics::TaskRecord& record) override { tasks_->task(record); }
  void execution(const metrics::ExecutionRecord& record) override { timeline_->execution(record); }
  void transfer(const metrics::TransferRecord& record) override { timeline_->transfer(record); }
  void group_state(GroupId group, Duration now, Power power, std::uint64_t waiting) override {
    timeline_->group_state(group, now, power, waiting);
  }

 private:
  std::optional<results::TasksCsv> tasks_;
  std::optional<results::Timeline> timeline_;
};

std::optional<Duration> parse_timeout(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  auto seconds = config::parse_quantity(*text, Duration::dimension);
  if (!seconds) seconds = config::parse_number(*text);
  if (!seconds || *seconds <= 0)
    throw UsageError(fmt::format("--timeout: '{}' is not a time; write '90 s', '5 min' or a number of seconds", *text));
  return Duration{*seconds};
}

std::vector<std::string> all_overrides(const RunOptions& options) {
  auto overrides = options.overrides;
  if (options.seed) overrides.push_back(fmt::format("run.seed={}", *options.seed));
  return overrides;
}

results::RunInfo describe_run(const Prepared& prepared, const results::Summary& summary,
                              std::chrono::duration<double> wall) {
  const auto& [scenario, resolved, notes] = prepared.loaded;
  auto inputs = results::input_hashes(resolved);
  std::ranges::copy(prepared.model.costs.inputs(), std::back_inserter(inputs));
  return {.name = scenario.name.text,
          .run_id = results::run_id(resolved),
          .seed = scenario.run.seed,
          .thresholds = results::compare(scenario, summary),
          .predictions = results::count_predictions(prepared.model.costs),
          .provenance = {.tradewind = std::string(program_version()),
                         .git = std::string(program_commit()),
                         .simgrid = simulation::engine_version(),
                         .scenario_sha256 = scenario::hash(resolved),
                         .inputs_sha256 = std::move(inputs),
                         .network = results::in_words(scenario.platform.network),
                         .notes = notes,
                         .wall = Duration{wall.count()},
                         .peak_rss_bytes = results::peak_rss_bytes()}};
}

int exit_code(metrics::Status status, const results::RunInfo& info) {
  switch (status) {
    case metrics::Status::interrupted:
      return exit_interrupted;
    case metrics::Status::timed_out:
      return exit_failure;
    case metrics::Status::complete:
      break;
  }
  for (const auto& threshold : info.thresholds)
    if (!threshold.met) return exit_threshold_missed;
  return exit_ok;
}

}  // namespace

int run_one(const RunOptions& options) {
  const auto timeout = parse_timeout(options.timeout);
  const auto started = std::chrono::steady_clock::now();
  const auto prepared = prepare(options.scenarios.front(), all_overrides(options));
  const auto& scenario = prepared->loaded.scenario;
  for (const auto& note : prepared->loaded.notes) fmt::print(stderr, "note: {}\n", note);

  const auto id = results::run_id(prepared->loaded.resolved);
  results::RunDirectory directory(
      options.output ? std::filesystem::path(*options.output) : results::default_directory(scenario.name.text, id), id,
      options.force ? results::Existing::replace : results::Existing::refuse);
  std::optional<std::filesystem::path> tasks, timeline;
  if (scenario.output.tasks) tasks = directory.file("tasks.csv");
  if (scenario.output.timeline) timeline = directory.file("timeline.json");
  if (options.timeline) timeline = *options.timeline;
  RecordFiles files(prepared->model, tasks, timeline);

  simulation::Control control;
  ProgressLine progress(scenario.name.text, scenario.run.duration, options.quiet || options.json);
  watch(control, timeout);
  const auto outcome =
      simulation::run(prepared->model, prepared->policies, *prepared->candidates,
                      {.sink = &files, .control = &control, .progress = [&](const simulation::Progress& at) {
                         progress.show(at.now, at.requests);
                       }});
  unwatch();
  progress.clear();
  files.close();

  const auto summary = results::summarise(prepared->model, outcome);
  const auto info = describe_run(*prepared, summary, std::chrono::steady_clock::now() - started);
  const auto summary_text = results::summary_json(summary, info);
  directory.write("scenario.yaml", config::to_yaml(prepared->loaded.resolved));
  directory.write("series.json", results::series_json(prepared->model, outcome));
  directory.write("summary.json", summary_text);
  const auto where = directory.commit();

  if (options.json) {
    std::fwrite(summary_text.data(), 1, summary_text.size(), stdout);
    std::fflush(stdout);
  }
  if (outcome.status == metrics::Status::timed_out)
    fmt::print(stderr,
               "tradewind: the time limit of {} was reached at {} of simulated time; what was finished is kept\n",
               config::humanise(*timeout), config::humanise(outcome.window_end));
  if (outcome.status == metrics::Status::interrupted)
    fmt::print(stderr, "tradewind: interrupted at {} of simulated time; what was finished is kept\n",
               config::humanise(outcome.window_end));
  if (!options.quiet)
    fmt::print(stderr, "{}",
               results::table(summary, info, {}, colours_on_stderr() ? results::Colour::ansi : results::Colour::never));
  fmt::print(stderr, "{}\n", where.string());  // alone on the last line, for scripts
  return exit_code(outcome.status, info);
}

namespace {

/// A sweep names its scenario, which a scenario does not. What cannot be read is left to who reads it for good.
bool looks_like_sweep(const std::string& file) try {
  return config::load_text(read_file(file), file).find("scenario");  // not load_file: a sweep's `include` is another
} catch (const std::exception&) {
  return false;
}

bool is_valid(const std::string& file, bool quiet) try {
  if (looks_like_sweep(file)) {
    std::vector<std::string> words{"validate", file};
    if (quiet) words.emplace_back("--quiet");
    return call("sweep", words) == exit_ok;
  }
  const auto prepared = prepare(file, {});
  for (const auto& note : prepared->loaded.notes) fmt::print(stderr, "note: {}\n", note);
  if (!quiet) fmt::print(stderr, "{}: ok\n", file);
  return true;
} catch (const config::ConfigError& error) {
  fmt::print(stderr, "{}\n", error.what());
  return false;
}

}  // namespace

int validate(const std::vector<std::string>& files, bool quiet) {
  bool valid = true;
  for (const auto& file : files) valid = is_valid(file, quiet) && valid;
  return valid ? exit_ok : exit_invalid_input;
}

int explain(const std::string& path, const std::vector<std::string>& overrides) {
  const auto prepared = prepare(path, overrides);
  for (const auto& note : prepared->loaded.notes) fmt::print(stderr, "note: {}\n", note);
  fmt::print("{}", config::to_yaml(prepared->loaded.resolved));
  const auto& predictions = prepared->model.costs.predictions();
  if (!predictions.empty()) fmt::print("\n# Predictions:\n");
  for (const auto& prediction : predictions) fmt::print("# {}\n", scenario::in_words(prediction));
  return exit_ok;
}

}  // namespace tradewind::app
