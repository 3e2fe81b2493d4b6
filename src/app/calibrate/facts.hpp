#pragma once
// What the commands put into model files: datasheets of targets, the date.

#include <optional>
#include <string>

#include "cost/target.hpp"

namespace tradewind::app {

/// Reads `file` (may be empty): the datasheet of the target it names.
std::optional<cost::Target> named_facts(const std::string& file);

/// Of the file that the user named when it is of this target (or `only` there is), else of the shipped ones.
std::optional<cost::Facts> facts_of(const std::string& target, const std::optional<cost::Target>& named, bool only);

/// The day in UTC; that of SOURCE_DATE_EPOCH when it is set, so that a file can be made again to the byte.
std::string today();

}  // namespace tradewind::app
