// Points as text, and the conditions that hold in them.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ranges>

#include "sweep/amount.hpp"
#include "sweep/study.hpp"

namespace tradewind::sweep {
namespace {

using config::Node;

const Node* find_item(const Node::Sequence& items, std::string_view name) {
  for (const Node& item : items)
    if (const Node* own = item.find("name"); own && own->scalar() && own->scalar()->text == name) return &item;
  std::size_t index = 0;
  const char* end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data(), end, index);
  return error == std::errc{} && stopped == end && index < items.size() ? &items[index] : nullptr;
}

/// What a path leads to inside a value; nullptr when it leads nowhere.
const Node* find_inside(const Node& value, std::string_view path) {
  const Node* node = &value;
  while (node && !path.empty()) {
    const auto dot = std::min(path.find('.'), path.size());
    const auto segment = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    if (node->is_scalar() && segment == "kind" && path.empty()) return node;  // `local` is short for {kind: local}
    node = node->is_sequence() ? find_item(*node->sequence(), segment) : node->find(segment);
  }
  return node;
}

/// The value at a path that the point sets, in whole or as a part; the last setting that has it counts.
const Node* find_value(const Point& point, std::string_view path) {
  for (const auto& setting : std::views::reverse(point.settings)) {
    if (!path.starts_with(setting.path)) continue;
    const auto rest = path.substr(setting.path.size());
    if (rest.empty()) return &setting.value;
    if (!rest.starts_with('.')) continue;
    if (const Node* found = find_inside(setting.value, rest.substr(1))) return found;
  }
  return nullptr;
}

/// Equal amounts written in different units may differ by rounding.
bool are_worth_the_same(const Amount& a, const Amount& b) {
  constexpr double tolerance = 1e-12;
  return a.dimension == b.dimension && a.unit.empty() == b.unit.empty() &&
         std::abs(a.base - b.base) <= tolerance * std::max(std::abs(a.base), std::abs(b.base));
}

bool same(const Node& a, const Node& b);

bool same_scalars(const Node& a, const Node& b) {
  const auto first = parse_amount(a), second = parse_amount(b);
  if (first && second) return are_worth_the_same(*first, *second);
  return !first && !second && a.scalar()->text == b.scalar()->text;
}

bool same_mappings(const Node& a, const Node& b) {
  return a.map()->size() == b.map()->size() && std::ranges::all_of(*a.map(), [&](const Node::Entry& entry) {
           const Node* other = b.find(entry.key);
           return other && same(entry.value, *other);
         });
}

/// A mapping of nothing but a kind, and the word that is short for it.
bool is_short_for(const Node& word, const Node& mapping) {
  return word.is_scalar() && mapping.is_map() && mapping.map()->size() == 1 && mapping.find("kind") &&
         same(word, *mapping.find("kind"));
}

bool same(const Node& a, const Node& b) {
  if (a == b) return true;
  if (a.is_scalar() && b.is_scalar()) return same_scalars(a, b);
  if (a.is_map() && b.is_map()) return same_mappings(a, b);
  if (a.is_sequence() && b.is_sequence()) return std::ranges::equal(*a.sequence(), *b.sequence(), same);
  return is_short_for(a, b) || is_short_for(b, a);
}

/// A path as it is, or quoted when it has an equals sign or a line end, or begins like a quoted one.
std::string path_text(const std::string& path) {
  if (path.find_first_of("=\n") == path.npos && !path.starts_with('\'') && !path.starts_with('"')) return path;
  Node quoted;
  quoted.value = Node::Scalar{path, true};
  return config::to_flow(quoted);
}

}  // namespace

std::string Point::key() const {
  std::string key;
  for (const auto& [path, value, where] : settings) {
    if (!key.empty()) key += '\n';
    key += path_text(path);
    key += '=';
    key += config::to_flow(value);
  }
  return key;
}

std::string Point::text(std::string_view path) const {
  const auto found = std::ranges::find(settings, path, &Setting::path);
  return found == settings.end() ? "" : config::to_flow(found->value);
}

bool matches(const Point& point, const Settings& conditions) {
  return std::ranges::all_of(conditions.entries, [&](const auto& condition) {
    const Node* value = find_value(point, condition.key);
    return value && same(*value, condition.value);
  });
}

}  // namespace tradewind::sweep
