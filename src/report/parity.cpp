#include "report/parity.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/page.hpp"

namespace tradewind::report {

std::string parity_html(std::string_view json, const std::string& name) {
  const auto document = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  const auto has_text = [&](const char* key) { return document.contains(key) && document[key].is_string(); };
  if (!document.is_object() || document.value("kind", nlohmann::json{}) != "tradewind parity" || !has_text("title") ||
      !document.contains("fits") || !document["fits"].is_array())
    throw RuntimeFailure(fmt::format(
        "{}: neither a directory of a sweep or a run, nor what 'tradewind calibrate fit --plot' writes", name));
  const auto provenance = document.contains("provenance") ? document["provenance"].dump() : "[]";
  return assemble(document["title"].get<std::string>(), {{"parity", std::string(json)}, {"provenance", provenance}});
}

}  // namespace tradewind::report
