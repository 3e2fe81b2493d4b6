#pragma once
// What "predicted to meet the deadline" means.

#include "policy/views.hpp"

namespace tradewind::policies {

/// Whether a task that takes `completion_time` from now ends by its deadline; one that never ends does not, even
/// without a deadline.
inline bool in_time(const policy::TaskView& task, Duration completion_time) {
  return completion_time <= task.time_left && completion_time < Duration::infinity();
}

}  // namespace tradewind::policies
