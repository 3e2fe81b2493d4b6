#include "app/sweep/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/dispatch.hpp"
#include "app/exit_codes.hpp"
#include "base/check.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "sweep/explore.hpp"

namespace tradewind::app {
namespace {

namespace fs = std::filesystem;

/// The `tradewind` that became this program: beside libexec in a build, in bin of an installation.
std::string front_program() {
  const auto libexec = fs::path(this_program()).parent_path().parent_path();
  for (const auto& place : {libexec.parent_path() / "tradewind", libexec.parent_path() / "bin" / "tradewind"})
    if (fs::exists(place)) return place.string();
  throw RuntimeFailure(fmt::format("{}: the program 'tradewind' is not beside it", libexec.string()));
}

executor::SlurmOptions batch_options(const sweep::Study& study, const fs::path& directory, std::string batch,
                                     std::size_t tasks, const SweepOptions& options) {
  return {.program = front_program(),
          .directory = fs::absolute(directory).lexically_normal(),
          .name = study.description.name.text,
          .tasks = tasks,
          .batch = std::move(batch),
          .sbatch = options.sbatch,
          .jobs_per_task = std::max(1U, options.jobs)};
}

fs::path chunk_file(const SweepDirectory& directory, const std::string& batch) {
  return directory.file("chunks") / (batch + ".txt");
}

/// A line per task: the runs of its chunk.
void write_chunks(const SweepDirectory& directory, const std::string& batch, const executor::Chunks& chunks) {
  std::string text;
  for (const auto& chunk : chunks.runs) {
    for (std::size_t i = 0; i < chunk.size(); ++i) text += fmt::format("{}{}", i ? " " : "", chunk[i]);
    text += '\n';
  }
  fs::create_directories(directory.file("chunks"));
  write_file_atomically(chunk_file(directory, batch), text);
}

std::vector<std::size_t> read_chunk(const SweepDirectory& directory, const std::string& batch, std::size_t task) {
  std::ifstream lines(chunk_file(directory, batch));
  std::string line;
  for (std::size_t i = 0; i <= task; ++i)
    if (!std::getline(lines, line))
      throw RuntimeFailure(fmt::format("{}: has no line {}", chunk_file(directory, batch).string(), task + 1));
  std::vector<std::size_t> runs;
  std::istringstream words(line);
  for (std::size_t run = 0; words >> run;) runs.push_back(run);
  return runs;
}

/// Batches are numbered in the order in which they are made.
std::string next_batch(const SweepDirectory& directory) {
  std::size_t number = 0;
  while (fs::exists(chunk_file(directory, std::to_string(number)))) ++number;
  return std::to_string(number);
}

fs::path jobs_file(const SweepDirectory& directory) { return directory.file("slurm") / "jobs.txt"; }

std::vector<std::string> submitted_jobs(const SweepDirectory& directory) {
  std::vector<std::string> jobs;
  std::ifstream lines(jobs_file(directory));
  for (std::string line; std::getline(lines, line);) jobs.push_back(line);
  return jobs;
}

/// Runs the first missing run here and now: it counts, and its time tells how many make a task.
std::size_t probe(Session& session, std::size_t most_tasks) {
  const auto todo = session.missing();
  const auto start = std::chrono::steady_clock::now();
  if (!session.run(std::span(todo).first(1))) return 0;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  session.refresh();
  return executor::chunk_size(Duration{elapsed.count()}, todo.size() - 1, most_tasks);
}

int submit_round(Session& session, const SweepOptions& options) {
  const auto& directory = session.directory();
  const auto most_tasks = executor::Slurm::max_array_size();
  const std::size_t chunk = options.chunk ? options.chunk : probe(session, most_tasks);
  const auto todo = session.missing();
  if (todo.empty()) return exit_ok;
  if (chunk == 0) return exit_interrupted;
  const auto chunks = executor::make_chunks(todo, chunk);
  if (chunks.runs.size() > most_tasks)
    throw UsageError(fmt::format(
        "--chunk {}: {} are more than MaxArraySize {} of this Slurm allows; take at "
        "least --chunk {}",
        chunk, counted(chunks.runs.size(), "task"), most_tasks, (todo.size() + most_tasks - 1) / most_tasks));
  const auto batch = next_batch(directory);
  write_chunks(directory, batch, chunks);
  fs::create_directories(directory.file("slurm"));
  const auto slurm = batch_options(session.study(), directory.path(), batch, chunks.runs.size(), options);
  const auto array = directory.file("slurm") / (batch + ".sbatch");
  const auto collect = directory.file("slurm") / (batch + "-collect.sbatch");
  write_file_atomically(array, executor::slurm_array_script(slurm));
  const auto array_job = executor::Slurm::submit(array);
  write_file_atomically(collect, executor::slurm_collect_script(slurm, array_job));
  const auto collect_job = executor::Slurm::submit(collect);
  auto jobs = submitted_jobs(directory);
  jobs.insert(jobs.end(), {array_job, collect_job});
  std::string text;
  for (const auto& job : jobs) text += job + "\n";
  write_file_atomically(jobs_file(directory), text);
  if (!options.quiet)
    fmt::print(stderr, "job {}: {} in {}; job {} collects them. See: tradewind sweep status {}\n", array_job,
               counted(todo.size(), "run"), counted(chunks.runs.size(), "task"), collect_job,
               directory.path().string());
  return exit_ok;
}

int run_on_slurm(Session& session, const SweepOptions& options) {
  if (const auto queue = queue_of(session.directory()); queue.pending + queue.running > 0) {
    fmt::print(stderr, "jobs of this sweep are in the queue ({} running, {} pending); nothing was submitted\n",
               queue.running, queue.pending);
    return exit_ok;
  }
  if (session.decide()) return submit_round(session, options);
  return finish(session.directory(), session.study(), session.results(), session.words());
}

std::string render(const executor::SlurmOptions& batch, ExecutorKind kind) {
  switch (kind) {
    case ExecutorKind::slurm:
      return executor::slurm_array_script(batch) + "\n" + executor::slurm_collect_script(batch, "ARRAY_JOB");
    case ExecutorKind::parallel:
      return executor::parallel_commands(batch);
    case ExecutorKind::snakemake:
      return executor::snakefile(batch);
    case ExecutorKind::local:
      break;
  }
  return "";
}

/// Writes the files of a tool that somebody else starts.
int write_files(Session& session, const SweepOptions& options) {
  if (!session.decide()) return finish(session.directory(), session.study(), session.results(), session.words());
  const auto& directory = session.directory();
  const auto todo = session.missing();
  const auto chunks = executor::make_chunks(todo, std::max<std::size_t>(1, options.chunk));
  const auto batch = next_batch(directory);
  write_chunks(directory, batch, chunks);
  const bool snakemake = options.executor == ExecutorKind::snakemake;
  const auto file = directory.file(snakemake ? "Snakefile" : "commands.txt");
  write_file_atomically(
      file,
      render(batch_options(session.study(), directory.path(), batch, chunks.runs.size(), options), options.executor));
  const auto how = snakemake ? fmt::format("snakemake --cores N --snakefile {}", file.string())
                             : fmt::format("parallel --sshloginfile HOSTS < {} && tradewind sweep collect {}",
                                           file.string(), directory.path().string());
  fmt::print(stderr, "{} in {}; nothing was run. Start them with:\n  {}\n", counted(todo.size(), "run"),
             counted(chunks.runs.size(), "chunk"), how);
  if (sweep::adaptive(session.study().description))
    fmt::print(stderr, "The sweep is adaptive: for the round after this one, do the same again.\n");
  fmt::print(stderr, "{}\n", file.string());
  return exit_ok;
}

}  // namespace

int run_as_batch(Session& session, const SweepOptions& options) {
  return options.executor == ExecutorKind::slurm ? run_on_slurm(session, options) : write_files(session, options);
}

std::string rendered_scripts(const sweep::Study& study, const fs::path& directory, std::size_t runs,
                             const SweepOptions& options) {
  const std::size_t chunk = std::max<std::size_t>(1, options.chunk);
  return render(batch_options(study, directory, "0", (runs + chunk - 1) / chunk, options), options.executor);
}

executor::Slurm::Queue queue_of(const SweepDirectory& directory) {
  const auto jobs = submitted_jobs(directory);
  return jobs.empty() ? executor::Slurm::Queue{} : executor::Slurm::queue(jobs);
}

int wait_for_jobs(const SweepDirectory& directory, const sweep::Study& study, Words words) {
  const auto& interrupts = watch_interrupts();
  const auto busy = [&] {
    const auto queue = queue_of(directory);
    return queue.pending + queue.running > 0;
  };
  while (busy()) {
    if (interrupts > 0) return exit_interrupted;  // the jobs go on
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  return finish(directory, study, directory.results(study), words);
}

int sweep_advance(const SweepOptions& options) {
  auto directory = SweepDirectory::open(options.sweep);
  Session session(sweep::load_for_runs(options.sweep, registries().catalogue, check_loaded), std::move(directory),
                  options);
  if (session.results().all_finished() && session.decide()) return submit_round(session, options);
  return finish(session.directory(), session.study(), session.results(), session.words());
}

int sweep_work(const WorkOptions& options) {
  const auto directory = SweepDirectory::open(options.directory);
  const auto study = sweep::load_for_runs(options.directory, registries().catalogue, check_loaded);
  const auto results = directory.results(study);
  auto todo = read_chunk(directory, options.batch, options.task);
  std::erase_if(todo, [&](std::size_t run) { return results.runs.at(run).has_value(); });  // a task that began before
  ScenarioSimulator simulator(study);
  const bool whole = executor::run_locally(
      directory.path(), study.id, results.manifest, todo, simulator,
      {.jobs = options.jobs,
       .timeout = options.timeout ? parse_time_limit(*options.timeout) : study.description.timeout,
       .shard_prefix = fmt::format("batch-{}-{}", options.batch, options.task),
       .interrupts = &watch_interrupts()});
  return whole ? exit_ok : exit_interrupted;
}

}  // namespace tradewind::app
