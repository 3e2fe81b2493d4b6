#pragma once
// Words for a POSIX shell.

#include <string>
#include <string_view>

namespace tradewind {

/// The text as one word that a shell reads back unchanged: in single quotes unless nothing in it is special.
std::string shell_word(std::string_view text);

}  // namespace tradewind
