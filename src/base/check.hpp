#pragma once
// Promises inside our own code, always checked: a broken one is a bug of tradewind, never the user's fault.

#include <source_location>
#include <stdexcept>
#include <string_view>

namespace tradewind {

/// A broken promise inside tradewind (exit 1, with the place).
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_check(std::string_view why, const std::source_location& where);

/// Throws InternalError with `why` and the place when `condition` is false.
inline void check(bool condition, std::string_view why,
                  const std::source_location& where = std::source_location::current()) {
  if (!condition) [[unlikely]]
    fail_check(why, where);
}

/// The environment failed (a file, a full disk, the engine): the message names the path and the system's reason (exit
/// 1).
class RuntimeFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tradewind
