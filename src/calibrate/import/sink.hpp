#pragma once
// Where importers put what they read: every row is checked on its way in.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "calibrate/import/import.hpp"

namespace tradewind::calibrate {

class Sink {
 public:
  Sink(Trace& trace, const ImportOptions& options) : trace_(trace), options_(options) {}

  /// Adds a row, or counts why not. `label` names its kind in the reason, by default its op.
  void add(Row row, std::string_view label = {});
  void reject(std::string_view label, std::string_view why, std::size_t rows = 1);
  /// A conversion or an assumption; told once.
  void note(std::string text);

  /// The target that the user named, else `found` as tradewind names it; throws ConfigError when there is neither.
  std::string target(std::string_view found, const std::string& path) const;
  std::optional<cost::LanguageModel> model(const std::string& name) const {
    return options_.models ? options_.models(name) : std::nullopt;
  }
  std::optional<cost::Facts> facts(const std::string& target) const {
    return options_.facts ? options_.facts(target) : std::nullopt;
  }

 private:
  Trace& trace_;
  const ImportOptions& options_;
  std::unordered_set<std::uint64_t> seen_;  // hashes of rows
};

/// tradewind's name of a device as others write it: "NVIDIA A100-PCIE-40GB" → "a100_40"; an unknown one in snake case.
std::string target_name(std::string_view device);
/// "NVIDIA GH200 (96 GB)" → "nvidia_gh200_96_gb".
std::string snake_case(std::string_view text);

/// The name of a file without folders, .gz and the last extension.
std::string stem_of(const std::filesystem::path& path);
/// Parts of a text between separators.
std::vector<std::string> split(std::string_view text, std::string_view separator);

}  // namespace tradewind::calibrate
