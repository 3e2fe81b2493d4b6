// Reads a run directory for a report.

#include "base/check.hpp"
#include "base/file.hpp"
#include "report/report.hpp"

#include <fmt/format.h>

namespace tradewind::report {

RunFiles read_run(const std::filesystem::path& directory) {
  const auto text_of = [&](const char* name) {
    const auto path = directory / name;
    return std::filesystem::exists(path) ? read_file(path) : std::string{};
  };
  if (!std::filesystem::exists(directory / "summary.json"))
    throw RuntimeFailure(fmt::format("'{}' holds no summary.json; name the directory of a run", directory.string()));
  // `DIR/` and `.` have no name of their own.
  const auto whole = std::filesystem::absolute(directory).lexically_normal();
  return {.label = (whole.has_filename() ? whole : whole.parent_path()).filename().string(),
          .summary = text_of("summary.json"),
          .series = text_of("series.json"),
          .timeline = text_of("timeline.json"),
          .scenario = text_of("scenario.yaml")};
}

}  // namespace tradewind::report
