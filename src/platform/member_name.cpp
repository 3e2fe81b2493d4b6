#include "platform/member_name.hpp"

#include <fmt/format.h>

#include <charconv>

namespace tradewind::platform {

std::string member_name(std::string_view group, std::uint32_t member) { return fmt::format("{}-{}", group, member); }

std::optional<MemberName> split_member_name(std::string_view name) {
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const auto digits = name.substr(dash + 1);
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  MemberName split{.group = name.substr(0, dash)};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), split.member);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return split;
}

}  // namespace tradewind::platform
