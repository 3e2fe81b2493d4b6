#pragma once
// A sweep directory with runs that cost nothing: figures from point and seed, and whatever a test wants to go wrong.

#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "executor/executor.hpp"

namespace tradewind::executor {

/// A folder of one test, gone afterwards.
class Folder {
 public:
  explicit Folder(const std::string& name = "executor") {
    std::string made = testing::TempDir() + name + "-XXXXXX";
    if (!mkdtemp(made.data())) throw std::runtime_error("no temporary folder");
    path_ = made;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

/// Points x = 0, 1, 2, …, each with replications of seeds 1, 2, …; run i is point i / replications.
inline sweep::Manifest manifest_of(std::size_t points, std::size_t replications) {
  sweep::Manifest manifest;
  for (std::size_t x = 0; x < points; ++x) {
    sweep::Point point;
    point.settings.push_back({.path = "x", .value = config::Node::plain(std::to_string(x))});
    const auto number = manifest.add_point(std::move(point));
    for (std::size_t r = 0; r < replications; ++r)
      manifest.add_run({.point = number, .replication = r, .seed = static_cast<std::int64_t>(r + 1)});
  }
  return manifest;
}

/// Gives value = 100 x + seed.
class FakeSimulator final : public Simulator {
 public:
  std::function<void(int x)> when_prepared = [](int) {};
  std::function<void(int x, int seed)> when_run = [](int, int) {};
  std::vector<int> prepared;  // x of the points, in order

  void prepare(const sweep::Point& point) override {
    x_ = std::stoi(point.settings.at(0).value.scalar()->text);
    prepared.push_back(x_);
    when_prepared(x_);
  }
  sweep::RunRecord run(const sweep::ManifestRun& run) override {
    when_run(x_, static_cast<int>(run.seed));
    return {.figures = {{"value", 100.0 * x_ + static_cast<double>(run.seed)}, {"nothing", std::nullopt}}};
  }

 private:
  int x_ = -1;
};

/// A pipe whose write end is inherited by every child: its end is reached when the last of them is dead.
class Lifeline {
 public:
  Lifeline() {
    if (pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
  }
  ~Lifeline() {
    release();
    close(ends_[0]);
  }
  Lifeline(const Lifeline&) = delete;
  Lifeline& operator=(const Lifeline&) = delete;

  void release() {
    if (ends_[1] >= 0) close(std::exchange(ends_[1], -1));
  }
  /// Whether no other process has the write end any more; waits half a minute at most.
  bool everyone_is_dead() {
    release();
    pollfd end{.fd = ends_[0], .events = POLLIN, .revents = 0};
    char none = 0;
    return poll(&end, 1, 30'000) == 1 && read(ends_[0], &none, 1) == 0;
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

inline std::vector<std::size_t> all_runs(const sweep::Manifest& manifest) {
  std::vector<std::size_t> runs(manifest.runs().size());
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i] = i;
  return runs;
}

inline constexpr std::string_view sweep_id = "0123456789abcdef";

/// What lies in the shards of a directory, by run. No line may be damaged, foreign or there twice.
inline std::map<std::size_t, sweep::RunRecord> records_in(const Folder& folder, const sweep::Manifest& manifest) {
  std::map<std::size_t, sweep::RunRecord> records;
  const auto report = sweep::read_shards(folder / "shards", sweep_id, manifest.runs().size(),
                                         [&](sweep::RunRecord&& record) { records[record.run] = std::move(record); });
  EXPECT_THAT(report.problems, testing::IsEmpty());
  EXPECT_EQ(report.duplicates, 0U);
  EXPECT_EQ(report.lines, records.size());
  return records;
}

/// Every line of every shard, sorted: what results are made of.
inline std::vector<std::string> sorted_lines(const Folder& folder) {
  std::vector<std::string> lines;
  for (const auto& shard : std::filesystem::directory_iterator(folder / "shards")) {
    std::ifstream in(shard.path());
    for (std::string line; std::getline(in, line);) lines.push_back(line);
  }
  std::ranges::sort(lines);
  return lines;
}

/// Why each failed run failed.
inline std::map<std::size_t, std::string> failures_in(const Folder& folder, const sweep::Manifest& manifest) {
  std::map<std::size_t, std::string> reasons;
  for (const auto& [run, record] : records_in(folder, manifest))
    if (record.status == sweep::RunStatus::failed) reasons[run] = record.reason;
  return reasons;
}

}  // namespace tradewind::executor
