#include "simulation/requests.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace tradewind::simulation {

Requests::Requests(const scenario::Model& model, const std::vector<std::vector<PlannedDag>>& dags, Agenda& agenda,
                   Meter& meter, Processors& processors, Transfers& transfers, Decisions& decisions,
                   Slab<RequestState>& requests, Slab<TaskState>& tasks, metrics::Sink* sink, LoopEnded loop_ended)
    : model_(model),
      dags_(dags),
      agenda_(agenda),
      meter_(meter),
      processors_(processors),
      transfers_(transfers),
      decisions_(decisions),
      requests_(requests),
      tasks_(tasks),
      task_sink_(sink && sink->wants_tasks() ? sink : nullptr),
      request_sink_(sink && sink->wants_requests() ? sink : nullptr),
      timeline_sink_(sink && sink->wants_timeline() ? sink : nullptr),
      loop_ended_(std::move(loop_ended)),
      statistics_(model.applications.size()) {}

// --- issue
// ---------------------------------------------------------------------------------------------------------------

void Requests::issue(const Issue& issue) {
  const auto& application = model_.applications[issue.application.index];
  const std::uint32_t index = requests_.acquire();
  RequestState& request = requests_[index];
  auto row = std::move(request.row);  // keeps its storage
  row.assign(issue.row.begin(), issue.row.end());
  request = {.serial = ++serial_,
             .number = issue.number,
             .key = issue.key,
             .application = issue.application,
             .source = issue.source,
             .stream = issue.stream,
             .loop = issue.loop,
             .issued = agenda_.now,
             .deadline = application.deadline ? agenda_.now + *application.deadline : Duration::infinity(),
             .delivered = agenda_.now,
             .measured = agenda_.now >= model_.run.warmup,
             .row = std::move(row)};
  request.plan = decisions_.choose_plan(request, agenda_.now);
  if (request.measured) ++statistics_[issue.application.index].issued;
  const PlannedDag& plan = dag(request);
  if (plan.accuracy) {
    request.accuracy = *plan.accuracy;
    request.has_accuracy = true;
  }

  request.task_count = request.tasks_left = static_cast<std::uint32_t>(plan.tasks.size());
  request.first_task = tasks_.acquire(request.task_count);
  for (std::uint32_t t = 0; t < request.task_count; ++t) {
    const PlannedTask& planned = plan.tasks[t];
    TaskState& task = tasks_[request.first_task + t];
    task = {.serial = request.serial,
            .request = index,
            .number = t,
            .needs_left = static_cast<std::uint32_t>(planned.needs.size()),
            .by_policy = planned.by_policy(),
            .needs_end = agenda_.now};
    task.processor = decisions_.known_place(request, planned, agenda_.now);
  }
  const std::uint64_t serial = request.serial;
  for (std::uint32_t t = 0; t < plan.tasks.size(); ++t)
    if (plan.tasks[t].needs.empty() && request.serial == serial) place(request.first_task + t);
}

// --- placement and data
// ----------------------------------------------------------------------------------------------------

void Requests::collect_inputs(const RequestState& request, const PlannedTask& planned) {
  inputs_.clear();
  for (const auto& [need, edge] : planned.needs) {
    const NodeId from = model_.platform.node_of(tasks_[request.first_task + need].processor);
    inputs_.push_back({from, Bytes{dag(request).edges[edge].draw(request)}});
  }
}

void Requests::place(std::uint32_t index) {
  TaskState& task = tasks_[index];
  RequestState& request = requests_[task.request];
  const PlannedTask& planned = dag(request).tasks[task.number];
  const bool known = task.processor.valid();  // then the predecessors have sent their data already
  collect_inputs(request, planned);
  decisions_.place(request, task, inputs_, agenda_.now);
  task.phase = Phase::waiting_for_inputs;
  if (!decisions_.admit(request, task, inputs_, agenda_.now)) return abandon(task.request, index, End::dropped);
  task.admitted = true;
  processors_.expect(task);

  const NodeId node = model_.platform.node_of(task.processor);
  if (planned.needs.empty()) {
    if (task.input.base > 0 && node != request.source) {
      ++task.inputs_left;
      transfers_.begin(task.request, index, false, request.source, node, task.input);
    }
  } else if (!known) {
    for (const auto& [need, edge] : planned.needs) send_edge(request, need, task.number, edge);
  }
  if (task.inputs_left == 0) ready(index);
}

void Requests::send_edge(RequestState& request, std::uint32_t from, std::uint32_t to, std::uint32_t edge) {
  TaskState& successor = tasks_[request.first_task + to];
  const NodeId here = model_.platform.node_of(tasks_[request.first_task + from].processor);
  const NodeId there = model_.platform.node_of(successor.processor);
  const Bytes bytes{dag(request).edges[edge].draw(request)};
  if (task_sink_) successor.input += bytes;
  if (bytes.base <= 0 || here == there) return;
  ++successor.inputs_left;
  transfers_.begin(successor.request, request.first_task + to, false, here, there, bytes);
}

void Requests::ready(std::uint32_t index) {
  TaskState& task = tasks_[index];
  RequestState& request = requests_[task.request];
  task.ready = agenda_.now;
  request.transfer += task.ready - task.needs_end;
  processors_.enqueue(index, model_.applications[request.application.index].priority);
}

void Requests::transfer_end(const TransferEnd& transfer, bool arrived) {
  RequestState& request = requests_[transfer.request];
  TaskState& task = tasks_[transfer.task];
  task.energy += transfer.energy;
  if (!arrived) return abandon(transfer.request, transfer.task, End::failed);
  if (transfer.is_output) {
    --request.outputs_left;
    task.phase = Phase::done;
    request.transfer += agenda_.now - task.finish;
    record(request, task, metrics::TaskStatus::completed);
    return delivered(request);
  }
  if (--task.inputs_left == 0 && task.admitted) ready(transfer.task);
}

// --- execution
// -------------------------------------------------------------------------------------------------------------

void Requests::task_end(std::uint32_t index, std::uint64_t serial) {
  if (tasks_[index].serial != serial || tasks_[index].phase != Phase::running) return;  // its request ended early
  processors_.end(index);
  finished(index);
}

void Requests::sharing_end(ProcessorId processor, std::uint64_t version) {
  const std::uint32_t index = processors_.sharing_end(processor, version);
  if (index != nothing) finished(index);
}

void Requests::finished(std::uint32_t index) {
  TaskState& task = tasks_[index];
  RequestState& request = requests_[task.request];
  const auto& platform = model_.platform;
  const NodeId node = platform.node_of(task.processor);
  const auto& type = platform.type(task.processor);
  const auto& group = platform.group(node);
  const Duration queued = task.start - task.ready, computed = task.finish - task.start;
  request.queueing += queued;
  request.compute += computed;
  task.energy += (task.work / type.speed) * type.busy_per_core;
  if (task.extra_power.base != 0) task.energy += (task.work / type.speed) * task.extra_power;

  const auto type_index = (task.processor.index - group.first_processor.index) % group.processors.size();
  auto& usage = meter_.statistics(platform.group_of(node), static_cast<std::uint32_t>(type_index));
  usage.queueing.add(queued.base);
  usage.compute.add(computed.base);
  if (task.by_policy && request.measured) {
    auto& statistics = statistics_[request.application.index];
    ++statistics.placed;
    if (node != request.source) ++statistics.offloaded;
  }
  const PlannedDag& plan = dag(request);
  const PlannedTask& planned = plan.tasks[task.number];
  if (const auto accuracy = planned.options[task.option].accuracy) {
    request.accuracy *= *accuracy;
    request.has_accuracy = true;
  }
  if (timeline_sink_)
    timeline_sink_->execution({.request = request.serial - 1,
                               .application = request.application,
                               .plan = request.plan,
                               .task = task.number,
                               .processor = task.processor,
                               .core = task.core,
                               .start = task.start,
                               .finish = task.finish});

  --request.tasks_left;
  if (planned.successors.empty()) {
    if (task.output.base > 0 && node != request.source) {
      ++request.outputs_left;
      task.phase = Phase::delivering;
      transfers_.begin(task.request, index, true, node, request.source, task.output);
      return;
    }
    record(request, task, metrics::TaskStatus::completed);
    return delivered(request);
  }
  record(request, task, metrics::TaskStatus::completed);
  const std::uint64_t serial = request.serial;
  for (const auto& [successor, edge] : planned.successors) {
    TaskState& next = tasks_[request.first_task + successor];
    next.needs_end = agenda_.now;
    if (next.processor.valid()) send_edge(request, task.number, successor, edge);
    if (--next.needs_left == 0) place(request.first_task + successor);
    if (request.serial != serial) return;  // dropped on the way
  }
}

// --- ends
// ------------------------------------------------------------------------------------------------------------------

void Requests::delivered(RequestState& request) {
  request.delivered = agenda_.now;
  if (request.tasks_left == 0 && request.outputs_left == 0) end(tasks_[request.first_task].request, End::completed);
}

void Requests::abandon(std::uint32_t index, std::uint32_t culprit, End how) {
  RequestState& request = requests_[index];
  tasks_[culprit].energy += transfers_.cancel_all(index);
  for (std::uint32_t t = request.first_task; t < request.first_task + request.task_count; ++t) {
    TaskState& task = tasks_[t];
    const bool under_way = task.phase != Phase::done && task.phase != Phase::waiting_for_needs;
    if (!under_way) continue;
    task.energy += processors_.withdraw(t) * (model_.platform.type(task.processor).busy_per_core + task.extra_power);
    const auto status = t != culprit          ? metrics::TaskStatus::cancelled
                        : how == End::dropped ? metrics::TaskStatus::dropped
                                              : metrics::TaskStatus::failed;
    record(request, task, status);
  }
  end(index, how);
}

void Requests::end(std::uint32_t index, End how) {
  RequestState& request = requests_[index];
  auto& statistics = statistics_[request.application.index];
  const bool deadline = request.deadline < Duration::infinity();
  if (how != End::unfinished) last_end_ = agenda_.now;
  if (how == End::completed && agenda_.now >= model_.run.warmup) ++statistics.completed_in_window;
  if (request.measured) {
    const bool late = how == End::completed ? request.delivered > request.deadline
                                            : how != End::unfinished || agenda_.now > request.deadline;
    if (deadline && (how != End::unfinished || late)) ++statistics.with_deadline;
    if (deadline && late) ++statistics.deadline_misses;
    switch (how) {
      case End::dropped:
        ++statistics.dropped;
        break;
      case End::failed:
        ++statistics.failed;
        break;
      case End::unfinished:
        ++statistics.unfinished;
        break;
      case End::completed: {
        ++statistics.completed;
        const double latency = (request.delivered - request.issued).base;
        statistics.latency.add(latency);
        statistics.latency_quantiles.add(latency);
        statistics.latency_series.add(latency);
        latency_series_.add(latency);
        statistics.queueing.add(request.queueing.base);
        statistics.transfer.add(request.transfer.base);
        statistics.compute.add(request.compute.base);
        if (request.has_accuracy) statistics.accuracy.add(request.accuracy);
        if (request_sink_)
          request_sink_->request({.request = request.serial - 1,
                                  .application = request.application,
                                  .issued = request.issued,
                                  .delivered = request.delivered});
        break;
      }
    }
  }
  const std::uint32_t loop = request.loop;
  for (std::uint32_t t = 0; t < request.task_count; ++t) tasks_[request.first_task + t].serial = 0;
  tasks_.release(request.first_task, request.task_count);
  request.serial = 0;
  requests_.release(index);
  if (loop != nothing && how != End::unfinished) loop_ended_(loop);
}

void Requests::record(const RequestState& request, const TaskState& task, metrics::TaskStatus status) {
  if (!task_sink_) return;
  const auto& option = dag(request).tasks[task.number].options[task.option];
  task_sink_->task({.request = request.serial - 1,
                    .application = request.application,
                    .plan = request.plan,
                    .task = task.number,
                    .option = task.option,
                    .source = request.source,
                    .processor = task.processor,
                    .issued = request.issued,
                    .ready = task.ready,
                    .start = task.start,
                    .finish = status == metrics::TaskStatus::completed ? task.finish : Duration::infinity(),
                    .work = option.on_type.empty() ? task.work : option.kernel_flop,
                    .input = task.input,
                    .output = task.output,
                    .energy = task.energy,
                    .status = status});
}

void Requests::finish(Duration end_date, metrics::Outcome& outcome) {
  agenda_.now = end_date;
  for (std::uint32_t index = 0; index < requests_.end(); ++index) {
    const RequestState& request = requests_[index];
    if (request.serial == 0) continue;
    for (std::uint32_t t = request.first_task; t < request.first_task + request.task_count; ++t)
      if (const TaskState& task = tasks_[t]; task.phase != Phase::waiting_for_needs && task.phase != Phase::done)
        record(request, task, metrics::TaskStatus::unfinished);
    end(index, End::unfinished);
  }
  outcome.applications = std::move(statistics_);
  outcome.latency_series = std::move(latency_series_);
}

}  // namespace tradewind::simulation
