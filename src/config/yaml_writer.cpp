// Writes nodes as YAML: block style, and flow style for short collections of leaves.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/node.hpp"
#include "config/plain_text.hpp"
#include "config/utf8.hpp"

namespace tradewind::config {
namespace {

constexpr std::size_t longest_flow = 100;

std::string double_quoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(character.length, 1));
    if (character.length == 0)
      quoted += "\\uFFFD";  // not UTF-8: no YAML can hold it
    else if (character.code == '"' || character.code == '\\')
      quoted += fmt::format("\\{}", bytes);
    else if (character.code == '\n')
      quoted += "\\n";
    else if (character.code == '\t')
      quoted += "\\t";
    else if (character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0))
      quoted += fmt::format("\\x{:02X}", character.code);
    else if (!is_printable(character.code) || character.code == 0x2028 || character.code == 0x2029)
      quoted += fmt::format("\\u{:04X}", character.code);
    else
      quoted += bytes;
    text.remove_prefix(bytes.size());
  }
  return quoted + "\"";
}

std::string quoted(std::string_view text) {
  const bool simple = is_one_line(text) && !find_unprintable(text) && text.find("\u0085") == text.npos &&
                      text.find("\u2028") == text.npos && text.find("\u2029") == text.npos;
  if (!simple) return double_quoted(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string key_text(std::string_view key) { return is_plainly_key(key) ? std::string(key) : quoted(key); }

// The one-line text of a scalar, null or empty collection.
std::string leaf_text(const Node& node, bool in_flow) {
  if (const auto* scalar = node.scalar()) {
    const bool plain =
        !scalar->quoted && (in_flow ? may_stand_in_flow(scalar->text) : may_stand_in_block(scalar->text));
    return plain ? scalar->text : quoted(scalar->text);
  }
  return node.is_map() ? "{}" : node.is_sequence() ? "[]" : "null";
}

std::string flow_text(const Node& node) {
  std::string text;
  if (const auto* entries = node.map()) {
    for (const auto& entry : *entries)
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key_text(entry.key), flow_text(entry.value));
    return "{" + text + "}";
  }
  if (const auto* items = node.sequence()) {
    for (std::size_t i = 0; i < items->size(); ++i) text += (i == 0 ? "" : ", ") + flow_text((*items)[i]);
    return "[" + text + "]";
  }
  return leaf_text(node, true);
}

bool is_leaf(const Node& node) {
  if (const auto* entries = node.map()) return entries->empty();
  if (const auto* items = node.sequence()) return items->empty();
  return true;
}

// Small enough to try, holds leaves or one more level of them, no list of mappings, and its plain scalars stay plain.
bool suits_flow(const Node& node, int levels = 2) {
  if (const auto* scalar = node.scalar()) return scalar->quoted || may_stand_in_flow(scalar->text);
  if (is_leaf(node)) return true;
  const auto suits = [&](const Node& child) { return suits_flow(child, levels - 1); };
  if (levels == 0) return false;
  if (const auto* entries = node.map())
    return entries->size() <= longest_flow && std::ranges::all_of(*entries, suits, &Node::Entry::value);
  const auto& items = *node.sequence();
  return items.size() <= longest_flow &&
         std::ranges::all_of(items, [&](const Node& item) { return !item.is_map() && suits(item); });
}

// The text that fits on the line of its key or dash, if it does.
std::optional<std::string> line_text(const Node& node) {
  if (is_leaf(node)) return leaf_text(node, false);
  if (!suits_flow(node)) return std::nullopt;
  std::string text = flow_text(node);
  return text.size() <= longest_flow ? std::optional(std::move(text)) : std::nullopt;
}

// Starts where the cursor stands, at column `indent`.
void write_block(const Node& node, std::size_t indent, std::string& out) {
  const std::size_t inner = indent + 2;
  auto start_line = [&, first = true]() mutable {
    if (!first) out.append(indent, ' ');
    first = false;
  };
  const auto write_value = [&](const Node& value, std::string_view before_block) {
    if (const auto line = line_text(value)) {
      out += " " + *line + "\n";
    } else {
      out += before_block;
      write_block(value, inner, out);
    }
  };
  if (const auto* items = node.sequence()) {
    for (const Node& item : *items) {
      start_line();
      out += "-";
      write_value(item, " ");
    }
    return;
  }
  for (const auto& entry : *node.map()) {
    start_line();
    out += key_text(entry.key) + ":";
    write_value(entry.value, "\n" + std::string(inner, ' '));
  }
}

}  // namespace

std::string to_flow(const Node& node) { return flow_text(node); }

std::string to_yaml(const Node& node) {
  if (is_leaf(node)) return leaf_text(node, false) + "\n";
  std::string out;
  write_block(node, 0, out);
  return out;
}

}  // namespace tradewind::config
