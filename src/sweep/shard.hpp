#pragma once
// shards/*.jsonl: finished runs, one line each, appended by whoever ran them.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tradewind::sweep {

enum class RunStatus { complete, failed };

/// What is kept of one run.
struct RunRecord {
  std::size_t run = 0;  // line of the manifest
  RunStatus status = RunStatus::complete;
  std::string reason;  // why it failed: one line, the same wherever it ran
  /// Figures by path, in the order of the summary: every metric of the whole run, then objectives' paths and `record`.
  std::vector<std::pair<std::string, std::optional<double>>> figures;
  /// Replication 0 only: by application, latency quantiles at (i + 1/2)/n, for the reports' distributions.
  std::vector<std::pair<std::string, std::vector<double>>> latency_quantiles;
};

/// One line with its line end: {"sweep":"<id>","run":7,"status":"complete","figures":{…},…}.
std::string to_line(const RunRecord& record, std::string_view sweep_id);

/// Appends whole lines to one shard. Only one process at a time writes a shard.
class ShardWriter {
 public:
  /// Opens or makes the file; a torn last line, left by a crash, is cut off. Throws RuntimeFailure.
  explicit ShardWriter(const std::filesystem::path& file);
  ~ShardWriter();
  ShardWriter(const ShardWriter&) = delete;
  ShardWriter& operator=(const ShardWriter&) = delete;
  /// Hands the line to the system with one write; a failed one (disk full) leaves the file as it was and throws
  /// RuntimeFailure with the path and the reason. May be called by a forked child.
  void append(std::string_view line) const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// What reading the shards of a directory came upon.
struct ShardReport {
  std::size_t lines = 0;              // good ones
  std::size_t torn = 0;               // last lines without their end: never finished, the runs are still to do
  std::size_t duplicates = 0;         // the same run again with the same result
  std::vector<std::string> problems;  // file:line: foreign, damaged, or a different result for the same run
};

/// Hands over every good line's record, shards by name, lines in order; of several results of a run the first counts.
ShardReport read_shards(const std::filesystem::path& folder, std::string_view sweep_id, std::size_t runs,
                        const std::function<void(RunRecord&&)>& record);

}  // namespace tradewind::sweep
