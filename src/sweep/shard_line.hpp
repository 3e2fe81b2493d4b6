#pragma once
// One line of a shard, read back. Only what to_line() writes is a line of ours, so that reading it needs no general
// JSON reader: members in their order, no white space, no escapes but those of control characters, quotes and
// backslashes.

#include <optional>
#include <string_view>

#include "sweep/shard.hpp"

namespace tradewind::sweep {

struct ShardLine {
  std::string_view sweep_id;  // looks into the line
  RunRecord record;
};

/// `line` without its line end. Absent when to_line() could not have written it: torn, damaged or foreign.
std::optional<ShardLine> parse_line(std::string_view line);

}  // namespace tradewind::sweep
