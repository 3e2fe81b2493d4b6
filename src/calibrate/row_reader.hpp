#pragma once
// One line of a kernel trace → a row.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/records.hpp"
#include "calibrate/trace.hpp"
#include "config/problem.hpp"

namespace tradewind::calibrate {

/// Finds the columns of a file once. A reader is for one thread; copies are independent of each other.
class RowReader {
 public:
  /// Throws ConfigError when a column is missing. `queries`: latency_s may be absent.
  RowReader(const Records& records, bool queries);

  /// Reads a row (all but its `line`), or part of one and says what is wrong with it.
  std::string read(const Fields& fields, Row& row);

 private:
  std::string read_amounts(const Fields& fields, Row& row) const;
  std::string_view text_of(const Fields& fields, std::string_view column);

  std::vector<std::string> columns_;
  bool queries_;
  std::optional<std::size_t> op_, target_, dtype_, latency_, power_, energy_, weight_;
  std::vector<char> own_, used_;  // by column: no tag; asked for by the kernel of this row
};

/// Counts a row that was left out, under what its message says of many rows.
void reject(Rejected& rejected, std::string_view why);

/// What to throw for a file without a good row.
config::ConfigError no_good_row(const config::Problem& first);

}  // namespace tradewind::calibrate
