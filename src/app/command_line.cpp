#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "app/commands.hpp"
#include "app/dispatch.hpp"
#include "app/exit_codes.hpp"
#include "app/program.hpp"

namespace tradewind::app {
namespace {

/// Everything the command line can say, and the command it chose.
struct Words {
  RunOptions run;
  std::vector<std::string> files;
  bool quiet = false, json = false;
  std::string explained;
  std::vector<std::string> overrides;
  std::string listed, schema = "scenario", starter = "scenario";
  DescribeOptions described;
  std::function<int()> command;
};

constexpr const char* override_help =
    "Override a key, e.g. -s policy.offload.kind=cloud or -s platform.links.wan.bandwidth='50 Mbps'; repeatable";

void add_run(CLI::App& app, Words& words) {
  auto* run = app.add_subcommand("run", "Run scenarios and write their results");
  auto& o = words.run;
  run->add_option("scenario", o.scenarios, "Scenario files; several run as a batch, one process and directory each")
      ->required()
      ->type_name("SCENARIO");
  run->add_option("-s,--set", o.overrides, override_help)->type_name("KEY=VALUE")->allow_extra_args(false);
  run->add_option("-o,--output", o.output, "Write the results here instead of results/<name>/<run_id>")
      ->type_name("DIR");
  run->add_option("--seed", o.seed, "Seed of the run, same as -s run.seed=N")->type_name("N");
  run->add_option("-j,--jobs", o.jobs, "Runs of a batch at a time (default: one per core)")->type_name("N");
  run->add_flag("--json", o.json, "Print exactly summary.json on stdout");
  run->add_option("--timeline", o.timeline, "Write a Chrome trace of the run to FILE (open it in Perfetto)")
      ->type_name("FILE");
  run->add_option("--timeout", o.timeout, "Stop after this wall-clock time, e.g. '90 s' or 90, and keep what there is")
      ->type_name("T");
  run->add_flag("--force", o.force, "Replace an output directory that holds another run");
  run->add_flag("-q,--quiet", o.quiet, "No progress, no table; errors still show");
  run->footer(
      "Exit codes: 0 ok, 1 runtime error, 2 usage, 3 invalid input, 4 some runs failed, 99 threshold missed, "
      "130 interrupted.\nExample: tradewind run scenarios/quickstart.yaml -s policy.offload.kind=cloud --seed 7");
  run->callback([&words] { words.command = [&words] { return app::run(words.run); }; });
}

void add_checks(CLI::App& app, Words& words) {
  auto* validate =
      app.add_subcommand("validate", "Check input files without running them (exit 0, or 3 with the problems)");
  validate->add_option("file", words.files, "Scenario files")->required()->type_name("FILE");
  validate->add_flag("-q,--quiet", words.quiet, "Print problems only");
  validate->callback([&words] { words.command = [&words] { return app::validate(words.files, words.quiet); }; });

  auto* explain = app.add_subcommand("explain", "Print the resolved scenario, every default written out");
  explain->add_option("scenario", words.explained, "Scenario file")->required()->type_name("SCENARIO");
  explain->add_option("-s,--set", words.overrides, override_help)->type_name("KEY=VALUE")->allow_extra_args(false);
  explain->callback([&words] { words.command = [&words] { return app::explain(words.explained, words.overrides); }; });
}

void add_reference(CLI::App& app, Words& words) {
  auto* list = app.add_subcommand("list", "List what a scenario can name: " + joined(list_topics()));
  list->add_option("what", words.listed, joined(list_topics()))->required()->type_name("WHAT");
  list->add_flag("--json", words.json, "As JSON");
  list->callback([&words] { words.command = [&words] { return app::list(words.listed, words.json); }; });

  auto* describe = app.add_subcommand(
      "describe", "Explain a policy, distribution, arrival process, metric, target, the scenario, or the sweep");
  describe->add_option("what", words.described.what, joined(describe_topics()))->required()->type_name("WHAT");
  describe->add_option("name", words.described.name, "Its name; all of them without one")->type_name("NAME");
  describe->add_flag("--markdown", words.described.markdown, "As Markdown");
  describe->callback([&words] { words.command = [&words] { return app::describe(words.described); }; });

  auto* schema = app.add_subcommand("schema", "Print the JSON Schema (draft-7) of a file format, for editors");
  schema->add_option("format", words.schema, "scenario, sweep, target or model")->type_name("FORMAT");
  schema->callback([&words] { words.command = [&words] { return app::schema(words.schema); }; });
}

void add_rest(CLI::App& app, Words& words) {
  auto* init = app.add_subcommand("init", "Write a commented starter scenario");
  init->add_option("name", words.starter, "Its name; the file is NAME.yaml")->type_name("NAME");
  init->callback([&words] { words.command = [&words] { return app::init(words.starter); }; });

  auto* version = app.add_subcommand("version", "Print the version, the commit and the version of SimGrid");
  version->add_flag("--json", words.json, "As JSON");
  version->callback([&words] { words.command = [&words] { return app::version(words.json); }; });
}

/// Programs of their own: known here for the overview only.
void add_external(CLI::App& app) {
  for (const auto& command : external_commands())
    app.add_subcommand(std::string(command.name), std::string(command.summary));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  CLI::App app(
      "tradewind simulates where work runs between devices, edge and cloud, and at what price in latency, energy, "
      "money and accuracy.",
      "tradewind");
  app.require_subcommand(1);
  app.footer("Start with: tradewind run scenarios/quickstart.yaml\nHelp on a command: tradewind COMMAND --help");
  Words words;
  add_run(app, words);
  add_checks(app, words);
  add_external(app);
  add_reference(app, words);
  add_rest(app, words);
  if (!arguments.empty() && is_external(arguments.front())) {
    // Its own parser sees the rest; ours is told only the name, so that nothing can be refused twice.
    words.command = [&] {
      become(arguments.front(), {arguments.begin() + 1, arguments.end()});
      return exit_failure;
    };
    argc = 2;
  }
  run_program(app, "tradewind", argc, argv, [&words] { return words.command(); });
}

}  // namespace tradewind::app
