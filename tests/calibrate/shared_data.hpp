#pragma once
// Public measurements, where they are: tests that need them skip without.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "config/fields.hpp"

namespace tradewind::test {

/// The path of a file or folder of the shared data; empty when it is not here.
inline std::filesystem::path shared_data(const std::string& name) {
  for (const auto& folder : config::data_folders())
    if (std::filesystem::exists(std::filesystem::path(folder) / name)) return std::filesystem::path(folder) / name;
  return {};
}

/// All files of a folder of the shared data whose names hold a text, sorted; none when the folder is not here.
inline std::vector<std::filesystem::path> shared_files(const std::string& name, const std::string& part) {
  std::vector<std::filesystem::path> files;
  const auto folder = shared_data(name);
  if (folder.empty()) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename().string().find(part) != std::string::npos)
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace tradewind::test
