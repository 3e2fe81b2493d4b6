#pragma once
// Fills the views that policies see: predictions of the present moment.

#include <span>
#include <vector>

#include "policy/views.hpp"
#include "scenario/model.hpp"
#include "simulation/candidates.hpp"
#include "simulation/processors.hpp"
#include "simulation/transfers.hpp"

namespace tradewind::simulation {

/// What one task would need, once a variant is chosen.
struct TaskDemand {
  struct Input {
    NodeId from;
    Bytes bytes;
  };
  NodeId source;
  Work work;
  std::span<const Input> inputs;
  Bytes output;                                        // 0 unless it goes back to the source
  std::span<const scenario::KernelCost> on_type = {};  // of work stated as kernels; `work` is not used then
};

class Predictor {
 public:
  Predictor(const scenario::Model& model, const Processors& processors, const Transfers& transfers)
      : model_(model), processors_(processors), transfers_(transfers) {}

  policy::NodeView view(const Candidate& candidate, const TaskDemand& demand, Duration now) const;
  /// One view per candidate, in their order.
  void view_all(std::span<const Candidate> candidates, const TaskDemand& demand, Duration now,
                std::vector<policy::NodeView>& into) const;
  /// Tasks waiting or running at a processor, without those on their way.
  std::uint32_t present(ProcessorId processor) const { return processors_.waiting_or_running(processor); }
  /// The least completion time over the candidates.
  Duration best_completion_time(std::span<const Candidate> candidates, const TaskDemand& demand, Duration now) const;

 private:
  const scenario::Model& model_;
  const Processors& processors_;
  const Transfers& transfers_;
};

}  // namespace tradewind::simulation
