#include "app/sweep/command_line.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "app/program.hpp"
#include "app/sweep/commands.hpp"

namespace tradewind::app {
namespace {

struct SweepWords {
  SweepOptions sweep;
  WorkOptions work;
  bool markdown = false;
  std::function<int()> command;
};

void add_quiet(CLI::App& app, SweepOptions& o) {
  app.add_flag("-q,--quiet", o.quiet, "No progress, no table; errors still show");
}

void add_executor(CLI::App& app, SweepOptions& o) {
  const std::map<std::string, ExecutorKind> executors{
      {"local", ExecutorKind::local}, {"slurm", ExecutorKind::slurm}, {"parallel", ExecutorKind::parallel}};
  app.add_option("-j,--jobs", o.jobs, "Runs at a time (default: one per core; on a cluster, of one task: 1)")
      ->type_name("N");
  auto* executor =
      app.add_option("--executor", o.executor,
                     "local: processes on this machine; slurm: a job array; parallel: a command file for GNU parallel")
          ->type_name("local|slurm|parallel")
          ->transform(CLI::CheckedTransformer(executors, CLI::ignore_case).description(""));
  app.add_option_function<std::string>(
         "--export",
         [&o](const std::string& format) {
           if (format != "snakemake") throw CLI::ValidationError("--export", "unknown format (known: snakemake)");
           o.executor = ExecutorKind::snakemake;
         },
         "Write a Snakefile instead of running")
      ->type_name("snakemake")
      ->excludes(executor);
  app.add_option("--chunk", o.chunk, "Runs per task of a cluster (default: from a probe run, 5 to 30 min per task)")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  app.add_option("--sbatch", o.sbatch, "A further option for sbatch, e.g. --sbatch=--partition=short; repeatable")
      ->type_name("OPTION")
      ->allow_extra_args(false);
  app.add_flag("--wait", o.wait, "With slurm: wait for the jobs, and end like a local sweep");
  app.add_option("--timeout", o.timeout, "Wall-clock limit of one run, e.g. '90 s' or 90; beats the file's")
      ->type_name("T");
}

void add_run(CLI::App& app, SweepWords& words) {
  auto* run = app.add_subcommand("run", "Run a sweep; what is already there is not run again");
  auto& o = words.sweep;
  run->add_option("sweep", o.sweep, "Sweep file")->required()->type_name("SWEEP");
  run->add_option("-o,--output", o.output, "Write the results here instead of results/<name>/<id>")->type_name("DIR");
  add_executor(*run, o);
  run->add_flag("--dry-run", o.dry_run, "Say what would be done; with slurm, print the scripts");
  run->add_flag("--list", o.list, "Print the points of the first round as CSV, and run nothing");
  run->add_flag("--force", o.force, "Begin anew in a directory that holds results");
  add_quiet(*run, o);
  run->footer(
      "Exit codes: 0 ok, 1 runtime error, 2 usage, 3 invalid input, 4 some runs failed or are missing, "
      "99 threshold missed, 130 interrupted.\nExample: tradewind sweep run scenarios/sweeps/quick.yaml");
  run->callback([&words] { words.command = [&words] { return sweep_run(words.sweep); }; });
}

/// status, resume, collect: what is done to a directory.
void add_directory_commands(CLI::App& app, SweepWords& words) {
  const auto add = [&](const char* name, const char* help, int (*command)(const SweepOptions&)) {
    auto* added = app.add_subcommand(name, help);
    added->add_option("directory", words.sweep.sweep, "Directory of the sweep")->required()->type_name("DIR");
    added->callback([&words, command] { words.command = [&words, command] { return command(words.sweep); }; });
    return added;
  };
  auto* status = add("status", "How many runs are done, running, failed and missing", sweep_status);
  status->add_flag("--json", words.sweep.json, "As JSON");
  auto* resume = add("resume", "Run what is missing", sweep_resume);
  add_executor(*resume, words.sweep);
  add_quiet(*resume, words.sweep);
  add_quiet(*add("collect", "Write the tables, and when every run has ended the front and the report", sweep_collect),
            words.sweep);

  // For the jobs of a cluster, not for people: no help shows them.
  auto* advance = add("advance", "", sweep_advance);
  advance->group("");
  add_executor(*advance, words.sweep);
  add_quiet(*advance, words.sweep);
}

void add_machinery(CLI::App& app, SweepWords& words) {
  auto* work = app.add_subcommand("work", "")->group("");
  auto& o = words.work;
  work->add_option("directory", o.directory)->required();
  work->add_option("--batch", o.batch)->required();
  work->add_option("--task", o.task)->required();
  work->add_option("-j,--jobs", o.jobs);
  work->add_option("--timeout", o.timeout);
  work->callback([&words] { words.command = [&words] { return sweep_work(words.work); }; });

  auto* validate = app.add_subcommand("validate", "")->group("");
  validate->add_option("sweep", words.sweep.sweep)->required();
  add_quiet(*validate, words.sweep);
  validate->callback([&words] { words.command = [&words] { return sweep_validate(words.sweep); }; });

  auto* describe = app.add_subcommand("describe", "")->group("");
  describe->add_flag("--markdown", words.markdown);
  describe->callback([&words] {
    words.command = [&words] { return sweep_describe(words.markdown ? Prose::markdown : Prose::plain); };
  });

  auto* schema = app.add_subcommand("schema", "")->group("");
  schema->callback([&words] { words.command = [] { return sweep_schema(); }; });
}

}  // namespace

int sweep_main(int argc, char** argv) {
  CLI::App app("Run a scenario over many parameters and seeds, into points, a front and a report.", "tradewind sweep");
  app.require_subcommand(1);
  app.footer("Start with: tradewind sweep run scenarios/sweeps/quick.yaml");
  SweepWords words;
  add_run(app, words);
  add_directory_commands(app, words);
  add_machinery(app, words);
  run_program(app, "tradewind sweep", argc, argv, [&words] { return words.command(); });
}

int pareto_main(int argc, char** argv) {
  CLI::App app("Print the front of a sweep: non-dominated points, hypervolume, confidence.", "tradewind pareto");
  ParetoOptions o;
  app.add_option("directory", o.directory, "Directory of a sweep")->required()->type_name("DIR");
  app.add_option("--objectives", o.objectives, "Compare these instead, e.g. latency_p95_s:min,energy_total_j:min")
      ->type_name("LIST");
  app.add_option("--reference", o.reference, "Reference of the hypervolume, natural units, e.g. 1.0,500")
      ->type_name("LIST");
  app.add_flag("--json", o.json, "As JSON");
  run_program(app, "tradewind pareto", argc, argv, [&o] { return pareto(o); });
}

int report_main(int argc, char** argv) {
  CLI::App app("Write one self-contained HTML page of a sweep or a run; or its figures.", "tradewind report");
  ReportOptions o;
  app.add_option("directory", o.directory, "Directory of a sweep or of a run")->required()->type_name("DIR");
  app.add_option("-o,--output", o.output, "The page (default: DIR/report.html)")->type_name("FILE");
  app.add_option("--run", o.run, "A run directory to show in the report of a sweep (default: its knee point's)")
      ->type_name("DIR");
  app.add_option("--figures", o.figures, "Write figures (SVG and PDF) and the CSV behind each into this folder instead")
      ->type_name("DIR");
  run_program(app, "tradewind report", argc, argv, [&o] { return report(o); });
}

}  // namespace tradewind::app
