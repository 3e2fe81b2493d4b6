#include "sweep/manifest.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "config/plain_text.hpp"

namespace tradewind::sweep {
namespace {

std::string parameters_json(const Point& point) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  for (const auto& setting : point.settings) json.member(setting.path, config::to_flow(setting.value));
  json.end_object();
  return text;
}

/// A line taken apart; its parameters are still text.
struct Line {
  std::size_t run = 0;
  ManifestRun content;
  std::string_view parameters;
};

/// Takes the fixed parts of a line off its front.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  std::optional<Line> read() {
    Line line;
    if (!member("{\"run\":", line.run) || !member(",\"point\":", line.content.point) ||
        !member(",\"replication\":", line.content.replication) || !member(",\"round\":", line.content.round) ||
        !member(",\"seed\":", line.content.seed) || !word(",\"parameters\":") || !rest_.ends_with("}}"))
      return std::nullopt;
    line.parameters = rest_.substr(0, rest_.size() - 1);
    return line;
  }

 private:
  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  template <class Integer>
  bool member(std::string_view key, Integer& value) {
    if (!word(key)) return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return error == std::errc{};
  }

  std::string_view rest_;
};

class ManifestReader {
 public:
  explicit ManifestReader(const std::filesystem::path& file)
      : file_(file.string()), where_{config::intern(file_), 0, 1} {}

  Manifest read(std::string_view text) {
    while (!text.empty()) {
      ++where_.line;
      const auto end = text.find('\n');
      if (end == text.npos) fail("its end is missing");
      take(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    return std::move(manifest_);
  }

 private:
  void take(std::string_view text) {
    const auto line = LineReader(text).read();
    if (!line) fail("not a run of a manifest");
    const auto& run = line->content;
    if (line->run != manifest_.runs().size())
      fail(fmt::format("run {} stands where run {} should", line->run, manifest_.runs().size()));
    if (run.point > parameters_.size()) fail(fmt::format("point {} was left out", parameters_.size()));
    if (!manifest_.runs().empty() && run.round < manifest_.runs().back().round) fail("an earlier round again");
    if (run.point == parameters_.size()) {
      if (manifest_.add_point(point_of(line->parameters)) != run.point) fail("a point that has another number before");
      parameters_.emplace_back(line->parameters);
    } else if (parameters_[run.point] != line->parameters) {
      fail(fmt::format("other parameters than point {} has before", run.point));
    }
    manifest_.add_run(run);
  }

  Point point_of(std::string_view parameters) {
    const auto json = nlohmann::ordered_json::parse(parameters, nullptr, false);
    if (!json.is_object()) fail("its parameters are no JSON object");
    Point point;
    for (const auto& [path, value] : json.items()) {
      if (!value.is_string()) fail(fmt::format("the value of {} is no text", config::quote(path)));
      point.settings.push_back({.path = path, .value = node_of(value.get_ref<const std::string&>())});
    }
    return point;
  }

  /// Grids repeat their values; most samples are plain numbers and quantities. Only the rest needs a reader of YAML.
  config::Node node_of(const std::string& flow) {
    config::Node node;
    if (config::may_stand_in_flow(flow)) {
      node = config::Node::plain(flow);
    } else if (const auto known = nodes_.find(flow); known != nodes_.end()) {
      node = known->second;
    } else {
      try {
        node = config::load_text(flow, file_);
      } catch (const config::ConfigError& error) {
        fail(fmt::format("{} is no value: {}", config::quote(flow), error.problems().front().message));
      }
      nodes_.emplace(flow, node);
    }
    node.where = where_;
    return node;
  }

  [[noreturn]] void fail(std::string_view why) const {
    throw RuntimeFailure(fmt::format("{}:{}: {}", file_, where_.line, why));
  }

  std::string file_;
  config::Location where_;
  Manifest manifest_;
  std::vector<std::string> parameters_;  // by point, as written
  std::unordered_map<std::string, config::Node> nodes_;
};

}  // namespace

std::size_t Manifest::add_point(Point point) {
  const auto [known, is_new] = numbers_.try_emplace(point.key(), points_.size());
  if (is_new) points_.push_back(std::move(point));
  return known->second;
}

std::string Manifest::text() const {
  std::vector<std::string> parameters;  // by point
  parameters.reserve(points_.size());
  for (const auto& point : points_) parameters.push_back(parameters_json(point));
  std::string text;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const auto& run = runs_[i];
    fmt::format_to(std::back_inserter(text),
                   "{{\"run\":{},\"point\":{},\"replication\":{},\"round\":{},\"seed\":{},\"parameters\":{}}}\n", i,
                   run.point, run.replication, run.round, run.seed, parameters[run.point]);
  }
  return text;
}

Manifest Manifest::read(const std::filesystem::path& file) { return ManifestReader(file).read(read_file(file)); }

}  // namespace tradewind::sweep
