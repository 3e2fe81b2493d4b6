#include "config/registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/check.hpp"

namespace tradewind::config {
namespace {

// The kind's word: the `kind` entry of a mapping, or the node itself.
const Node* kind_node(const Node& node) { return node.is_map() ? node.find("kind") : &node; }

// Gives what was written anew the places where the user wrote it; defaults get the place of their mapping.
void place(Node& written, const Node& original) {
  written.where = original.where;
  if (auto* entries = std::get_if<Node::Map>(&written.value)) {
    for (Node::Entry& entry : *entries) {
      const Node* value = original.find(entry.key);
      entry.key_where = original.where;
      if (original.is_map())
        for (const Node::Entry& old : *original.map())
          if (old.key == entry.key) entry.key_where = old.key_where;
      place(entry.value, value ? *value : Node{.value = {}, .where = original.where});
    }
  } else if (auto* items = std::get_if<Node::Sequence>(&written.value)) {
    const auto* old = original.sequence();
    const bool alike = old && old->size() == items->size();
    for (std::size_t i = 0; i < items->size(); ++i)
      place((*items)[i], alike ? (*old)[i] : Node{.value = {}, .where = original.where});
  }
}

// Keys left over from the kind that was replaced: written by neither an override nor the file that names the new kind.
Node without_leftovers(const Node& node, const Shape& shape, Context& context) {
  const Node& kind = *node.find("kind");
  Node kept = node;
  std::erase_if(std::get<Node::Map>(kept.value), [&](const Node::Entry& entry) {
    const Location& where = entry.key_where;
    if (entry.key == "kind" || where.from_override() || where.file == kind.where.file) return false;
    if (std::ranges::find(shape.fields, entry.key, &Shape::Field::key) != shape.fields.end()) return false;
    if (context.notes)
      context.notes->push_back(
          Problem{where, fmt::format("'{}' dropped: kind {} has no such key", entry.key, in_words(kind))}.text());
    return true;
  });
  return kept;
}

}  // namespace

std::vector<std::string> Kinds::kinds() const {
  std::vector<std::string> names;
  names.reserve(entries_.size());
  for (const Entry& entry : entries_) names.push_back(entry.kind);
  return names;
}

const Kinds::Entry* Kinds::select(const Node& node, Context& context) const {
  const Node* kind = kind_node(node);
  if (!kind) {
    report(node, context, fmt::format("missing key 'kind' (which {}; known: {})", what_, fmt::join(kinds(), ", ")));
    return nullptr;
  }
  const auto* scalar = kind->scalar();
  if (!scalar) {
    report(*kind, context,
           fmt::format("must name one {} ({}), not {}", what_, fmt::join(kinds(), ", "), in_words(*kind)));
    return nullptr;
  }
  const auto found = std::ranges::find(entries_, scalar->text, &Entry::kind);
  if (found != entries_.end()) return &*found;
  context.problems.add(kind->where, fmt::format("unknown {} {}{} (known: {})", what_, quote(scalar->text),
                                                did_you_mean(scalar->text, kinds()), fmt::join(kinds(), ", ")));
  return nullptr;
}

Node Kinds::normalise(const Node& node, Context& context) const {
  const Entry* entry = select(node, context);
  if (!entry) return {};
  Problems problems;
  Context inner{problems, context.catalogue, context.notes};
  Node fields;
  entry->read(node, inner, &fields);
  const bool good = problems.empty();
  context.problems.append(std::move(problems));
  if (!good) return {};
  Node whole = Node::empty_map();
  whole.set("kind", Node::text(entry->kind));
  for (Node::Entry& field : std::get<Node::Map>(fields.value)) whole.set(field.key, std::move(field.value));
  place(whole, node);
  if (!node.is_map()) whole.find("kind")->where = node.where;
  return whole;
}

void Kinds::add(Entry entry) {
  check(std::ranges::find(entries_, entry.kind, &Entry::kind) == entries_.end(), "a kind is registered once");
  entries_.push_back(std::move(entry));
}

void read_kind_fields(const Node& node, const Describe& describe, Context& context) {
  if (!node.is_map()) {  // a plain word: every field has its default
    Node empty = Node::empty_map();
    empty.where = node.where;
    return read_fields(empty, describe, context);
  }
  constexpr std::string_view kind[] = {"kind"};
  const Node* chosen = node.find("kind");
  if (!node.kind_overridden || !chosen) return read_fields(node, describe, context, kind);
  Node kept = without_leftovers(node, shape_of_fields(describe), context);
  kept.where = chosen->where;  // what the new kind misses is the fault of whoever chose it
  read_fields(kept, describe, context, kind);
}

std::string Chosen::kind() const {
  const Node* kind = kind_node(node);
  return kind && kind->scalar() ? kind->scalar()->text : "";
}

void Type<Chosen>::read(const Node& node, Chosen& value, const Range&, Context& context) {
  value.node = node;
  const Kinds* kinds = context.catalogue ? context.catalogue->find(value.category) : nullptr;
  if (!kinds) return;
  Node normalised = kinds->normalise(node, context);
  if (!normalised.is_null()) value.node = std::move(normalised);
}

Node Type<Chosen>::write(const Chosen& value) { return value.node; }

Shape Type<Chosen>::shape(const Chosen& value, const Range&) {
  return {.kind = Shape::Kind::chosen, .category = value.category};
}

}  // namespace tradewind::config
