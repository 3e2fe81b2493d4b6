#include "app/sweep/finish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/exit_codes.hpp"
#include "app/sweep/chosen_run.hpp"
#include "app/sweep/front_table.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "base/shell.hpp"
#include "report/report.hpp"
#include "sweep/collect.hpp"

namespace tradewind::app {
namespace {

/// The first few reasons why runs failed, each with how often and the first run it struck.
void tell_failures(const sweep::Results& results) {
  struct Reason {
    std::string text;
    std::size_t first = 0, count = 0;
  };
  std::vector<Reason> reasons;
  for (std::size_t run = 0; run < results.runs.size(); ++run) {
    if (!results.runs[run] || results.runs[run]->status == sweep::RunStatus::complete) continue;
    const auto& text = results.runs[run]->reason;
    auto known = std::ranges::find(reasons, text, &Reason::text);
    if (known == reasons.end()) known = reasons.insert(reasons.end(), {text, run, 0});
    ++known->count;
  }
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < std::min(shown, reasons.size()); ++i)
    fmt::print(stderr, "failed: {} run{}, first run {}: {}\n", reasons[i].count, reasons[i].count == 1 ? "" : "s",
               reasons[i].first, reasons[i].text);
  if (reasons.size() > shown)
    fmt::print(stderr, "failed: {}, see the column 'reason' of runs.csv\n",
               counted(reasons.size() - shown, "further reason"));
}

void tell_damage(const sweep::ShardReport& shards) {
  for (const auto& problem : shards.problems) fmt::print(stderr, "note: {}\n", problem);
}

void write_report(const SweepDirectory& directory, const sweep::Study& study, const sweep::Results& results,
                  const sweep::Front& front) {
  report::Input input{.sweep = report::Input::Sweep{.study = &study,
                                                    .results = &results,
                                                    .front = &front,
                                                    .command = fmt::format("tradewind sweep run {}",
                                                                           shell_word(study.description.where.file)),
                                                    .working_directory = std::filesystem::current_path()},
                      .provenance = provenance_of(study)};
  if (const auto chosen = run_chosen(directory, study, results, front)) {
    input.run = report::read_run(*chosen);
    input.run->label = "the run of the knee point";
  }
  write_file_atomically(directory.file("report.html"), report::html(input));
}

}  // namespace

int finish(const SweepDirectory& directory, const sweep::Study& study, const sweep::Results& results, Words words) {
  sweep::collect(directory.path(), study, results, provenance_of(study));
  tell_damage(results.shards);
  tell_failures(results);
  if (!results.all_finished()) {
    fmt::print(stderr, "missing: {} of {}; go on with: tradewind sweep resume {}\n",
               results.manifest.runs().size() - results.finished(), counted(results.manifest.runs().size(), "run"),
               directory.path().string());
    return exit_some_failed;
  }
  const auto front = sweep::front(study, results, study.objectives, study.description.reference);
  const auto thresholds = sweep::compare(study, results, front);
  write_report(directory, study, results, front);
  if (words == Words::all) fmt::print(stderr, "{}", front_table(results, front));
  fmt::print(stderr, "{}", threshold_list(thresholds));
  fmt::print(stderr, "{}\n", directory.file("report.html").string());  // alone on the last line
  if (results.failed() > 0) return exit_some_failed;
  return thresholds.met ? exit_ok : exit_threshold_missed;
}

int stop_early(const SweepDirectory& directory, const sweep::Study& study, const sweep::Results& results, Words words) {
  sweep::collect(directory.path(), study, results, provenance_of(study));
  if (words == Words::all)
    fmt::print(stderr, "interrupted; finished and kept: {} of {}. Go on with: tradewind sweep resume {}\n",
               results.finished(), counted(results.manifest.runs().size(), "run"), directory.path().string());
  return exit_interrupted;
}

}  // namespace tradewind::app
