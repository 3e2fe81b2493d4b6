// Slurm asked and told through its own commands, which find the cluster by themselves.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <sstream>

#include "base/check.hpp"
#include "executor/cluster.hpp"
#include "executor/command.hpp"

namespace tradewind::executor {
namespace {

/// Of one job after the other: with several, squeue leaves out those that it has forgotten; asked for one, it fails.
bool is_forgotten(const CommandResult& result) { return result.errors.find("Invalid job id") != std::string::npos; }

void count(const std::string& states, Slurm::Queue& queue) {
  std::istringstream lines(states);
  for (std::string state; lines >> state;) ++(state == "PENDING" ? queue.pending : queue.running);
}

}  // namespace

std::size_t Slurm::max_array_size() {
  const auto config = output_of({"scontrol", "show", "config"});
  constexpr std::string_view name = "MaxArraySize";
  std::istringstream lines(config);
  for (std::string line; std::getline(lines, line);) {
    const auto digits = line.find_first_of("0123456789");
    if (!line.starts_with(name) || digits == std::string::npos) continue;
    std::size_t size = 0;
    std::from_chars(line.data() + digits, line.data() + line.size(), size);
    if (size > 0) return size;
    throw RuntimeFailure("this Slurm takes no job arrays (MaxArraySize is 0)");
  }
  throw RuntimeFailure("'scontrol show config' does not tell MaxArraySize");
}

std::string Slurm::submit(const std::filesystem::path& script) {
  const auto answer = output_of({"sbatch", "--parsable", script.string()});
  auto job = answer.substr(0, answer.find_first_of(";\n"));  // "12" or "12;cluster"
  if (job.empty() || job.find_first_not_of("0123456789") != std::string::npos)
    throw RuntimeFailure(fmt::format("sbatch answered '{}' instead of a job id", answer));
  return job;
}

Slurm::Queue Slurm::queue(const std::vector<std::string>& jobs) {
  Queue queue;
  if (jobs.empty()) return queue;
  const auto ask = [](const std::string& ids) {
    return std::vector<std::string>{"squeue", "--noheader", "--array", "--format=%T", "--jobs=" + ids};
  };
  const auto all = ask(fmt::format("{}", fmt::join(jobs, ",")));
  const auto result = run_command(all);
  if (result.exit_code == 0) {
    count(result.output, queue);
    return queue;
  }
  if (!is_forgotten(result)) throw_failure(all, result);
  for (const auto& job : jobs) {
    const auto one = run_command(ask(job));
    if (one.exit_code == 0)
      count(one.output, queue);
    else if (!is_forgotten(one))
      throw_failure(ask(job), one);
  }
  return queue;
}

void Slurm::cancel(const std::vector<std::string>& jobs) {
  for (const auto& job : jobs) {
    const std::vector<std::string> words = {"scancel", job};
    const auto result = run_command(words);
    if (result.exit_code != 0 && !is_forgotten(result)) throw_failure(words, result);
  }
}

}  // namespace tradewind::executor
