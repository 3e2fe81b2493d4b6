#pragma once
// The state machines of a run: a request, its tasks, its transfers. Plain structs in slabs, advanced by events.

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "base/units.hpp"

namespace tradewind::simulation {

inline constexpr std::uint32_t nothing = UINT32_MAX;

/// What an event is about; its index and generation mean what the comment says.
enum class EventKind : std::uint32_t {
  arrival,      // index: source stream
  trace_row,    // index: application
  loop,         // index: slot of a closed loop
  flow_start,   // index: transfer, generation: its serial; the latency has passed
  task_end,     // index: task, generation: serial of its request
  sharing_end,  // index: processor, generation: version of its schedule
  warmup,
};

enum class Phase : std::uint8_t { waiting_for_needs, waiting_for_inputs, queued, running, delivering, done };

struct TaskState {
  std::uint64_t serial = 0;  // of its request
  std::uint32_t request = nothing;
  std::uint32_t number = 0;  // within the plan
  std::uint32_t option = 0;
  std::uint32_t needs_left = 0;
  std::uint32_t inputs_left = 0;  // transfers under way to it
  std::uint32_t core = 0;
  Phase phase = Phase::waiting_for_needs;
  bool by_policy = false;  // placed by the offload policy, not pinned
  bool admitted = false;   // placed and admitted: on its way
  ProcessorId processor;   // invalid until known
  Work work;
  Power extra_power;  // of a task stated as kernels: beyond what a busy core draws
  Bytes input, output;
  Duration needs_end;  // last predecessor's end, or issue
  Duration ready = Duration::infinity(), start = Duration::infinity(), finish = Duration::infinity();
  Work attained_end;  // processor sharing: the attained service per task at which it ends
  Energy energy;
};

struct RequestState {
  std::uint64_t serial = 0;  // in the order of issue, from 1; 0: free
  std::uint64_t number = 0;  // within its source
  std::uint64_t key = 0;     // of its random streams
  ApplicationId application;
  std::uint32_t plan = 0;
  NodeId source;
  std::uint32_t stream = 0;  // index of (application, source)
  std::uint32_t loop = nothing;
  std::uint32_t first_task = 0, task_count = 0, tasks_left = 0, outputs_left = 0;
  std::uint32_t first_transfer = nothing;  // list of its live transfers
  Duration issued, deadline = Duration::infinity(), delivered;
  Duration queueing, transfer, compute;
  double accuracy = 1;
  std::uint32_t placed = 0, offloaded = 0;
  bool has_accuracy = false, measured = false;
  std::vector<double> row;  // of the trace
};

struct TransferState {
  std::uint64_t serial = 0;  // unique among all transfers ever; 0: free
  std::uint32_t request = nothing, task = nothing;
  std::uint32_t previous = nothing, next = nothing;  // of the same request
  NodeId from, to;
  bool is_output = false;    // to the source; else an input of `task`
  bool flowing = false;      // bytes are under way; before, latency passes
  bool handed_over = false;  // the transfer model knows it
  Bytes bytes, moved_before_window;
  Duration asked;
  double transmit_mark = 0, receive_mark = 0;  // the end nodes' share integrals when the flow started
  std::vector<ChannelId> channels, linked;     // the whole route; the part that can limit it
};

}  // namespace tradewind::simulation
