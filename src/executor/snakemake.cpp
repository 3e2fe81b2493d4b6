// The chunks of a batch for Snakemake: a job per chunk, and one that collects when all have ended.

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "executor/cluster.hpp"

namespace tradewind::executor {
namespace {

/// A Python string: JSON's escapes are among Python's.
std::string python_text(std::string_view text) {
  std::string quoted;
  JsonWriter(quoted).value(text);
  return quoted;
}

// {0}: directory, {1}: program, {2}: batch, {3}: tasks, {4}: cores of a task.
constexpr std::string_view rules =
    R"(# The runs of a sweep as jobs. Start them with: snakemake --cores N --snakefile THIS_FILE
workdir: {0}


rule all:
    input:
        "chunks/{2}-collected.done",


rule work:
    output:
        touch("chunks/{2}-{{task}}.done"),
    params:
        tradewind={1},
    wildcard_constraints:
        task=r"\d+",
    threads: {4}
    log:
        "chunks/{2}-{{task}}.log",
    shell:
        "{{params.tradewind:q}} sweep work . --batch {2} --task {{wildcards.task}} -j {{threads}} > {{log}} 2>&1"


rule collect:
    input:
        expand("chunks/{2}-{{task}}.done", task=range({3})),
    output:
        touch("chunks/{2}-collected.done"),
    params:
        tradewind={1},
    log:
        "chunks/{2}-collected.log",
    shell:
        "{{params.tradewind:q}} sweep collect . > {{log}} 2>&1"
)";

}  // namespace

std::string snakefile(const SlurmOptions& options) {
  return fmt::format(fmt::runtime(rules), python_text(options.directory.string()), python_text(options.program),
                     options.batch, options.tasks, options.jobs_per_task);
}

}  // namespace tradewind::executor
