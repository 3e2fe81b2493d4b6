#include "metrics/outcome.hpp"

namespace tradewind::metrics {

void RequestStatistics::merge(const RequestStatistics& other) {
  issued += other.issued;
  completed += other.completed;
  dropped += other.dropped;
  failed += other.failed;
  unfinished += other.unfinished;
  with_deadline += other.with_deadline;
  deadline_misses += other.deadline_misses;
  completed_in_window += other.completed_in_window;
  placed += other.placed;
  offloaded += other.offloaded;
  latency_quantiles.merge(other.latency_quantiles);
  latency.merge(other.latency);
  queueing.merge(other.queueing);
  transfer.merge(other.transfer);
  compute.merge(other.compute);
  accuracy.merge(other.accuracy);
}

}  // namespace tradewind::metrics
