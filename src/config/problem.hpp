#pragma once
// What is wrong in an input file, and where. All problems of a file are collected before any is thrown.

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::config {

struct Location {
  std::string_view file;  // interned, lives as long as the program; "-s key=value" for an override
  int line = 0;           // 1-based; 0: no place inside the file
  int column = 0;
  bool from_override() const { return file.starts_with("-s "); }
  bool operator==(const Location&) const = default;
};

/// Keeps a file name alive for the whole program, so that locations stay small.
std::string_view intern(std::string_view text);

struct Problem {
  Location where;
  std::string message;
  std::string text() const;  // "file:line:col: message"
};

/// The user wrote something wrong (exit 3, or 2 when it came from `-s`). what() has one line per problem, ten at most.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<Problem> problems);
  ConfigError(const Location& where, std::string message);
  std::span<const Problem> problems() const { return problems_; }
  bool from_override() const;

 private:
  std::vector<Problem> problems_;
};

/// Collects problems in the order in which they should be read.
class Problems {
 public:
  void add(const Location& where, std::string message) { all_.push_back({where, std::move(message)}); }
  void append(Problems&& other);
  bool empty() const { return all_.empty(); }
  const std::vector<Problem>& all() const { return all_; }
  /// Throws ConfigError with all of them when there are any.
  void throw_if_any() const;

 private:
  std::vector<Problem> all_;
};

/// The text in single quotes for a message: shortened to 60 characters, line breaks and control characters made
/// visible.
std::string quote(std::string_view text);

/// "; did you mean 'x'?" when a known word is close to what was written (Damerau–Levenshtein ≤ 2 and less than half
/// of it), else "".
std::string did_you_mean(std::string_view written, std::span<const std::string> known);

}  // namespace tradewind::config
