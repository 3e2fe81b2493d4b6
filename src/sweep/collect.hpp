#pragma once
// The files of a sweep directory that people and other programs read.

#include <filesystem>
#include <string>

#include "sweep/results.hpp"

namespace tradewind::sweep {

/// CSV texts; columns as interface promises: one row per run of the manifest; per point its parameters, then
/// `<metric>_mean` and `<metric>_ci95`; the front's points with their objectives. No time, host or path in them.
std::string runs_csv(const Study& study, const Results& results);
std::string points_csv(const Study& study, const Results& results);
std::string front_csv(const Study& study, const Results& results, const Front& front);
/// {"objectives": […], "reference": […], "hypervolume": …, "front": [{"point": …, "values": […], "ci95": […]}], …}.
std::string front_json(const Study& study, const Results& results, const Front& front);

/// results.sqlite, by rename: runs (run, point, replication, seed, round, status, reason), parameters (point, name,
/// value), metrics (run and a column each; complete runs only), provenance (key, value). Throws RuntimeFailure.
void write_database(const std::filesystem::path& file, const Study& study, const Results& results,
                    const std::vector<std::pair<std::string, std::string>>& provenance);

/// Writes runs.csv and results.sqlite, and when every run is finished or failed also points.csv and front.csv, each by
/// rename. Throws RuntimeFailure.
void collect(const std::filesystem::path& directory, const Study& study, const Results& results,
             const std::vector<std::pair<std::string, std::string>>& provenance);

}  // namespace tradewind::sweep
