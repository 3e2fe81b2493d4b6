#pragma once
// Measured data in the formats of others → kernel traces in SI units. What is bad is left out, counted and named.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/trace.hpp"
#include "cost/language_model.hpp"
#include "cost/target.hpp"

namespace tradewind::calibrate {

struct ImportOptions {
  std::vector<std::string> excluded_targets;
  std::string target;            // instead of what the data say; needed where they say nothing
  bool keep_impossible = false;  // rows faster than the hardware, or off by a unit
  /// Facts of a target, absent when unknown.
  std::function<std::optional<cost::Facts>(const std::string& target)> facts = {};
  /// A language model by the name of its file, absent when unknown: sizes where the data name only the model.
  std::function<std::optional<cost::LanguageModel>(const std::string& model)> models = {};
};

/// Reads files of one format as one trace, in their order. Left out and counted: rows whose latency is missing, not a
/// number, zero or negative; exact duplicates; rows of excluded targets; rows faster than 0.7 × the speed of light of
/// a target with facts (what fits the L2 cache need not come from memory); rows hundreds of times off the others of
/// their kind; copies of earlier files. Formats are those of cost/trace_formats.hpp: throws std::invalid_argument for
/// another, ConfigError for a file of another.
Trace import_files(std::string_view format, const std::vector<std::filesystem::path>& files,
                   const ImportOptions& options);

/// One screen for people: rows by op, ranges of shapes, quantiles of latency, notes, what was left out and why.
std::string summary_of(const Trace& trace);

}  // namespace tradewind::calibrate
