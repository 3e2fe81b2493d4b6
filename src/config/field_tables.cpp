// Tables of a shape's fields, for terminals and for Markdown.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/schema.hpp"

namespace tradewind::config {
namespace {

struct Row {
  std::string key, type, default_text, help;
};

std::string type_of(const Shape& shape) {
  const std::string range = shape.range.text();
  return range.empty() ? shape.summary() : fmt::format("{} {}", shape.summary(), range);
}

const Shape* structure_in(const Shape& shape) {
  if (shape.kind == Shape::Kind::structure) return &shape;
  const bool one_part = shape.kind == Shape::Kind::list || shape.kind == Shape::Kind::dictionary;
  return one_part && !shape.parts.empty() ? structure_in(shape.parts.front()) : nullptr;
}

// Fields of nested mappings follow their own: `power`, `power.idle`; `processors`, `processors[].cores`.
void collect(const Shape& shape, const std::string& prefix, std::vector<Row>& rows) {
  for (const Shape::Field& field : shape.fields) {
    const std::string key = prefix + field.key;
    rows.push_back({key, type_of(field.shape), field.required ? "required" : field.default_text, field.help});
    const Shape* nested = structure_in(field.shape);
    if (!nested) continue;
    const bool one = field.shape.kind == Shape::Kind::structure;
    collect(*nested, key + (one ? "." : field.shape.kind == Shape::Kind::list ? "[]." : ".*."), rows);
  }
}

std::vector<Row> rows_of(const Shape& shape) {
  std::vector<Row> rows;
  if (const Shape* structure = structure_in(shape)) collect(*structure, "", rows);
  return rows;
}

// Characters, not bytes.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string escaped(std::string_view text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? std::string("\\|") : std::string(1, c);
  return cell;
}

}  // namespace

std::string describe_fields(const Shape& shape) {
  std::vector<Row> rows = rows_of(shape);
  if (rows.empty()) return "no fields\n";
  rows.insert(rows.begin(), {"key", "type", "default", "meaning"});
  constexpr std::array columns{&Row::key, &Row::type, &Row::default_text};
  std::string text;
  std::array<std::size_t, columns.size()> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < columns.size(); ++i) widths[i] = std::max(widths[i], width(row.*columns[i]));
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& cell = row.*columns[i];
      line += cell + std::string(widths[i] - width(cell) + 2, ' ');
    }
    line += row.help;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string markdown_fields(const Shape& shape) {
  const std::vector<Row> rows = rows_of(shape);
  if (rows.empty()) return "No fields.\n";
  std::string text = "| key | type | default | meaning |\n|---|---|---|---|\n";
  for (const Row& row : rows) {
    const bool code = !row.default_text.empty() && row.default_text != "required";
    const std::string shown = code ? "`" + escaped(row.default_text) + "`" : row.default_text;
    text += fmt::format("| `{}` | {} | {} | {} |\n", row.key, escaped(row.type), shown, escaped(row.help));
  }
  return text;
}

}  // namespace tradewind::config
