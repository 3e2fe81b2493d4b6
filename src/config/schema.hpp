#pragma once
// JSON Schema (draft-7) and documentation from the same shapes that the reader uses.

#include <string>

#include "config/fields.hpp"
#include "config/registry.hpp"

namespace tradewind::config {

/// The JSON Schema of a shape, indented text; `kind:` choices are resolved through the catalogue into `definitions`.
std::string json_schema(const Shape& shape, const Catalogue& catalogue, std::string_view title, std::string_view id);
/// A table of fields for terminals: key, type with unit, default, help.
std::string describe_fields(const Shape& shape);
/// The same as a Markdown table.
std::string markdown_fields(const Shape& shape);

}  // namespace tradewind::config
