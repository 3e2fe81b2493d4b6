#pragma once
// A valid value for every shape, so that a policy registered tomorrow is tested without a word written for it.

#include <stdexcept>
#include <string>

#include "config/registry.hpp"

namespace tradewind::policies {

inline config::Node sample(const config::Shape& shape) {
  using Kind = config::Shape::Kind;
  using config::Node;
  switch (shape.kind) {
    case Kind::boolean:
      return Node::plain("true");
    case Kind::integer:
    case Kind::number: {
      for (const auto* text : {"1", "0", "2", "0.5", "10"})
        if (shape.range.contains(std::stod(text)) && (shape.kind == Kind::number || text != std::string("0.5")))
          return Node::plain(text);
      break;
    }
    case Kind::text:
    case Kind::name:
    case Kind::reference:
      return Node::text("server");
    case Kind::quantity:
      for (const auto* unit :
           {"s", "B", "Gflop", "J", "W", "USD", "/s", "Mbps", "Gflop/s", "USD/h", "g/kWh", "USD/GB"}) {
        config::Problems problems;
        config::Context context{problems};
        double base = 0;
        const auto node = Node::plain(std::string("1 ") + unit);
        config::read_quantity(node, shape.dimension, base, shape.range, context);
        if (problems.empty()) return node;
      }
      break;
    case Kind::word:
      return Node::text(shape.words.at(0));
    case Kind::list: {
      Node list = Node::empty_sequence();
      std::get<Node::Sequence>(list.value).push_back(sample(shape.parts.at(0)));
      return list;
    }
    case Kind::dictionary: {
      Node dictionary = Node::empty_map();
      dictionary.set("server", sample(shape.parts.at(0)));
      return dictionary;
    }
    case Kind::structure: {
      Node structure = Node::empty_map();
      for (const auto& field : shape.fields) structure.set(field.key, sample(field.shape));
      return structure;
    }
    case Kind::any_of:
      return sample(shape.parts.at(0));
    case Kind::chosen:
      break;
  }
  throw std::logic_error("no sample for " + shape.summary() + ": teach tests/policies/samples.hpp one");
}

enum class Filled { required_only, completely };

/// `{kind: …}` with a sample for its required keys, or for all of them (a default where there is one).
inline config::Node sample_of_kind(const config::Kinds::Entry& entry, Filled filled) {
  config::Node node = config::Node::empty_map();
  node.set("kind", config::Node::text(entry.kind));
  for (const auto& field : entry.shape().fields) {
    if (!field.required && filled == Filled::required_only) continue;
    node.set(field.key, field.default_text.empty() ? sample(field.shape) : config::load_text(field.default_text));
  }
  return node;
}

inline const config::Kinds::Entry& entry(const config::Kinds& kinds, const std::string& kind) {
  for (const auto& candidate : kinds.entries())
    if (candidate.kind == kind) return candidate;
  throw std::logic_error("no kind " + kind);
}

}  // namespace tradewind::policies
