#pragma once
// Named implementations of an interface, chosen in YAML by `kind:`. An implementation is a class with a nested `Config`
// that describes its fields, and a constructor that takes one.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/fields.hpp"

namespace tradewind::config {

/// What is known of every registry, whatever it makes.
class Kinds {
 public:
  struct Entry {
    std::string kind;
    std::string summary;    // one line, a full thought without a full stop
    std::string reference;  // the paper or book it comes from; may be empty
    std::function<void(const Node&, Context&, Node* normalised)> read;
    std::function<Shape()> shape;
  };
  /// `what` names the family in messages: "offload policy".
  explicit Kinds(std::string what) : what_(std::move(what)) {}

  const std::string& what() const { return what_; }
  const std::vector<Entry>& entries() const { return entries_; }  // in order of registration
  std::vector<std::string> kinds() const;
  /// The entry a node asks for; reports "unknown offload policy 'x'; did you mean …" or a missing `kind` and returns
  /// nullptr. A plain word stands for `{kind: word}`.
  const Entry* select(const Node& node, Context& context) const;
  /// Checks the node and writes it back with `kind` first and every default; returns an empty node after reporting
  /// problems.
  Node normalise(const Node& node, Context& context) const;

 protected:
  void add(Entry entry);  // throws InternalError when the kind is registered twice

 private:
  std::string what_;
  std::vector<Entry> entries_;
};

/// Reads the fields of a `{kind: …}` mapping. Keys the kind does not have are problems, unless `kind` itself was
/// overridden: then they are dropped with a note.
void read_kind_fields(const Node& node, const Describe& describe, Context& context);

template <class Interface, class... Arguments>
class Registry : public Kinds {
 public:
  using Kinds::Kinds;

  template <std::derived_from<Interface> Implementation>
  void add(std::string kind, std::string summary, std::string reference = "") {
    using Config = typename Implementation::Config;
    makers_[kind] = [](const Node& node, Context& context, Arguments... arguments) -> std::unique_ptr<Interface> {
      Config config{};
      read_kind_fields(
          node, [&](Fields& f) { config.fields(f); }, context);
      if (!context.problems.empty()) return nullptr;
      return std::make_unique<Implementation>(std::move(config), std::forward<Arguments>(arguments)...);
    };
    Kinds::add({std::move(kind), std::move(summary), std::move(reference),
                [](const Node& node, Context& context, Node* normalised) {
                  Config config{};
                  read_kind_fields(
                      node, [&](Fields& f) { config.fields(f); }, context);
                  if (normalised) *normalised = write_fields([&](Fields& f) { config.fields(f); });
                },
                [] {
                  Config config{};
                  return shape_of_fields([&](Fields& f) { config.fields(f); });
                }});
  }

  /// Makes the implementation a node asks for; nullptr after reporting problems.
  std::unique_ptr<Interface> create(const Node& node, Context& context, Arguments... arguments) const {
    const Entry* entry = select(node, context);
    return entry ? makers_.at(entry->kind)(node, context, std::forward<Arguments>(arguments)...) : nullptr;
  }
  /// The same, or throws ConfigError.
  std::unique_ptr<Interface> create_or_throw(const Node& node, Arguments... arguments) const {
    Problems problems;
    Context context{problems};
    auto made = create(node, context, std::forward<Arguments>(arguments)...);
    problems.throw_if_any();
    return made;
  }

 private:
  using Maker = std::function<std::unique_ptr<Interface>(const Node&, Context&, Arguments...)>;
  std::map<std::string, Maker, std::less<>> makers_;
};

/// Every registry of the program by category, so that lower layers can check a `Chosen` without knowing who made it.
class Catalogue {
 public:
  void add(std::string category, const Kinds& kinds) { all_.emplace_back(std::move(category), &kinds); }
  const Kinds* find(std::string_view category) const {
    for (const auto& [name, kinds] : all_)
      if (name == category) return kinds;
    return nullptr;
  }
  const std::vector<std::pair<std::string, const Kinds*>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, const Kinds*>> all_;
};

}  // namespace tradewind::config
