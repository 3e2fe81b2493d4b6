#pragma once
// Numbers of things in messages.

#include <cstddef>
#include <string>
#include <string_view>

namespace tradewind {

/// "1 run", "2 runs", "0 runs".
inline std::string counted(std::size_t count, std::string_view thing) {
  return std::to_string(count).append(" ").append(thing).append(count == 1 ? "" : "s");
}

}  // namespace tradewind
