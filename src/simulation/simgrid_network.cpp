// One flat zone of SimGrid 3.32 whose routes are those of the flow about to start. SimGrid's communications only create
// the network actions, which we then own ourselves: that spares us their life cycle (call backs coming twice, objects
// that may not die yet) and SimGrid's scan of all those in flight at each end. Every oddity mentioned below has its
// regression test.
#include "simulation/simgrid_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <simgrid/kernel/routing/NetPoint.hpp>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>
#include <string>
#include <utility>

#include <simgrid/version.h>  // needs those above

#include "base/check.hpp"

namespace tradewind::simulation {
namespace {

namespace sg4 = simgrid::s4u;
namespace kernel = simgrid::kernel;
using Links = std::vector<kernel::resource::StandardLinkImpl*>;

// SimGrid takes whole numbers of "bytes"; ours are 1/4096 of a byte. A power of two, so that no other digit changes.
constexpr double units_per_byte = 4096;
// A flow must get a share (SimGrid aborts on zero): a channel "without" capacity moves one byte in 30,000 years.
constexpr double least_capacity = 1e-12;  // bytes/s

}  // namespace

/// Answers every question about a route with that of the flow being started.
class SimGridNetwork::Zone final : public kernel::routing::NetZoneImpl {
 public:
  explicit Zone(const std::string& name) : NetZoneImpl(name) {}
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

/// Makes SimGrid finish a communication whose action we have taken, at the end of the current date: it finishes
/// whatever activity an action in a model's failed set names. Otherwise the communications stay on the list of
/// SimGrid's maestro, which is scanned at each end (20 ns per flow).
class SimGridNetwork::Farewell final : public kernel::resource::Action {
 public:
  explicit Farewell(kernel::resource::Model* model) : Action(model, 0, true) {}
  /// SimGrid refers to them to the end of the process, also when the network is gone.
  static std::deque<Farewell>& all() {
    static auto* const all = new std::deque<Farewell>;
    return *all;
  }
  void update_remains_lazy(double) override {}
  void say(kernel::activity::ActivityImpl* to) {
    set_activity(to);
    get_model()->get_failed_action_set()->push_back(*this);
  }
};

SimGridNetwork::SimGridNetwork(const platform::NetworkModel& network, std::span<const Channel> channels,
                               const std::vector<bool>& used)
    : tcp_(network.kind == platform::NetworkKind::tcp),
      cross_traffic_(network.cross_traffic.value_or(tcp_)),
      latency_factor_(network.latency_factor.value_or(tcp_ ? 13.01 : 1.0)),
      tcp_window_(network.tcp_window.value_or(Bytes{4194304}).base * units_per_byte),  // SimGrid's default
      // LV08 applies its factor itself.
      capacity_scale_(units_per_byte * (tcp_ ? 1.0 : network.bandwidth_factor.value_or(1.0))),
      farewells_(Farewell::all()) {
  check(used.size() == channels.size(), "every channel is used or not");
  start_engine(network);
  build(channels, used);
}

void SimGridNetwork::start_engine(const platform::NetworkModel& network) const {
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

void SimGridNetwork::build(std::span<const Channel> channels, const std::vector<bool>& used) {
  zone_ = new Zone("platform");  // the engine's
  sg4::NetZone* zone = zone_->get_iface();
  from_ = zone->create_host("from", 1e9)->seal();
  to_ = zone->create_host("to", 1e9)->seal();
  zone_->start = from_->get_netpoint();
  lines_.resize(channels.size());
  for (std::size_t c = 0; c < channels.size(); ++c) lines_[c].reverse = channels[c].reverse.index;
  const auto create = [&](std::size_t c) {
    Line& line = lines_.at(c);
    if (line.link) return;
    check(!tcp_ || channels[c].latency.base > 0, "SimGrid's tcp needs latencies");
    line.link = zone->create_link(std::to_string(c), scaled(channels[c].capacity));
    line.link->set_latency(tcp_ ? channels[c].latency.base : 0)->seal();
    line.impl = line.link->get_impl();
    line.latency = channels[c].latency.base;
  };
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (!used[c]) continue;
    create(c);
    if (cross_traffic_) create(lines_[c].reverse);
  }
  zone->seal();
  for (kernel::resource::Model* model : sg4::Engine::get_instance()->get_all_models())
    (model->get_name().starts_with("Network") ? model_ : host_model_) = model;
  check(model_ && host_model_, "SimGrid has its models");
}

double SimGridNetwork::scaled(Bandwidth capacity) const {
  return std::max(capacity.base, least_capacity) * capacity_scale_;
}

// --- flows
// --------------------------------------------------------------------------------------------------------------

SimGridNetwork::Flow* SimGridNetwork::start(std::span<const ChannelId> route, Bytes bytes) {
  // SimGrid would never report a communication started over a link that is off.
  if (!prepare(route)) return nullptr;
  const auto comm = sg4::Comm::sendto_init(from_, to_);
  comm->set_payload_size(
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::round(bytes.base * units_per_byte))));
  comm->detach();  // starts it
  Flow& flow = model_->get_started_action_set()->back();
  check(flow.get_activity() == comm->get_impl(), "the latest action is the communication's");
  flow.ref();
  flow.set_activity(nullptr);
  say_farewell(comm->get_impl());
  // SimGrid bounds a flow by the least bandwidth on its way when it starts: it would not see a later increase.
  flow.set_user_bound(-1);
  flow.set_bound(tcp_ ? tcp_window_ / (2 * zone_->latency) : -1);
  return &flow;
}

/// Tells the zone about the next flow's way; false when a channel of it is off.
bool SimGridNetwork::prepare(std::span<const ChannelId> route) {
  zone_->forth.clear();
  zone_->back.clear();
  zone_->latency = 0;
  bool on = true;
  for (const ChannelId channel : route) {
    const Line& line = lines_.at(channel.index);
    check(line.link != nullptr, "a channel declared unused is used");
    on = on && line.on;
    zone_->forth.push_back(line.impl);
    if (tcp_) zone_->latency += line.latency;
  }
  if (cross_traffic_)
    for (std::size_t hop = route.size(); hop-- > 0;) {
      const Line& line = lines_[lines_[route[hop].index].reverse];
      on = on && line.on;
      zone_->back.push_back(line.impl);
    }
  return on;
}

void SimGridNetwork::say_farewell(kernel::activity::ActivityImpl* activity) {
  if (host_model_->get_failed_action_set()->empty()) farewells_said_ = 0;  // SimGrid has heard them all
  if (farewells_said_ == farewells_.size()) {
    farewells_.emplace_back(host_model_);
    host_model_->get_failed_action_set()->pop_back();  // where it is from the start
  }
  farewells_[farewells_said_++].say(activity);
}

std::optional<SimGridNetwork::Ended> SimGridNetwork::take_ended() {
  if (Flow* flow = model_->extract_failed_action()) return Ended{flow, false};
  if (Flow* flow = model_->extract_done_action()) return Ended{flow, true};
  return {};
}

Bytes SimGridNetwork::remaining(Flow& flow) { return {std::max(0.0, flow.get_remains()) / units_per_byte}; }

std::size_t SimGridNetwork::flows() const { return model_->get_started_action_set()->size(); }

// --- channels
// -----------------------------------------------------------------------------------------------------------

void SimGridNetwork::set_capacity(ChannelId channel, Bandwidth capacity) {
  if (const Line& line = lines_.at(channel.index); line.link) line.link->set_bandwidth(scaled(capacity));
}

void SimGridNetwork::set_on(ChannelId channel, bool on) {
  Line& line = lines_.at(channel.index);
  if (std::exchange(line.on, on) == on || !line.link) return;
  if (on)
    line.link->turn_on();
  else
    line.link->turn_off();
}

std::string simgrid_version() {
  int major = 0, minor = 0, patch = 0;
  sg_version_get(&major, &minor, &patch);
  return fmt::format("{}.{}", major, minor);
}

}  // namespace tradewind::simulation
