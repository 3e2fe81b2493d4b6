#pragma once
// Writes JSON while it is being computed: no tree in memory, commas and escapes always right.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tradewind {

/// One JSON document (RFC 8259), written front to back. Calls out of order (a value without a key in an object, an end
/// without its beginning) are our bugs: InternalError.
///
///   JsonWriter json(text);
///   json.begin_object().member("seed", 42).key("bins").begin_array().value(0.5).end_array().end_object();
class JsonWriter {
 public:
  /// Where pieces of text go.
  using Sink = std::function<void(std::string_view)>;
  /// `compact`: no white space. `indented`: a line per value, two spaces per level.
  enum class Layout : std::uint8_t { compact, indented };

  /// Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out, Layout layout = Layout::compact);
  /// Calls `sink` with pieces of about 64 KiB, the last one when the document is complete.
  explicit JsonWriter(Sink sink, Layout layout = Layout::compact);
  /// To an open file, which must outlive the writer; a failed write throws RuntimeFailure with `name` and the reason.
  JsonWriter(std::FILE* file, std::string name, Layout layout = Layout::compact);
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& begin_object() { return begin('{', '}', layout()); }
  JsonWriter& begin_array() { return begin('[', ']', layout()); }
  /// This object or array, and all inside, in a layout of its own: long rows of numbers are easier to read compact.
  JsonWriter& begin_object(Layout layout) { return begin('{', '}', layout); }
  JsonWriter& begin_array(Layout layout) { return begin('[', ']', layout); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& end_array() { return end(']'); }
  /// Must be followed by a value, object or array.
  JsonWriter& key(std::string_view name);

  JsonWriter& null();
  /// Integers in full; a double as the shortest text that reads back to the same one, NaN and infinities as null; text
  /// with each byte that is not UTF-8 replaced by U+FFFD; an optional as its value or null.
  template <class T>
  JsonWriter& value(const T& v);
  template <class T>
  JsonWriter& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }

  /// Whether the document is finished and handed over.
  bool complete() const { return complete_; }

 private:
  struct Level {
    char close = '}';
    Layout layout = Layout::compact;
    bool empty = true;
  };
  Layout layout() const { return levels_.empty() ? layout_ : levels_.back().layout; }
  JsonWriter& begin(char open, char close, Layout layout);
  JsonWriter& end(char close);
  JsonWriter& text(std::string_view v);
  JsonWriter& number(double v);
  JsonWriter& number(std::int64_t v);
  JsonWriter& number(std::uint64_t v);
  JsonWriter& literal(std::string_view token);
  void before_item();
  void before_value();
  void after_value();
  void new_line();

  std::string buffer_;
  std::string& out_;
  Sink sink_;  // empty when `out_` is the user's
  Layout layout_;
  std::vector<Level> levels_;
  bool after_key_ = false, complete_ = false;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
JsonWriter& JsonWriter::value(const T& v) {
  if constexpr (is_optional<T>)
    return v ? value(*v) : null();
  else if constexpr (std::same_as<T, std::nullopt_t>)
    return null();
  else if constexpr (std::same_as<T, bool>)
    return literal(v ? "true" : "false");
  else if constexpr (std::signed_integral<T> && !std::same_as<T, char>)
    return number(static_cast<std::int64_t>(v));
  else if constexpr (std::unsigned_integral<T>)
    return number(static_cast<std::uint64_t>(v));
  else if constexpr (std::floating_point<T>)
    return number(static_cast<double>(v));
  else
    return text(v);
}

}  // namespace tradewind
