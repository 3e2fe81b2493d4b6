#include "config/node.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "config/plain_text.hpp"

namespace tradewind::config {

const Node* Node::find(std::string_view key) const {
  const Map* entries = map();
  if (!entries) return nullptr;
  const auto found = std::ranges::find(*entries, key, &Entry::key);
  return found == entries->end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

Node& Node::set(std::string_view key, Node child) {
  if (is_null()) value.emplace<Map>();
  check(is_map(), "a key is set in a mapping");
  if (Node* old = find(key)) return *old = std::move(child);
  auto& added = std::get<Map>(value).emplace_back(std::string(key), child.where, Node{});
  return added.value = std::move(child);
}

Node Node::text(std::string value) {
  const bool quoted = !is_plainly_text(value);
  Node node;
  node.value = Scalar{std::move(value), quoted};
  return node;
}

Node Node::plain(std::string value) {
  Node node;
  node.value = Scalar{std::move(value), false};
  return node;
}

Node Node::empty_map() {
  Node node;
  node.value.emplace<Map>();
  return node;
}

Node Node::empty_sequence() {
  Node node;
  node.value.emplace<Sequence>();
  return node;
}

bool Node::operator==(const Node& other) const { return value == other.value; }

std::string in_words(const Node& node) {
  if (const auto* scalar = node.scalar()) return quote(scalar->text);
  return node.is_map() ? "a mapping" : node.is_sequence() ? "a list" : "nothing";
}

}  // namespace tradewind::config
