#pragma once
// Rows of measured data in CSV files, gzip or not. Unlike workload::Table a row that is none is told, not refused: who
// imports measurements counts what is bad and goes on.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "workload/lines.hpp"

namespace tradewind::calibrate {

/// The fields of one line.
class Fields {
 public:
  /// Forgets the line before; views of fields look at this one.
  void split(std::string_view line);

  std::size_t size() const { return fields_.size(); }
  /// Whether all quotes end.
  bool closed() const { return closed_; }
  /// A field without blanks around it, "" when the row or the file does not have it.
  std::string_view text(std::size_t i) const { return i < fields_.size() ? fields_[i] : std::string_view{}; }
  std::string_view text(std::optional<std::size_t> i) const { return i ? text(*i) : std::string_view{}; }
  /// The number in a field; NaN when it is none.
  double number(std::size_t i) const;
  double number(std::optional<std::size_t> i) const;

 private:
  std::vector<std::string_view> fields_;
  std::vector<std::string> unquoted_;  // what quoted fields look at
  bool closed_ = true;
};

class Records {
 public:
  enum class Header { first_line, none };

  /// Throws ConfigError for a file without header or with a column twice, RuntimeFailure when it cannot be read.
  explicit Records(const std::string& path, Header header = Header::first_line);

  const std::vector<std::string>& columns() const { return columns_; }
  std::optional<std::size_t> find(std::string_view column) const;
  /// Throws ConfigError with the known columns when it is not there.
  std::size_t require(std::string_view column) const;

  /// The next line that is not blank; false at the end. Throws ConfigError for damaged gzip data or a NUL byte.
  bool next();
  /// Of the current line; valid until next().
  const Fields& fields() const { return fields_; }
  /// Whether the row has as many fields as the header and closes its quotes.
  bool whole() const { return fields_.closed() && (columns_.empty() || fields_.size() == columns_.size()); }
  std::size_t size() const { return fields_.size(); }
  std::string_view text(std::size_t i) const { return fields_.text(i); }
  std::string_view text(std::optional<std::size_t> i) const { return fields_.text(i); }
  double number(std::size_t i) const { return fields_.number(i); }
  double number(std::optional<std::size_t> i) const { return fields_.number(i); }
  config::Location where() const { return lines_.where(); }

 private:
  workload::Lines lines_;
  std::vector<std::string> columns_;
  Fields fields_;
};

/// A whole text as a number; NaN when it is none. A leading + and the words of other tools for "missing" are read.
double number_in(std::string_view text);

}  // namespace tradewind::calibrate
