// Transfers on SimGrid: their lives, the clock with its one armed kernel timer, and the call backs to the client. What
// SimGrid itself is made to simulate is in simgrid_network. Every oddity mentioned below has its regression test.
#include "simulation/simgrid_model.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <limits>
#include <optional>
#include <set>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/resource/Action.hpp>
#include <simgrid/s4u/Activity.hpp>
#include <simgrid/s4u/Engine.hpp>
#include <utility>

#include "base/check.hpp"
#include "simulation/simgrid_network.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {
namespace {

namespace sg4 = simgrid::s4u;
using Flow = SimGridNetwork::Flow;
using simgrid::kernel::timer::Timer;

constexpr double never = std::numeric_limits<double>::infinity();

struct Transfer {
  enum class State { free, flowing, ended };  // ended: to be reported from the next tick
  TransferId id;
  State state = State::free;
  bool delivered = false;
  std::uint64_t serial = 0;  // of the last begin(): tells apart two transfers with one id
  Flow* flow = nullptr;
};

// An action's room "for your convenience", deprecated later than 3.32.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void set_owner(Flow& flow, Transfer* transfer) { flow.set_data(transfer); }
Transfer* owner(const Flow& flow) { return static_cast<Transfer*>(flow.get_data()); }
#pragma GCC diagnostic pop

class SimGridModel;
SimGridModel* the_model = nullptr;

class SimGridModel final : public TransferModel {
 public:
  SimGridModel(const platform::NetworkModel& network, std::span<const Channel> channels, const std::vector<bool>& used,
               Client& client)
      : client_(client), network_(network, channels, used) {
    the_model = this;
    // Called once SimGrid has updated its actions to the new date, before timers and before it handles the ended ones.
    sg4::Engine::on_time_advance_cb([](double) {
      if (the_model) the_model->time_advanced();
    });
    sg4::Activity::set_vetoed_activities(&vetoed_);
  }
  ~SimGridModel() override {
    the_model = nullptr;
    for (const Tick& tick : timers_) tick.timer->remove();  // SimGrid would keep them to the end of the process
  }
  SimGridModel(const SimGridModel&) = delete;
  SimGridModel& operator=(const SimGridModel&) = delete;

  Duration now() const override { return {now_}; }

  void wake_at(Duration date) override {
    const double at = std::max(date.base, now_);
    if (at >= wanted_) return;
    wanted_ = at;
    if (!running_) arm(at);  // in a call back: once, at its end
  }

  bool handles_latency() const override { return network_.tcp(); }
  double latency_factor() const override { return network_.latency_factor(); }

  void begin(TransferId id, std::span<const ChannelId> route, Bytes bytes) override {
    check(id.valid() && bytes.base > 0 && bytes < SimGridNetwork::largest_flow, "a transfer needs an id and bytes");
    while (transfers_.size() <= id.index) transfers_.emplace_back();
    Transfer& transfer = transfers_[id.index];
    check(transfer.state == Transfer::State::free, "this id belongs to a live transfer");
    transfer.id = id;
    ++transfer.serial;
    ++live_;
    if (route.empty()) {
      check(!network_.tcp(), "a tcp transfer needs channels");
      return end_soon(transfer, true);
    }
    if (!running_) arm(now_);  // SimGrid must finish the communication before time goes on
    transfer.flow = network_.start(route, bytes);
    if (!transfer.flow) return end_soon(transfer, false);
    set_owner(*transfer.flow, &transfer);
    transfer.state = Transfer::State::flowing;
  }

  void cancel(TransferId id) override {
    Transfer& transfer = find(id);
    transfer.state = Transfer::State::free;
    --live_;
    if (Flow* flow = std::exchange(transfer.flow, nullptr)) {
      set_owner(*flow, nullptr);  // it may live until the end of this date, when the communication gives it up
      flow->unref();
    }
  }

  Bytes remaining(TransferId id) const override {
    const Transfer& transfer = const_cast<SimGridModel*>(this)->find(id);
    if (transfer.state == Transfer::State::ended) return {0};
    const Bytes bytes = SimGridNetwork::remaining(*transfer.flow);
    if (transfer.flow->get_state() != Flow::State::STARTED) const_cast<SimGridModel*>(this)->collect_ended();
    return bytes;
  }

  void set_capacity(ChannelId channel, Bandwidth capacity) override { network_.set_capacity(channel, capacity); }

  void set_on(ChannelId channel, bool on) override {
    network_.set_on(channel, on);
    if (!on) collect_ended();
  }

  void run(Duration until) override {
    check(depth_ == 0 && !running_, "run() inside run()");
    if (until.base < now_) return;
    limit_ = until.base;
    stopped_ = false;
    running_ = true;
    settle();
    // SimGrid's own run_until() returns up to 10 µs early.
    while (!stopped_ && pending()) {
      limit_reached_ = false;
      vetoed_.clear();
      if (limit_ < never) limit_timer_ = Timer::set(limit_, [this] { reach_limit(); });
      sg4::Engine::get_instance()->run();
      if (limit_timer_) std::exchange(limit_timer_, nullptr)->remove();
      if (limit_reached_ && (timers_.empty() || timers_.back().date > limit_)) break;
      if (vetoed_.empty()) break;  // SimGrid itself has nothing left
    }
    running_ = false;
    if (limit_reached_ && pending() && !stopped_) now_ = limit_;
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    check(stopped_ || limit_reached_ || !pending(), "SimGrid has forgotten a transfer");
  }

  void stop() override {
    stopped_ = true;
    leave();
  }

  SimGridDiagnostics diagnostics() const { return {live_, network_.flows(), ticks_, stale_}; }

 private:
  Transfer& find(TransferId id) {
    check(id.index < transfers_.size() && transfers_[id.index].state != Transfer::State::free, "no such transfer");
    return transfers_[id.index];
  }

  // SimGrid keeps no order among timers of one date, so there is one timer only that matters, the earliest. Those it
  // overtook stay (removing costs more): `timers_` are all, latest first.
  void arm(double date) {
    if (!timers_.empty() && timers_.back().date <= date) return;
    timers_.push_back({date, Timer::set(date, [this] { tick(); })});
  }

  void tick() {
    ++ticks_;
    const double date = timers_.back().date;  // the clock, up to a rounding
    timers_.pop_back();
    if (wanted_ > date && ended_.empty()) {
      ++stale_;
    } else if (!stopped_) {
      now_ = std::max(now_, date);
      if (wanted_ <= date) {
        wanted_ = never;
        call([this] { client_.wake(); });
      }
      report_ended();
    }
    settle();
  }

  void time_advanced() {
    collect_ended();
    const double clock = sg4::Engine::get_clock();
    if (ended_.empty() || stopped_) return;
    if (!timers_.empty() && timers_.back().date <= clock) return;  // tick() is about to
    now_ = std::max(now_, clock);
    report_ended();
    settle();
  }

  void collect_ended() {
    while (const auto ended = network_.take_ended()) {
      Transfer* transfer = owner(*ended->flow);
      if (!transfer) continue;  // cancelled
      transfer->flow = nullptr;
      ended->flow->unref();
      end_soon(*transfer, ended->delivered);
    }
  }

  void end_soon(Transfer& transfer, bool delivered) {
    transfer.state = Transfer::State::ended;
    transfer.delivered = delivered;
    ended_.emplace_back(transfer.id, transfer.serial);
    if (!running_) arm(now_);
  }

  void report_ended() {
    if (ended_.empty()) return;
    reported_.swap(ended_);  // those that end meanwhile wait for the next tick
    for (std::size_t i = 0; i < reported_.size(); ++i) {
      if (stopped_) {
        ended_.insert(ended_.begin(), reported_.begin() + static_cast<std::ptrdiff_t>(i), reported_.end());
        break;
      }
      const auto [id, serial] = reported_[i];
      Transfer& transfer = transfers_[id.index];
      if (transfer.state != Transfer::State::ended || transfer.serial != serial) continue;  // cancelled
      transfer.state = Transfer::State::free;
      --live_;
      call([&, id = id] { client_.transfer_ended(id, transfer.delivered); });
    }
    reported_.clear();
  }

  /// An exception that left a call back would leave SimGrid with an activity half processed: it waits for run()'s end.
  template <class Callback>
  void call(Callback&& callback) {
    ++depth_;
    try {
      callback();
    } catch (...) {
      if (!error_) error_ = std::current_exception();
      stop();
    }
    --depth_;
  }

  /// After each call back: the next timer, or the way out.
  void settle() {
    if (depth_ > 0 || stopped_) return;  // run() settles what stop() has left
    if (!ended_.empty())
      arm(now_);
    else if (wanted_ < never)
      arm(wanted_);
    if (limit_ < never && !pending()) leave();
  }

  bool pending() const { return live_ > 0 || wanted_ < never; }

  void leave() { vetoed_.insert(nullptr); }
  void reach_limit() {
    limit_timer_ = nullptr;
    limit_reached_ = true;
    leave();
  }

  Client& client_;
  SimGridNetwork network_;
  std::deque<Transfer> transfers_;  // by TransferId; addresses are stable

  double now_ = 0;
  double wanted_ = never;  // the client's next wake
  struct Tick {
    double date;
    Timer* timer;
  };
  std::vector<Tick> timers_;  // see arm()
  std::vector<std::pair<TransferId, std::uint64_t>> ended_, reported_;
  std::size_t live_ = 0, ticks_ = 0, stale_ = 0;
  int depth_ = 0;  // of client call backs

  double limit_ = never;
  Timer* limit_timer_ = nullptr;
  // Not empty: SimGrid's run() returns. Never freed, for SimGrid keeps pointing at it.
  std::set<sg4::Activity*>& vetoed_ = *new std::set<sg4::Activity*>;
  bool running_ = false, stopped_ = false, limit_reached_ = false;
  std::exception_ptr error_;
};

}  // namespace

std::unique_ptr<TransferModel> make_simgrid_model(const platform::NetworkModel& network,
                                                  std::span<const Channel> channels, const std::vector<bool>& used,
                                                  TransferModel::Client& client) {
  return std::make_unique<SimGridModel>(network, channels, used, client);
}

SimGridDiagnostics simgrid_diagnostics() { return the_model ? the_model->diagnostics() : SimGridDiagnostics{}; }

}  // namespace tradewind::simulation
