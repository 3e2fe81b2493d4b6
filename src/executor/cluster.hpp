#pragma once
// Sweeps on many machines: chunks of runs as tasks of a Slurm array, or as files for GNU parallel and Snakemake.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"

namespace tradewind::executor {

/// Successive runs that still have to be made, dealt into chunks: as many in each, fewer in the last.
struct Chunks {
  std::vector<std::vector<std::size_t>> runs;
};
Chunks make_chunks(const std::vector<std::size_t>& todo, std::size_t chunk);
/// How many runs make a task of about ten minutes (five to ten when there is work for it), or more so that at most
/// `most_tasks` are needed.
std::size_t chunk_size(Duration of_one_run, std::size_t runs, std::size_t most_tasks);

struct SlurmOptions {
  std::string program;              // absolute path of tradewind
  std::filesystem::path directory;  // absolute
  std::string name;                 // of the jobs
  std::size_t tasks = 0;            // array 0 … tasks − 1
  std::string batch;                // names the chunk file and the scripts: "0", "0-retry-1"
  std::vector<std::string> sbatch;  // further options of sbatch, as given
  unsigned jobs_per_task = 1;       // --cpus-per-task, and -j of the worker
};
/// The array script: task i runs `tradewind sweep work DIR --batch B --task i -j N`. Logs go to DIR/slurm, which must
/// exist when it is submitted. Throws RuntimeFailure for paths with a line end, as all below.
std::string slurm_array_script(const SlurmOptions& options);
/// The job that runs after the array, whatever became of its tasks: `tradewind sweep advance DIR`.
std::string slurm_collect_script(const SlurmOptions& options, const std::string& array_job);

/// What Slurm says. Throws RuntimeFailure with its words when a command fails or is not installed.
class Slurm {
 public:
  /// MaxArraySize of `scontrol show config`.
  static std::size_t max_array_size();
  /// Submits a script and returns the job id (`sbatch --parsable`).
  static std::string submit(const std::filesystem::path& script);
  struct Queue {
    std::size_t pending = 0, running = 0;  // tasks
  };
  /// What squeue knows of these jobs; jobs it has forgotten count as ended. Needs no accounting database.
  static Queue queue(const std::vector<std::string>& jobs);
  static void cancel(const std::vector<std::string>& jobs);
};

/// GNU parallel: one command per line, to be run as
/// `parallel --joblog … --sshloginfile HOSTS < commands.txt`.
std::string parallel_commands(const SlurmOptions& options);
/// A Snakefile, to lie in the directory of the sweep: a rule with a job per chunk and one that collects.
std::string snakefile(const SlurmOptions& options);

}  // namespace tradewind::executor
