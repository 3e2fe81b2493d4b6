#include "base/check.hpp"

#include <fmt/format.h>

namespace tradewind {

void fail_check(std::string_view why, const std::source_location& where) {
  throw InternalError(
      fmt::format("internal error: {} ({}:{}); please report it", why, where.file_name(), where.line()));
}

}  // namespace tradewind
