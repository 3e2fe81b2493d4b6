// Transfers on SimGrid 3.32: one flat zone whose routes are those of the transfer about to start, one link per channel,
// one kernel timer armed. SimGrid's communications only create the network actions, which we then own ourselves: that
// spares us their life cycle (call backs coming twice, objects that may not die yet) and SimGrid's scan of all those in
// flight at each end. Every oddity mentioned below has its regression test.
#include "simulation/simgrid_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <exception>
#include <limits>
#include <set>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/routing/NetPoint.hpp>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>
#include <utility>

#include <simgrid/version.h>  // needs those above

#include "base/check.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {
namespace {

namespace sg4 = simgrid::s4u;
namespace kernel = simgrid::kernel;
using kernel::resource::Action;
using kernel::timer::Timer;
using Links = std::vector<kernel::resource::StandardLinkImpl*>;

// SimGrid takes whole numbers of "bytes"; ours are 1/4096 of a byte. A power of two, so that no other digit changes.
constexpr double units_per_byte = 4096;
constexpr double largest_transfer = 4e15;  // bytes; 2^64 units
// A flow must get a share (SimGrid aborts on zero): a channel "without" capacity moves one byte in 30,000 years.
constexpr double least_capacity = 1e-12;  // bytes/s
constexpr double never = std::numeric_limits<double>::infinity();

/// Answers every question about a route with that of the transfer being started.
class OwnZone final : public kernel::routing::NetZoneImpl {
 public:
  explicit OwnZone(const std::string& name) : NetZoneImpl(name) {}
  Links forth, back;
  double latency = 0;  // of `forth`; SimGrid never asks that of the way back
  const kernel::routing::NetPoint* start = nullptr;

  void get_local_route(const kernel::routing::NetPoint* from, const kernel::routing::NetPoint*,
                       kernel::routing::Route* into, double* sum) override {
    into->link_list_ = from == start ? forth : back;
    if (sum) *sum += latency;
  }
  void get_graph(const s_xbt_graph_t*, std::map<std::string, xbt_node_t, std::less<>>*,
                 std::map<std::string, xbt_edge_t, std::less<>>*) override {}
};

struct ChannelState {
  sg4::Link* link = nullptr;  // none: not used
  kernel::resource::StandardLinkImpl* impl = nullptr;
  double latency = 0;
  std::uint32_t reverse = 0;
  bool on = true;
};

struct Transfer {
  enum class State { free, flowing, ended };  // ended: to be reported from the next tick
  TransferId id;
  State state = State::free;
  bool delivered = false;
  std::uint64_t serial = 0;  // of the last begin(): tells apart two transfers with one id
  Action* action = nullptr;  // one reference is ours; giving it up removes the flow from the network
};

/// Makes SimGrid finish a communication whose action we have taken, at the end of the current date: it finishes
/// whatever activity an action in a model's failed set names. Otherwise the communications stay on the list of
/// SimGrid's maestro, which is scanned at each end (20 ns per transfer in flight).
class Farewell final : public Action {
 public:
  explicit Farewell(kernel::resource::Model* model) : Action(model, 0, true) {}
  void update_remains_lazy(double) override {}
  void say(kernel::activity::ActivityImpl* to) {
    set_activity(to);
    get_model()->get_failed_action_set()->push_back(*this);
  }
};

/// What SimGrid may still point at when the process ends; deliberately never freed.
struct Remains {
  std::deque<Transfer> transfers;   // by TransferId; addresses are stable
  std::deque<Farewell> farewells;   // each serves again and again
  std::set<sg4::Activity*> vetoed;  // not empty: SimGrid's run() returns
};

// An action's room "for your convenience", deprecated later than 3.32.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void set_owner(Action& action, Transfer* transfer) { action.set_data(transfer); }
Transfer* owner(const Action& action) { return static_cast<Transfer*>(action.get_data()); }
#pragma GCC diagnostic pop

class SimGridModel;
SimGridModel* the_model = nullptr;

class SimGridModel final : public TransferModel {
 public:
  SimGridModel(const platform::NetworkModel& network, std::span<const Channel> channels, const std::vector<bool>& used,
               Client& client)
      : client_(client),
        tcp_(network.kind == platform::NetworkKind::tcp),
        cross_traffic_(network.cross_traffic.value_or(tcp_)),
        latency_factor_(network.latency_factor.value_or(tcp_ ? 13.01 : 1.0)),
        tcp_window_(network.tcp_window.value_or(Bytes{4194304}).base * units_per_byte),  // SimGrid's default
        // LV08 applies its factor itself.
        capacity_scale_(units_per_byte * (tcp_ ? 1.0 : network.bandwidth_factor.value_or(1.0))) {
    check(used.size() == channels.size(), "every channel is used or not");
    start_engine(network);
    build(channels, used);
    the_model = this;
    // Called once SimGrid has updated its actions to the new date, before timers and before it handles the ended ones.
    sg4::Engine::on_time_advance_cb([](double) {
      if (the_model) the_model->time_advanced();
    });
    sg4::Activity::set_vetoed_activities(&remains_.vetoed);
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

  bool handles_latency() const override { return tcp_; }
  double latency_factor() const override { return latency_factor_; }

  void begin(TransferId id, std::span<const ChannelId> route, Bytes bytes) override {
    check(id.valid() && bytes.base > 0 && bytes.base < largest_transfer, "a transfer needs an id and bytes");
    while (remains_.transfers.size() <= id.index) remains_.transfers.emplace_back();
    Transfer& transfer = remains_.transfers[id.index];
    check(transfer.state == Transfer::State::free, "this id belongs to a live transfer");
    transfer.id = id;
    ++transfer.serial;
    ++live_;
    if (route.empty()) {
      check(!tcp_, "a tcp transfer needs channels");
      return end_soon(transfer, true);
    }
    // SimGrid would never report a communication started over a link that is off.
    if (!prepare(route)) return end_soon(transfer, false);

    if (!running_) arm(now_);  // SimGrid must hear the farewell before time goes on
    const auto comm = sg4::Comm::sendto_init(from_, to_);
    comm->set_payload_size(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(bytes.base * units_per_byte + 0.5)));
    comm->detach();  // starts it
    Action& action = model_->get_started_action_set()->back();
    check(action.get_activity() == comm->get_impl(), "the latest action is the communication's");
    action.ref();
    action.set_activity(nullptr);
    say_farewell(comm->get_impl());
    // SimGrid bounds a flow by the least bandwidth on its way when it starts: it would not see a later increase.
    action.set_user_bound(-1);
    action.set_bound(tcp_ ? tcp_window_ / (2 * zone_->latency) : -1);
    set_owner(action, &transfer);
    transfer.action = &action;
    transfer.state = Transfer::State::flowing;
  }

  void cancel(TransferId id) override {
    Transfer& transfer = find(id);
    transfer.state = Transfer::State::free;
    --live_;
    if (Action* action = std::exchange(transfer.action, nullptr)) {
      set_owner(*action, nullptr);  // it may live until the end of this date, when the communication gives it up
      action->unref();
    }
  }

  Bytes remaining(TransferId id) const override {
    const Transfer& transfer = const_cast<SimGridModel*>(this)->find(id);
    if (transfer.state == Transfer::State::ended) return {0};
    const double units = transfer.action->get_remains();
    // Looking may end it, within SimGrid's precision.
    if (transfer.action->get_state() != Action::State::STARTED) const_cast<SimGridModel*>(this)->collect_ended();
    return {std::max(0.0, units) / units_per_byte};
  }

  void set_capacity(ChannelId channel, Bandwidth capacity) override {
    if (ChannelState& state = channels_.at(channel.index); state.link) state.link->set_bandwidth(scaled(capacity));
  }

  void set_on(ChannelId channel, bool on) override {
    ChannelState& state = channels_.at(channel.index);
    if (std::exchange(state.on, on) == on || !state.link) return;
    if (on) return state.link->turn_on();
    state.link->turn_off();
    collect_ended();
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
      remains_.vetoed.clear();
      if (limit_ < never) limit_timer_ = Timer::set(limit_, [this] { reach_limit(); });
      sg4::Engine::get_instance()->run();
      if (limit_timer_) std::exchange(limit_timer_, nullptr)->remove();
      if (limit_reached_ && (timers_.empty() || timers_.back().date > limit_)) break;
      if (remains_.vetoed.empty()) break;  // SimGrid itself has nothing left
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

  SimGridDiagnostics diagnostics() const { return {live_, model_->get_started_action_set()->size(), ticks_, stale_}; }

 private:
  double scaled(Bandwidth capacity) const { return std::max(capacity.base, least_capacity) * capacity_scale_; }

  void start_engine(const platform::NetworkModel& network) {
    check(!sg4::Engine::has_instance(), "SimGrid's engine exists once per process, ever");
    // In flight activities make SimGrid's clean-up at exit crash.
    std::string arguments[] = {"tradewind", "--cfg=debug/clean-atexit:no", "--log=xbt_cfg.threshold:warning"};
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    int argc = static_cast<int>(std::size(arguments));
    const auto on_interrupt = std::signal(SIGINT, SIG_DFL);
    new sg4::Engine(&argc, argv.data());  // never destroyed
    std::signal(SIGINT, on_interrupt);    // SimGrid has put its own
    const auto option = [](std::string_view key, auto value) {
      sg4::Engine::set_config(fmt::format("{}:{}", key, value));
    };
    option("network/optim", "Lazy");
    option("maxmin/precision", 1e-9);
    option("network/crosstraffic", cross_traffic_ ? 1 : 0);
    option("network/latency-factor", tcp_ ? latency_factor_ : 1.0);
    option("network/bandwidth-factor", tcp_ ? network.bandwidth_factor.value_or(0.97) : 1.0);
    option("network/model", tcp_ ? "LV08" : "CM02");
    option("network/TCP-gamma", tcp_ ? tcp_window_ : 1e30);
    option("network/weight-S", tcp_ ? 20537 * units_per_byte : 0.0);  // LV08's
  }

  void build(std::span<const Channel> channels, const std::vector<bool>& used) {
    zone_ = new OwnZone("platform");  // the engine's
    sg4::NetZone* zone = zone_->get_iface();
    from_ = zone->create_host("from", 1e9)->seal();
    to_ = zone->create_host("to", 1e9)->seal();
    zone_->start = from_->get_netpoint();
    channels_.resize(channels.size());
    for (std::size_t c = 0; c < channels.size(); ++c) channels_[c].reverse = channels[c].reverse.index;
    const auto create = [&](std::size_t c) {
      ChannelState& state = channels_.at(c);
      if (state.link) return;
      check(!tcp_ || channels[c].latency.base > 0, "SimGrid's tcp needs latencies");
      state.link = zone->create_link(std::to_string(c), scaled(channels[c].capacity));
      state.link->set_latency(tcp_ ? channels[c].latency.base : 0)->seal();
      state.impl = state.link->get_impl();
      state.latency = channels[c].latency.base;
    };
    for (std::size_t c = 0; c < channels.size(); ++c) {
      if (!used[c]) continue;
      create(c);
      if (cross_traffic_) create(channels_[c].reverse);
    }
    zone->seal();
    for (kernel::resource::Model* model : sg4::Engine::get_instance()->get_all_models())
      (model->get_name().starts_with("Network") ? model_ : host_model_) = model;
    check(model_ && host_model_, "SimGrid has its models");
  }

  /// Tells the zone about the next transfer's way; false when a channel of it is off.
  bool prepare(std::span<const ChannelId> route) {
    zone_->forth.clear();
    zone_->back.clear();
    zone_->latency = 0;
    bool on = true;
    for (const ChannelId channel : route) {
      const ChannelState& state = channels_.at(channel.index);
      check(state.link != nullptr, "a channel declared unused is used");
      on = on && state.on;
      zone_->forth.push_back(state.impl);
      if (tcp_) zone_->latency += state.latency;
    }
    if (cross_traffic_)
      for (std::size_t hop = route.size(); hop-- > 0;) {
        const ChannelState& state = channels_[channels_[route[hop].index].reverse];
        on = on && state.on;
        zone_->back.push_back(state.impl);
      }
    return on;
  }

  Transfer& find(TransferId id) {
    check(id.index < remains_.transfers.size() && remains_.transfers[id.index].state != Transfer::State::free,
          "no such transfer");
    return remains_.transfers[id.index];
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

  void say_farewell(kernel::activity::ActivityImpl* activity) {
    if (host_model_->get_failed_action_set()->empty()) farewells_said_ = 0;  // SimGrid has heard them all
    if (farewells_said_ == remains_.farewells.size()) {
      remains_.farewells.emplace_back(host_model_);
      host_model_->get_failed_action_set()->pop_back();  // where it is from the start
    }
    remains_.farewells[farewells_said_++].say(activity);
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

  /// Takes what has ended before SimGrid does: it would find nobody to tell.
  void collect_ended() {
    while (Action* action = model_->extract_failed_action()) collect(*action, false);
    while (Action* action = model_->extract_done_action()) collect(*action, true);
  }
  void collect(Action& action, bool delivered) {
    Transfer* transfer = owner(action);
    if (!transfer) return;  // cancelled
    transfer->action = nullptr;
    action.unref();
    end_soon(*transfer, delivered);
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
      Transfer& transfer = remains_.transfers[id.index];
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

  void leave() { remains_.vetoed.insert(nullptr); }
  void reach_limit() {
    limit_timer_ = nullptr;
    limit_reached_ = true;
    leave();
  }

  Client& client_;
  const bool tcp_, cross_traffic_;
  const double latency_factor_, tcp_window_, capacity_scale_;

  kernel::resource::Model* model_ = nullptr;       // of the network
  kernel::resource::Model* host_model_ = nullptr;  // any other one, idle
  OwnZone* zone_ = nullptr;
  sg4::Host* from_ = nullptr;
  sg4::Host* to_ = nullptr;
  std::vector<ChannelState> channels_;
  Remains& remains_ = *new Remains;

  double now_ = 0;
  double wanted_ = never;  // the client's next wake
  struct Tick {
    double date;
    Timer* timer;
  };
  std::vector<Tick> timers_;  // see arm()
  std::vector<std::pair<TransferId, std::uint64_t>> ended_, reported_;
  std::size_t live_ = 0, farewells_said_ = 0, ticks_ = 0, stale_ = 0;
  int depth_ = 0;  // of client call backs

  double limit_ = never;
  Timer* limit_timer_ = nullptr;
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

std::string simgrid_version() {
  int major = 0, minor = 0, patch = 0;
  sg_version_get(&major, &minor, &patch);
  return fmt::format("{}.{}", major, minor);
}

}  // namespace tradewind::simulation
