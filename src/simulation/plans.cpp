#include "simulation/plans.hpp"

#include "base/check.hpp"

namespace tradewind::simulation {
namespace {

std::uint32_t purpose(std::uint64_t owner, std::string_view quantity) {
  return static_cast<std::uint32_t>(hash_combine(owner, hash_text(quantity)) >> 32);
}

template <Dimension D>
Sampler sampler(const workload::RandomQuantity<D>& quantity, std::uint32_t purpose) {
  if (!quantity.law) return {};
  if (const auto constant = quantity.law->constant()) return {.constant = *constant};
  return {.law = quantity.law.get(), .purpose = purpose};
}

PlannedTask plan_task(const workload::Task& task, ProcessorId pinned, const scenario::KernelCosts& costs) {
  PlannedTask planned{.successors = task.successors, .pinned = pinned, .at_source = task.at_source};
  for (const auto& option : task.options)
    planned.options.push_back({.work = sampler(option.work, purpose(task.purpose, "work")),
                               .input = sampler(option.input, purpose(task.purpose, "input")),
                               .output = sampler(option.output, purpose(task.purpose, "output")),
                               .accuracy = option.accuracy,
                               .on_type = costs.of(option.work),
                               .kernel_flop = costs.flop(option.work)});
  return planned;
}

}  // namespace

std::vector<std::vector<PlannedDag>> plan_dags(const scenario::Model& model) {
  std::vector<std::vector<PlannedDag>> all;
  for (std::size_t a = 0; a < model.applications.size(); ++a) {
    auto& dags = all.emplace_back();
    for (std::size_t p = 0; p < model.applications[a].plans.size(); ++p) {
      const auto& plan = model.applications[a].plans[p];
      PlannedDag dag{.accuracy = plan.accuracy};
      for (std::size_t t = 0; t < plan.tasks.size(); ++t)
        dag.tasks.push_back(plan_task(plan.tasks[t], model.pinned[a][p][t], model.costs));
      for (const auto& edge : plan.edges) dag.edges.push_back(sampler(edge.bytes, purpose(edge.purpose, "edge")));
      for (std::uint32_t t = 0; t < dag.tasks.size(); ++t)
        for (const auto& [successor, edge] : dag.tasks[t].successors) dag.tasks[successor].needs.push_back({t, edge});
      check(!dag.tasks.empty(), "a plan has tasks");
      dags.push_back(std::move(dag));
    }
  }
  return all;
}

}  // namespace tradewind::simulation
