#pragma once
// What a summary says besides its figures: which run it was and where it came from.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/network.hpp"
#include "results/summary.hpp"
#include "scenario/kernel_costs.hpp"

namespace tradewind::results {

/// The only place of a summary for what may differ between two runs of the same scenario (the last two).
struct Provenance {
  std::string tradewind, git, simgrid;  // versions; empty ones are left out
  std::string scenario_sha256;
  std::vector<std::pair<std::string, std::string>> inputs_sha256;  // path as written, content hash
  std::string network;                                             // in_words()
  std::vector<std::string> notes;
  Duration wall;
  std::uint64_t peak_rss_bytes = 0;
};

/// Times of tasks stated as kernels, on each processor with a target.
struct Predictions {
  std::size_t all = 0, out_of_range = 0;  // outside the shapes that some model used was fitted on
};

struct RunInfo {
  std::string name, run_id;
  std::int64_t seed = 1;
  std::vector<ThresholdResult> thresholds;
  std::optional<Predictions> predictions;  // absent when no task is stated as kernels
  Provenance provenance;
};

std::optional<Predictions> count_predictions(const scenario::KernelCosts& costs);
/// The first 16 hexadecimal digits of the hash of the resolved scenario, which contains the seed.
std::string run_id(const config::Node& resolved);
/// Every input file of a resolved scenario with its content hash, each once, in the order of the scenario.
std::vector<std::pair<std::string, std::string>> input_hashes(const config::Node& resolved);
/// The network model with its factors, as physics: nothing in a run is hidden.
std::string in_words(const platform::NetworkModel& network);
/// The most memory this process has held so far.
std::uint64_t peak_rss_bytes();

}  // namespace tradewind::results
