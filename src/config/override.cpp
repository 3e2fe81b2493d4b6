// `-s a.b.c=value`, and the same from a file: finds the place by keys, names and indices, and puts the value there.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "config/node.hpp"

namespace tradewind::config {
namespace {

std::vector<std::string> segments_of(std::string_view path, const Location& where) {
  std::vector<std::string> segments;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('.', start), path.size());
    if (end == start) throw ConfigError(where, "an empty word in the path; write a.b.c=value");
    segments.emplace_back(path.substr(start, end - start));
    start = end + 1;
  }
  if (segments.size() >= static_cast<std::size_t>(max_levels))
    throw ConfigError(where, fmt::format("nested deeper than {} levels", max_levels));
  return segments;
}

Node* find_item(Node::Sequence& items, const std::string& segment) {
  for (Node& item : items)
    if (const Node* name = item.find("name"); name && name->scalar() && name->scalar()->text == segment) return &item;
  std::size_t index = 0;
  const char* end = segment.data() + segment.size();
  const auto [stopped, error] = std::from_chars(segment.data(), end, index);
  return error == std::errc{} && stopped == end && index < items.size() ? &items[index] : nullptr;
}

Node& item_or_throw(Node& list, const std::string& segment, const std::string& path, const Location& where) {
  auto& items = std::get<Node::Sequence>(list.value);
  if (Node* item = find_item(items, segment)) return *item;
  std::vector<std::string> names;
  for (const Node& item : items)
    if (const Node* name = item.find("name"); name && name->scalar()) names.push_back(name->scalar()->text);
  const std::string known = !names.empty()
                                ? fmt::format("{} (known: {})", did_you_mean(segment, names), fmt::join(names, ", "))
                            : items.empty() ? std::string(" (the list is empty)")
                                            : fmt::format(" (known: 0 to {})", items.size() - 1);
  throw ConfigError(where,
                    fmt::format("no entry {} in {}{}", quote(segment), path.empty() ? "the list" : quote(path), known));
}

// The value one segment leads to, made when it is missing from a mapping.
Node& step(Node& node, const std::string& segment, const std::string& path, const Location& where) {
  if (node.is_sequence()) return item_or_throw(node, segment, path, where);
  if (node.is_scalar() && segment == "kind") {  // `offload: local` is short for {kind: local}
    Node kind = std::move(node);
    node = Node::empty_map();
    node.where = kind.where;
    node.set("kind", std::move(kind));
  }
  if (node.is_scalar())
    throw ConfigError(where,
                      fmt::format("'{}' leads through {} at '{}', which has no keys", segment, in_words(node), path));
  if (Node* child = node.find(segment)) return *child;
  Node child;
  child.where = where;
  return node.set(segment, std::move(child));
}

Node value_of(std::string_view text, const Location& where) {
  if (text.find_first_not_of(" \t\r\n") != text.npos) return load_text(text, where.file);
  Node null;
  null.where = where;
  return null;
}

/// Keys and mappings that are missing on the way get the place `where`.
void put(Node& root, const std::vector<std::string>& segments, Node value, const Location& where) {
  Node* node = &root;
  Node* parent = nullptr;
  std::string path;
  for (const std::string& segment : segments) {
    parent = node;
    node = &step(*node, segment, path, where);
    path += (path.empty() ? "" : ".") + segment;
  }
  const bool new_kind = segments.back() == "kind" && parent->is_map() && !node->is_null() && !(*node == value);
  parent->kind_overridden |= new_kind;
  *node = std::move(value);
}

}  // namespace

void apply_override(Node& root, std::string_view assignment) {
  const Location where{intern(fmt::format("-s {}", assignment)), 1, 1};
  const std::size_t equals = assignment.find('=');
  if (equals == assignment.npos || equals == 0) throw ConfigError(where, "an override is written key=value");
  const auto segments = segments_of(assignment.substr(0, equals), where);
  put(root, segments, value_of(assignment.substr(equals + 1), where), where);
}

void apply_setting(Node& root, std::string_view path, const Node& value, const Location& path_where) {
  const Location& where = path_where == Location{} ? value.where : path_where;
  put(root, segments_of(path, where), value, where);
}

}  // namespace tradewind::config
