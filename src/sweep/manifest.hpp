#pragma once
// manifest.jsonl: every run of a sweep that was decided so far, one line each. Its order is the order of all results.

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "sweep/study.hpp"

namespace tradewind::sweep {

struct ManifestRun {
  std::size_t point = 0;
  std::size_t replication = 0;
  std::size_t round = 0;  // of an adaptive sweep; 0 otherwise
  std::int64_t seed = 1;
};

/// Points are numbered in order of their first run, runs in order of the manifest.
class Manifest {
 public:
  const std::vector<Point>& points() const { return points_; }
  const std::vector<ManifestRun>& runs() const { return runs_; }
  std::size_t rounds() const { return runs_.empty() ? 0 : runs_.back().round + 1; }
  /// The number of an equal point, which is added when there is none.
  std::size_t add_point(Point point);
  void add_run(ManifestRun run) { runs_.push_back(run); }

  /// A line per run, the same bytes for the same runs:
  /// {"run":0,"point":0,"replication":0,"round":0,"seed":1,"parameters":{"policy.offload":"{kind: local}"}}
  std::string text() const;
  /// Throws RuntimeFailure with file:line for a line that text() could not have written there, a torn last one too.
  static Manifest read(const std::filesystem::path& file);

 private:
  std::vector<Point> points_;
  std::vector<ManifestRun> runs_;
  std::unordered_map<std::string, std::size_t> numbers_;  // of points, by key
};

}  // namespace tradewind::sweep
