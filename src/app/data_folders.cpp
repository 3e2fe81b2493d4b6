#include "app/data_folders.hpp"

#include <filesystem>

namespace tradewind::app {

std::vector<std::string> shipped_folders() {
  std::vector<std::string> folders;
  std::error_code error;
  if (std::filesystem::is_directory(std::filesystem::path(TRADEWIND_SOURCE_DIR) / "scenarios", error))
    folders.emplace_back(TRADEWIND_SOURCE_DIR);
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back((program.parent_path().parent_path() / "share" / "tradewind").string());
  return folders;
}

}  // namespace tradewind::app
