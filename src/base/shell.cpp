#include "base/shell.hpp"

namespace tradewind {

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";  // nothing to a shell
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += R"('\'')";  // ends the quotes, a quote, begins them again
    else
      word += c;
  }
  return word += '\'';
}

}  // namespace tradewind
