#pragma once
// Everything a run measured, as plain numbers: what the simulation fills in and the results are computed from.
// The measured window is [window_start, window_end]; requests count when they were issued in it.

#include <cstdint>
#include <vector>

#include "base/units.hpp"
#include "metrics/quantile_sketch.hpp"
#include "metrics/running_statistics.hpp"
#include "metrics/time_bins.hpp"
#include "statistics/steady_state.hpp"

namespace tradewind::metrics {

enum class Status { complete, interrupted, timed_out };

/// Requests of one application. Times in seconds.
struct RequestStatistics {
  std::uint64_t issued = 0, completed = 0, dropped = 0, failed = 0, unfinished = 0;
  std::uint64_t with_deadline = 0;        // requests with a deadline: completed, dropped, failed, or unfinished past it
  std::uint64_t deadline_misses = 0;      // of those, all but the ones completed in time
  std::uint64_t completed_in_window = 0;  // whenever issued
  std::uint64_t placed = 0, offloaded = 0;  // finished tasks placed by the policy; those not run at the source
  QuantileSketch latency_quantiles;
  RunningStatistics latency, queueing, transfer, compute;  // of completed requests
  RunningStatistics accuracy;                              // of completed requests that have one
  statistics::BatchMeans latency_series;                   // of completed requests, in the order of completion

  /// Everything but `latency_series`: two of them do not say which request ended before which.
  void merge(const RequestStatistics& other);
};

/// One group of nodes (or a plain node), summed over its members.
struct GroupUsage {
  struct Processor {
    double busy_core_seconds = 0;
    double queue_seconds = 0;             // ∫ number of waiting tasks dt
    double present_seconds = 0;           // ∫ number of waiting and running tasks dt
    RunningStatistics queueing, compute;  // per finished task, seconds
  };
  std::vector<Processor> processors;                 // one per processor type
  double transmit_seconds = 0, receive_seconds = 0;  // ∫ number of members that transmit / receive dt
  Energy idle, compute, transmit, receive;
  Energy total() const { return idle + compute + transmit + receive; }
};

struct LinkUsage {
  Bytes carried;  // in the window, over all channels
  Energy idle, dynamic;
  Energy total() const { return idle + dynamic; }
};

/// Power, busy cores and waiting tasks of one group over the whole run: channels 0, 1, 2 of its bins.
enum SeriesChannel : std::size_t { series_power, series_busy_cores, series_queue_length, series_channels };

struct Outcome {
  Status status = Status::complete;
  Duration window_start, window_end;
  std::vector<RequestStatistics> applications;
  statistics::BatchMeans latency_series;  // of all applications' completed requests, in the order of completion
  std::vector<GroupUsage> groups;
  std::vector<LinkUsage> links;
  std::vector<TimeBins> series;  // per group
  Bytes traffic;                 // moved between nodes in the window, once per transfer
  std::uint64_t events = 0;      // handled by the kernel
};

}  // namespace tradewind::metrics
