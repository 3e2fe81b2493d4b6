#include "app/sweep/directory.hpp"

#include <fmt/format.h>

#include <system_error>

#include "app/version.hpp"
#include "base/check.hpp"
#include "base/file.hpp"
#include "simulation/simulation.hpp"

namespace tradewind::app {
namespace {

namespace fs = std::filesystem;

/// Everything that a sweep writes; nothing else is ever removed.
constexpr const char* own_entries[] = {"manifest.jsonl", "shards",        "chunks",         "slurm",
                                       "commands.txt",   "Snakefile",     "results.sqlite", "runs.csv",
                                       "points.csv",     "front.csv",     "report.html",    "chosen",
                                       "sweep.yaml",     "scenario.yaml", "sweep.id"};

bool holds_nothing(const fs::path& directory) {
  std::error_code error;
  const bool empty = fs::is_empty(directory, error);
  if (error) throw RuntimeFailure(fmt::format("{}: {}", directory.string(), error.message()));
  return empty;
}

std::string id_in(const fs::path& directory) {
  auto id = read_file(directory / "sweep.id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

void remove_own_entries(const fs::path& directory) {
  for (const auto* entry : own_entries) {
    std::error_code error;
    fs::remove_all(directory / entry, error);
    if (error) throw RuntimeFailure(fmt::format("{}: {}", (directory / entry).string(), error.message()));
  }
}

}  // namespace

SweepDirectory SweepDirectory::create(const fs::path& directory, const sweep::Study& study, Existing existing) {
  SweepDirectory made(directory);
  if (fs::exists(directory) && !fs::is_directory(directory))
    throw RuntimeFailure(fmt::format("{}: is a file; a sweep needs a directory", directory.string()));
  if (fs::exists(made.file("sweep.id"))) {
    if (existing == Existing::go_on && id_in(directory) == study.id) return made;
    if (existing == Existing::go_on)
      throw RuntimeFailure(
          fmt::format("{}: holds another sweep, or this one before its files changed; take another -o, or --force to "
                      "replace it",
                      directory.string()));
    remove_own_entries(directory);
  } else if (existing == Existing::go_on && fs::exists(directory) && !holds_nothing(directory)) {
    throw RuntimeFailure(fmt::format("{}: is not empty and holds no sweep; take another -o, or --force to write there",
                                     directory.string()));
  }
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw RuntimeFailure(fmt::format("{}: {}", directory.string(), error.message()));
  write_file_atomically(made.file("scenario.yaml"), config::to_yaml(study.base));
  write_file_atomically(made.file("sweep.yaml"), config::to_yaml(study.resolved));
  write_file_atomically(made.file("sweep.id"), study.id + "\n");  // last: with it the directory counts as a sweep's
  return made;
}

SweepDirectory SweepDirectory::open(const fs::path& directory) {
  if (!fs::is_directory(directory)) throw RuntimeFailure(fmt::format("{}: no such directory", directory.string()));
  if (!fs::exists(directory / "sweep.id"))
    throw RuntimeFailure(fmt::format("{}: holds no sweep (no sweep.id)", directory.string()));
  return SweepDirectory(directory);
}

void SweepDirectory::write(const sweep::Manifest& manifest) const {
  write_file_atomically(file("manifest.jsonl"), manifest.text());
}

fs::path default_sweep_directory(const sweep::Study& study) {
  return fs::path("results") / study.description.name.text / study.id;
}

std::vector<std::pair<std::string, std::string>> provenance_of(const sweep::Study& study) {
  return {{"tradewind", std::string(program_version())},
          {"git", std::string(program_commit())},
          {"simgrid", simulation::engine_version()},
          {"sweep", study.description.name.text},
          {"sweep_id", study.id},
          {"scenario", study.scenario.name.text}};
}

}  // namespace tradewind::app
