#include "simulation/issuer.hpp"

#include "base/check.hpp"

namespace tradewind::simulation {

Issuer::Issuer(const scenario::Model& model, Agenda& agenda) : model_(model), agenda_(agenda) {
  for (std::uint32_t a = 0; a < model.applications.size(); ++a) {
    first_stream_.push_back(static_cast<std::uint32_t>(streams_.size()));
    for (const NodeId source : model.sources[a])
      streams_.push_back(
          {.application = ApplicationId{a},
           .source = source,
           .key = scenario::stream_key(model.run.seed, model.applications[a].name, model.platform.name(source)),
           .state = {}});
  }
  traces_.resize(model.applications.size());
}

void Issuer::start() {
  for (std::uint32_t a = 0; a < model_.applications.size(); ++a) {
    const auto& application = model_.applications[a];
    const std::uint32_t first = first_stream_[a];
    const auto sources = static_cast<std::uint32_t>(model_.sources[a].size());
    if (const auto* trace = application.arrivals->trace()) {
      traces_[a].reader = trace->open(application.columns);
      schedule_row(a);
    } else if (application.arrivals->closed_loop()) {
      for (std::uint32_t s = first; s < first + sources; ++s) start_loops(s);
    } else {
      for (std::uint32_t s = first; s < first + sources; ++s) schedule_arrival(s);
    }
  }
}

void Issuer::issue(std::uint32_t index, std::uint64_t number, std::uint32_t loop, std::span<const double> row) {
  SourceStream& stream = streams_[index];
  ++stream.issued;
  requests_->issue({.application = stream.application,
                    .source = stream.source,
                    .stream = index,
                    .key = stream.key,
                    .number = number,
                    .loop = loop,
                    .row = row});
}

// --- open arrivals
// ---------------------------------------------------------------------------------------------------------

void Issuer::schedule_arrival(std::uint32_t index) {
  SourceStream& stream = streams_[index];
  const auto date = arrivals(stream).next(stream.state, stream.key);
  if (date && in_time(*date)) agenda_.at(*date, EventKind::arrival, index);
}

void Issuer::arrival(std::uint32_t index) {
  schedule_arrival(index);
  issue(index, streams_[index].issued, nothing, {});
}

// --- closed loops
// ----------------------------------------------------------------------------------------------------------

void Issuer::start_loops(std::uint32_t index) {
  const SourceStream& stream = streams_[index];
  const auto& loop = *arrivals(stream).closed_loop();
  for (std::uint32_t s = 0; s < loop.concurrency(); ++s) {
    const auto slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back({index, s});
    const Duration date = loop.start() + loop.think(stream.key, s);
    if (in_time(date)) agenda_.at(date, EventKind::loop, slot);
  }
}

void Issuer::loop(std::uint32_t index) {
  const LoopSlot& slot = slots_[index];
  const SourceStream& stream = streams_[slot.stream];
  const auto count = arrivals(stream).closed_loop()->count();
  if (count && stream.issued >= *count) return;
  issue(slot.stream, slot.number, index, {});
}

void Issuer::loop_ended(std::uint32_t index) {
  LoopSlot& slot = slots_[index];
  const SourceStream& stream = streams_[slot.stream];
  const auto& loop = *arrivals(stream).closed_loop();
  if (const auto count = loop.count(); count && stream.issued >= *count) return;
  slot.number += loop.concurrency();
  const Duration date = agenda_.now + loop.think(stream.key, slot.number);
  if (in_time(date)) agenda_.at(date, EventKind::loop, index);
}

// --- traces
// ----------------------------------------------------------------------------------------------------------------

void Issuer::schedule_row(std::uint32_t a) {
  Trace& trace = traces_[a];
  const auto& arrivals = *model_.applications[a].arrivals->trace();
  if (!trace.reader->next(trace.row)) return;
  const Duration date = arrivals.date_of(trace.row.time);
  if (in_time(date)) agenda_.at(date, EventKind::trace_row, a);
}

void Issuer::trace_row(std::uint32_t a) {
  Trace& trace = traces_[a];
  const auto& arrivals = *model_.applications[a].arrivals->trace();
  const std::uint64_t sources = model_.sources[a].size();
  const auto may_issue = [&](std::uint32_t s) { return !arrivals.count() || streams_[s].issued < *arrivals.count(); };
  bool more = false;
  if (arrivals.deal() == workload::TraceArrivals::Deal::each) {
    for (std::uint32_t s = first_stream_[a]; s < first_stream_[a] + sources; ++s) {
      if (!may_issue(s)) continue;
      issue(s, streams_[s].issued, nothing, trace.row.values);
      more = true;
    }
  } else {
    const auto s = first_stream_[a] + static_cast<std::uint32_t>(trace.next_source++ % sources);
    more = may_issue(s);
    if (more) issue(s, streams_[s].issued, nothing, trace.row.values);
  }
  if (more) schedule_row(a);
}

}  // namespace tradewind::simulation
