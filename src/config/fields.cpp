#include "config/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace tradewind::config {
namespace {

class FindsPlaces final : public Verifier {
 public:
  FindsPlaces(const Node& mapping, Problems& problems) : mapping_(mapping), problems_(problems) {}
  void problem(std::string_view key, std::string message) override {
    const Node* value = mapping_.find(key);
    problems_.add(value ? value->where : mapping_.where, std::move(message));
  }

 private:
  const Node& mapping_;
  Problems& problems_;
};

class Reader final : public Fields {
 public:
  Reader(const Node& mapping, const Context& context, std::span<const std::string_view> ignored)
      : mapping_(mapping), context_(context), ignored_(ignored) {}

  void verify(const std::function<void(Verifier&)>& rule) override { rules_.push_back(rule); }

  /// Unknown keys, bad values in the order of the file, missing keys; rules only when there are none of these.
  void finish() {
    Problems found;
    add_unknown_keys(found);
    for (auto& [place, problems] : bad_values_) found.append(std::move(problems));
    found.append(std::move(missing_));
    if (found.empty()) {
      FindsPlaces verifier(mapping_, found);
      for (const auto& rule : rules_) rule(verifier);
    }
    context_.problems.append(std::move(found));
  }

 private:
  void visit(const Field& field) override {
    known_.emplace_back(field.key);
    const auto entry = std::ranges::find(*mapping_.map(), field.key, &Node::Entry::key);
    if (entry == mapping_.map()->end()) {
      if (field.required)
        missing_.add(mapping_.where, missing_key(field.key, field.help));
      else
        complete_default(field);
      return;
    }
    Problems& problems = bad_values_[&*entry];
    Context inner{problems, context_.catalogue, context_.notes, field.key};
    if (entry->value.is_null())
      problems.add(entry->value.where.from_override() ? entry->value.where : entry->key_where,
                   fmt::format("'{}' has no value", field.key));
    else
      field.operations->read(entry->value, field.value, field.range, inner);
  }

  // A default `kind:` is completed with its own defaults, as if it had been written.
  void complete_default(const Field& field) const {
    if (!context_.catalogue) return;
    const Shape::Kind kind = field.operations->shape(field.value, field.range).kind;
    if (kind != Shape::Kind::chosen && kind != Shape::Kind::structure) return;
    Node written = field.operations->write(field.value);
    if (written.is_null()) return;
    written.where = mapping_.where;
    Problems ignored;  // a default may lack what only a written mapping must have
    Context inner{ignored, context_.catalogue, nullptr, field.key};
    field.operations->read(written, field.value, field.range, inner);
  }

  static std::string missing_key(std::string_view key, std::string_view help) {
    return help.empty() ? fmt::format("missing key '{}'", key) : fmt::format("missing key '{}' ({})", key, help);
  }

  void add_unknown_keys(Problems& found) {
    std::ranges::sort(known_);
    for (const Node::Entry& entry : *mapping_.map()) {
      if (std::ranges::binary_search(known_, entry.key) || std::ranges::find(ignored_, entry.key) != ignored_.end())
        continue;
      std::vector<std::string> all = known_;
      all.insert(all.end(), ignored_.begin(), ignored_.end());
      std::ranges::sort(all);
      found.add(entry.key_where, fmt::format("unknown key {}{} (known: {})", quote(entry.key),
                                             did_you_mean(entry.key, all), fmt::join(all, ", ")));
    }
  }

  const Node& mapping_;
  const Context& context_;
  std::span<const std::string_view> ignored_;
  std::vector<std::string> known_;
  std::map<const Node::Entry*, Problems> bad_values_;  // values of one mapping lie in memory in the order of the file
  Problems missing_;
  std::vector<std::function<void(Verifier&)>> rules_;
};

class Writer final : public Fields {
 public:
  Node take() { return std::move(node_); }

 private:
  void visit(const Field& field) override {
    Node value = field.operations->write(field.value);
    if (!value.is_null()) node_.set(field.key, std::move(value));
  }
  Node node_ = Node::empty_map();
};

class Describer final : public Fields {
 public:
  Shape take() { return std::move(shape_); }

 private:
  void visit(const Field& field) override {
    const Node value = field.required ? Node{} : field.operations->write(field.value);
    shape_.fields.push_back({.key = std::string(field.key),
                             .shape = field.operations->shape(field.value, field.range),
                             .required = field.required,
                             .help = std::string(field.help),
                             .default_text = value.is_null() ? "" : to_flow(value)});
  }
  Shape shape_{.kind = Shape::Kind::structure};
};

}  // namespace

void report(const Node& node, Context& context, std::string_view message) {
  context.problems.add(node.where,
                       context.key.empty() ? std::string(message) : fmt::format("{}: {}", context.key, message));
}

void read_fields(const Node& node, const Describe& describe, Context& context,
                 std::span<const std::string_view> ignored) {
  if (!expect_map(node, context)) return;
  Reader reader(node, context, ignored);
  describe(reader);
  reader.finish();
}

Node write_fields(const Describe& describe) {
  Writer writer;
  describe(writer);
  return writer.take();
}

Shape shape_of_fields(const Describe& describe) {
  Describer describer;
  describe(describer);
  return describer.take();
}

}  // namespace tradewind::config
