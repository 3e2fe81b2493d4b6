#include "results/run_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ranges>
#include <system_error>
#include <utility>

#include "base/check.hpp"
#include "base/file.hpp"

namespace tradewind::results {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view temporary_prefix = ".tradewind-";

[[noreturn]] void fail(std::string_view what, const fs::path& path, const std::error_code& why) {
  throw RuntimeFailure(fmt::format("cannot {} '{}': {}", what, path.string(), why.message()));
}
std::error_code system_error() { return {errno, std::generic_category()}; }

/// Directories left by killed runs are ours and count as nothing.
bool holds_nothing(const fs::path& directory) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error) fail("read the directory", directory, error);
  return std::ranges::all_of(entries, [](const fs::directory_entry& entry) {
    return entry.path().filename().string().starts_with(temporary_prefix);
  });
}

}  // namespace

fs::path default_directory(std::string_view name, std::string_view run_id) {
  return fs::path("results") / name / run_id;
}

std::optional<std::string> run_id_in(const fs::path& directory) {
  const fs::path summary = directory / "summary.json";
  std::error_code error;
  if (!fs::is_regular_file(summary, error)) return std::nullopt;
  const auto json = nlohmann::json::parse(read_file(summary), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto id = json.find("run_id");
  return id != json.end() && id->is_string() ? std::optional(id->get<std::string>()) : std::nullopt;
}

RunDirectory::RunDirectory(const fs::path& directory, std::string run_id, Existing existing)
    : shown_(directory), run_id_(std::move(run_id)), existing_(existing) {
  std::error_code error;
  directory_ = fs::weakly_canonical(fs::absolute(directory), error);
  if (error) fail("make the directory", shown_, error);
  if (!directory_.has_filename()) directory_ = directory_.parent_path();  // written with a slash at its end
  target_ = examine();
  if (target_ == Target::to_fill) {
    make_temporary(directory_, temporary_prefix);
    return;
  }
  try {
    make_parents();
    make_temporary(directory_.parent_path(),
                   fmt::format("{}{}-", temporary_prefix, directory_.filename().string().substr(0, 64)));
  } catch (...) {
    remove_made_parents();
    throw;
  }
}

RunDirectory::~RunDirectory() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
  remove_made_parents();
}

void RunDirectory::remove_made_parents() const {
  std::error_code ignored;
  for (const auto& parent : std::views::reverse(made_parents_)) fs::remove(parent, ignored);  // only when empty
}

RunDirectory::Target RunDirectory::examine() const {
  std::error_code error;
  const auto status = fs::status(directory_, error);
  if (status.type() == fs::file_type::not_found) return Target::absent;
  if (status.type() == fs::file_type::none) fail("read", shown_, error);
  if (status.type() != fs::file_type::directory)
    throw RuntimeFailure(
        fmt::format("cannot make the directory '{}': a file of that name is in the way", shown_.string()));
  if (holds_nothing(directory_)) return Target::to_fill;
  const auto holds = run_id_in(directory_);
  if (holds == run_id_) return Target::to_exchange;
  if (existing_ == Existing::replace) return holds ? Target::to_exchange : Target::to_fill;
  if (holds)
    throw RuntimeFailure(
        fmt::format("'{}' holds the results of another run ({}); choose another -o, or replace them with "
                    "--force",
                    shown_.string(), *holds));
  throw RuntimeFailure(
      fmt::format("'{}' is not empty and holds no results of a run; choose another -o, or add to it with "
                  "--force",
                  shown_.string()));
}

void RunDirectory::make_parents() {
  std::vector<fs::path> missing;
  std::error_code error;
  for (fs::path parent = directory_.parent_path(); !fs::exists(parent, error); parent = parent.parent_path()) {
    if (error) fail("make the directory", parent, error);
    missing.push_back(parent);
  }
  for (const auto& parent : std::views::reverse(missing)) {
    const bool made = fs::create_directory(parent, error);
    if (error) fail("make the directory", parent, error);
    if (made) made_parents_.push_back(parent);
  }
}

void RunDirectory::make_temporary(const fs::path& parent, std::string_view prefix) {
  std::error_code error;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const fs::path candidate = parent / fmt::format("{}{}-{}", prefix, getpid(), attempt);
    if (fs::create_directory(candidate, error)) {
      temporary_ = candidate;
      return;
    }
    if (error) break;
  }
  fail("make a directory in", parent, error ? error : std::make_error_code(std::errc::file_exists));
}

void RunDirectory::write(std::string_view name, std::string_view text) const {
  write_file_atomically(file(name), text);
}

fs::path RunDirectory::commit() {
  check(!temporary_.empty(), "a run directory is committed once");
  // Somebody else may have made it, or put something into it, while the run went on.
  if (target_ != Target::to_fill) target_ = examine();
  switch (target_) {
    case Target::absent:
      if (std::rename(temporary_.c_str(), directory_.c_str()) != 0) fail("make the directory", shown_, system_error());
      break;
    case Target::to_exchange:
      exchange();
      break;
    case Target::to_fill:
      fill();
      break;
  }
  temporary_.clear();
  made_parents_.clear();
  return shown_;
}

/// Moves file by file, summary.json last: it says that the rest is there.
void RunDirectory::fill() {
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(temporary_)) names.push_back(entry.path().filename());
  std::ranges::sort(names, {}, [](const fs::path& name) { return std::pair(name == "summary.json", name); });
  for (const auto& name : names)
    if (std::rename((temporary_ / name).c_str(), (directory_ / name).c_str()) != 0)
      fail("write", shown_ / name, system_error());
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

/// Swaps both directories in one step, where the file system can, and removes the old one.
void RunDirectory::exchange() {
  std::error_code ignored;
  if (renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, directory_.c_str(), RENAME_EXCHANGE) != 0) {
    const fs::path old = temporary_.string() + "-old";
    if (std::rename(directory_.c_str(), old.c_str()) != 0) fail("replace the directory", shown_, system_error());
    if (std::rename(temporary_.c_str(), directory_.c_str()) != 0) {
      const auto why = system_error();
      std::rename(old.c_str(), directory_.c_str());
      fail("replace the directory", shown_, why);
    }
    temporary_ = old;
  }
  fs::remove_all(temporary_, ignored);
}

}  // namespace tradewind::results
