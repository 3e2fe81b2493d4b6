#pragma once
// Which texts may stand unquoted in YAML, and what an unquoted text means.

#include <string_view>

namespace tradewind::config {

/// `~`, `null`, `Null`, `NULL` or nothing.
bool is_null_word(std::string_view text);
bool is_boolean_word(std::string_view text);
/// Only printable characters on one line: no line break, tab or other control character.
bool is_one_line(std::string_view text);
/// A plain scalar with this text reads back as itself after `key: ` or `- `.
bool may_stand_in_block(std::string_view text);
/// The same also between the brackets and commas of flow style.
bool may_stand_in_flow(std::string_view text);
/// A text that anybody's YAML reader takes for text when it stands unquoted, in block and flow style.
bool is_plainly_text(std::string_view text);
/// The same for keys, where numbers and booleans are text anyway.
bool is_plainly_key(std::string_view text);

}  // namespace tradewind::config
