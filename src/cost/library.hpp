#pragma once
// Targets and models by name, read when they are first asked for and kept.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "config/problem.hpp"
#include "cost/device.hpp"
#include "cost/language_model.hpp"
#include "cost/layer_graph.hpp"

namespace tradewind::cost {

using NamedModel = std::variant<LayerGraph, LanguageModel>;

class Library {
 public:
  /// `targets` and `models`: folders, the first that has a name wins; before them all `targets/` and `models/` beside
  /// the file that uses the name.
  Library(std::vector<std::filesystem::path> targets, std::vector<std::filesystem::path> models)
      : targets_(std::move(targets)), models_(std::move(models)) {}
  Library() = default;

  /// A target with the fitted models of these files before its own; shared by all processors of its kind. nullptr after
  /// reporting that it is unknown or cannot be read.
  std::shared_ptr<const Device> device(std::string_view target, const std::vector<std::string>& model_files,
                                       const config::Location& where, config::Problems& problems);
  /// A network or language model; nullptr after reporting that it is unknown or cannot be read.
  const NamedModel* model(std::string_view name, const config::Location& where, config::Problems& problems);

  std::vector<std::string> model_names() const;
  /// Every file read so far with its content hash.
  const std::vector<std::pair<std::string, std::string>>& files() const { return files_; }

 private:
  void remember(const std::filesystem::path& file);
  std::unique_ptr<Predictor> fitted(const std::filesystem::path& file, const Target& target);

  std::vector<std::filesystem::path> targets_, models_;
  std::map<std::vector<std::string>, std::shared_ptr<const Device>> devices_;  // by file and those of models
  std::map<std::string, NamedModel> named_;                                    // by file
  std::vector<std::pair<std::string, std::string>> files_;
};

}  // namespace tradewind::cost
