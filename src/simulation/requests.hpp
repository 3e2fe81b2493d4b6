#pragma once
// The life of a request: issued, its tasks placed, fed, queued, run, its outputs delivered; completed, dropped, failed,
// or cut off by the end of the run.

#include <functional>
#include <vector>

#include "metrics/outcome.hpp"
#include "metrics/sink.hpp"
#include "simulation/decisions.hpp"
#include "simulation/processors.hpp"
#include "simulation/transfers.hpp"

namespace tradewind::simulation {

/// Who issues a request, and which of its requests it is.
struct Issue {
  ApplicationId application;
  NodeId source;
  std::uint32_t stream = 0;  // index of (application, source)
  std::uint64_t key = 0;     // of its random streams
  std::uint64_t number = 0;
  std::uint32_t loop = nothing;
  std::span<const double> row;
};

class Requests {
 public:
  /// Told that a request of a closed loop has ended; `nothing` never is.
  using LoopEnded = std::function<void(std::uint32_t loop)>;

  Requests(const scenario::Model& model, const std::vector<std::vector<PlannedDag>>& dags, Agenda& agenda, Meter& meter,
           Processors& processors, Transfers& transfers, Decisions& decisions, Slab<RequestState>& requests,
           Slab<TaskState>& tasks, metrics::Sink* sink, LoopEnded loop_ended);

  void issue(const Issue& issue);
  /// Event task_end.
  void task_end(std::uint32_t task, std::uint64_t serial);
  /// Event sharing_end.
  void sharing_end(ProcessorId processor, std::uint64_t version);
  /// A transfer has ended.
  void transfer_end(const TransferEnd& transfer, bool delivered);

  /// Requests still in flight are unfinished; the statistics move out.
  void finish(Duration end, metrics::Outcome& outcome);
  /// Date at which the last request ended so far.
  Duration last_end() const { return last_end_; }
  std::uint64_t issued() const { return serial_; }

 private:
  enum class End { completed, dropped, failed, unfinished };

  void place(std::uint32_t task);
  void send_edge(RequestState& request, std::uint32_t from, std::uint32_t to, std::uint32_t edge);
  void ready(std::uint32_t task);
  void finished(std::uint32_t task);
  void delivered(RequestState& request);
  void collect_inputs(const RequestState& request, const PlannedTask& planned);
  /// Ends a request before its time: everything it has under way is taken back.
  void abandon(std::uint32_t request, std::uint32_t culprit, End end);
  void end(std::uint32_t request, End end);
  void record(const RequestState& request, const TaskState& task, metrics::TaskStatus status);
  const PlannedDag& dag(const RequestState& request) const { return dags_[request.application.index][request.plan]; }

  const scenario::Model& model_;
  const std::vector<std::vector<PlannedDag>>& dags_;
  Agenda& agenda_;
  Meter& meter_;
  Processors& processors_;
  Transfers& transfers_;
  Decisions& decisions_;
  Slab<RequestState>& requests_;
  Slab<TaskState>& tasks_;
  metrics::Sink* task_sink_;      // null when nobody wants tasks
  metrics::Sink* request_sink_;   // null when nobody wants requests
  metrics::Sink* timeline_sink_;  // null when nobody wants the timeline
  LoopEnded loop_ended_;
  std::vector<metrics::RequestStatistics> statistics_;
  statistics::BatchMeans latency_series_;  // of all applications
  std::vector<TaskDemand::Input> inputs_;
  std::uint64_t serial_ = 0;
  Duration last_end_;
};

}  // namespace tradewind::simulation
