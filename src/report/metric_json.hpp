#pragma once
// Metrics as the page knows them: label, unit, formula and meaning.

#include <string>
#include <string_view>

#include "base/json_writer.hpp"

namespace tradewind::report {

/// {"name": …, "label": …, "unit": …} of a metric or a path to one.
void write_metric(JsonWriter& json, std::string_view path);

/// The whole catalogue with formulas.
std::string glossary_json();

}  // namespace tradewind::report
