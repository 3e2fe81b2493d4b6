// sweep run, resume, collect, status: from the file to the front, on this machine or through a cluster.

#include <fmt/format.h>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/sweep/batch.hpp"
#include "app/sweep/session.hpp"
#include "base/counted.hpp"
#include "base/json_writer.hpp"
#include "config/schema.hpp"
#include "sweep/collect.hpp"
#include "sweep/explore.hpp"

namespace tradewind::app {
namespace {

sweep::Study load(const std::string& file) {
  auto study = sweep::load(file, registries().catalogue, check_loaded);
  for (const auto& note : study.notes) fmt::print(stderr, "note: {}\n", note);
  return study;
}

int list_points(const sweep::Study& study) {
  sweep::Results results;
  results.manifest = sweep::first_round(study);
  results.runs.resize(results.manifest.runs().size());
  fmt::print("{}", sweep::points_csv(study, results));
  return exit_ok;
}

int say_plan(const sweep::Study& study, const SweepOptions& options, const std::filesystem::path& directory) {
  const auto manifest = sweep::first_round(study);
  fmt::print("{}: {}, {}{}\n", study.description.name.text, counted(manifest.points().size(), "point"),
             counted(manifest.runs().size(), "run"), sweep::adaptive(study.description) ? " in the first round" : "");
  fmt::print("into {}\n", directory.string());
  if (options.executor != ExecutorKind::local)
    fmt::print("\n{}", rendered_scripts(study, directory, manifest.runs().size(), options));
  return exit_ok;
}

/// Everything after the directory is there: the rounds, by the executor of the options, then the end.
int go_on(const sweep::Study& study, const SweepDirectory& directory, const SweepOptions& options) {
  const auto waits = options.wait && options.executor == ExecutorKind::slurm;
  {
    Session session(study, directory, options);
    if (const auto finished = session.results().finished(); finished > 0 && !options.quiet)
      fmt::print(stderr, "there already: {}; only what is missing is run\n", counted(finished, "run"));
    if (options.executor != ExecutorKind::local) {
      const int code = run_as_batch(session, options);
      if (!waits || code != exit_ok) return code;
    } else {
      const bool whole = session.run_rounds();
      return (whole ? finish : stop_early)(session.directory(), session.study(), session.results(), session.words());
    }
  }  // unlocks the directory: the last job collects
  return wait_for_jobs(directory, study, options.quiet ? Words::quiet : Words::all);
}

}  // namespace

int sweep_run(const SweepOptions& options) {
  if (options.output && options.output->empty()) throw UsageError("-o: the name of the directory is empty");
  auto study = load(options.sweep);
  const auto path = options.output ? std::filesystem::path(*options.output) : default_sweep_directory(study);
  if (options.list) return list_points(study);
  if (options.dry_run) return say_plan(study, options, path);
  auto directory = SweepDirectory::create(
      path, study, options.force ? SweepDirectory::Existing::replace : SweepDirectory::Existing::go_on);
  return go_on(std::move(study), std::move(directory), options);
}

int sweep_resume(const SweepOptions& options) {
  auto directory = SweepDirectory::open(options.sweep);
  return go_on(sweep::load_for_runs(options.sweep, registries().catalogue, check_loaded), std::move(directory),
               options);
}

int sweep_collect(const SweepOptions& options) {
  const auto directory = SweepDirectory::open(options.sweep);
  const auto study = sweep::load_directory(options.sweep, registries().catalogue);
  return finish(directory, study, directory.results(study), options.quiet ? Words::quiet : Words::all);
}

int sweep_status(const SweepOptions& options) {
  const auto directory = SweepDirectory::open(options.sweep);
  const auto study = sweep::load_directory(options.sweep, registries().catalogue);
  const auto results = directory.results(study);
  const auto total = results.manifest.runs().size();
  const auto queue = queue_of(directory);
  const auto missing = total - results.finished();
  if (options.json) {
    std::string text;
    JsonWriter json(text, JsonWriter::Layout::indented);
    json.begin_object().member("runs", total).member("done", results.finished() - results.failed());
    json.member("failed", results.failed()).member("missing", missing);
    json.member("tasks_running", queue.running).member("tasks_pending", queue.pending).end_object();
    fmt::print("{}\n", text);
  } else {
    fmt::print("{}: {}: {} done, {} failed, {} missing", study.description.name.text, counted(total, "run"),
               results.finished() - results.failed(), results.failed(), missing);
    if (queue.running + queue.pending > 0)
      fmt::print("; tasks in the queue: {} running, {} pending", queue.running, queue.pending);
    fmt::print("\n");
  }
  return missing + results.failed() > 0 ? exit_some_failed : exit_ok;
}

int sweep_validate(const SweepOptions& options) {
  load(options.sweep);
  if (!options.quiet) fmt::print(stderr, "{}: ok\n", options.sweep);
  return exit_ok;
}

int sweep_describe(Prose prose) {
  const auto shape = config::shape<sweep::SweepDescription>();
  fmt::print("{}", prose == Prose::markdown ? config::markdown_fields(shape) : config::describe_fields(shape));
  return exit_ok;
}

int sweep_schema() {
  fmt::print("{}\n", config::json_schema(config::shape<sweep::SweepDescription>(), registries().catalogue,
                                         "tradewind sweep", "https://tradewind.invalid/schema/sweep.json"));
  return exit_ok;
}

}  // namespace tradewind::app
