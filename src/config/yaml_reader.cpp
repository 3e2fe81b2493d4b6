// Builds nodes from yaml-cpp's events: positions of keys and values, quotedness, aliases and merge keys; refuses what
// YAML allows but no configuration needs (duplicate keys, complex keys, foreign tags, unbounded aliases).

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>

#include "config/node.hpp"
#include "config/plain_text.hpp"
#include "config/utf8.hpp"

namespace tradewind::config {
namespace {

constexpr std::size_t most_nodes = 1'000'000;
constexpr std::size_t most_copied_bytes = 64U << 20U;
constexpr std::size_t longest_key = 250;  // so that any key, escaped, stays below YAML's 1024 characters

// How much a node is, to bound what aliases multiply.
struct Measure {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  int levels = 0;  // of mappings and lists, itself included
  void add(const Measure& child) {
    nodes += child.nodes;
    bytes += child.bytes;
    levels = std::max(levels, child.levels + 1);
  }
};

struct Measured {
  Node node;
  Measure measure;
};

// yaml-cpp 0.7 turns the escapes \N and \_ into single bytes 85 and A0, which are not UTF-8.
std::string with_whole_characters(std::string_view text) {
  std::string whole;
  while (!text.empty()) {
    const std::size_t length = first_character(text).length;
    if (length == 0) whole += '\xC2';
    whole += text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return whole;
}

class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view file) : file_(file) {}

  Node take() { return std::move(root_); }
  Location location(const YAML::Mark& mark) const {
    return {file_, std::max(mark.line, -1) + 1, mark.line < 0 ? 0 : mark.column + 1};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.where = location(mark);
    count({}, node.where);
    complete({std::move(node), {}}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& written) override {
    Node node;
    node.where = location(mark);
    count({}, node.where);
    const std::string text = with_whole_characters(written);
    // What only several lines or rare characters make plain is text, whatever it looks like.
    const bool plain = is_plain(tag, node.where);
    if (!plain || !is_null_word(text)) node.value = Node::Scalar{text, !plain || !may_stand_in_block(text)};
    complete({std::move(node), {.nodes = 1, .bytes = text.size(), .levels = 0}}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(location(mark), "the alias stands inside the value it refers to");
    count(found->second.measure, location(mark));
    check_levels(found->second.measure.levels, location(mark));
    complete(found->second, 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, "tag:yaml.org,2002:seq", Node::empty_sequence());
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, "tag:yaml.org,2002:map", Node::empty_map());
  }
  void OnMapEnd() override { close(); }

 private:
  struct Key {
    std::string text;
    Location where;
    bool merge = false;
  };
  // A mapping or list whose end has not been seen.
  struct Frame {
    Node node;
    Measure measure;
    YAML::anchor_t anchor;
    std::optional<Key> key;                        // mapping: its value comes next
    std::unordered_map<std::string, int> lines{};  // of the keys seen
    std::vector<Node> merged{};                    // values of `<<`
  };

  [[noreturn]] static void fail(const Location& where, std::string message) {
    throw ConfigError(where, std::move(message));
  }

  static bool is_plain(const std::string& tag, const Location& where) {
    if (tag.empty() || tag == "?") return true;
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return false;
    for (const char* known : {"int", "float", "bool", "null"})
      if (tag == fmt::format("tag:yaml.org,2002:{}", known)) return true;
    fail(where, fmt::format("unknown tag {}", quote(tag)));
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, std::string_view own_tag,
            Node node) {
    node.where = location(mark);
    if (!tag.empty() && tag != "?" && tag != "!" && tag != own_tag)
      fail(node.where, fmt::format("unknown tag {}", quote(tag)));
    count({}, node.where);
    check_levels(1, node.where);
    frames_.push_back({.node = std::move(node), .measure = {1, 0, 1}, .anchor = anchor, .key = std::nullopt});
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    add_merged(frame);
    complete({std::move(frame.node), frame.measure}, frame.anchor);
  }

  bool expects_key() const { return !frames_.empty() && frames_.back().node.is_map() && !frames_.back().key; }

  void check_levels(int more, const Location& where) const {
    if (static_cast<int>(frames_.size()) + more > max_levels)
      fail(where, fmt::format("nested deeper than {} levels", max_levels));
  }

  // Bounds what the document makes us store, copies for anchors and aliases included.
  void count(const Measure& stored, const Location& where) {
    nodes_ += stored.nodes;
    bytes_ += stored.bytes;
    if (nodes_ > most_nodes) fail(where, fmt::format("more than {} values", most_nodes));
    if (bytes_ > most_copied_bytes) fail(where, "aliases expand to more than 64 MiB of text");
  }

  // A whole value has been seen: it is a key, or belongs to the innermost open mapping or list, or is the document.
  void complete(Measured done, YAML::anchor_t anchor) {
    if (anchor != 0) {
      count(done.measure, done.node.where);
      anchors_[anchor] = done;
    }
    if (expects_key()) return take_key(done.node);
    if (frames_.empty()) {
      root_ = std::move(done.node);
      return;
    }
    Frame& frame = frames_.back();
    frame.measure.add(done.measure);
    if (auto* items = std::get_if<Node::Sequence>(&frame.node.value)) {
      items->push_back(std::move(done.node));
      return;
    }
    Key key = std::move(*frame.key);
    frame.key.reset();
    if (key.merge)
      take_merged(frame, std::move(done.node), key.where);
    else
      std::get<Node::Map>(frame.node.value).push_back({std::move(key.text), key.where, std::move(done.node)});
  }

  void take_key(const Node& node) {
    const auto* scalar = node.scalar();
    if (!scalar) fail(node.where, fmt::format("a key must be text, not {}", in_words(node)));
    if (scalar->text.size() > longest_key)
      fail(node.where, fmt::format("the key {} is longer than {} bytes", quote(scalar->text), longest_key));
    Frame& frame = frames_.back();
    const auto [first, is_new] = frame.lines.emplace(scalar->text, node.where.line);
    if (!is_new)
      fail(node.where, fmt::format("duplicate key {} (first at line {})", quote(scalar->text), first->second));
    frame.measure.bytes += scalar->text.size();
    frame.key = Key{scalar->text, node.where, !scalar->quoted && scalar->text == "<<"};
  }

  static void take_merged(Frame& frame, Node value, const Location& where) {
    if (auto* items = std::get_if<Node::Sequence>(&value.value)) {
      for (Node& item : *items) {
        if (!item.is_map()) fail(item.where, fmt::format("'<<' merges mappings, not {}", in_words(item)));
        frame.merged.push_back(std::move(item));
      }
      return;
    }
    if (!value.is_map())
      fail(where, fmt::format("'<<' takes a mapping or a list of mappings, not {}", in_words(value)));
    frame.merged.push_back(std::move(value));
  }

  // The keys of `<<`: written ones win, then those of earlier mappings.
  static void add_merged(Frame& frame) {
    for (Node& source : frame.merged)
      for (Node::Entry& entry : std::get<Node::Map>(source.value))
        if (frame.lines.emplace(entry.key, entry.key_where.line).second)
          std::get<Node::Map>(frame.node.value).push_back(std::move(entry));
  }

  std::string_view file_;
  Node root_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Measured> anchors_;
  std::size_t nodes_ = 0, bytes_ = 0;
};

// Sees whatever follows the document.
class Rest final : public YAML::EventHandler {
 public:
  Rest(std::string_view text, const Builder& builder) : text_(text), builder_(builder) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
    const bool marked = text_.substr(0, std::min(at + 3, text_.size())).find("\n---") != text_.npos;
    throw ConfigError(builder_.location(mark),
                      marked ? "a second document; a file holds one" : "this does not belong to the document above");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::string_view text_;
  const Builder& builder_;
};

// yaml-cpp would take 0x04 for the end of the file and replace what is not UTF-8.
void refuse_unprintable(std::string_view text, std::string_view file) {
  const auto bad = find_unprintable(text);
  if (!bad) return;
  const std::string_view before = text.substr(0, *bad);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
  const Character character = first_character(text.substr(*bad));
  throw ConfigError({file, static_cast<int>(line), static_cast<int>(column)},
                    character.length == 0 ? std::string("not UTF-8 text")
                                          : fmt::format("the character U+{:04X} is not text", character.code));
}

// The likeliest reason for what is not YAML: a tab before the first word of a line.
void refuse_tabs(std::string_view text, std::string_view file) {
  for (int line = 1; !text.empty(); ++line) {
    const std::string_view indentation = text.substr(0, text.find_first_not_of(" \t"));
    if (const auto tab = indentation.find('\t'); tab != text.npos)
      throw ConfigError({file, line, static_cast<int>(tab) + 1}, "not YAML: a tab in the indentation; write blanks");
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
}

}  // namespace

Node load_text(std::string_view text, std::string_view name) {
  const std::string_view file = intern(name);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  refuse_unprintable(text, file);
  Builder builder(file);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) throw ConfigError({file, 0, 0}, "the file is empty");
    Rest rest(text, builder);
    parser.HandleNextDocument(rest);
  } catch (const YAML::Exception& e) {
    refuse_tabs(text, file);
    throw ConfigError(builder.location(e.mark), "not YAML: " + e.msg);
  }
  return builder.take();
}

}  // namespace tradewind::config
