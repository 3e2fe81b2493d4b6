#include "app/calibrate/free_parameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "app/commands.hpp"
#include "config/merge.hpp"
#include "config/quantity.hpp"

namespace tradewind::app {
namespace {

std::vector<std::string> segments_of(const std::string& path) {
  std::vector<std::string> segments;
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find('.', start), path.size());
    segments.push_back(path.substr(start, end - start));
    start = end + 1;
  }
  return segments;
}

const std::string* name_of(const config::Node& item) {
  const auto* name = item.find("name");
  return name && name->scalar() ? &name->scalar()->text : nullptr;
}

/// The words that lead on from a node: its keys, or the names in a list.
std::vector<std::string> words_of(const config::Node& node) {
  std::vector<std::string> words;
  if (const auto* map = node.map())
    for (const auto& entry : *map) words.push_back(entry.key);
  if (const auto* items = node.sequence())
    for (const auto& item : *items)
      if (const auto* name = name_of(item)) words.push_back(*name);
  return words;
}

const config::Node* child(const config::Node& node, const std::string& word) {
  if (const auto* items = node.sequence()) {
    const auto found = std::ranges::find_if(*items, [&](const config::Node& item) {
      const auto* name = name_of(item);
      return name && *name == word;
    });
    return found == items->end() ? nullptr : &*found;
  }
  return node.find(word);
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw UsageError(fmt::format("--free {}: {}", path, why));
}

const config::Node& find_or_refuse(const config::Node& resolved, const std::string& path) {
  const auto* node = &resolved;
  std::string before;
  for (const auto& word : segments_of(path)) {
    const auto words = words_of(*node);
    const auto place = before.empty() ? std::string("the scenario") : config::quote(before);
    if (words.empty()) refuse(path, fmt::format("{} is {}, which has no keys and no names", place, in_words(*node)));
    if (node->sequence() && words.size() < node->sequence()->size())
      refuse(path, fmt::format("the entries of {} have no names, so that no file can change one of them", place));
    const auto* next = child(*node, word);
    if (!next)
      refuse(path, fmt::format("no {} in {}{} (known: {})", config::quote(word), place,
                               config::did_you_mean(word, words), fmt::join(words, ", ")));
    before += (before.empty() ? "" : ".") + word;
    node = next;
  }
  return *node;
}

config::Node nested(const config::Node& resolved, std::span<const std::string> segments, config::Node value) {
  if (segments.empty()) return value;
  auto inner = nested(*child(resolved, segments.front()), segments.subspan(1), std::move(value));
  if (resolved.is_map()) {
    auto map = config::Node::empty_map();
    map.set(segments.front(), std::move(inner));
    return map;
  }
  auto named = config::Node::empty_map();
  named.set("name", config::Node::text(segments.front()));
  auto list = config::Node::empty_sequence();
  std::get<config::Node::Sequence>(list.value).push_back(config::merge(std::move(named), std::move(inner)));
  return list;
}

}  // namespace

std::string FreeParameter::text(double value) const {
  const double rounded = std::stod(fmt::format("{:.7g}", value));
  return config::format_number(rounded) + (unit.empty() ? "" : " ") + unit;
}

std::string FreeParameter::shown(double value) const {
  return fmt::format("{:.4g}{}{}", value, unit.empty() ? "" : " ", unit);
}

config::Node FreeParameter::node(double value) const {
  auto node = config::Node::plain(text(value));
  node.where = {config::intern("--free " + path), 0, 0};
  return node;
}

FreeParameter free_parameter(const config::Node& resolved, const std::string& path) {
  const auto& node = find_or_refuse(resolved, path);
  if (!node.scalar())
    refuse(path, fmt::format("it is {}, not a number{}", in_words(node),
                             node.is_map() ? fmt::format("; name one of its keys: {}", fmt::join(words_of(node), ", "))
                                           : std::string()));
  const auto& text = node.scalar()->text;
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (node.scalar()->quoted || end == text.c_str() || !std::isfinite(number) || number <= 0)
    refuse(path, fmt::format("{} is not a number above 0", config::quote(text)));
  std::string unit(end);
  unit.erase(0, std::min(unit.find_first_not_of(' '), unit.size()));
  return {.path = path, .number = number, .unit = std::move(unit)};
}

config::Node override_tree(const config::Node& resolved, std::span<const FreeParameter> parameters,
                           std::span<const double> values) {
  auto tree = config::Node::empty_map();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    tree = config::merge(std::move(tree),
                         nested(resolved, segments_of(parameters[i].path), parameters[i].node(values[i])));
  return tree;
}

}  // namespace tradewind::app
