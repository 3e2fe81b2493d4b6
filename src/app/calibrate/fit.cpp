// calibrate fit: a kernel trace → a model file and its errors.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "app/calibrate/commands.hpp"
#include "app/calibrate/error_table.hpp"
#include "app/calibrate/facts.hpp"
#include "app/calibrate/parity.hpp"
#include "app/dispatch.hpp"
#include "app/exit_codes.hpp"
#include "app/terminal.hpp"
#include "app/version.hpp"
#include "base/check.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "base/shell.hpp"
#include "calibrate/fit.hpp"
#include "config/quantity.hpp"

namespace tradewind::app {
namespace {

constexpr std::pair<std::string_view, cost::ModelKind> kinds[] = {
    {"datasheet", cost::ModelKind::datasheet}, {"roofline", cost::ModelKind::roofline},
    {"residual", cost::ModelKind::residual},   {"table", cost::ModelKind::table},
    {"linear", cost::ModelKind::linear},       {"collective", cost::ModelKind::collective},
};
constexpr std::pair<std::string_view, calibrate::Holdout> holdouts[] = {
    {"rows", calibrate::Holdout::rows},
    {"shapes", calibrate::Holdout::shapes},
    {"models", calibrate::Holdout::models},
    {"targets", calibrate::Holdout::targets},
};

template <class T, std::size_t N>
std::optional<T> named(const std::pair<std::string_view, T> (&all)[N], std::string_view name) {
  for (const auto& [word, value] : all)
    if (word == name) return value;
  return std::nullopt;
}

/// One line that is written over, on a terminal only.
class Progress {
 public:
  explicit Progress(bool quiet) : shown_(!quiet && stderr_is_terminal()) {}
  ~Progress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::size_t done, std::size_t all) const {
    if (shown_) fmt::print(stderr, "\r\033[Kfitted {} of {}", done, counted(all, "op"));
  }

 private:
  bool shown_;
};

void tell_rejected(const calibrate::Trace& trace) {
  for (const auto& [reason, rows] : trace.rejected)
    fmt::print(stderr, "note: {} left out: {}\n", counted(rows, "row"), reason);
}

/// Errors by op and by fit, as `evaluate` writes them.
std::string report_json(const calibrate::FitReport& report) {
  std::map<std::string, std::vector<calibrate::Held>> by_op, by_group;
  for (std::size_t i = 0; i < report.held.size(); ++i) {
    const auto& key = report.model.ops[i].key;
    auto& op = by_op[key.op];
    op.insert(op.end(), report.held[i].begin(), report.held[i].end());
    by_group[key.text()] = report.held[i];
  }
  return errors_json(by_op, by_group);
}

/// What repeats a fit and its page. The number of threads changes nothing.
std::string repeat_command(const FitCommand& command) {
  std::string text = "tradewind calibrate fit --data";
  for (const auto& file : command.data) text += " " + shell_word(file);
  text += fmt::format(" --model {} --holdout {}", command.model, command.holdout);
  text += command.folds > 0 ? fmt::format(" --folds {}", command.folds) : fmt::format(" --split {}", command.split);
  for (const auto& target : command.excluded) text += " --exclude-target " + shell_word(target);
  if (!command.facts.empty()) text += " --facts " + shell_word(command.facts);
  return text +
         fmt::format(" --seed {} -o {} --plot {}", command.seed, shell_word(command.output), shell_word(command.plot));
}

}  // namespace

int calibrate_fit(const FitCommand& command) {
  if (!command.plot.empty()) require_program("report");  // before the long work
  auto trace = calibrate::read_trace({command.data.begin(), command.data.end()});
  std::set<std::string> targets;
  std::erase_if(trace.rows, [&](const auto& row) { return std::ranges::count(command.excluded, row.target) > 0; });
  for (const auto& row : trace.rows) targets.insert(row.target);
  calibrate::FitOptions options{.kind = named(kinds, command.model),
                                .holdout = named(holdouts, command.holdout).value(),
                                .split = command.split,
                                .seed = command.seed,
                                .facts = {},
                                .threads = command.jobs > 0 ? command.jobs : std::thread::hardware_concurrency(),
                                .folds = command.folds};
  const auto datasheet = named_facts(command.facts);
  for (const auto& target : targets) {
    if (auto facts = facts_of(target, datasheet, targets.size() == 1))
      options.facts.emplace(target, std::move(*facts));
    else
      fmt::print(stderr,
                 "note: no datasheet of '{}': its peaks are fitted, too (--facts FILE, or platforms/targets/{}.yaml)\n",
                 target, target);
  }
  auto report = [&] {
    const Progress progress(command.quiet);
    return calibrate::fit(trace, options, [&](std::size_t done, std::size_t all) { progress.show(done, all); });
  }();
  report.model.tool = fmt::format("tradewind {}", program_version());
  report.model.date = today();
  report.model.holdout = command.holdout == "targets"
                             ? std::string("each target, predicted from the others and its datasheet")
                         : command.folds > 0 ? fmt::format("{}-fold over {}", command.folds, command.holdout)
                                             : fmt::format("{:g} % of the {}", 100 * command.split, command.holdout);
  for (const auto& [reason, rows] : trace.rejected)
    report.model.notes.push_back(fmt::format("{} left out: {}", counted(rows, "row"), reason));
  write_file_atomically(command.output, cost::to_yaml(report.model));
  if (!command.quiet) {
    tell_rejected(trace);
    fmt::print(stderr, "{}", error_table(report.model));
    for (const auto& op : report.model.ops)
      if (!op.chosen_because.empty()) fmt::print(stderr, "{}: {}\n", op.key.text(), op.chosen_because);
    fmt::print(stderr, "held out: {}; written: {}\n", report.model.holdout, command.output);
  }
  if (!command.plot.empty())
    write_parity_page(command.plot, parity_json(report, command.output, repeat_command(command)));
  if (command.json) fmt::print("{}", report_json(report));
  return exit_ok;
}

}  // namespace tradewind::app
