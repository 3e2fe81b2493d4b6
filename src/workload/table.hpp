#pragma once
// Tables in text files: the cells of chosen columns, row by row, of a CSV (RFC 4180, with a header) or JSON-lines file.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace tradewind::workload {

class Table {
 public:
  virtual ~Table() = default;
  /// Reads the next row; false at the end. Throws ConfigError for a row that is no row.
  virtual bool next() = 0;
  /// Text of the i-th chosen column, without blanks around it; valid until next().
  virtual std::string_view cell(std::size_t i) const = 0;
  /// Where that cell is written (of a JSON row: the line).
  virtual config::Location where(std::size_t i) const = 0;
};

/// Chooses columns by name. Throws ConfigError when one is not there, RuntimeFailure when the file cannot be read.
std::unique_ptr<Table> open_table(const std::string& path, std::span<const std::string> columns);
/// Names of all columns: of the header, or of the first JSON row (none when the file has no row).
std::vector<std::string> table_columns(const std::string& path);
/// "no column 'x' in the file; did you mean 'y'? (known: …)"
std::string unknown_column(std::string_view column, std::span<const std::string> known);
/// The number in a cell; throws ConfigError unless it is finite and not negative.
double read_amount(const Table& table, std::size_t i, std::string_view column);

}  // namespace tradewind::workload
