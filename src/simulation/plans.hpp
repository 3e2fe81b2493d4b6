#pragma once
// The DAGs of the applications in the form the hot path reads: no names, no virtual calls for what is constant.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scenario/model.hpp"
#include "simulation/state.hpp"

namespace tradewind::simulation {

/// A quantity of a request: a pure function of (seed, application, source, request number, task, quantity).
struct Sampler {
  const workload::Distribution* law = nullptr;  // null: constant
  double constant = 0;
  std::uint32_t purpose = 0;

  double draw(const RequestState& request) const {
    if (!law) return constant;
    Stream stream(request.key, request.number, purpose);
    return law->sample({stream, request.row});
  }
};

struct PlannedTask {
  struct Option {
    Sampler work, input, output;
    std::optional<double> accuracy;
    std::span<const scenario::KernelCost> on_type;  // of work stated as kernels, else empty
    Work kernel_flop;
  };
  struct Need {
    std::uint32_t task, edge;
  };
  std::vector<Option> options;
  std::vector<Need> needs;
  std::vector<workload::Task::Successor> successors;
  ProcessorId pinned;  // by `on`
  bool at_source = false;
  bool by_policy() const { return !at_source && !pinned.valid(); }
};

struct PlannedDag {
  std::vector<PlannedTask> tasks;
  std::vector<Sampler> edges;
  std::optional<double> accuracy;
};

/// By application and plan.
std::vector<std::vector<PlannedDag>> plan_dags(const scenario::Model& model);

}  // namespace tradewind::simulation
