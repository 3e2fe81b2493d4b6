#include "app/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <new>
#include <system_error>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "base/check.hpp"
#include "config/problem.hpp"

namespace tradewind::app {
namespace {

/// What CLI11 calls a missing subcommand when the first word is none of them.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  const auto words = app.remaining();
  if (!app.get_subcommands().empty() || words.empty() || error.get_name() != "RequiredError") return error.what();
  std::vector<std::string> known;
  for (const auto* command : app.get_subcommands(nullptr))
    if (!command->get_group().empty()) known.push_back(command->get_name());
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

int parse_and_run(CLI::App& app, const std::string& program, int argc, char** argv,
                  const std::function<int()>& command) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    const auto& chosen = app.get_subcommands();
    return report(fmt::format("tradewind: {}\nSee: {} {}--help", complaint(app, error), program,
                              chosen.empty() ? "" : chosen.front()->get_name() + " "),
                  exit_usage);
  }
  const int code = guarded(command);
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
  const int reason = errno;  // of the flush; an earlier failure has left none
  return report(
      "tradewind: cannot write to stdout" + (reason ? ": " + std::generic_category().message(reason) : std::string()),
      exit_failure);
}

}  // namespace

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

void run_program(CLI::App& app, const std::string& program, int argc, char** argv,
                 const std::function<int()>& command) {
  open_closed_streams();
  app.get_formatter()->column_width(34);
  const int code = parse_and_run(app, program, argc, argv, command);
  // SimGrid must not be unwound after a run (activities may be in flight), so no destructor of a static runs.
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace tradewind::app
