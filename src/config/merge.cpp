#include "config/merge.hpp"

#include <algorithm>
#include <set>

namespace tradewind::config {
namespace {

const std::string* name_of(const Node& node) {
  const Node* name = node.find("name");
  return name && name->scalar() ? &name->scalar()->text : nullptr;
}

bool is_named_list(const Node& node) {
  const auto* items = node.sequence();
  return items && !items->empty() && std::ranges::all_of(*items, [](const Node& item) { return name_of(item); });
}

Node merge_named(Node base, Node over) {
  auto& items = std::get<Node::Sequence>(base.value);
  const std::size_t own = items.size();
  std::set<std::size_t> used;  // an entry is met once: a repeated name stays visible as a mistake
  for (Node& item : std::get<Node::Sequence>(over.value)) {
    std::size_t at = 0;
    while (at < own && (*name_of(items[at]) != *name_of(item) || used.contains(at))) ++at;
    if (at == own) {
      items.push_back(std::move(item));
    } else {
      used.insert(at);
      items[at] = merge(std::move(items[at]), std::move(item));
    }
  }
  base.where = over.where;
  return base;
}

}  // namespace

Node merge(Node base, Node over) {
  if (is_named_list(base) && is_named_list(over)) return merge_named(std::move(base), std::move(over));
  if (!base.is_map() || !over.is_map()) return over;
  // The kind was chosen anew: what the old kind alone knows must not be in its way.
  const Node* old_kind = base.find("kind");
  const Node* new_kind = over.find("kind");
  base.kind_overridden |= over.kind_overridden || (old_kind && new_kind && !(*old_kind == *new_kind));
  for (Node::Entry& entry : std::get<Node::Map>(over.value)) {
    auto& entries = std::get<Node::Map>(base.value);
    const auto old = std::ranges::find(entries, entry.key, &Node::Entry::key);
    if (old == entries.end()) {
      entries.push_back(std::move(entry));
    } else {
      old->key_where = entry.key_where;
      old->value = merge(std::move(old->value), std::move(entry.value));
    }
  }
  base.where = over.where;
  return base;
}

}  // namespace tradewind::config
