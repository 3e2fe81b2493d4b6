#pragma once
// How the members of a group are called: phone-17 is member 17 of the group phone.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradewind::platform {

struct MemberName {
  std::string_view group;
  std::uint32_t member = 0;
};

/// "phone", 17 → "phone-17".
std::string member_name(std::string_view group, std::uint32_t member);
/// "phone-17" → "phone", 17; nothing when the text is not written as member_name() writes ("phone-017", "phone-x").
std::optional<MemberName> split_member_name(std::string_view name);

}  // namespace tradewind::platform
