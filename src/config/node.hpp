#pragma once
// A YAML document as plain data that remembers where every key and value was written.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/problem.hpp"

namespace tradewind::config {

struct Node {
  struct Entry;
  using Map = std::vector<Entry>;  // keeps the order of the file
  using Sequence = std::vector<Node>;
  struct Scalar {
    std::string text;
    bool quoted = false;  // a quoted scalar is text, never a number or a boolean
    bool operator==(const Scalar&) const = default;
  };

  std::variant<std::monostate, Scalar, Sequence, Map> value;  // monostate: null
  Location where;
  bool kind_overridden = false;  // `-s x.kind=…` replaced the kind: keys the new kind lacks are dropped with a note

  bool is_null() const { return std::holds_alternative<std::monostate>(value); }
  bool is_scalar() const { return std::holds_alternative<Scalar>(value); }
  bool is_sequence() const { return std::holds_alternative<Sequence>(value); }
  bool is_map() const { return std::holds_alternative<Map>(value); }
  const Scalar* scalar() const { return std::get_if<Scalar>(&value); }
  const Sequence* sequence() const { return std::get_if<Sequence>(&value); }
  const Map* map() const { return std::get_if<Map>(&value); }

  /// The value of a key; nullptr when absent or when this is not a mapping.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  /// Appends or replaces a key of a mapping (a null node becomes an empty mapping first).
  Node& set(std::string_view key, Node child);

  static Node text(std::string value);   // a scalar that reads back as this text, quoted when it must be
  static Node plain(std::string value);  // a number, quantity or boolean, written as it is
  static Node empty_map();
  static Node empty_sequence();
  bool operator==(const Node&) const;  // same data, wherever written
};

struct Node::Entry {
  std::string key;
  Location key_where;
  Node value;
  bool operator==(const Entry& other) const { return key == other.key && value == other.value; }
};

/// Reads one YAML document; `<<` is merged, anchors are resolved. Throws ConfigError: bad YAML, duplicate keys,
/// a second document, an expansion past 10^6 values or 100 levels.
Node load_text(std::string_view text, std::string_view name = "<text>");
/// The same from a file, with its `include:` files merged beneath it (mappings key by key, named lists by name, all
/// else replaced; the including file wins; paths relative to the including file; cycles refused).
Node load_file(const std::string& path);

/// Writes YAML that reads back to the same node: block style, flow style for short leaf mappings.
std::string to_yaml(const Node& node);
/// The same on one line: `{kind: fixed, node: server}`.
std::string to_flow(const Node& node);
/// "a mapping", "a list", "nothing" or the quoted text, for messages.
std::string in_words(const Node& node);

inline constexpr int max_levels = 100;  // of nested mappings and lists

/// Applies one `-s a.b[.name].c=value`: list entries are addressed by their `name` or their index. Throws ConfigError
/// whose location says `-s …` (the caller exits with 2).
void apply_override(Node& root, std::string_view assignment);

/// The same with a value that was read already: it replaces what the path leads to whole, and setting only a `kind`
/// discards the fields that the new kind lacks. Problems with the value keep its own places; those with the path, and
/// the keys it adds, are cited at `path_where`, or at the value when that is not given. Throws ConfigError.
void apply_setting(Node& root, std::string_view path, const Node& value, const Location& path_where = {});

}  // namespace tradewind::config
