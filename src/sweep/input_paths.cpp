#include "sweep/input_paths.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>

namespace tradewind::sweep {
namespace {

namespace fs = std::filesystem;
using config::Node;
using Visit = std::function<void(Node&)>;

/// The value of a `file`, or the values it takes: a list, or a mapping with `values`.
void visit_values(Node& node, const Visit& visit) {
  if (node.is_scalar()) visit(node);
  if (auto* items = std::get_if<Node::Sequence>(&node.value))
    for (auto& item : *items) visit_values(item, visit);
  if (auto* values = node.find("values")) visit_values(*values, visit);
}

void visit_files(Node& node, const Visit& visit) {
  if (auto* items = std::get_if<Node::Sequence>(&node.value))
    for (auto& item : *items) visit_files(item, visit);
  if (auto* entries = std::get_if<Node::Map>(&node.value)) {
    for (auto& entry : *entries) {
      if (entry.key == "file" || entry.key.ends_with(".file"))
        visit_values(entry.value, visit);
      else
        visit_files(entry.value, visit);
    }
  }
}

void visit_files_of_sweep(Node& sweep, const Visit& visit) {
  for (const char* key : {"parameters", "points", "exclude", "include"})
    if (auto* section = sweep.find(key)) visit_files(*section, visit);
}

void replace(Node& node, std::string text) { node.value = Node::text(std::move(text)).value; }

}  // namespace

void make_file_paths_absolute(Node& sweep) {
  visit_files_of_sweep(sweep, [](Node& node) {
    const fs::path written(node.scalar()->text);
    if (written.is_absolute()) return;
    const auto beside = fs::path(node.where.file).parent_path() / written;
    std::error_code error;
    if (fs::is_regular_file(beside, error)) replace(node, fs::absolute(beside).lexically_normal().string());
  });
}

void keep_file_names(Node& sweep) {
  visit_files_of_sweep(sweep, [](Node& node) { replace(node, fs::path(node.scalar()->text).filename().string()); });
}

}  // namespace tradewind::sweep
