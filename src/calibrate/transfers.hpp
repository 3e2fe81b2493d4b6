#pragma once
// Network calibration: the factors of a scenario's network model from measured transfer times.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tradewind::calibrate {

/// A transfer that was measured while `concurrency` of them, itself included, shared the medium.
struct MeasuredTransfer {
  double bytes = 0, seconds = 0, concurrency = 1;
};

/// Columns bytes, seconds, optional concurrency. Rows without positive numbers are left out and counted.
struct MeasuredTransfers {
  std::vector<MeasuredTransfer> rows;
  std::size_t rejected = 0;
};
MeasuredTransfers read_transfers(const std::filesystem::path& file);

/// What the factors multiply: bandwidth (B/s) of the slowest link and the sum of latencies (s) on the way.
struct NominalPath {
  double latency = 0, bandwidth = 0;
};

struct LatencyBySize {
  double from = 0, to = 0;  // bytes
  double factor = 0;        // that fits these transfers best
  std::size_t rows = 0;
};

struct NetworkFit {
  double latency_factor = 1, bandwidth_factor = 1;
  std::optional<double> shared_capacity;       // B/s; absent: transfers at a time do not hinder each other
  std::vector<LatencyBySize> latency_by_size;  // by powers of 8
  double mape = 0;
  std::size_t rows = 0;
};

/// t = latency_factor·L + S·max(1 / (bandwidth_factor·B), n / capacity), by robust relative least squares, factors ≥ 0.
/// The capacity is fitted when there are rows of n > 1. Throws RuntimeFailure with fewer than 3 rows or one size only.
NetworkFit fit_network(const std::vector<MeasuredTransfer>& transfers, const NominalPath& path);

}  // namespace tradewind::calibrate
