// Writes nodes as YAML: block style, and flow style for short collections of leaves.

#include <fmt/format.h>

#include <algorithm>

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

std::string key_text(std::string_view key) {
  return is_plainly_key(key) ? std::string(key) : quoted(key);
}

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

// Some lower bound of its flow text is short, it is not nested more than one level, and its plain scalars stay plain.
bool fits_in_flow(const Node& node, int levels = 2) {
  if (const auto* scalar = node.scalar())
    return scalar->quoted || may_stand_in_flow(scalar->text) || !may_stand_in_block(scalar->text);
  if (node.is_null()) return true;
  const std::size_t size = node.is_map() ? node.map()->size() : node.sequence()->size();
  if (size > longest_flow || (levels == 0 && size > 0)) return false;
  const auto fits = [&](const Node& child) { return fits_in_flow(child, levels - 1); };
  return node.is_map() ? std::ranges::all_of(*node.map(), fits, &Node::Entry::value)
                       : std::ranges::all_of(*node.sequence(), fits);
}

void write_block(const Node& node, std::size_t indent, std::string& out);

// What follows `- `: on the same line, in block style its further lines are indented.
void write_item(const Node& node, std::size_t indent, std::string& out) {
  if (is_leaf(node)) {
    out += leaf_text(node, false) + "\n";
    return;
  }
  if (fits_in_flow(node)) {
    const std::string flow = flow_text(node);
    if (flow.size() <= longest_flow) {
      out += flow + "\n";
      return;
    }
  }
  write_block(node, indent, out);
}

bool stays_on_line(const Node& node) {
  return is_leaf(node) || (fits_in_flow(node) && flow_text(node).size() <= longest_flow);
}

// Starts where the cursor stands, at column `indent`.
void write_block(const Node& node, std::size_t indent, std::string& out) {
  bool first = true;
  const auto start = [&] {
    if (!first) out.append(indent, ' ');
    first = false;
  };
  if (const auto* items = node.sequence())
    for (const Node& item : *items) {
      start();
      out += "- ";
      write_item(item, indent + 2, out);
    }
  else
    for (const auto& entry : *node.map()) {
      start();
      out += key_text(entry.key) + ":";
      if (stays_on_line(entry.value)) {
        out += ' ';
      } else {
        out += '\n';
        out.append(indent + 2, ' ');
      }
      write_item(entry.value, indent + 2, out);
    }
}

}  // namespace

std::string to_flow(const Node& node) {
  return flow_text(node);
}

std::string to_yaml(const Node& node) {
  if (is_leaf(node)) return leaf_text(node, false) + "\n";
  std::string out;
  write_block(node, 0, out);
  return out;
}

}  // namespace tradewind::config
