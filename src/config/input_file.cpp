// Input files named in a configuration: where they are searched, and how they are written back.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>

#include "config/fields.hpp"

namespace tradewind::config {
namespace {

namespace fs = std::filesystem;

// The folder of the file that holds the text; the current one for `-s` and texts without a file.
fs::path folder_of(const Location& where) {
  const bool in_file = !where.file.empty() && !where.from_override() && !where.file.starts_with('<');
  return in_file ? fs::path(where.file).parent_path() : fs::path();
}

bool is_input(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return !error && fs::is_regular_file(status);  // a device or a pipe could not be read twice, or never ends
}

std::string shown(const fs::path& folder) { return folder.empty() ? "." : folder.string(); }

}  // namespace

std::vector<std::string> data_folders() {
  const fs::path shared = fs::path("..") / "shared" / "data";
  std::vector<std::string> folders;
  if (const char* data = std::getenv("TRADEWIND_DATA"); data && *data) folders.emplace_back(data);
  folders.push_back(shared.string());
#ifdef TRADEWIND_SOURCE_DIR
  folders.push_back((fs::path(TRADEWIND_SOURCE_DIR) / shared).lexically_normal().string());
#endif
  return folders;
}

void Type<File>::read(const Node& node, File& value, const Range&, Context& context) {
  const auto* scalar = node.scalar();
  if (!scalar || scalar->text.empty())
    return report(node, context, fmt::format("must be a path, not {}", in_words(node)));
  const fs::path written(scalar->text);
  const fs::path beside = folder_of(node.where);
  value = {.text = scalar->text, .path = (beside / written).lexically_normal().string(), .where = node.where};
  if (is_input(value.path)) return;
  std::vector<std::string> looked{shown(beside)};
  for (const std::string& folder : data_folders()) {
    if (written.is_absolute()) break;
    const fs::path path = fs::path(folder) / written;
    looked.push_back(folder);
    if (!is_input(path)) continue;
    value.path = path.lexically_normal().string();
    value.in_data_folder = true;
    return;
  }
  const std::string where = written.is_absolute() ? "" : fmt::format(" (looked in {})", fmt::join(looked, ", "));
  report(node, context,
         fmt::format("cannot find {}{}; docs/data.md says where to get public data sets", quote(scalar->text), where));
}

Node Type<File>::write(const File& value) {
  if (value.text.empty()) return {};
  std::error_code error;
  const fs::path absolute = fs::absolute(value.path, error);
  Node node = Node::text(value.in_data_folder || error ? value.text : absolute.lexically_normal().string());
  node.where = value.where;
  return node;
}

Shape Type<File>::shape(const File&, const Range&) { return {.kind = Shape::Kind::text}; }

}  // namespace tradewind::config
