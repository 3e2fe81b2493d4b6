#include "report/topology_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "config/node.hpp"
#include "config/quantity.hpp"

namespace tradewind::report {
namespace {

using config::Node;

std::string text_at(const Node& node, std::string_view key) {
  const auto* child = node.find(key);
  if (!child || child->is_null()) return {};
  return child->is_scalar() ? child->scalar()->text : config::to_flow(*child);
}

const Node::Sequence& list_at(const Node* node, std::string_view key) {
  static const Node::Sequence none;
  const auto* child = node ? node->find(key) : nullptr;
  const auto* items = child ? child->sequence() : nullptr;
  return items ? *items : none;
}

/// The group of a member (`phone-3` of `phone`), or the name itself.
std::string group_of(const std::string& name, const Node::Sequence& nodes) {
  const auto named = [&](std::string_view wanted) {
    return std::ranges::any_of(nodes, [&](const Node& node) { return text_at(node, "name") == wanted; });
  };
  const auto dash = name.rfind('-');
  if (named(name) || dash == name.npos || !named(name.substr(0, dash))) return name;
  return name.substr(0, dash);
}

void write_node(JsonWriter& json, const Node& node) {
  json.begin_object().member("name", text_at(node, "name")).member("tier", text_at(node, "tier"));
  json.member("count", config::parse_number(text_at(node, "count")).value_or(1));
  json.key("processors").begin_array();
  for (const auto& processor : list_at(&node, "processors")) {
    const auto cores = text_at(processor, "cores"), speed = text_at(processor, "speed");
    json.value(fmt::format("{}: {} × {}", text_at(processor, "name"), cores,
                           speed.empty() ? text_at(processor, "target") : speed));
  }
  json.end_array();
  for (const auto* key : {"latitude", "longitude"})
    if (const auto value = config::parse_number(text_at(node, key))) json.member(key, *value);
  for (const auto* key : {"power", "battery", "price", "carbon"})
    if (const auto text = text_at(node, key); !text.empty()) json.member(key, text);
  json.end_object();
}

}  // namespace

std::string topology_json(std::string_view scenario, std::string_view name) {
  const auto root = config::load_text(scenario, name);
  const auto* platform = root.find("platform");
  const auto& nodes = list_at(platform, "nodes");
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("nodes").begin_array();
  for (const auto& node : nodes) write_node(json, node);
  json.end_array().key("links").begin_array();
  for (const auto& link : list_at(platform, "links")) {
    const auto& ends = list_at(&link, "between");
    if (ends.size() != 2 || !ends[0].is_scalar() || !ends[1].is_scalar()) continue;  // not a resolved scenario
    json.begin_object()
        .member("name", text_at(link, "name"))
        .member("from", group_of(ends[0].scalar()->text, nodes))
        .member("to", group_of(ends[1].scalar()->text, nodes))
        .member("bandwidth", text_at(link, "bandwidth"))
        .member("latency", text_at(link, "latency"))
        .member("shared", text_at(link, "shared") == "true")
        .end_object();
  }
  json.end_array().end_object();
  return text;
}

}  // namespace tradewind::report
