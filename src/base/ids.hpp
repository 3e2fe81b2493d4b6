#pragma once
// Indices with a type: a NodeId cannot be passed where a LinkId is meant.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace tradewind {

template <class Tag>
struct Id {
  std::uint32_t index = UINT32_MAX;  // default: none
  constexpr auto operator<=>(const Id&) const = default;
  constexpr bool valid() const { return index != UINT32_MAX; }
};

using NodeId = Id<struct NodeTag>;            // one machine, a member of a group
using GroupId = Id<struct GroupTag>;          // one `nodes:` entry; a plain node is a group of one
using ProcessorId = Id<struct ProcessorTag>;  // one processor of one node
using LinkId = Id<struct LinkTag>;            // one `links:` entry
using ChannelId = Id<struct ChannelTag>;      // what flows contend for: one direction of a link, or a shared medium
using ApplicationId = Id<struct ApplicationTag>;

}  // namespace tradewind

template <class Tag>
struct std::hash<tradewind::Id<Tag>> {
  std::size_t operator()(tradewind::Id<Tag> id) const noexcept { return id.index; }
};
