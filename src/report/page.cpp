// Puts template, style, script and data together into one file that needs no other.

#include "report/page.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "base/check.hpp"
#include "base/json_writer.hpp"
#include "base/sha256.hpp"
#include "report/assets.hpp"
#include "report/metric_json.hpp"
#include "report/report.hpp"
#include "report/run_json.hpp"
#include "report/sweep_json.hpp"

namespace tradewind::report {
namespace {

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

/// JSON inside a script element: no `</script>` or `<!--` can end it. `<` stands only in strings.
std::string data_block(std::string_view name, std::string_view json) {
  std::string out = fmt::format(R"(<script type="application/json" id="data-{}">)", name);
  for (const char c : json)
    if (c == '<')
      out += R"(\u003c)";
    else
      out += c;
  return out += "</script>\n";
}

/// SHA-256 as a Content-Security-Policy wants it: base64 (RFC 4648) of the 32 bytes.
std::string csp_hash(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto hex = sha256(text);
  std::array<unsigned, 33> bytes{};  // a 33rd of zero: 33 is a multiple of 3
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<unsigned>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = bytes[i] << 16U | bytes[i + 1] << 8U | bytes[i + 2];
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out += digits[group >> shift & 63U];
  }
  out.back() = '=';  // 32 bytes are 43 digits and one of padding
  return out;
}

std::string provenance_json(const Input& input) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const auto& [name, value] : input.provenance) json.begin_array().value(name).value(value).end_array();
  json.end_array();
  return text;
}

std::string title_of(const Input& input) {
  if (input.sweep) return input.sweep->study->description.name.text;
  return input.run ? input.run->label : std::string("report");
}

std::string fill(std::string_view text, const std::map<std::string_view, std::string_view>& values) {
  std::string out;
  for (std::size_t at = 0;;) {
    const auto open = text.find("{{", at);
    out += text.substr(at, open - at);
    if (open == text.npos) return out;
    const auto close = text.find("}}", open);
    check(close != text.npos, "a placeholder of the page has an end");
    const auto value = values.find(text.substr(open + 2, close - open - 2));
    check(value != values.end(), "every placeholder of the page is known");
    out += value->second;
    at = close + 2;
  }
}

}  // namespace

std::string assemble(std::string_view title, const std::vector<Block>& blocks) {
  std::string data;
  for (const auto& block : blocks) data += data_block(block.name, block.json);
  const auto escaped = escape_html(title), hash = csp_hash(assets::script());
  return fill(assets::page(), {{"title", escaped},
                               {"script_hash", hash},
                               {"style", assets::style()},
                               {"licences", assets::licences()},
                               {"data", data},
                               {"script", assets::script()}});
}

std::string html(const Input& input) {
  std::vector<Block> blocks;
  if (input.sweep) blocks.push_back({"sweep", sweep_json(*input.sweep)});
  if (input.run)
    for (const auto& [name, json] : run_documents(*input.run)) blocks.push_back({std::string(name), json});
  blocks.push_back({"glossary", glossary_json()});
  blocks.push_back({"provenance", provenance_json(input)});
  return assemble(title_of(input), blocks);
}

}  // namespace tradewind::report
