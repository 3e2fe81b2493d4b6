#pragma once
// Kernel traces: measured kernels, one per row.

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cost/kernel.hpp"

namespace tradewind::calibrate {

struct Row {
  std::string target, dtype;  // dtype in canonical spelling
  cost::Kernel kernel;
  double latency = 0;            // s; NaN in a query
  std::optional<double> power;   // W
  std::optional<double> energy;  // J
  double weight = 1;             // repetitions
  /// Columns that are no shape but tell rows apart: kv_dtype, window, kernel, engine, tp, clock, model …
  std::vector<std::pair<std::string, std::string>> tags;
  std::size_t line = 0;  // in its file
};

/// Why rows were left out, and how many: "latency is not positive" → 3.
using Rejected = std::map<std::string, std::size_t>;

struct Trace {
  std::vector<Row> rows;
  Rejected rejected;
  std::vector<std::string> notes;  // "latency: ms → s (× 0.001)"
  std::string hash;                // SHA-256 of what was read, of all files in turn
};

/// Reads canonical CSV (interface: target, op, dtype, shape columns, latency_s …), plain or gzip, several files as one.
/// Bad rows (latency NaN, zero or negative; shapes that are none) are left out and counted. Throws ConfigError with
/// file:line:column for a missing column, a text where numbers belong in every row, an unreadable file.
Trace read_trace(const std::vector<std::filesystem::path>& files);

/// SHA-256 of the bytes of a file; of several: of their hashes in turn.
std::string combined_hash(std::span<const std::filesystem::path> files);

/// Canonical CSV: the columns that any row has, in a fixed order.
std::string to_csv(const Trace& trace);
/// The same as a file, in one step.
void write_trace(const std::filesystem::path& file, const Trace& trace);

}  // namespace tradewind::calibrate
