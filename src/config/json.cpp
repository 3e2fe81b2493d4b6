#include "config/json.hpp"

#include <fmt/format.h>

#include <charconv>

#include "config/plain_text.hpp"
#include "config/quantity.hpp"

namespace tradewind::config {
namespace {

std::string json_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      quoted += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20)
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      quoted += c;
  }
  return quoted + "\"";
}

std::string json_scalar(const Node::Scalar& scalar) {
  if (scalar.quoted) return json_text(scalar.text);
  if (is_boolean_word(scalar.text)) return scalar.text;
  const auto number = parse_number(scalar.text);
  if (!number) return json_text(scalar.text);
  std::int64_t integer = 0;
  const char* end = scalar.text.data() + scalar.text.size();
  const auto [stopped, error] = std::from_chars(scalar.text.data(), end, integer);
  return error == std::errc{} && stopped == end ? fmt::format("{}", integer) : format_number(*number);
}

}  // namespace

std::string to_json(const Node& node) {
  std::string text;
  if (const auto* scalar = node.scalar()) return json_scalar(*scalar);
  if (const auto* entries = node.map()) {
    for (const auto& entry : *entries)
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_text(entry.key), to_json(entry.value));
    return "{" + text + "}";
  }
  if (const auto* items = node.sequence()) {
    for (std::size_t i = 0; i < items->size(); ++i) text += (i == 0 ? "" : ", ") + to_json((*items)[i]);
    return "[" + text + "]";
  }
  return "null";
}

}  // namespace tradewind::config
