#pragma once
// One description of a struct, four uses: read it from YAML, write it back with every default, print its documentation,
// emit its JSON Schema.
//
//   struct Config {
//     Duration reserve = 50_ms;
//     void fields(config::Fields& f) { f.optional("reserve", reserve, "time kept free before each deadline"); }
//   };

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/units.hpp"
#include "config/node.hpp"

namespace tradewind::config {

class Catalogue;

/// What a number may be, in SI units. Quantities are non-negative unless said otherwise.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;  // the bound itself is refused
  bool high_open = false;
  bool unset = false;  // the type's own default range
  bool contains(double value) const;
  std::string text() const;  // "> 0", ">= 1", "in [0, 1]"
};
inline constexpr Range any_value{.unset = true};
inline constexpr Range positive{.low = 0, .low_open = true};
inline constexpr Range non_negative{.low = 0};
constexpr Range at_least(double low) { return {.low = low}; }
constexpr Range between(double low, double high) { return {.low = low, .high = high}; }

/// What a value looks like: the common source of documentation and JSON Schema.
struct Shape {
  enum class Kind {
    boolean,
    integer,
    number,
    text,
    name,
    reference,
    quantity,
    word,
    list,
    dictionary,
    structure,
    chosen,
    any_of
  };
  struct Field;
  // A vector whose members are defined below, where a Field is complete (clang needs that).
  struct FieldList : std::vector<Field> {
    FieldList();
    FieldList(const FieldList&);
    FieldList(FieldList&&) noexcept;
    FieldList& operator=(const FieldList&);
    FieldList& operator=(FieldList&&) noexcept;
    ~FieldList();
  };

  Kind kind = Kind::text;
  Range range{};                     // integer, number, quantity
  Dimension dimension{};             // quantity
  std::vector<std::string> words{};  // word: the allowed ones
  std::vector<Shape> parts{};        // list, dictionary: the element; any_of: the alternatives
  FieldList fields{};                // structure
  std::string category{};            // chosen: which registry `kind:` looks into
  std::string summary() const;       // "time", "list of names", "one of fifo, edf" …
};
struct Shape::Field {
  std::string key;
  Shape shape;
  bool required = false;
  std::string help;
  std::string default_text;  // YAML flow text of the default; empty when there is none
};
inline Shape::FieldList::FieldList() = default;
inline Shape::FieldList::FieldList(const FieldList&) = default;
inline Shape::FieldList::FieldList(FieldList&&) noexcept = default;
inline Shape::FieldList& Shape::FieldList::operator=(const FieldList&) = default;
inline Shape::FieldList& Shape::FieldList::operator=(FieldList&&) noexcept = default;
inline Shape::FieldList::~FieldList() = default;

/// What reading needs beside the node. Problems are collected, not thrown.
struct Context {
  Problems& problems;
  const Catalogue* catalogue = nullptr;       // resolves Chosen values; may be absent in unit tests
  std::vector<std::string>* notes = nullptr;  // for the user's attention, not errors
  std::string_view key = {};                  // whose value is being read; messages of leaf values start with it
};
/// Adds a problem with the node's value: "key: message".
void report(const Node& node, Context& context, std::string_view message);

/// How a C++ type is read, written and described; specialise it for new leaf types.
///   static void read(const Node&, T&, const Range&, Context&);   static Node write(const T&);   (a null node is left
///   out) static Shape shape(const T& default_value, const Range&);
template <class T>
struct Type;

namespace detail {
struct Operations {
  void (*read)(const Node&, void*, const Range&, Context&);
  Node (*write)(const void*);
  Shape (*shape)(const void*, const Range&);
};
template <class T>
constexpr Operations operations{
    [](const Node& node, void* p, const Range& r, Context& c) { Type<T>::read(node, *static_cast<T*>(p), r, c); },
    [](const void* p) { return Type<T>::write(*static_cast<const T*>(p)); },
    [](const void* p, const Range& r) { return Type<T>::shape(*static_cast<const T*>(p), r); },
};
}  // namespace detail

/// Names the place of a problem that only several fields together show.
class Verifier {
 public:
  virtual ~Verifier() = default;
  /// Reports `message` at the value of `key` (at the mapping when the key is absent).
  virtual void problem(std::string_view key, std::string message) = 0;
};

/// The visitor a struct describes itself to. Implementations read, write or describe.
class Fields {
 public:
  template <class T>
  void required(std::string_view key, T& value, std::string_view help, const Range& range = any_value) {
    visit({key, help, range, true, &value, &detail::operations<T>});
  }
  template <class T>
  void optional(std::string_view key, T& value, std::string_view help, const Range& range = any_value) {
    visit({key, help, range, false, &value, &detail::operations<T>});
  }
  /// Called after every field was read without a problem; describes what must hold between fields.
  virtual void verify(const std::function<void(Verifier&)>& rule) { (void)rule; }

 protected:
  struct Field {
    std::string_view key, help;
    Range range;
    bool required;
    void* value;
    const detail::Operations* operations;
  };
  ~Fields() = default;
  virtual void visit(const Field& field) = 0;
};

template <class T>
concept Described = requires(T value, Fields& fields) { value.fields(fields); };
/// A description that remembers its place, for checks that come after reading.
template <class T>
concept Located = requires(T value, Location where) { value.where = where; };

/// A struct's own fields as an untyped callback, so that the work below is compiled once.
using Describe = std::function<void(Fields&)>;
/// Reads a mapping into the described struct: unknown keys first, then bad values, then missing keys. `ignored` keys
/// belong to somebody else (`kind`).
void read_fields(const Node& node, const Describe& describe, Context& context,
                 std::span<const std::string_view> ignored = {});
Node write_fields(const Describe& describe);
Shape shape_of_fields(const Describe& describe);

template <class T>
void read(const Node& node, T& value, Context& context) {
  Type<T>::read(node, value, any_value, context);
}
template <class T>
Node write(const T& value) {
  return Type<T>::write(value);
}
template <class T>
Shape shape(const T& value = {}) {
  return Type<T>::shape(value, any_value);
}
/// Reads or throws ConfigError with every problem.
template <class T>
T read_or_throw(const Node& node, const Catalogue* catalogue = nullptr) {
  Problems problems;
  Context context{problems, catalogue};
  T value{};
  read(node, value, context);
  problems.throw_if_any();
  return value;
}

// --- leaf types
// -------------------------------------------------------------------------------------------------------

/// A word in [A-Za-z0-9_-]+ naming something, and where it was written.
struct Name {
  std::string text;
  Location where;
  bool operator==(const Name& other) const { return text == other.text; }
};

/// What refers to a node or one of its processors: a name, or two joined by a dot (`server.gpu`).
struct Reference : Name {};

/// Whether a text may name something: [A-Za-z0-9_-]+.
bool is_name(std::string_view text);

/// An input file. Searched beside the file that names it, then in $TRADEWIND_DATA, then in the shared data folder.
struct File {
  std::string text;  // as written
  std::string path;  // where it was found
  Location where;
  bool in_data_folder = false;  // found by the search, not beside the naming file
};
/// The folders of the search after the naming file's own, in order.
std::vector<std::string> data_folders();

/// A mapping with keys of the user's choice, in the order of the file.
template <class T>
struct Dictionary {
  struct Entry {
    std::string key;
    Location where;
    T value;
  };
  std::vector<Entry> entries;
};

/// Something chosen by `kind:` whose implementations this layer does not know: the node, checked against the catalogue
/// and with every default written out.
struct Chosen {
  std::string category;
  Node node;
  std::string kind() const;
};

/// Names of an enum's values: specialise `words` as an array of pairs.
///   template <> inline constexpr std::pair<Tier, std::string_view> words<Tier>[] = {{Tier::device, "device"}, …};
template <class E>
inline constexpr std::pair<E, std::string_view> words[] = {};

template <class E>
std::string_view word(E value) {
  for (const auto& [v, text] : words<E>)
    if (v == value) return text;
  return "?";
}

template <>
struct Type<bool> {
  static void read(const Node&, bool&, const Range&, Context&);
  static Node write(const bool&);
  static Shape shape(const bool&, const Range&);
};
template <>
struct Type<std::int64_t> {
  static void read(const Node&, std::int64_t&, const Range&, Context&);
  static Node write(const std::int64_t&);
  static Shape shape(const std::int64_t&, const Range&);
};
template <>
struct Type<double> {
  static void read(const Node&, double&, const Range&, Context&);
  static Node write(const double&);
  static Shape shape(const double&, const Range&);
};
template <>
struct Type<std::string> {
  static void read(const Node&, std::string&, const Range&, Context&);
  static Node write(const std::string&);
  static Shape shape(const std::string&, const Range&);
};
template <>
struct Type<Name> {
  static void read(const Node&, Name&, const Range&, Context&);
  static Node write(const Name&);
  static Shape shape(const Name&, const Range&);
};
template <>
struct Type<Reference> {
  static void read(const Node&, Reference&, const Range&, Context&);
  static Node write(const Reference&);
  static Shape shape(const Reference&, const Range&);
};
template <>
struct Type<File> {
  static void read(const Node&, File&, const Range&, Context&);
  static Node write(const File&);
  static Shape shape(const File&, const Range&);
};
template <>
struct Type<Chosen> {
  static void read(const Node&, Chosen&, const Range&, Context&);
  static Node write(const Chosen&);
  static Shape shape(const Chosen&, const Range&);
};

/// A quantity of the given dimension in base units; the problem names the accepted units.
void read_quantity(const Node&, Dimension, double& base, const Range&, Context&);
void read_word(const Node&, std::span<const std::string> known, std::string& word, Context&);
/// Checks that the node is a list and returns its items (nullptr after reporting a problem).
const Node::Sequence* expect_sequence(const Node&, Context&);
const Node::Map* expect_map(const Node&, Context&);
Node write_quantity(Dimension, double base);

template <Dimension D>
struct Type<Quantity<D>> {
  static void read(const Node& node, Quantity<D>& q, const Range& range, Context& context) {
    read_quantity(node, D, q.base, range.unset ? non_negative : range, context);
  }
  static Node write(const Quantity<D>& q) { return write_quantity(D, q.base); }
  static Shape shape(const Quantity<D>&, const Range& range) {
    return {.kind = Shape::Kind::quantity, .range = range.unset ? non_negative : range, .dimension = D};
  }
};

template <class E>
  requires std::is_enum_v<E>
struct Type<E> {
  static std::vector<std::string> known() {
    std::vector<std::string> all;
    for (const auto& [v, text] : words<E>) all.emplace_back(text);
    return all;
  }
  static void read(const Node& node, E& value, const Range&, Context& context) {
    std::string written;
    read_word(node, known(), written, context);
    for (const auto& [v, text] : words<E>)
      if (text == written) value = v;
  }
  static Node write(const E& value) { return Node::text(std::string(word(value))); }
  static Shape shape(const E&, const Range&) { return {.kind = Shape::Kind::word, .words = known()}; }
};

template <class T>
struct Type<std::optional<T>> {
  static void read(const Node& node, std::optional<T>& value, const Range& range, Context& context) {
    Type<T>::read(node, value.emplace(), range, context);
  }
  static Node write(const std::optional<T>& value) { return value ? Type<T>::write(*value) : Node{}; }
  static Shape shape(const std::optional<T>& value, const Range& range) {
    return Type<T>::shape(value ? *value : T{}, range);
  }
};

template <class T>
struct Type<std::vector<T>> {
  static void read(const Node& node, std::vector<T>& values, const Range& range, Context& context) {
    const auto* items = expect_sequence(node, context);
    if (!items) return;
    values.assign(items->size(), T{});
    for (std::size_t i = 0; i < items->size(); ++i) Type<T>::read((*items)[i], values[i], range, context);
  }
  static Node write(const std::vector<T>& values) {
    Node node = Node::empty_sequence();
    for (const auto& value : values) std::get<Node::Sequence>(node.value).push_back(Type<T>::write(value));
    return node;
  }
  static Shape shape(const std::vector<T>&, const Range& range) {
    return {.kind = Shape::Kind::list, .parts = {Type<T>::shape(T{}, range)}};
  }
};

template <class T>
struct Type<Dictionary<T>> {
  static void read(const Node& node, Dictionary<T>& dictionary, const Range& range, Context& context) {
    const auto* map = expect_map(node, context);
    if (!map) return;
    dictionary.entries.clear();
    for (const auto& entry : *map) {
      auto& added = dictionary.entries.emplace_back(entry.key, entry.key_where, T{});
      Context inner{context.problems, context.catalogue, context.notes, entry.key};
      Type<T>::read(entry.value, added.value, range, inner);
    }
  }
  static Node write(const Dictionary<T>& dictionary) {
    Node node = Node::empty_map();
    for (const auto& entry : dictionary.entries) node.set(entry.key, Type<T>::write(entry.value));
    return node;
  }
  static Shape shape(const Dictionary<T>&, const Range& range) {
    return {.kind = Shape::Kind::dictionary, .parts = {Type<T>::shape(T{}, range)}};
  }
};

template <Described T>
struct Type<T> {
  static void read(const Node& node, T& value, const Range&, Context& context) {
    if constexpr (Located<T>) value.where = node.where;
    read_fields(
        node, [&](Fields& f) { value.fields(f); }, context);
  }
  static Node write(const T& value) {
    return write_fields([&](Fields& f) { const_cast<T&>(value).fields(f); });  // the writer only looks
  }
  static Shape shape(const T& value, const Range&) {
    T copy = value;
    return shape_of_fields([&](Fields& f) { copy.fields(f); });
  }
};

}  // namespace tradewind::config
