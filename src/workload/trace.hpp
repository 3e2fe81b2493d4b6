#pragma once
// Streams rows of a CSV or JSON-lines file (gzip too): a date and the numeric columns somebody asked for.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "config/fields.hpp"

namespace tradewind::workload {

enum class TimeFormat {
  iso,  // 2023-11-16 18:15:46.6805900
  s,    // a number of seconds since whenever
  ms,   // of milliseconds
};

struct TraceRow {
  Duration time;               // since the first row of the file; the subtraction is exact
  std::vector<double> values;  // the columns asked for, in that order
};

class TraceReader {
 public:
  virtual ~TraceReader() = default;
  /// Reads the next row; false at the end. Throws ConfigError with file:line:column for a bad row: a missing,
  /// non-numeric or negative value, a date that goes back, a torn line.
  virtual bool next(TraceRow& row) = 0;
};

/// Format by name: .csv or .jsonl, each also with .gz. A file without rows is a trace without requests.
/// Throws ConfigError when a column is not there (with the known ones), RuntimeFailure when the file cannot be read.
std::unique_ptr<TraceReader> open_trace(const std::string& path, const std::string& time_column, TimeFormat format,
                                        std::span<const std::string> columns);

/// The values of one column of such a file, finite and not negative.
std::vector<double> read_column(const std::string& path, const std::string& column);

}  // namespace tradewind::workload

template <>
inline constexpr std::pair<tradewind::workload::TimeFormat, std::string_view>
    tradewind::config::words<tradewind::workload::TimeFormat>[] = {
        {tradewind::workload::TimeFormat::iso, "iso"},
        {tradewind::workload::TimeFormat::s, "s"},
        {tradewind::workload::TimeFormat::ms, "ms"},
};
