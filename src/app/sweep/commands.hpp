#pragma once
// The commands on sweeps and their options. Each returns an ExitCode and throws ConfigError, RuntimeFailure or
// UsageError.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tradewind::app {

enum class ExecutorKind {
  local,      // worker processes on this machine
  slurm,      // a job array
  parallel,   // a command file for GNU parallel
  snakemake,  // a Snakefile
};

struct SweepOptions {
  std::string sweep;                  // the file (run) or the directory (everything else)
  std::optional<std::string> output;  // -o DIR
  unsigned jobs = 0;                  // runs at a time (of a task, on a cluster); 0: one per core (one)
  ExecutorKind executor = ExecutorKind::local;
  std::size_t chunk = 0;               // runs per task; 0: from a probe run
  std::optional<std::string> timeout;  // wall clock of one run; beats the file's
  std::vector<std::string> sbatch;     // options handed to sbatch
  bool wait = false;                   // for the jobs to end
  bool force = false;                  // begin anew in a directory that holds results
  bool dry_run = false;
  bool list = false;
  bool json = false, quiet = false;
};

int sweep_run(const SweepOptions& options);
int sweep_resume(const SweepOptions& options);
int sweep_status(const SweepOptions& options);
int sweep_collect(const SweepOptions& options);
int sweep_validate(const SweepOptions& options);
int sweep_schema();
enum class Prose { plain, markdown };
/// Every key of a sweep file.
int sweep_describe(Prose prose);

/// One task of a batch of chunks: what the jobs of a cluster call.
struct WorkOptions {
  std::string directory;
  std::string batch;
  std::size_t task = 0;
  unsigned jobs = 1;
  std::optional<std::string> timeout;
};
int sweep_work(const WorkOptions& options);
/// After a batch: collects, and submits the next round of an adaptive sweep.
int sweep_advance(const SweepOptions& options);

struct ParetoOptions {
  std::string directory;
  std::optional<std::string> objectives;  // latency_p95_s:min,energy_total_j:min
  std::optional<std::string> reference;   // 1.0,500
  bool json = false;
};
int pareto(const ParetoOptions& options);

struct ReportOptions {
  std::string directory;               // of a sweep or of a run
  std::optional<std::string> output;   // the page; default DIR/report.html
  std::optional<std::string> run;      // a run directory to show beside the sweep
  std::optional<std::string> figures;  // folder for SVG, PDF and CSV
};
int report(const ReportOptions& options);

}  // namespace tradewind::app
