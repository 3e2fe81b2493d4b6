#pragma once
// Generates requests lazily: one pending event per open source, per slot of a closed loop, per trace.

#include <memory>
#include <vector>

#include "scenario/model.hpp"
#include "simulation/agenda.hpp"
#include "simulation/requests.hpp"

namespace tradewind::simulation {

class Issuer {
 public:
  Issuer(const scenario::Model& model, Agenda& agenda);
  void use(Requests& requests) { requests_ = &requests; }

  /// Puts the first arrivals on the agenda.
  void start();
  void arrival(std::uint32_t stream);
  void trace_row(std::uint32_t application);
  void loop(std::uint32_t slot);
  /// The request of a slot has ended: its next think time begins.
  void loop_ended(std::uint32_t slot);

 private:
  struct SourceStream {
    ApplicationId application;
    NodeId source;
    std::uint64_t key = 0;
    std::uint64_t issued = 0;
    workload::Arrivals::State state;
  };
  struct LoopSlot {
    std::uint32_t stream = 0;
    std::uint64_t number = 0;  // of the next request
  };
  struct Trace {
    std::unique_ptr<workload::TraceReader> reader;
    workload::TraceRow row;
    std::uint64_t next_source = 0;
  };

  const workload::Arrivals& arrivals(const SourceStream& stream) const {
    return *model_.applications[stream.application.index].arrivals;
  }
  bool in_time(Duration date) const { return !model_.run.duration || date < *model_.run.duration; }
  void issue(std::uint32_t stream, std::uint64_t number, std::uint32_t loop, std::span<const double> row);
  void schedule_arrival(std::uint32_t stream);
  void schedule_row(std::uint32_t application);
  void start_loops(std::uint32_t stream);

  const scenario::Model& model_;
  Agenda& agenda_;
  Requests* requests_ = nullptr;
  std::vector<SourceStream> streams_;
  std::vector<std::uint32_t> first_stream_;  // by application
  std::vector<LoopSlot> slots_;
  std::vector<Trace> traces_;  // by application; most are empty
};

}  // namespace tradewind::simulation
