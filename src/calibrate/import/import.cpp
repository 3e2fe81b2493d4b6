#include "calibrate/import/import.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "base/sha256.hpp"
#include "calibrate/import/plausible.hpp"
#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "cost/trace_formats.hpp"

namespace tradewind::calibrate {
namespace {

/// Adds the rows of one file. Throws ConfigError for a file that is none of its format.
using Read = void (*)(const std::string& path, Sink& sink);
struct Reader {
  std::string_view format;
  Read read;
};
constexpr std::array readers{
    Reader{"aiconfigurator", read_aiconfigurator},
    Reader{"apex_plus", read_apex_plus},
    Reader{"edgereasoning", read_edgereasoning},
    Reader{"help", read_help},
    Reader{"llmcompass", read_llmcompass},
    Reader{"llmservingsim", read_llmservingsim},
    Reader{"mlperf_power", read_mlperf_power},
    Reader{"mlperf_tiny", read_mlperf_tiny},
    Reader{"mscclpp", read_mscclpp},
    Reader{"neurosurgeon", read_neurosurgeon},
    Reader{"neusight", read_neusight},
    Reader{"oneproxy", read_oneproxy},
    Reader{"power_log", read_power_log},
    Reader{"splitwise", read_splitwise},
    Reader{"trt", read_trt},
    Reader{"vidur", read_vidur},
};
static_assert(std::ranges::equal(readers, cost::trace_formats, {}, &Reader::format, &cost::TraceFormat::name));

Read find_reader(std::string_view format) {
  const auto* found = std::ranges::find(readers, format, &Reader::format);
  if (found != readers.end()) return found->read;
  std::vector<std::string> known;
  known.reserve(std::size(readers));
  for (const auto& reader : readers) known.emplace_back(reader.format);
  throw std::invalid_argument(fmt::format("unknown format {}{} (known: {})", config::quote(format),
                                          config::did_you_mean(format, known), fmt::join(known, ", ")));
}

}  // namespace

Trace import_files(std::string_view format, const std::vector<std::filesystem::path>& files,
                   const ImportOptions& options) {
  const Read read_one = find_reader(format);
  Trace trace;
  Sink sink(trace, options);
  std::map<std::string, std::string> read;  // hash → file
  for (const auto& file : files) {
    const auto [first, fresh] = read.emplace(sha256_file(file), file.string());
    if (!fresh) {
      ++trace.rejected[fmt::format("file: {} is a copy of {}", file.filename().string(), first->second)];
      continue;
    }
    read_one(file.string(), sink);
  }
  trace.hash = combined_hash(files);
  if (!options.keep_impossible) {
    reject_faster_than_possible(trace, options.facts);
    reject_unit_slips(trace);
  }
  return trace;
}

}  // namespace tradewind::calibrate
