#pragma once
// Records streamed out of a run while it runs, for whoever asked: tasks.csv, the timeline.

#include <cstdint>
#include <string_view>

#include "base/ids.hpp"
#include "base/units.hpp"

namespace tradewind::metrics {

enum class TaskStatus { completed, dropped, cancelled, failed, unfinished };

struct TaskRecord {
  std::uint64_t request = 0;  // in the order of issue, from 0
  ApplicationId application;
  std::uint32_t plan = 0, task = 0, option = 0;  // indices into workload::Application
  NodeId source;
  ProcessorId processor;  // invalid when it was never placed
  Duration issued;
  Duration ready = Duration::infinity(), start = Duration::infinity(),
           finish = Duration::infinity();  // infinite: never
  Work work;
  Bytes input,
      output;  // the sizes drawn, moved or not; input is the sum over the DAG's edges where it comes from tasks
  Energy energy;
  TaskStatus status = TaskStatus::completed;
};

/// A request of the measured window that completed.
struct RequestRecord {
  std::uint64_t request = 0;
  ApplicationId application;
  Duration issued, delivered;
};

/// A task on a core, or a transfer, for the timeline.
struct ExecutionRecord {
  std::uint64_t request = 0;
  ApplicationId application;
  std::uint32_t plan = 0, task = 0;
  ProcessorId processor;
  std::uint32_t core = 0;  // lowest free one when it started; under processor sharing the lowest free slot
  Duration start, finish;
};
struct TransferRecord {
  std::uint64_t request = 0;
  ApplicationId application;
  NodeId from, to;
  ChannelId first_channel;
  Bytes bytes;
  Duration start, finish;  // start: when it was asked for, latency included
};

/// Receives records in the order of their last date. The default ignores everything.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool wants_tasks() const { return false; }
  virtual bool wants_requests() const { return false; }
  virtual bool wants_timeline() const { return false; }
  virtual void task(const TaskRecord&) {}
  virtual void request(const RequestRecord&) {}
  virtual void execution(const ExecutionRecord&) {}
  virtual void transfer(const TransferRecord&) {}
  /// Power and number of waiting tasks of a group, whenever one changes (only when the timeline is wanted).
  virtual void group_state(GroupId, Duration /*now*/, Power, std::uint64_t /*waiting*/) {}
};

}  // namespace tradewind::metrics
