#pragma once
// Where the files that come with tradewind lie: scenarios, platforms, workloads.

#include <string>
#include <vector>

namespace tradewind::app {

/// The source tree when this is a build of it, then the installation's share folder.
std::vector<std::string> shipped_folders();

}  // namespace tradewind::app
