#include "sweep/collect.hpp"

#include <fmt/format.h>

#include <system_error>

#include "base/check.hpp"
#include "base/file.hpp"

namespace tradewind::sweep {
namespace {

/// A table of points that were not all finished would pass for a result.
void remove_stale(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::remove(file, error);
  if (error) throw RuntimeFailure(fmt::format("cannot remove '{}': {}", file.string(), error.message()));
}

}  // namespace

void collect(const std::filesystem::path& directory, const Study& study, const Results& results,
             const std::vector<std::pair<std::string, std::string>>& provenance) {
  const auto points = directory / "points.csv", of_front = directory / "front.csv";
  write_file_atomically(directory / "runs.csv", runs_csv(study, results));
  write_database(directory / "results.sqlite", study, results, provenance);
  if (!results.all_finished()) {
    remove_stale(points);
    remove_stale(of_front);
    return;
  }
  write_file_atomically(points, points_csv(study, results));
  write_file_atomically(
      of_front, front_csv(study, results, front(study, results, study.objectives, study.description.reference)));
}

}  // namespace tradewind::sweep
