#pragma once
// Lines of a text file, compressed with gzip or not, one at a time and of bounded length.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace tradewind::workload {

class Lines {
 public:
  static constexpr std::size_t longest = 1'000'000;  // bytes; a longer line is no table

  /// Compression is told by the first bytes, not by the name. Throws RuntimeFailure when the file cannot be opened.
  explicit Lines(const std::string& path);
  ~Lines();
  /// The next line without its end (LF or CRLF) and without a byte order mark; valid until the next call. False at the
  /// end. Throws ConfigError for a line that is too long, holds a NUL byte or lies behind damaged gzip data;
  /// RuntimeFailure when reading fails.
  bool next(std::string_view& line);
  /// Where a byte of the current line is.
  config::Location where(std::size_t offset = 0) const;

 private:
  struct Input;
  void fill();

  std::string path_;
  std::string_view file_;
  std::unique_ptr<Input> input_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what was read and not yet handed out
  bool exhausted_ = false;
  std::int64_t number_ = 0;
};

}  // namespace tradewind::workload
