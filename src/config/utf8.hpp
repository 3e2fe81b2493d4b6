#pragma once
// Text files are UTF-8 and printable; everything else is refused before it reaches a parser.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tradewind::config {

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 0;  // bytes; 0 when they are not UTF-8
};
/// The first character of a non-empty text.
Character first_character(std::string_view text);
/// What YAML 1.2 calls printable, without the byte order mark.
bool is_printable(std::uint32_t code);
/// Where the first byte stands that is not part of a printable UTF-8 character.
std::optional<std::size_t> find_unprintable(std::string_view text);

}  // namespace tradewind::config
