#pragma once
// The first bars of a Chrome trace, for a Gantt chart: files of many megabytes are read only as far as needed.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::report {

struct Bar {
  std::string process, thread;  // a node, and its core or lane of transfers
  std::string name, category;   // of the task or transfer; "transfer", "task"
  std::string application;
  std::optional<double> request;
  double start_s = 0, duration_s = 0;
};

struct Bars {
  std::vector<Bar> bars;  // by process and thread as the trace orders them, then by start
  bool complete = true;   // the trace holds no further ones
};

/// The `most` earliest bars among the first that the trace holds (it is written in order of ends). Throws
/// RuntimeFailure with `name` when the text is no Chrome trace.
Bars first_bars(std::string_view trace, std::size_t most, std::string_view name);

}  // namespace tradewind::report
