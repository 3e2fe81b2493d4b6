#pragma once
// Where the files that come with tradewind lie: scenarios, platforms, workloads.

#include <filesystem>
#include <string>
#include <vector>

namespace tradewind::app {

/// The source tree when this is a build of it, then the installation's share folder.
std::vector<std::string> shipped_folders();

/// Where targets are looked for: platforms/targets of the working directory, then of the shipped folders.
std::vector<std::filesystem::path> target_folders();

/// Where networks and language models are looked for: workloads/models of the same.
std::vector<std::filesystem::path> model_folders();

}  // namespace tradewind::app
