#include "simulation/predictor.hpp"

#include <algorithm>

namespace tradewind::simulation {

policy::NodeView Predictor::view(const Candidate& candidate, const TaskDemand& demand, Duration now) const {
  const auto& platform = model_.platform;
  const ProcessorId processor = candidate.processor;
  const auto& type = platform.type(processor);
  const NodeId node = platform.node_of(processor);
  const auto& group = platform.group(node);

  policy::NodeView view{.processor = processor,
                        .node = node,
                        .listed = candidate.listed,
                        .tier = group.tier,
                        .is_source = node == demand.source,
                        .cores = type.cores,
                        .speed = type.speed,
                        .tasks = processors_.tasks(processor),
                        .backlog = processors_.backlog(processor, now),
                        .route_latency = transfers_.route_latency(demand.source, node)};

  for (const auto& input : demand.inputs) {
    const auto upload = transfers_.predict(input.from, node, input.bytes);
    view.upload = std::max(view.upload, upload.latency + upload.flow);
    view.energy += upload.flow * (platform.group(input.from).transmit + group.receive);
  }
  if (demand.output.base > 0) {
    const auto download = transfers_.predict(node, demand.source, demand.output);
    view.download = download.latency + download.flow;
    view.energy += download.flow * (group.transmit + platform.group(demand.source).receive);
  }

  const bool kernels = !demand.on_type.empty();
  const Duration alone = (kernels ? demand.on_type[type.index].work : demand.work) / type.speed;
  const auto present = static_cast<double>(view.tasks);
  if (type.discipline == platform::Discipline::processor_sharing) {
    view.execution = alone * std::max(1.0, (present + 1) / type.cores);
  } else {
    view.execution = alone;
    if (view.tasks >= type.cores) view.wait = view.backlog_time();
  }
  const bool shared = type.discipline == platform::Discipline::processor_sharing;
  view.energy += alone * (kernels && !shared ? demand.on_type[type.index].busy : type.busy_per_core);
  return view;
}

void Predictor::view_all(std::span<const Candidate> candidates, const TaskDemand& demand, Duration now,
                         std::vector<policy::NodeView>& into) const {
  into.clear();
  for (const Candidate& candidate : candidates) into.push_back(view(candidate, demand, now));
}

Duration Predictor::best_completion_time(std::span<const Candidate> candidates, const TaskDemand& demand,
                                         Duration now) const {
  Duration best = Duration::infinity();
  for (const Candidate& candidate : candidates) best = std::min(best, view(candidate, demand, now).completion_time());
  return best;
}

}  // namespace tradewind::simulation
