#pragma once
// A file written front to back through a large buffer, for the millions of rows of a run.

#include <charconv>
#include <concepts>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tradewind::results {

/// Every failure is a RuntimeFailure with the path and the system's reason. A full buffer is written in row_done(), so
/// that a reader sees whole rows.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);

  OutputFile& operator<<(std::string_view text) {
    buffer_ += text;
    return *this;
  }
  OutputFile& operator<<(char c) {
    buffer_ += c;
    return *this;
  }
  /// In full, or as the shortest text that reads back to the same double.
  template <class Number>
    requires(std::integral<Number> || std::floating_point<Number>)
  OutputFile& operator<<(Number number) {
    char digits[32];
    buffer_.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
    return *this;
  }

  void row_done() {
    if (buffer_.size() >= piece_size) flush();
  }
  void flush();
  /// Flushes and closes; nothing may be written afterwards. Without it the destructor closes silently.
  void close();
  const std::filesystem::path& path() const { return path_; }

 private:
  static constexpr std::size_t piece_size = std::size_t{1} << 20;
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
};

}  // namespace tradewind::results
