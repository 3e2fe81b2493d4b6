#include "app/command_line.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <new>
#include <system_error>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "base/check.hpp"
#include "config/problem.hpp"

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

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

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

  auto* describe =
      app.add_subcommand("describe", "Explain a policy, distribution, arrival process, metric, or the scenario");
  describe->add_option("what", words.described.what, joined(describe_topics()))->required()->type_name("WHAT");
  describe->add_option("name", words.described.name, "Its name; all of them without one")->type_name("NAME");
  describe->add_flag("--markdown", words.described.markdown, "As Markdown");
  describe->callback([&words] { words.command = [&words] { return app::describe(words.described); }; });

  auto* schema = app.add_subcommand("schema", "Print the JSON Schema (draft-7) of a file format, for editors");
  schema->add_option("format", words.schema, "scenario")->type_name("FORMAT");
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

/// What CLI11 calls a missing subcommand when the first word is none of them.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  const auto words = app.remaining();
  if (!app.get_subcommands().empty() || words.empty() || error.get_name() != "RequiredError") return error.what();
  std::vector<std::string> known;
  for (const auto* command : app.get_subcommands(nullptr)) known.push_back(command->get_name());
  return fmt::format("unknown {} '{}'{} (known: {})", words.front().starts_with('-') ? "option" : "command",
                     words.front(), config::did_you_mean(words.front(), known), joined(known));
}

/// A file opened in the place of a closed stream would get what is meant for people.
void open_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) < 0) open("/dev/null", O_RDWR);
}

int report(const std::string& message, int code) {
  std::fflush(stdout);
  std::fputs((message + "\n").c_str(), stderr);  // fmt would throw where stderr cannot be written
  return code;
}

int guarded(const std::function<int()>& command) try { return command(); } catch (const config::ConfigError& error) {
  return report(error.what(), error.from_override() ? exit_usage : exit_invalid_input);
} catch (const UsageError& error) {
  return report(fmt::format("tradewind: {}", error.what()), exit_usage);
} catch (const std::bad_alloc&) {
  return report("tradewind: out of memory", exit_failure);
} catch (const std::exception& error) {
  return report(fmt::format("tradewind: {}", error.what()), exit_failure);
}

}  // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  CLI::App app(
      "tradewind simulates where work runs between devices, edge and cloud, and at what price in latency, energy, "
      "money and accuracy.",
      "tradewind");
  app.require_subcommand(1);
  app.footer("Start with: tradewind run scenarios/quickstart.yaml\nHelp on a command: tradewind COMMAND --help");
  app.get_formatter()->column_width(34);
  Words words;
  add_run(app, words);
  add_checks(app, words);
  add_reference(app, words);
  add_rest(app, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    const auto& chosen = app.get_subcommands();
    return report(fmt::format("tradewind: {}\nSee: tradewind {}--help", complaint(app, error),
                              chosen.empty() ? "" : chosen.front()->get_name() + " "),
                  exit_usage);
  }
  int code = guarded(words.command);
  const bool flushed = std::fflush(stdout) == 0;
  if (!flushed || std::ferror(stdout)) {
    const std::string why = flushed ? "" : ": " + std::generic_category().message(errno);  // told before, otherwise
    code = report("tradewind: cannot write to stdout" + why, exit_failure);
  }
  // SimGrid must not be unwound after a run (activities may be in flight), so no destructor of a static runs.
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace tradewind::app
