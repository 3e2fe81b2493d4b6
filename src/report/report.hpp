#pragma once
// One self-contained HTML page of a sweep, a run, or both; and its figures for papers.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sweep/results.hpp"

namespace tradewind::report {

/// The files of one run directory, read when they exist.
struct RunFiles {
  std::string label;                      // "knee of the front", or the directory's name
  std::string summary, series, timeline;  // JSON texts; empty when absent
  std::string scenario;                   // resolved YAML
};
/// Throws RuntimeFailure when the directory holds no summary.json.
RunFiles read_run(const std::filesystem::path& directory);

struct Input {
  struct Sweep {
    const sweep::Study* study = nullptr;
    const sweep::Results* results = nullptr;
    const sweep::Front* front = nullptr;
    std::string command;                           // what repeats the sweep
    std::filesystem::path working_directory = {};  // the scenario's path is shown from here when it lies below
  };
  std::optional<Sweep> sweep;
  std::optional<RunFiles> run;  // the chosen run: series, topology, Gantt
  std::vector<std::pair<std::string, std::string>> provenance;
};

/// The whole page; nothing in it is fetched from anywhere.
std::string html(const Input& input);

/// Publication-ready figures: for each a CSV of its data, the gnuplot script, an SVG and a PDF. Returns the files made.
/// Throws RuntimeFailure when gnuplot is missing or fails, with its words.
std::vector<std::filesystem::path> write_figures(const Input& input, const std::filesystem::path& folder);

}  // namespace tradewind::report
