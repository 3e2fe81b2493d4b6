#pragma once
// What this program is: its version and the commit it was built from.

#include <string_view>

namespace tradewind::app {

std::string_view program_version();
/// The commit, "-dirty" behind it when the tree had changes, "unknown" outside a checkout.
std::string_view program_commit();

}  // namespace tradewind::app
