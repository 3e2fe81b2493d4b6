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

// {0}: program, {1}: batch, {2}: tasks, {3}: cores of a task. The file lies in the directory of the sweep, which may be
// moved, and another machine may have the program elsewhere.
constexpr std::string_view rules =
    R"(# The runs of a sweep as jobs. Start them with: snakemake --cores N --snakefile THIS_FILE
workdir: workflow.basedir


TRADEWIND = config.get("tradewind", {0})  # or --config tradewind=PATH


rule all:
    input:
        "chunks/collected-{1}.done",


rule work:
    output:
        touch("chunks/{1}-{{task}}.done"),
    params:
        tradewind=TRADEWIND,
    threads: {3}
    log:
        "chunks/{1}-{{task}}.log",
    shell:
        "{{params.tradewind:q}} sweep work . --batch {1} --task {{wildcards.task}} -j {{threads}} > {{log}} 2>&1"


rule collect:
    input:
        expand("chunks/{1}-{{task}}.done", task=range({2})),
    output:
        touch("chunks/collected-{1}.done"),
    params:
        tradewind=TRADEWIND,
    log:
        "chunks/collected-{1}.log",
    shell:
        "{{params.tradewind:q}} sweep collect . > {{log}} 2>&1"
)";

}  // namespace

std::string snakefile(const SlurmOptions& options) {
  return fmt::format(rules, python_text(options.program), options.batch, options.tasks, options.jobs_per_task);
}

}  // namespace tradewind::executor
