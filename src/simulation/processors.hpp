#pragma once
// Executors: every processor with its queue discipline and its cores. Non-preemptive on c cores (fifo, edf, priority,
// sjf), or egalitarian processor sharing, computed exactly with one attained-service clock per processor.

#include <vector>

#include "metrics/sink.hpp"
#include "simulation/agenda.hpp"
#include "simulation/meter.hpp"
#include "simulation/slab.hpp"

namespace tradewind::simulation {

class Processors {
 public:
  Processors(const platform::Platform& platform, Agenda& agenda, Meter& meter, Slab<TaskState>& tasks,
             Slab<RequestState>& requests);

  /// A task was placed here and admitted; it counts from now on.
  void expect(const TaskState& task);
  /// A task expected here has all its data: it runs now or waits.
  void enqueue(std::uint32_t task, std::int64_t priority);
  /// Event task_end: the task has run; the next one starts.
  void end(std::uint32_t task);
  /// Event sharing_end: returns the task that ended, or `nothing` when the schedule has changed since.
  std::uint32_t sharing_end(ProcessorId processor, std::uint64_t version);
  /// Takes a task of a request that ended early off its processor, whatever it is doing there. Returns the core time it
  /// used.
  Duration withdraw(std::uint32_t task);

  // What policies see.
  std::uint32_t waiting_or_running(ProcessorId processor) const;
  std::uint32_t tasks(ProcessorId processor) const;  // and those already sent
  Work backlog(ProcessorId processor, Duration now) const;
  std::uint32_t running(ProcessorId processor) const { return processors_[processor.index].running; }

 private:
  struct Waiting {
    double key;              // smallest first
    std::uint64_t sequence;  // ties in order of arrival
    std::uint32_t task;
    std::uint64_t serial;  // the task is still the one that was queued
  };
  struct Processor {
    std::uint32_t running = 0, waiting = 0, expected = 0;
    std::vector<Waiting> queue;  // fifo: in order from `head`; else a heap by (key, sequence)
    std::size_t head = 0;
    Work waiting_work, expected_work;
    // cores
    double finish_sum = 0;                  // Σ dates at which the running tasks end
    std::vector<std::uint64_t> cores_busy;  // one bit per core; the lowest free one is used first
    // processor sharing
    Work attained;  // service every running task has got since the processor was last idle
    Duration attained_at;
    Work attained_end_sum;
    std::uint64_t version = 0;
  };
  const platform::ProcessorType& type(ProcessorId id) const { return platform_.type(id); }
  static void unexpect(Processor& processor, const TaskState& task);
  void report(ProcessorId id, int waiting, int running);
  void start(ProcessorId id, std::uint32_t task);
  void start_next(ProcessorId id);
  double key(const TaskState& task, std::int64_t priority, platform::Discipline discipline) const;
  void push(Processor& processor, platform::Discipline discipline, const Waiting& waiting);
  bool pop(Processor& processor, platform::Discipline discipline, Waiting& waiting);
  static std::uint32_t take_core(Processor& processor);
  static void free_core(Processor& processor, std::uint32_t core);

  void sharing_start(ProcessorId id, std::uint32_t task);
  void sharing_advance(Processor& processor, const platform::ProcessorType& type) const;
  void sharing_schedule(ProcessorId id);
  void sharing_remove(ProcessorId id, std::uint32_t task);

  const platform::Platform& platform_;
  Agenda& agenda_;
  Meter& meter_;
  Slab<TaskState>& tasks_;
  Slab<RequestState>& requests_;
  std::vector<Processor> processors_;
  std::vector<GroupId> group_;       // by processor
  std::vector<std::uint32_t> type_;  // by processor: which of its group's types
  std::uint64_t sequence_ = 0;
};

}  // namespace tradewind::simulation
