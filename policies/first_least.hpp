#pragma once
// The argmin every greedy rule ends with.

#include <cstddef>
#include <functional>
#include <span>

namespace tradewind::policies {

/// Index of the view with the least measure; ties go to the first. Infinity is a value like any other; what is not a
/// number (0 W for an infinite time) loses to every number. `views` is not empty.
template <class View, class Measure>
std::size_t first_least(std::span<const View> views, Measure measure) {
  // Only what is not a number differs from itself. NOLINTNEXTLINE(misc-redundant-expression)
  const auto is_number = [](const auto& value) { return value == value; };
  std::size_t best = 0;
  auto least = std::invoke(measure, views[0]);
  for (std::size_t i = 1; i < views.size(); ++i) {
    const auto value = std::invoke(measure, views[i]);
    if (value < least || (!is_number(least) && is_number(value))) {
      best = i;
      least = value;
    }
  }
  return best;
}

}  // namespace tradewind::policies
