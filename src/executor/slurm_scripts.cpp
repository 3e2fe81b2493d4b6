// What is handed to sbatch: a job array with a chunk of runs per task, and the job that collects after it.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "executor/cluster.hpp"
#include "executor/shell.hpp"

namespace tradewind::executor {
namespace {

/// A value of an #SBATCH line: sbatch reads double quotes and backslashes like a shell does.
std::string sbatch_word(std::string_view word) {
  if (word_of_line(word) == word) return std::string(word);
  std::string quoted = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// The log of the tasks or of the collecting job. In the names of logs, % begins a pattern and %% is a percent sign.
std::string log_file(const SlurmOptions& options, std::string_view pattern) {
  std::string folder;
  for (const char c : (options.directory / "slurm").string())
    folder += c == '%' ? std::string("%%") : std::string(1, c);
  return sbatch_word(fmt::format("{}/{}{}.log", folder, options.batch, pattern));
}

/// What concerns the array alone: a limit on its tasks, the cores of one.
bool is_for_array_only(std::string_view option) {
  constexpr std::array of_the_array = {"--array", "-a", "--cpus-per-task", "-c"};
  return std::ranges::any_of(of_the_array, [&](std::string_view name) { return option.starts_with(name); });
}

}  // namespace

std::string slurm_array_script(const SlurmOptions& options) {
  check(options.tasks > 0, "an array has at least one task");
  std::string script = "#!/bin/sh\n";
  const auto line = [&](std::string_view option) { script += fmt::format("#SBATCH {}\n", option); };
  line(fmt::format("--job-name={}", sbatch_word(options.name)));
  line(fmt::format("--array=0-{}", options.tasks - 1));
  line(fmt::format("--output={}", log_file(options, "-%a")));
  line(fmt::format("--cpus-per-task={}", options.jobs_per_task));
  line("--requeue");  // a task that starts again leaves out what it finished before
  line("--open-mode=append");
  for (const auto& option : options.sbatch) line(option);
  return script + fmt::format("exec {}\n", work_command(options, "\"$SLURM_ARRAY_TASK_ID\""));
}

std::string slurm_collect_script(const SlurmOptions& options, const std::string& array_job) {
  std::string script = "#!/bin/sh\n";
  const auto line = [&](std::string_view option) { script += fmt::format("#SBATCH {}\n", option); };
  line(fmt::format("--job-name={}", sbatch_word(options.name + "-collect")));
  line(fmt::format("--output={}", log_file(options, "-collect")));
  for (const auto& option : options.sbatch)
    if (!is_for_array_only(option)) line(option);
  line(fmt::format("--dependency=afterany:{}", array_job));  // last: it must hold whatever the array had to wait for
  return script + fmt::format("exec {} sweep advance {}\n", word_of_line(options.program),
                              word_of_line(options.directory.string()));
}

}  // namespace tradewind::executor
