#pragma once
// The directory of a sweep: what it is of, what was decided, what is finished. Everything needed to go on is in it.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "executor/executor.hpp"
#include "sweep/results.hpp"
#include "sweep/study.hpp"

namespace tradewind::app {

/// sweep.yaml, scenario.yaml, sweep.id, manifest.jsonl, shards/, then the tables, the front and the report.
class SweepDirectory {
 public:
  enum class Existing { go_on, replace };

  /// Makes the directory of a study, or goes on in that of the same study. Throws RuntimeFailure when it holds
  /// something else; with `replace` what belongs to a sweep is removed first.
  static SweepDirectory create(const std::filesystem::path& directory, const sweep::Study& study, Existing existing);
  /// Opens one that exists, whatever it is of. Throws RuntimeFailure when it is no sweep's.
  static SweepDirectory open(const std::filesystem::path& directory);

  const std::filesystem::path& path() const { return path_; }  // as the user wrote it
  std::filesystem::path file(std::string_view name) const { return path_ / name; }

  sweep::Results results(const sweep::Study& study) const { return sweep::read_results(path_, study); }
  /// Replaces manifest.jsonl in one step.
  void write(const sweep::Manifest& manifest) const;

 private:
  explicit SweepDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// `results/<name>/<id>`, relative to the current directory.
std::filesystem::path default_sweep_directory(const sweep::Study& study);

/// Program, commit, engine, scenario and sweep hashes: the table of results.sqlite and of the report.
std::vector<std::pair<std::string, std::string>> provenance_of(const sweep::Study& study);

}  // namespace tradewind::app
