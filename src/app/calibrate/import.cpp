// import: measured data of others → a kernel trace.

#include "app/calibrate/import.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "app/calibrate/facts.hpp"
#include "app/commands.hpp"
#include "app/data_folders.hpp"
#include "app/exit_codes.hpp"
#include "app/program.hpp"
#include "calibrate/import/import.hpp"
#include "cost/trace_formats.hpp"

namespace tradewind::app {
namespace {

struct ImportWords {
  std::string format, target, facts;
  std::optional<std::string> output;  // absent: stdout
  std::vector<std::string> files, excluded;
  bool keep = false;
};

/// A language model of workloads/models; absent when there is none of this name.
std::optional<cost::LanguageModel> language_model(const std::string& name) {
  if (name.find('/') != name.npos) return std::nullopt;
  for (const auto& folder : model_folders()) {
    std::error_code error;
    if (const auto file = folder / (name + ".yaml"); std::filesystem::is_regular_file(file, error))
      return cost::read_language_model(file);
  }
  return std::nullopt;
}

int import_trace(const ImportWords& words) {
  const auto named = named_facts(words.facts);
  const calibrate::ImportOptions options{
      .excluded_targets = words.excluded,
      .target = words.target,
      .keep_impossible = words.keep,
      .facts = [&](const std::string& target) { return facts_of(target, named, false); },
      .models = language_model};
  calibrate::Trace trace;
  try {
    trace = calibrate::import_files(words.format, {words.files.begin(), words.files.end()}, options);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  fmt::print(stderr, "{}", calibrate::summary_of(trace));
  if (trace.rows.empty()) {
    fmt::print(stderr, "tradewind: no row is left, nothing is written\n");
    return exit_invalid_input;
  }
  if (words.output) {
    calibrate::write_trace(*words.output, trace);
    fmt::print(stderr, "written   {}\n", *words.output);
  } else {
    fmt::print("{}", calibrate::to_csv(trace));
  }
  return exit_ok;
}

std::string formats_text() {
  std::string text = "Formats:\n";
  for (const auto& format : cost::trace_formats) text += fmt::format("  {:<15} {}\n", format.name, format.summary);
  return text + "Example: tradewind import aiconfigurator h100_sxm__gemm__vllm__0.24.0__gemm_perf.csv.gz -o h100.csv";
}

}  // namespace

int import_main(int argc, char** argv) {
  CLI::App app("Make a kernel trace (CSV in SI units) from measured data in public formats.", "tradewind import");
  ImportWords words;
  app.add_option("format", words.format, "One of the formats below")->required()->type_name("FORMAT");
  app.add_option("file", words.files, "Files of that format, gzip or not; together they make one trace")
      ->required()
      ->check(CLI::ExistingFile.description(""))
      ->type_name("FILE");
  app.add_option("-o,--output", words.output, "The trace; default: stdout")->type_name("OUT");
  app.add_option("--exclude-target", words.excluded, "Leave out the rows of a target; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--target", words.target, "The hardware, instead of what the data say")->type_name("NAME");
  app.add_option("--facts", words.facts, "Target file with the facts of a target that is not shipped")
      ->type_name("FILE");
  app.add_flag("--keep-impossible", words.keep,
               "Keep rows faster than 0.7 × the speed of light, and rows that are 100 times off the others");
  app.footer(formats_text());
  run_program(app, "tradewind import", argc, argv, [&words] { return import_trace(words); });
}

}  // namespace tradewind::app
