// Reads a file and merges the files it includes beneath it.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "config/merge.hpp"
#include "config/node.hpp"

namespace tradewind::config {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 64U << 20U;
constexpr int most_files = 1000;

// Throws ConfigError at `asked_by`, the place that names the file.
std::string file_text(const std::string& path, const Location& asked_by) {
  const auto refuse = [&](std::string_view why) {
    throw ConfigError(asked_by, fmt::format("cannot open '{}': {}", path, why));
  };
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error && status.type() != fs::file_type::not_found) refuse(error.message());
  if (fs::is_directory(status)) refuse("it is a directory, not a file");
  if (fs::exists(status) && !fs::is_regular_file(status)) refuse("it is not a regular file");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) refuse(errno != 0 ? std::strerror(errno) : "unknown reason");
  const auto size = fs::file_size(path, error);
  if (error) refuse(error.message());
  if (size > largest_file) refuse("it is larger than 64 MiB");
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

class Loader {
 public:
  Node load(const std::string& path, const Location& asked_by) {
    enter(path, asked_by);
    Node own = load_text(file_text(path, asked_by), path);
    std::vector<Node> includes = take_includes(own);
    Node base;
    for (const Node& include : includes) {
      const fs::path beside = fs::path(path).parent_path() / include.scalar()->text;
      Node beneath = load(beside.lexically_normal().string(), include.where);
      base = base.is_null() ? std::move(beneath) : merge(std::move(base), std::move(beneath));
    }
    open_.pop_back();
    return includes.empty() ? own : merge(std::move(base), std::move(own));
  }

 private:
  void enter(const std::string& path, const Location& asked_by) {
    std::error_code ignored;
    const std::string canonical = fs::weakly_canonical(path, ignored).string();
    const bool repeated =
        std::ranges::find(open_, canonical, &std::pair<std::string, std::string>::first) != open_.end();
    open_.emplace_back(canonical, path);
    if (repeated) {
      std::vector<std::string_view> chain;
      chain.reserve(open_.size());
      for (const auto& [unused, name] : open_) chain.push_back(name);
      throw ConfigError(asked_by, fmt::format("'{}' includes itself: {}", path, fmt::join(chain, " → ")));
    }
    if (++files_ > most_files || open_.size() > static_cast<std::size_t>(max_levels))
      throw ConfigError(asked_by,
                        fmt::format("more than {} files, or {} levels of files, are included", most_files, max_levels));
  }

  // Removes `include` from the mapping and returns its paths.
  static std::vector<Node> take_includes(Node& node) {
    auto* entries = std::get_if<Node::Map>(&node.value);
    if (!entries) return {};
    const auto found = std::ranges::find(*entries, "include", &Node::Entry::key);
    if (found == entries->end()) return {};
    Node written = std::move(found->value);
    entries->erase(found);
    std::vector<Node> paths = written.is_sequence() ? *written.sequence() : std::vector{written};
    for (const Node& path : paths)
      if (!path.scalar())
        throw ConfigError(path.where,
                          fmt::format("include: must be a path or a list of paths, not {}", in_words(path)));
    return paths;
  }

  std::vector<std::pair<std::string, std::string>> open_;  // canonical path and as written, outermost first
  int files_ = 0;
};

}  // namespace

Node load_file(const std::string& path) { return Loader().load(path, {}); }

}  // namespace tradewind::config
