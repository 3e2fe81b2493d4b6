#include "cost/library.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "base/file.hpp"
#include "base/sha256.hpp"

namespace tradewind::cost {
namespace {

namespace fs = std::filesystem;

std::string unknown(std::string_view what, std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t most = 10;
  return fmt::format("unknown {} {}{} (known: {}{})", what, config::quote(name), config::did_you_mean(name, known),
                     fmt::join(std::span(known).first(std::min(most, known.size())), ", "),
                     known.size() > most ? ", …" : "");
}

/// `folder` beside the file that uses a name, then the others.
std::vector<fs::path> with_own(const config::Location& where, std::string_view folder, std::vector<fs::path> folders) {
  const bool in_file = !where.file.empty() && !where.from_override() && !where.file.starts_with('<');
  if (in_file) folders.insert(folders.begin(), fs::path(where.file).parent_path() / folder);
  return folders;
}

/// `<folder>/<name>.yaml` of the first folder that has it; empty when none has.
fs::path find_file(std::string_view name, const std::vector<fs::path>& folders) {
  if (name.find('/') != name.npos) return {};
  for (const auto& folder : folders) {
    std::error_code error;
    if (auto file = folder / fmt::format("{}.yaml", name); fs::is_regular_file(file, error)) return file;
  }
  return {};
}

NamedModel read_named(const fs::path& file) {
  const auto node = config::load_file(file.string());
  const auto* kind = node.find("kind");
  if (kind && kind->scalar() && kind->scalar()->text == "language_model") return read_language_model(file);
  return read_layer_graph(file);
}

}  // namespace

void Library::remember(const fs::path& file) {
  // Of two files of one name, say a target and a model, both count.
  std::pair read(file.filename().string(), sha256(read_file(file.string())));
  if (std::ranges::find(files_, read) == files_.end()) files_.push_back(std::move(read));
}

std::unique_ptr<Predictor> Library::fitted(const fs::path& file, const Target& target) {
  remember(file);
  auto model = read_model(file);
  std::map<std::string, LanguageModel, std::less<>> measured;
  for (const auto& op : model.ops) {
    if ((op.key.op != "prefill" && op.key.op != "decode") || measured.contains(op.key.family)) continue;
    auto name = op.key.family;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto dimensions = find_file(name, models_);
    if (dimensions.empty()) continue;
    auto named = read_named(dimensions);
    auto* language_model = std::get_if<LanguageModel>(&named);
    if (!language_model) continue;
    remember(dimensions);
    measured.emplace(op.key.family, std::move(*language_model));
  }
  return std::make_unique<FittedPredictor>(std::move(model), file.filename().string(), target, std::move(measured));
}

std::shared_ptr<const Device> Library::device(std::string_view name, const std::vector<std::string>& model_files,
                                              const config::Location& where, config::Problems& problems) {
  const auto folders = with_own(where, "targets", targets_);
  const auto file = find_file(name, folders);
  if (file.empty()) {
    problems.add(where, unknown("target", name, target_names(folders)));
    return nullptr;
  }
  auto key = model_files;
  key.push_back(file.string());
  if (const auto known = devices_.find(key); known != devices_.end()) return known->second;
  try {
    auto target = read_target(file);
    remember(file);
    std::vector<std::unique_ptr<Predictor>> predictors;
    predictors.reserve(model_files.size() + target.models.size() + 1);
    for (const auto& model : model_files) predictors.push_back(fitted(model, target));
    for (const auto& model : target.models) predictors.push_back(fitted(file.parent_path() / model, target));
    predictors.push_back(std::make_unique<DatasheetPredictor>(target.facts));
    return devices_[key] = std::make_shared<const Device>(std::move(target), std::move(predictors));
  } catch (const config::ConfigError& error) {
    for (const auto& problem : error.problems()) problems.add(problem.where, problem.message);
    return nullptr;
  }
}

const NamedModel* Library::model(std::string_view name, const config::Location& where, config::Problems& problems) {
  const auto file = find_file(name, with_own(where, "models", models_));
  if (file.empty()) {
    problems.add(where, unknown("model", name, model_names()));
    return nullptr;
  }
  if (const auto known = named_.find(file.string()); known != named_.end()) return &known->second;
  try {
    auto model = read_named(file);
    remember(file);
    return &named_.emplace(file.string(), std::move(model)).first->second;
  } catch (const config::ConfigError& error) {
    for (const auto& problem : error.problems()) problems.add(problem.where, problem.message);
    return nullptr;
  }
}

std::vector<std::string> Library::model_names() const {
  std::set<std::string> names;
  for (const auto& folder : models_) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
      if (entry.path().extension() == ".yaml") names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

}  // namespace tradewind::cost
