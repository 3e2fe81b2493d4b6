// How single values are read and written: booleans, numbers, quantities, words, names. Every message quotes what was
// written and says what to write instead.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/fields.hpp"
#include "config/plain_text.hpp"
#include "config/quantity.hpp"

namespace tradewind::config {
bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

namespace {

// The scalar, or nullptr after saying what was expected.
const Node::Scalar* expect_scalar(const Node& node, Context& context, std::string_view expected) {
  if (const auto* scalar = node.scalar()) return scalar;
  report(node, context, fmt::format("must be {}, not {}", expected, in_words(node)));
  return nullptr;
}

// Says that quotes make a text of what would be a number or boolean without them.
bool is_quoted(const Node& node, Context& context, std::string_view meant) {
  const auto& scalar = *node.scalar();
  const bool fault = scalar.quoted && (parse_number(scalar.text) || is_boolean_word(scalar.text));
  if (fault)
    report(node, context, fmt::format("{} is quoted; remove the quotes to make it {}", quote(scalar.text), meant));
  return fault;
}

void check_range(const Node& node, double value, const Range& range, Context& context) {
  if (!range.contains(value))
    report(node, context, fmt::format("{} must be {}", quote(node.scalar()->text), range.text()));
}

enum class Whole { yes, no, too_large };

// Integers as digits, or as a number like 1e3 that is whole.
Whole parse_integer(std::string_view text, std::int64_t& value) {
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool all = end == digits.data() + digits.size() && !digits.empty() && !digits.starts_with('+');
  if (all && error == std::errc{} && parse_number(text)) return Whole::yes;
  const auto number = parse_number(text);
  if (!number) return all && error == std::errc::result_out_of_range ? Whole::too_large : Whole::no;
  if (std::trunc(*number) != *number) return Whole::no;
  constexpr double limit = 9223372036854775808.0;  // 2^63
  if (*number >= limit || *number < -limit) return Whole::too_large;
  value = static_cast<std::int64_t>(*number);
  return Whole::yes;
}

bool is_reference(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot == text.npos ? is_name(text) : is_name(text.substr(0, dot)) && is_name(text.substr(dot + 1));
}

Node write_name(const Name& name) {
  if (name.text.empty()) return {};
  Node node = Node::text(name.text);
  node.where = name.where;
  return node;
}

}  // namespace

const Node::Sequence* expect_sequence(const Node& node, Context& context) {
  const auto* items = node.sequence();
  if (!items) report(node, context, fmt::format("must be a list, not {}", in_words(node)));
  return items;
}

const Node::Map* expect_map(const Node& node, Context& context) {
  const auto* entries = node.map();
  if (!entries) report(node, context, fmt::format("must be a mapping, not {}", in_words(node)));
  return entries;
}

void Type<bool>::read(const Node& node, bool& value, const Range&, Context& context) {
  const auto* scalar = expect_scalar(node, context, "true or false");
  if (!scalar) return;
  const bool boolean = is_boolean_word(scalar->text);
  if (boolean && is_quoted(node, context, "a boolean")) return;
  if (!boolean)
    return report(node, context, fmt::format("{} is not a boolean; write true or false", quote(scalar->text)));
  value = scalar->text == "true";
}
Node Type<bool>::write(const bool& value) { return Node::plain(value ? "true" : "false"); }
Shape Type<bool>::shape(const bool&, const Range&) { return {.kind = Shape::Kind::boolean}; }

void Type<std::int64_t>::read(const Node& node, std::int64_t& value, const Range& range, Context& context) {
  const auto* scalar = expect_scalar(node, context, "a whole number");
  if (!scalar || is_quoted(node, context, "a number")) return;
  switch (parse_integer(scalar->text, value)) {
    case Whole::no:
      return report(node, context, fmt::format("{} must be a whole number", quote(scalar->text)));
    case Whole::too_large:
      return report(node, context, fmt::format("{} is too large", quote(scalar->text)));
    case Whole::yes:
      check_range(node, static_cast<double>(value), range, context);
  }
}
Node Type<std::int64_t>::write(const std::int64_t& value) { return Node::plain(std::to_string(value)); }
Shape Type<std::int64_t>::shape(const std::int64_t&, const Range& range) {
  return {.kind = Shape::Kind::integer, .range = range};
}

void Type<double>::read(const Node& node, double& value, const Range& range, Context& context) {
  const auto* scalar = expect_scalar(node, context, "a number");
  if (!scalar || is_quoted(node, context, "a number")) return;
  const auto number = parse_number(scalar->text);
  if (!number) return report(node, context, fmt::format("{} must be a number without a unit", quote(scalar->text)));
  value = *number;
  check_range(node, value, range, context);
}
Node Type<double>::write(const double& value) {
  return std::isfinite(value) ? Node::plain(format_number(value)) : Node{};
}
Shape Type<double>::shape(const double&, const Range& range) { return {.kind = Shape::Kind::number, .range = range}; }

void Type<std::string>::read(const Node& node, std::string& value, const Range&, Context& context) {
  if (const auto* scalar = expect_scalar(node, context, "text")) value = scalar->text;
}
Node Type<std::string>::write(const std::string& value) { return Node::text(value); }
Shape Type<std::string>::shape(const std::string&, const Range&) { return {.kind = Shape::Kind::text}; }

void Type<Name>::read(const Node& node, Name& value, const Range&, Context& context) {
  const auto* scalar = expect_scalar(node, context, "a name");
  if (!scalar) return;
  if (!is_name(scalar->text))
    return report(node, context, fmt::format("{} is not a name; use letters, digits, _ and -", quote(scalar->text)));
  value.text = scalar->text;
  value.where = node.where;
}
Node Type<Name>::write(const Name& value) { return write_name(value); }
Shape Type<Name>::shape(const Name&, const Range&) { return {.kind = Shape::Kind::name}; }

void Type<Reference>::read(const Node& node, Reference& value, const Range&, Context& context) {
  const auto* scalar = expect_scalar(node, context, "a name");
  if (!scalar) return;
  if (!is_reference(scalar->text))
    return report(
        node, context,
        fmt::format("{} is not a name like server or server.gpu; use letters, digits, _ and -", quote(scalar->text)));
  value.text = scalar->text;
  value.where = node.where;
}
Node Type<Reference>::write(const Reference& value) { return write_name(value); }
Shape Type<Reference>::shape(const Reference&, const Range&) { return {.kind = Shape::Kind::reference}; }

void read_quantity(const Node& node, Dimension dimension, double& base, const Range& range, Context& context) {
  const std::string kind(dimension_name(dimension));
  const std::string article = std::string_view("aeiou").find(kind.front()) == std::string_view::npos ? "a" : "an";
  const auto* scalar = expect_scalar(node, context, fmt::format("{} {} with a unit", article, kind));
  if (!scalar) return;
  if (const auto value = parse_quantity(scalar->text, dimension)) {
    base = *value;
    if (range.contains(base) || !std::isfinite(range.high)) return check_range(node, base, range, context);
    return report(node, context,
                  fmt::format("{} must be from {} to {}", quote(scalar->text), format_quantity(range.low, dimension),
                              format_quantity(range.high, dimension)));
  }
  const std::string fault = parse_number(scalar->text) ? "has no unit" : fmt::format("is not {} {}", article, kind);
  report(node, context,
         fmt::format("{} {}; write one of {}", quote(scalar->text), fault, fmt::join(unit_names(dimension), ", ")));
}
Node write_quantity(Dimension dimension, double base) {
  return std::isfinite(base) ? Node::plain(format_quantity(base, dimension)) : Node{};
}

void read_word(const Node& node, std::span<const std::string> known, std::string& word, Context& context) {
  const auto* scalar = expect_scalar(node, context, fmt::format("one of {}", fmt::join(known, ", ")));
  if (!scalar) return;
  if (std::ranges::find(known, scalar->text) == known.end())
    return report(node, context,
                  fmt::format("unknown word {}{} (known: {})", quote(scalar->text), did_you_mean(scalar->text, known),
                              fmt::join(known, ", ")));
  word = scalar->text;
}

}  // namespace tradewind::config
