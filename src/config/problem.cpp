#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <set>

namespace tradewind::config {
namespace {

constexpr std::size_t most_lines = 10;

std::string lines_of(std::span<const Problem> problems) {
  std::string text;
  for (const Problem& problem : problems.first(std::min(problems.size(), most_lines)))
    text += (text.empty() ? "" : "\n") + problem.text();
  if (problems.size() > most_lines) text += fmt::format("\n… and {} more", problems.size() - most_lines);
  return text;
}

// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last.back();
}

}  // namespace

std::string_view intern(std::string_view text) {
  static std::mutex mutex;
  static auto& names = *new std::set<std::string, std::less<>>;  // never destroyed: locations outlive everything
  const std::lock_guard lock(mutex);
  auto found = names.find(text);
  if (found == names.end()) found = names.emplace(text).first;
  return *found;
}

std::string Problem::text() const {
  if (where.file.empty()) return message;
  if (where.line == 0 || where.from_override()) return fmt::format("{}: {}", where.file, message);
  return fmt::format("{}:{}:{}: {}", where.file, where.line, where.column, message);
}

ConfigError::ConfigError(std::vector<Problem> problems)
    : std::runtime_error(lines_of(problems)), problems_(std::move(problems)) {}

ConfigError::ConfigError(const Location& where, std::string message)
    : ConfigError(std::vector<Problem>{{where, std::move(message)}}) {}

bool ConfigError::from_override() const {
  return std::ranges::any_of(problems_, [](const Problem& problem) { return problem.where.from_override(); });
}

void Problems::append(Problems&& other) {
  all_.insert(all_.end(), std::make_move_iterator(other.all_.begin()), std::make_move_iterator(other.all_.end()));
  other.all_.clear();
}

void Problems::throw_if_any() const {
  if (!all_.empty()) throw ConfigError(all_);
}

std::string quote(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues_character = (byte & 0xC0U) == 0x80U;
    if (shown.size() >= longest && !continues_character) return "'" + shown + "…'";
    if (c == '\n')
      shown += "\\n";
    else if (c == '\t')
      shown += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      shown += fmt::format("\\x{:02x}", byte);
    else
      shown += c;
  }
  return "'" + shown + "'";
}

std::string did_you_mean(std::string_view written, std::span<const std::string> known) {
  const std::string* best = nullptr;
  std::size_t least = std::min<std::size_t>(3, (written.size() + 1) / 2);  // ≤ 2 and less than half of what was written
  for (const std::string& word : known) {
    if (std::max(word.size(), written.size()) - std::min(word.size(), written.size()) >= least) continue;
    const std::size_t distance = edit_distance(written, word);
    if (distance >= least) continue;
    least = distance;
    best = &word;
  }
  return best ? fmt::format("; did you mean '{}'?", *best) : "";
}

}  // namespace tradewind::config
