#include "simulation/processors.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"

namespace tradewind::simulation {
namespace {

using platform::Discipline;

/// Heaps keep the smallest (key, sequence) on top.
constexpr auto later = [](const auto& a, const auto& b) {
  return a.key != b.key ? a.key > b.key : a.sequence > b.sequence;
};

std::int64_t busy_cores(std::uint32_t running, std::uint32_t cores) { return std::min(running, cores); }

}  // namespace

Processors::Processors(const platform::Platform& platform, Agenda& agenda, Meter& meter, Slab<TaskState>& tasks,
                       Slab<RequestState>& requests)
    : platform_(platform), agenda_(agenda), meter_(meter), tasks_(tasks), requests_(requests) {
  processors_.resize(platform.processor_count());
  group_.resize(platform.processor_count());
  type_.resize(platform.processor_count());
  for (std::uint32_t g = 0; g < platform.groups().size(); ++g) {
    const auto& group = platform.groups()[g];
    const auto kinds = static_cast<std::uint32_t>(group.processors.size());
    for (std::uint32_t i = 0; i < group.count * kinds; ++i) {
      group_[group.first_processor.index + i] = GroupId{g};
      type_[group.first_processor.index + i] = i % kinds;
    }
  }
}

void Processors::report(ProcessorId id, int waiting, int running) {
  Processor& processor = processors_[id.index];
  const std::uint32_t cores = type(id).cores;
  const auto before = busy_cores(processor.running, cores);
  processor.waiting = static_cast<std::uint32_t>(static_cast<std::int64_t>(processor.waiting) + waiting);
  processor.running = static_cast<std::uint32_t>(static_cast<std::int64_t>(processor.running) + running);
  const auto after = busy_cores(processor.running, cores);
  meter_.change(group_[id.index], type_[id.index], agenda_.now, waiting, running, static_cast<int>(after - before));
}

void Processors::expect(const TaskState& task) {
  Processor& processor = processors_[task.processor.index];
  ++processor.expected;
  processor.expected_work += task.work;
}

void Processors::unexpect(Processor& processor, const TaskState& task) {
  --processor.expected;
  processor.expected_work = processor.expected ? processor.expected_work - task.work : Work{};
}

void Processors::enqueue(std::uint32_t index, std::int64_t priority) {
  TaskState& task = tasks_[index];
  const ProcessorId id = task.processor;
  Processor& processor = processors_[id.index];
  unexpect(processor, task);
  const Discipline discipline = type(id).discipline;
  if (discipline == Discipline::processor_sharing) return sharing_start(id, index);
  if (processor.running < type(id).cores) return start(id, index);
  task.phase = Phase::queued;
  processor.waiting_work += task.work;
  push(processor, discipline, {key(task, priority, discipline), sequence_++, index, task.serial});
  report(id, +1, 0);
}

double Processors::key(const TaskState& task, std::int64_t priority, Discipline discipline) const {
  switch (discipline) {
    case Discipline::edf:
      return requests_[task.request].deadline.base;
    case Discipline::priority:
      return -static_cast<double>(priority);
    case Discipline::sjf:
      return task.work.base;
    case Discipline::fifo:
    case Discipline::processor_sharing:
      break;
  }
  return 0;
}

void Processors::push(Processor& processor, Discipline discipline, const Waiting& waiting) {
  auto& queue = processor.queue;
  if (discipline != Discipline::fifo) {
    queue.push_back(waiting);
    std::ranges::push_heap(queue, later);
    return;
  }
  if (processor.head == queue.size()) {
    processor.head = 0;
    queue.clear();
  }
  queue.push_back(waiting);
}

bool Processors::pop(Processor& processor, Discipline discipline, Waiting& waiting) {
  auto& queue = processor.queue;
  const auto stale = [&] {
    return tasks_[waiting.task].serial != waiting.serial || tasks_[waiting.task].phase != Phase::queued;
  };
  if (discipline != Discipline::fifo) {
    while (!queue.empty()) {
      std::ranges::pop_heap(queue, later);
      waiting = queue.back();
      queue.pop_back();
      if (!stale()) return true;
    }
    return false;
  }
  while (processor.head < queue.size()) {
    waiting = queue[processor.head++];
    // Shift when more than half of the storage is behind the head: amortised O(1), memory flat.
    if (processor.head >= 64 && 2 * processor.head >= queue.size()) {
      queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(processor.head));
      processor.head = 0;
    }
    if (!stale()) return true;
  }
  return false;
}

std::uint32_t Processors::take_core(Processor& processor) {
  std::uint32_t word = 0;
  while (word < processor.cores_busy.size() && processor.cores_busy[word] == UINT64_MAX) ++word;
  if (word == processor.cores_busy.size()) processor.cores_busy.push_back(0);
  const auto bit = static_cast<std::uint32_t>(std::countr_one(processor.cores_busy[word]));
  processor.cores_busy[word] |= std::uint64_t{1} << bit;
  return 64 * word + bit;
}

void Processors::free_core(Processor& processor, std::uint32_t core) {
  processor.cores_busy[core / 64] &= ~(std::uint64_t{1} << (core % 64));
}

void Processors::start(ProcessorId id, std::uint32_t index) {
  Processor& processor = processors_[id.index];
  TaskState& task = tasks_[index];
  task.phase = Phase::running;
  task.start = agenda_.now;
  task.finish = agenda_.now + task.work / type(id).speed;
  task.core = take_core(processor);
  processor.finish_sum += task.finish.base;
  agenda_.at(task.finish, EventKind::task_end, index, task.serial);
  report(id, 0, +1);
  if (task.extra_power.base != 0) meter_.draw(group_[id.index], type_[id.index], agenda_.now, task.extra_power);
}

void Processors::start_next(ProcessorId id) {
  Processor& processor = processors_[id.index];
  Waiting next{};
  if (!pop(processor, type(id).discipline, next)) return;
  report(id, -1, 0);
  processor.waiting_work = processor.waiting ? processor.waiting_work - tasks_[next.task].work : Work{};
  start(id, next.task);
}

void Processors::end(std::uint32_t index) {
  TaskState& task = tasks_[index];
  Processor& processor = processors_[task.processor.index];
  free_core(processor, task.core);
  if (task.extra_power.base != 0) {
    const auto p = task.processor.index;
    meter_.draw(group_[p], type_[p], agenda_.now, -task.extra_power);
  }
  report(task.processor, 0, -1);
  processor.finish_sum = processor.running ? processor.finish_sum - task.finish.base : 0;
  task.phase = Phase::done;
  start_next(task.processor);
}

Duration Processors::withdraw(std::uint32_t index) {
  TaskState& task = tasks_[index];
  const ProcessorId id = task.processor;
  Duration used;
  switch (task.phase) {
    case Phase::waiting_for_inputs:
      if (task.admitted) unexpect(processors_[id.index], task);
      break;
    case Phase::queued: {
      Processor& processor = processors_[id.index];
      report(id, -1, 0);  // its entry in the queue is stale once the phase changes
      processor.waiting_work = processor.waiting ? processor.waiting_work - task.work : Work{};
      break;
    }
    case Phase::running:
      if (type(id).discipline == Discipline::processor_sharing) {
        sharing_remove(id, index);
        used = (task.work - (task.attained_end - processors_[id.index].attained)) / type(id).speed;
        sharing_schedule(id);
      } else {
        used = agenda_.now - task.start;
        end(index);
      }
      break;
    case Phase::waiting_for_needs:
    case Phase::delivering:
    case Phase::done:
      break;
  }
  task.phase = Phase::done;
  return used;
}

std::uint32_t Processors::waiting_or_running(ProcessorId id) const {
  const Processor& processor = processors_[id.index];
  return processor.waiting + processor.running;
}

std::uint32_t Processors::tasks(ProcessorId id) const {
  return waiting_or_running(id) + processors_[id.index].expected;
}

Work Processors::backlog(ProcessorId id, Duration now) const {
  const Processor& processor = processors_[id.index];
  Work running{};
  if (type(id).discipline == Discipline::processor_sharing) {
    const double share = std::min(1.0, type(id).cores / static_cast<double>(std::max(processor.running, 1U)));
    const Work attained = processor.attained + (now - processor.attained_at) * (share * type(id).speed);
    running = processor.attained_end_sum - processor.running * attained;
  } else {
    running = Duration{processor.finish_sum - processor.running * now.base} * type(id).speed;
  }
  return processor.waiting_work + processor.expected_work + std::max(running, Work{});
}

// --- processor sharing: all n tasks advance together at speed · min(1, c/n), so the next to end is the one whose
// attained service ends first; one heap by that figure, one scheduled event
// -----------------------------------------------------

void Processors::sharing_advance(Processor& processor, const platform::ProcessorType& kind) const {
  if (processor.running > 0) {
    const double share = std::min(1.0, kind.cores / static_cast<double>(processor.running));
    processor.attained += (agenda_.now - processor.attained_at) * (share * kind.speed);
  } else {
    processor.attained = {};
    processor.attained_end_sum = {};
  }
  processor.attained_at = agenda_.now;
}

void Processors::sharing_start(ProcessorId id, std::uint32_t index) {
  Processor& processor = processors_[id.index];
  TaskState& task = tasks_[index];
  sharing_advance(processor, type(id));
  task.phase = Phase::running;
  task.start = agenda_.now;
  task.attained_end = processor.attained + task.work;
  task.core = take_core(processor);
  processor.attained_end_sum += task.attained_end;
  processor.queue.push_back({task.attained_end.base, sequence_++, index, task.serial});
  std::ranges::push_heap(processor.queue, later);
  report(id, 0, +1);
  sharing_schedule(id);
}

void Processors::sharing_schedule(ProcessorId id) {
  Processor& processor = processors_[id.index];
  ++processor.version;
  auto& queue = processor.queue;
  while (!queue.empty()) {
    const Waiting& first = queue.front();
    if (tasks_[first.task].serial == first.serial && tasks_[first.task].phase == Phase::running) break;
    std::ranges::pop_heap(queue, later);
    queue.pop_back();
  }
  if (queue.empty()) return;
  const auto& kind = type(id);
  const double share = std::min(1.0, kind.cores / static_cast<double>(processor.running));
  const Duration left = (Work{queue.front().key} - processor.attained) / (share * kind.speed);
  agenda_.at(agenda_.now + std::max(left, Duration{}), EventKind::sharing_end, id.index, processor.version);
}

void Processors::sharing_remove(ProcessorId id, std::uint32_t index) {
  Processor& processor = processors_[id.index];
  TaskState& task = tasks_[index];
  sharing_advance(processor, type(id));
  processor.attained_end_sum -= task.attained_end;
  free_core(processor, task.core);
  task.phase = Phase::done;
  report(id, 0, -1);
}

std::uint32_t Processors::sharing_end(ProcessorId id, std::uint64_t version) {
  Processor& processor = processors_[id.index];
  if (processor.version != version) return nothing;
  const std::uint32_t index = processor.queue.front().task;
  std::ranges::pop_heap(processor.queue, later);
  processor.queue.pop_back();
  sharing_remove(id, index);
  // Free of rounding: the task that ends sets the clock all others are measured by.
  if (processor.running > 0) processor.attained = tasks_[index].attained_end;
  tasks_[index].finish = agenda_.now;
  sharing_schedule(id);
  return index;
}

}  // namespace tradewind::simulation
