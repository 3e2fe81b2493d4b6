#include "base/json_writer.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/check.hpp"

namespace tradewind {
namespace {

constexpr std::size_t piece_size = 65536;

/// Bytes of the UTF-8 character at the front of a non-empty text; 0 when there is none (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf && follows(1)) return 2;
  if (first >= 0xe0 && first <= 0xef && follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf) &&
      follows(2))
    return 3;
  if (first >= 0xf0 && first <= 0xf4 && follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf) &&
      follows(2) && follows(3))
    return 4;
  return 0;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view characters = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  const auto found = characters.find(c);
  if (found != characters.npos)
    out.append({'\\', letters[found]});
  else
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t length = character_length(text);
    if (length == 0)
      out += "\uFFFD";
    else if ((c >= 0 && c < 0x20) || c == '"' || c == '\\')
      append_escaped(out, c);
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number v) {
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), v).ptr;
  out.append(digits, end);
}

}  // namespace

JsonWriter::JsonWriter(std::string& out, Layout layout) : out_(out), layout_(layout) {}

JsonWriter::JsonWriter(Sink sink, Layout layout) : out_(buffer_), sink_(std::move(sink)), layout_(layout) {
  check(sink_ != nullptr, "a JSON writer writes somewhere");
}

JsonWriter::JsonWriter(std::FILE* file, std::string name, Layout layout)
    : JsonWriter(
          [file, name = std::move(name)](std::string_view piece) {
            // Flushed, so that a full disk is seen here and not when nobody asks.
            if (std::fwrite(piece.data(), 1, piece.size(), file) != piece.size() || std::fflush(file) != 0)
              throw RuntimeFailure(fmt::format("cannot write '{}': {}", name, std::generic_category().message(errno)));
          },
          layout) {}

JsonWriter& JsonWriter::key(std::string_view name) {
  check(!levels_.empty() && levels_.back().close == '}' && !after_key_, "a JSON key stands in an object");
  before_item();
  append_quoted(out_, name);
  out_ += layout() == Layout::indented ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::null() { return literal("null"); }

JsonWriter& JsonWriter::begin(char open, char close, Layout inner) {
  before_value();
  out_ += open;
  // Inside a compact value everything is compact.
  const bool compact = !levels_.empty() && layout() == Layout::compact;
  levels_.push_back({.close = close, .layout = compact ? Layout::compact : inner});
  return *this;
}

JsonWriter& JsonWriter::end(char close) {
  check(!levels_.empty() && levels_.back().close == close && !after_key_, "a JSON value ends as it began");
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::indented && !level.empty) new_line();
  out_ += close;
  after_value();
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view v) {
  before_value();
  append_quoted(out_, v);
  after_value();
  return *this;
}

JsonWriter& JsonWriter::number(double v) {
  if (!std::isfinite(v)) return null();
  before_value();
  append_number(out_, v);
  after_value();
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t v) {
  before_value();
  append_number(out_, v);
  after_value();
  return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t v) {
  before_value();
  append_number(out_, v);
  after_value();
  return *this;
}

JsonWriter& JsonWriter::literal(std::string_view token) {
  before_value();
  out_ += token;
  after_value();
  return *this;
}

void JsonWriter::before_item() {
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  level.empty = false;
  if (level.layout == Layout::indented) new_line();
}

void JsonWriter::before_value() {
  check(!complete_, "a JSON document is one value");
  if (levels_.empty()) return;
  check(after_key_ == (levels_.back().close == '}'), "a JSON object's value follows its key");
  if (!after_key_) before_item();
  after_key_ = false;
}

void JsonWriter::after_value() {
  if (levels_.empty()) {
    complete_ = true;
    if (layout_ == Layout::indented) out_ += '\n';
  }
  if (sink_ && (complete_ || buffer_.size() >= piece_size)) {
    sink_(buffer_);
    buffer_.clear();
  }
}

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(2 * levels_.size(), ' ');
}

}  // namespace tradewind
