#include "app/data_folders.hpp"

#include <filesystem>

namespace tradewind::app {

std::vector<std::string> shipped_folders() {
  std::vector<std::string> folders;
  std::error_code error;
  if (std::filesystem::is_directory(std::filesystem::path(TRADEWIND_SOURCE_DIR) / "scenarios", error))
    folders.emplace_back(TRADEWIND_SOURCE_DIR);
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return folders;
  // bin/tradewind, or libexec/tradewind/tradewind-import.
  const auto above = program.parent_path().parent_path();
  for (const auto& prefix : {above, above.parent_path()})
    if (std::filesystem::is_directory(prefix / "share" / "tradewind", error))
      folders.push_back((prefix / "share" / "tradewind").string());
  return folders;
}

namespace {

/// A folder of the working directory, then of the shipped ones.
std::vector<std::filesystem::path> everywhere(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> folders{folder};
  for (const auto& shipped : shipped_folders()) folders.push_back(shipped / folder);
  return folders;
}

}  // namespace

std::vector<std::filesystem::path> target_folders() { return everywhere("platforms/targets"); }

std::vector<std::filesystem::path> model_folders() { return everywhere("workloads/models"); }

}  // namespace tradewind::app
