#include "config/schema.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "config/json.hpp"
#include "config/quantity.hpp"

namespace tradewind::config {
namespace {

using Json = nlohmann::ordered_json;

Sign sign_of(const Range& range) {
  if (range.unset || range.low < 0) return Sign::any;
  return range.low_open && range.low == 0 ? Sign::above_zero : Sign::not_negative;
}

Json default_value(const std::string& flow) { return Json::parse(to_json(load_text(flow, "<default>"))); }

// Turns shapes into schemas; every `kind:` choice becomes one definition, referred to by its category.
class SchemaWriter {
 public:
  explicit SchemaWriter(const Catalogue& catalogue) : catalogue_(catalogue) {}

  Json schema(const Shape& shape) {
    using Kind = Shape::Kind;
    switch (shape.kind) {
      case Kind::boolean:
        return {{"type", "boolean"}};
      case Kind::integer:
        return with_range({{"type", "integer"}}, shape.range);
      case Kind::number:
        return with_range({{"type", "number"}}, shape.range);
      case Kind::text:
        return {{"type", {"string", "number", "boolean"}}};
      case Kind::name:
        return {{"type", {"string", "integer", "boolean"}}, {"pattern", "^[A-Za-z0-9_-]+$"}};
      case Kind::reference:  // 1.5 is a number to JSON, and a reference by its text
        return {{"type", {"string", "number", "boolean"}}, {"pattern", "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)?$"}};
      case Kind::quantity:
        return {{"type", "string"}, {"pattern", quantity_pattern(shape.dimension, sign_of(shape.range))}};
      case Kind::word:
        return {{"enum", shape.words}};
      case Kind::list:
        return {{"type", "array"}, {"items", part(shape)}};
      case Kind::dictionary:
        return {{"type", "object"}, {"additionalProperties", part(shape)}};
      case Kind::structure:
        return structure(shape);
      case Kind::chosen:
        return choice(shape.category);
      case Kind::any_of:
        return any_of(shape);
    }
    return Json::object();
  }

  const Json& definitions() const { return definitions_; }

 private:
  Json part(const Shape& shape) { return shape.parts.empty() ? Json::object() : schema(shape.parts.front()); }

  static Json with_range(Json json, const Range& range) {
    if (range.unset) return json;
    if (std::isfinite(range.low)) json[range.low_open ? "exclusiveMinimum" : "minimum"] = number(range.low);
    if (std::isfinite(range.high)) json[range.high_open ? "exclusiveMaximum" : "maximum"] = number(range.high);
    return json;
  }

  static Json number(double value) { return Json::parse(format_number(value)); }

  Json structure(const Shape& shape) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Shape::Field& field : shape.fields) {
      Json property = described(schema(field.shape), field);
      properties[field.key] = std::move(property);
      if (field.required) required.push_back(field.key);
    }
    Json json{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) json["required"] = std::move(required);
    return json;
  }

  static Json described(Json json, const Shape::Field& field) {
    if (json.contains("$ref"))
      json = Json{{"allOf", Json::array({std::move(json)})}};  // draft-7 ignores what stands beside $ref
    if (!field.help.empty()) json["description"] = field.help;
    if (!field.default_text.empty()) json["default"] = default_value(field.default_text);
    return json;
  }

  Json any_of(const Shape& shape) {
    Json alternatives = Json::array();
    for (const Shape& alternative : shape.parts) alternatives.push_back(schema(alternative));
    return {{"anyOf", std::move(alternatives)}};
  }

  Json choice(const std::string& category) {
    const Kinds* kinds = catalogue_.find(category);
    if (!kinds) return {{"type", {"string", "object"}}};
    if (!definitions_.contains(category)) {
      definitions_[category] = Json::object();  // a kind may hold choices of its own category
      Json definition = any_kind(*kinds);
      definitions_[category] = std::move(definition);
    }
    return {{"$ref", "#/definitions/" + category}};
  }

  Json any_kind(const Kinds& kinds) {
    Json words = Json::array();
    Json alternatives = Json::array();
    for (const Kinds::Entry& entry : kinds.entries()) {
      Json json = structure(entry.shape());
      Json properties{{"kind", {{"const", entry.kind}}}};
      properties.update(json["properties"]);
      json["properties"] = std::move(properties);
      if (!json.contains("required")) words.push_back(entry.kind);
      Json required = json.value("required", Json::array());
      required.insert(required.begin(), "kind");
      json["required"] = std::move(required);
      json["description"] = entry.summary;
      alternatives.push_back(std::move(json));
    }
    if (!words.empty()) alternatives.insert(alternatives.begin(), Json{{"enum", std::move(words)}});
    return {{"anyOf", std::move(alternatives)}};
  }

  const Catalogue& catalogue_;
  Json definitions_ = Json::object();
};

}  // namespace

std::string json_schema(const Shape& shape, const Catalogue& catalogue, std::string_view title, std::string_view id) {
  SchemaWriter writer(catalogue);
  Json json{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"$id", id}, {"title", title}};
  json.update(writer.schema(shape));
  if (!writer.definitions().empty()) json["definitions"] = writer.definitions();
  return json.dump(2) + "\n";
}

}  // namespace tradewind::config
