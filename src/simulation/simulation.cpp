#include "simulation/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/check.hpp"
#include "simulation/issuer.hpp"
#include "simulation/requests.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {
namespace {

constexpr std::uint64_t standstill = 10'000'000;  // events at one date before we call it a loop

/// Dispatches events in the order (date, sequence) and ends of transfers as the engine reports them.
class Simulation final : private TransferModel::Client {
 public:
  Simulation(const scenario::Model& model, const policy::PolicySet& policies, const CandidateTable& candidates,
             const Options& options)
      : model_(model),
        options_(options),
        dags_(plan_dags(model)),
        meter_(model.platform, model.run.duration.value_or(Duration::infinity()), options.sink),
        processors_(model.platform, agenda_, meter_, tasks_, request_states_),
        transfers_(model, agenda_, meter_, request_states_, options.sink),
        predictor_(model, processors_, transfers_),
        decisions_(model, policies, candidates, predictor_, dags_),
        issuer_(model, agenda_),
        requests_(model, dags_, agenda_, meter_, processors_, transfers_, decisions_, request_states_, tasks_,
                  options.sink, [this](std::uint32_t loop) { issuer_.loop_ended(loop); }) {
    issuer_.use(requests_);
  }

  metrics::Outcome run() {
    const auto engine = make_engine();
    engine_ = engine.get();
    transfers_.use(*engine);
    if (model_.run.warmup.base > 0) agenda_.at(model_.run.warmup, EventKind::warmup, 0);
    issuer_.start();
    arm();
    const bool horizon = model_.run.stop == scenario::Stop::horizon;
    engine->run(horizon ? *model_.run.duration : Duration::infinity());
    return finish(horizon);
  }

 private:
  std::unique_ptr<TransferModel> make_engine() {
    const auto& platform = model_.platform;
    std::vector<Channel> channels;
    channels.reserve(platform.channel_count());
    for (std::uint32_t c = 0; c < platform.channel_count(); ++c) {
      const auto& link = platform.link(platform.link_of(ChannelId{c}));
      channels.push_back({link.bandwidth, link.latency, platform.reverse(ChannelId{c})});
    }
    return make_simgrid_model(platform.network(), channels, {model_.linked.begin(), model_.linked.end()}, *this);
  }

  metrics::Outcome finish(bool horizon) {
    metrics::Outcome outcome;
    Duration end = std::max(model_.run.duration.value_or(Duration{}), requests_.last_end());
    if (horizon) end = *model_.run.duration;
    const auto stop = options_.control ? options_.control->stop.load() : StopRequest::none;
    if (stopped_) {
      outcome.status = stop == StopRequest::timed_out ? metrics::Status::timed_out : metrics::Status::interrupted;
      end = agenda_.now;
    }
    outcome.window_start = std::min(model_.run.warmup, end);
    outcome.window_end = end;
    agenda_.now = end;
    transfers_.finish(end - outcome.window_start, outcome);
    requests_.finish(end, outcome);
    meter_.finish(outcome.window_start, end, outcome);
    outcome.events = events_;
    return outcome;
  }

  void arm() {
    if (!agenda_.queue.empty()) engine_->wake_at(agenda_.queue.next_date());
  }

  void wake() override {
    agenda_.now = engine_->now();
    std::uint64_t here = 0;
    while (!agenda_.queue.empty() && agenda_.queue.next_date() <= agenda_.now) {
      dispatch(agenda_.queue.pop());
      if (++here > standstill)
        throw RuntimeFailure(
            fmt::format("time stands still at {} s: more than {} events at one date (a closed loop "
                        "without think time, work or transfer?)",
                        agenda_.now.base, standstill));
      if ((here & 0xFFFF) == 0 && interrupted()) return;
    }
    events_ += here;
    if (!interrupted()) arm();
  }

  bool interrupted() {
    if (!options_.control) return false;
    options_.control->events.store(events_, std::memory_order_relaxed);
    if (options_.control->tick.load(std::memory_order_relaxed)) {
      options_.control->tick.store(false, std::memory_order_relaxed);
      if (options_.progress) options_.progress({agenda_.now, requests_.issued()});
    }
    if (options_.control->stop.load(std::memory_order_relaxed) == StopRequest::none) return false;
    stopped_ = true;
    engine_->stop();
    return true;
  }

  void transfer_ended(TransferId transfer, bool delivered) override {
    agenda_.now = engine_->now();
    ++events_;
    requests_.transfer_end(transfers_.end(transfer.index), delivered);
    arm();
  }

  void dispatch(const Event& event) {
    switch (static_cast<EventKind>(event.kind)) {
      case EventKind::arrival:
        return issuer_.arrival(event.index);
      case EventKind::trace_row:
        return issuer_.trace_row(event.index);
      case EventKind::loop:
        return issuer_.loop(event.index);
      case EventKind::flow_start:
        return transfers_.flow_start(event.index, event.generation);
      case EventKind::task_end:
        return requests_.task_end(event.index, event.generation);
      case EventKind::sharing_end:
        return requests_.sharing_end(ProcessorId{event.index}, event.generation);
      case EventKind::warmup:
        meter_.start_window(agenda_.now);
        return transfers_.start_window();
    }
  }

  const scenario::Model& model_;
  const Options& options_;
  const std::vector<std::vector<PlannedDag>> dags_;
  Agenda agenda_;
  Slab<RequestState> request_states_;
  Slab<TaskState> tasks_;
  Meter meter_;
  Processors processors_;
  Transfers transfers_;
  Predictor predictor_;
  Decisions decisions_;
  Issuer issuer_;
  Requests requests_;
  TransferModel* engine_ = nullptr;
  std::uint64_t events_ = 0;
  bool stopped_ = false;
};

}  // namespace

metrics::Outcome run(const scenario::Model& model, const policy::PolicySet& policies, const CandidateTable& candidates,
                     const Options& options) {
  return Simulation(model, policies, candidates, options).run();
}

std::string engine_version() { return simgrid_version(); }

}  // namespace tradewind::simulation
