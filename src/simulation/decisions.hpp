#pragma once
// Asks the policies: which plan and variant, where, and whether at all.

#include <vector>

#include "policy/policy.hpp"
#include "simulation/candidates.hpp"
#include "simulation/plans.hpp"
#include "simulation/predictor.hpp"

namespace tradewind::simulation {

class Decisions {
 public:
  Decisions(const scenario::Model& model, const policy::PolicySet& policies, const CandidateTable& candidates,
            const Predictor& predictor, const std::vector<std::vector<PlannedDag>>& dags);

  /// Which way to do the application; called at issue.
  std::uint32_t choose_plan(const RequestState& request, Duration now);
  /// The processor of a task when it is known before its data is: pinned, or under a constant policy. Else invalid.
  ProcessorId known_place(const RequestState& request, const PlannedTask& task, Duration now);
  /// Variant, sizes, processor of a task whose needs are done. `inputs`: where its data lies, without a first task's
  /// own input.
  void place(const RequestState& request, TaskState& task, std::span<const TaskDemand::Input> inputs, Duration now);
  /// Whether the placed task may start its way.
  bool admit(const RequestState& request, const TaskState& task, std::span<const TaskDemand::Input> inputs,
             Duration now);

 private:
  policy::TaskView task_view(const RequestState& request, std::uint32_t task, Duration now) const;
  /// The demand of a task in one of its variants; valid until the next call.
  TaskDemand demand(const RequestState& request, const PlannedTask& task, std::uint32_t option,
                    std::span<const TaskDemand::Input> inputs);
  void find_candidates(const RequestState& request, const PlannedTask& task, ProcessorId known);
  std::uint32_t choose_option(const RequestState& request, const TaskState& task, const PlannedTask& planned,
                              std::span<const TaskDemand::Input> inputs, Duration now);
  Duration shortest_makespan(const RequestState& request, const PlannedDag& dag, std::uint32_t plan, Duration now);

  const scenario::Model& model_;
  const policy::PolicySet& policies_;
  const CandidateTable& candidates_;
  const Predictor& predictor_;
  const std::vector<std::vector<PlannedDag>>& dags_;
  Stream random_;                             // of the offload policy
  std::vector<ProcessorId> constant_places_;  // by stream, once asked
  // Buffers, so that a decision does not allocate.
  std::vector<Candidate> found_;
  std::vector<policy::NodeView> views_;
  std::vector<policy::VariantView> variants_;
  std::vector<TaskDemand::Input> demand_inputs_;
  std::vector<Duration> finish_;
};

}  // namespace tradewind::simulation
