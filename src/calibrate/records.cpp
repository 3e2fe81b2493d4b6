#include "calibrate/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "workload/table.hpp"

namespace tradewind::calibrate {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

double number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size())
    return std::numeric_limits<double>::quiet_NaN();
  return value;
}

Records::Records(const std::string& path, Header header) : lines_(path) {
  if (header == Header::none) return;
  if (!next()) throw config::ConfigError({lines_.where().file, 1, 1}, "the file is empty: a header is required");
  for (std::size_t i = 0; i < size(); ++i) columns_.emplace_back(text(i));
  for (auto column = columns_.begin(); column != columns_.end(); ++column)
    if (!column->empty() && std::find(std::next(column), columns_.end(), *column) != columns_.end())
      throw config::ConfigError(where(), fmt::format("column {} is there twice", config::quote(*column)));
}

std::optional<std::size_t> Records::find(std::string_view column) const {
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t Records::require(std::string_view column) const {
  if (const auto found = find(column)) return *found;
  throw config::ConfigError({lines_.where().file, 1, 1}, workload::unknown_column(column, columns_));
}

bool Records::next() {
  std::string_view line;
  do {
    if (!lines_.next(line)) return false;
  } while (line.find_first_not_of(blanks) == line.npos);
  fields_.split(line);
  return true;
}

void Fields::split(std::string_view line) {
  fields_.clear();
  unquoted_.clear();
  unquoted_.reserve(static_cast<std::size_t>(std::ranges::count(line, '"')));  // so that views of them stay valid
  closed_ = true;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t first = line.find_first_not_of(blanks, at);
    if (first == line.npos || line[first] != '"') {
      const std::size_t comma = std::min(line.find(',', at), line.size());
      fields_.push_back(trimmed(line.substr(at, comma - at)));
      at = comma + 1;
      continue;
    }
    std::string& text = unquoted_.emplace_back();
    std::size_t quote = line.find('"', first + 1);
    for (std::size_t from = first + 1;; quote = line.find('"', from)) {
      text += line.substr(from, std::min(quote, line.size()) - from);
      if (quote == line.npos || quote + 1 >= line.size() || line[quote + 1] != '"') break;
      text += '"';  // doubled
      from = quote + 2;
    }
    closed_ = closed_ && quote != line.npos;
    fields_.push_back(text);
    const std::size_t comma = quote == line.npos ? line.npos : line.find(',', quote);
    at = std::min(comma, line.size()) + 1;
  }
}

double Fields::number(std::size_t i) const { return number_in(text(i)); }

double Fields::number(std::optional<std::size_t> i) const { return number_in(text(i)); }

}  // namespace tradewind::calibrate
