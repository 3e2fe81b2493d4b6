#pragma once
// What a decision may see: flat, read-only predictions of the present state. Nothing here knows about an engine.
//
// For task i and candidate k (Maheswaran et al. 1999 in shape): ECT = upload + wait + execution + download, with
//   upload     route latency plus bytes at the share one more flow would get now, the slowest of the inputs;
//   wait       0 while a core is free, else backlog / (cores · speed); 0 under processor sharing;
//   execution  work / speed; under processor sharing work / (speed · min(1, cores / (tasks + 1)));
//   download   the same as upload for the output on its way back to the source; 0 when the task has none.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/ids.hpp"
#include "base/units.hpp"
#include "platform/description.hpp"

namespace tradewind::policy {

using platform::Tier;

/// A processor where a task may run.
struct NodeView {
  ProcessorId processor;
  NodeId node;
  std::uint32_t listed = 0;  // index of the name of Candidates::nodes it came from (0 for defaults)
  Tier tier = Tier::edge;
  bool is_source = false;  // the node that issued the request

  std::uint32_t cores = 1;
  Speed speed;              // per core
  std::uint32_t tasks = 0;  // waiting, running and already sent there
  Work backlog;             // what is left of their work
  Duration route_latency;   // from the source

  Duration upload, wait, execution, download;  // predictions for this task
  Energy energy;  // transmit · upload + receive · upload + Δbusy · execution + transmit · download + receive · download

  Duration completion_time() const { return upload + wait + execution + download; }
  /// Backlog in time on all cores.
  Duration backlog_time() const { return backlog / (static_cast<double>(cores) * speed); }
};

/// The task to be placed.
struct TaskView {
  NodeId source;
  std::string_view application, task;
  Duration now;
  Duration time_left = Duration::infinity();  // to the deadline; may be negative; infinite without one
};

/// One way to do a task or an application, for variant policies.
struct VariantView {
  std::string_view name;
  double accuracy = 0;       // 0 when it states none
  Duration completion_time;  // the least over the candidates the offload policy may choose
};

/// The processor a task was placed on, for admission.
struct AdmissionView {
  NodeView chosen;
  std::uint32_t present = 0;  // tasks waiting or running there now (not those still on their way)
};

}  // namespace tradewind::policy
