#include "simulation/decisions.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace tradewind::simulation {

Decisions::Decisions(const scenario::Model& model, const policy::PolicySet& policies, const CandidateTable& candidates,
                     const Predictor& predictor, const std::vector<std::vector<PlannedDag>>& dags)
    : model_(model),
      policies_(policies),
      candidates_(candidates),
      predictor_(predictor),
      dags_(dags),
      random_(hash_combine(static_cast<std::uint64_t>(model.run.seed), hash_text("offload policy")), 0, 0) {}

policy::TaskView Decisions::task_view(const RequestState& request, std::uint32_t task, Duration now) const {
  const auto& application = model_.applications[request.application.index];
  return {.source = request.source,
          .application = application.name,
          .task = application.plans[request.plan].tasks[task].name,
          .now = now,
          .time_left = request.deadline - now};
}

TaskDemand Decisions::demand(const RequestState& request, const PlannedTask& task, std::uint32_t option,
                             std::span<const TaskDemand::Input> inputs) {
  const auto& chosen = task.options[option];
  demand_inputs_.assign(inputs.begin(), inputs.end());
  if (task.needs.empty()) demand_inputs_.push_back({request.source, Bytes{chosen.input.draw(request)}});
  return {.source = request.source,
          .work = Work{chosen.work.draw(request)},
          .inputs = demand_inputs_,
          .output = task.successors.empty() ? Bytes{chosen.output.draw(request)} : Bytes{},
          .on_type = chosen.on_type};
}

void Decisions::find_candidates(const RequestState& request, const PlannedTask& task, ProcessorId known) {
  if (!known.valid() && task.pinned.valid()) known = task.pinned;
  if (!known.valid() && task.at_source) known = model_.platform.first_processor(request.source);
  if (known.valid())
    found_.assign(1, {known, 0});
  else
    candidates_.find(request.application.index, request.source, found_);
}

ProcessorId Decisions::known_place(const RequestState& request, const PlannedTask& task, Duration now) {
  if (task.pinned.valid()) return task.pinned;
  if (task.at_source) return model_.platform.first_processor(request.source);
  if (!policies_.offload->constant()) return {};
  if (constant_places_.size() <= request.stream) constant_places_.resize(request.stream + 1);
  ProcessorId& place = constant_places_[request.stream];
  if (!place.valid()) {
    candidates_.find(request.application.index, request.source, found_);
    predictor_.view_all(found_, {.source = request.source, .work = {}, .inputs = {}, .output = {}}, now, views_);
    place = views_[policies_.offload->place(task_view(request, 0, now), views_, random_)].processor;
  }
  return place;
}

std::uint32_t Decisions::choose_option(const RequestState& request, const TaskState& task, const PlannedTask& planned,
                                       std::span<const TaskDemand::Input> inputs, Duration now) {
  if (planned.options.size() == 1) return 0;
  const auto& options = model_.applications[request.application.index].plans[request.plan].tasks[task.number].options;
  variants_.clear();
  for (std::uint32_t o = 0; o < options.size(); ++o) {
    policy::VariantView view{.name = options[o].name, .accuracy = options[o].accuracy.value_or(0)};
    if (policies_.variant->needs_predictions())
      view.completion_time = predictor_.best_completion_time(found_, demand(request, planned, o, inputs), now);
    variants_.push_back(view);
  }
  return static_cast<std::uint32_t>(policies_.variant->choose(task_view(request, task.number, now), variants_));
}

void Decisions::place(const RequestState& request, TaskState& task, std::span<const TaskDemand::Input> inputs,
                      Duration now) {
  const PlannedTask& planned = dags_[request.application.index][request.plan].tasks[task.number];
  const bool needs_candidates = !task.processor.valid() || planned.options.size() > 1;
  if (needs_candidates) find_candidates(request, planned, task.processor);
  task.option = choose_option(request, task, planned, inputs, now);
  const auto& option = planned.options[task.option];
  task.work = Work{option.work.draw(request)};
  if (planned.needs.empty()) task.input = Bytes{option.input.draw(request)};  // else the sum of its edges
  task.output = Bytes{option.output.draw(request)};
  if (!task.processor.valid()) {
    predictor_.view_all(found_, demand(request, planned, task.option, inputs), now, views_);
    const std::size_t chosen = policies_.offload->place(task_view(request, task.number, now), views_, random_);
    check(chosen < views_.size(), "an offload policy answers with one of the nodes it was shown");
    task.processor = views_[chosen].processor;
  }
  if (option.on_type.empty()) return;
  const auto& type = model_.platform.type(task.processor);
  task.work = option.on_type[type.index].work;
  if (type.discipline != platform::Discipline::processor_sharing)
    task.extra_power = option.on_type[type.index].busy - type.busy_per_core;
}

bool Decisions::admit(const RequestState& request, const TaskState& task, std::span<const TaskDemand::Input> inputs,
                      Duration now) {
  if (!policies_.admission->active()) return true;
  const PlannedTask& planned = dags_[request.application.index][request.plan].tasks[task.number];
  const auto view = predictor_.view({task.processor, 0}, demand(request, planned, task.option, inputs), now);
  return policies_.admission->admit(task_view(request, task.number, now),
                                    {.chosen = view, .present = predictor_.present(task.processor)});
}

// --- plans: ways to do a whole application
// ------------------------------------------------------------------------------

/// The critical path of a DAG, each task in its first variant where it would end first, and no contention among its own
/// tasks; data between tasks moves from where the predecessor was best placed.
Duration Decisions::shortest_makespan(const RequestState& request, const PlannedDag& dag, std::uint32_t plan,
                                      Duration now) {
  const auto& order = model_.applications[request.application.index].plans[plan].order;
  std::vector<NodeId> where(dag.tasks.size());
  std::vector<TaskDemand::Input> inputs;
  finish_.assign(dag.tasks.size(), Duration{});
  Duration makespan;
  for (const std::uint32_t t : order) {
    const PlannedTask& task = dag.tasks[t];
    Duration ready;
    inputs.clear();
    for (const auto& [need, edge] : task.needs) {
      ready = std::max(ready, finish_[need]);
      inputs.push_back({where[need], Bytes{dag.edges[edge].draw(request)}});
    }
    find_candidates(request, task, {});
    predictor_.view_all(found_, demand(request, task, 0, inputs), now, views_);
    const auto& best = *std::ranges::min_element(views_, {}, &policy::NodeView::completion_time);
    where[t] = best.node;
    finish_[t] = ready + best.completion_time();
    makespan = std::max(makespan, finish_[t]);
  }
  return makespan;
}

std::uint32_t Decisions::choose_plan(const RequestState& request, Duration now) {
  const auto& dags = dags_[request.application.index];
  if (dags.size() == 1) return 0;
  const auto& plans = model_.applications[request.application.index].plans;
  variants_.clear();
  for (std::uint32_t p = 0; p < plans.size(); ++p) {
    policy::VariantView view{.name = plans[p].name, .accuracy = plans[p].accuracy.value_or(0)};
    if (policies_.variant->needs_predictions()) view.completion_time = shortest_makespan(request, dags[p], p, now);
    variants_.push_back(view);
  }
  return static_cast<std::uint32_t>(policies_.variant->choose(task_view(request, 0, now), variants_));
}

}  // namespace tradewind::simulation
