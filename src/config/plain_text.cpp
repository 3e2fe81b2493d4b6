#include "config/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "config/quantity.hpp"
#include "config/utf8.hpp"

namespace tradewind::config {
namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_one_of(std::string_view text, std::string_view characters) {
  return std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || characters.find(c) != text.npos; });
}

// Starts and goes on with characters that mean nothing in YAML.
bool is_harmless(std::string_view text) {
  if (text.empty() || is_null_word(text) || text.starts_with("...") || text.starts_with("<<")) return false;
  if (!is_alphanumeric(text.front()) && std::string_view("_/.<(").find(text.front()) == text.npos) return false;
  return text.back() != ' ' && is_one_of(text, " _-./+%()=<>^$;~*");
}

// Words that YAML 1.1 readers take for booleans.
bool is_foreign_boolean(std::string_view text) {
  if (text.size() > 5) return false;
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 8> all{"true", "false", "yes", "no", "on", "off", "y", "n"};
  return std::ranges::find(all, lower) != all.end();
}

// Digits and what YAML readers allow in numbers and dates: 1_000, 0x1F, 1e3, .inf, 2024-01-31.
bool looks_like_number(std::string_view text) {
  if (parse_number(text)) return true;
  if (text.starts_with('.')) return text.size() < 5 && text.size() > 1 && is_alphanumeric(text[1]);
  if (text.front() < '0' || text.front() > '9') return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == 'x' || c == 'o' ||
           c == '_' || c == '-' || c == '.';
  });
}

}  // namespace

bool is_null_word(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

bool is_boolean_word(std::string_view text) { return text == "true" || text == "false"; }

bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool may_stand_in_block(std::string_view text) {
  if (is_null_word(text) || !is_one_line(text) || find_unprintable(text)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != text.npos || text.find(" #") != text.npos) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (std::string_view("-?:").find(text.front()) != text.npos)
    return text.size() > 1 && (is_alphanumeric(text[1]) || text[1] == '.');
  return std::string_view(",[]{}#&*!|>'\"%@`").find(text.front()) == text.npos;
}

bool may_stand_in_flow(std::string_view text) {
  return may_stand_in_block(text) && text.find_first_of(",[]{}?:") == text.npos;
}

bool is_plainly_text(std::string_view text) {
  return is_harmless(text) && !is_foreign_boolean(text) && !looks_like_number(text);
}

bool is_plainly_key(std::string_view text) { return is_harmless(text); }

}  // namespace tradewind::config
