#pragma once
// What SimGrid's own energy plugins say: an oracle for our ledger. Each function starts an engine: call it in a child.

#include <simgrid/plugins/energy.h>

#include <string>
#include <vector>

#include "simgrid_raw.hpp"

namespace tradewind::simulation::raw {

struct HostPhase {
  double seconds = 0;
  int busy_cores = 0;
  unsigned long pstate = 0;
  bool on = true;
};
struct HostPower {
  std::string per_state;  // "Idle:Epsilon:AllCores" in W, one per pstate, comma-separated
  std::string off = "0";
  int cores = 1;
  std::size_t pstates = 1;  // of 1, 1/2, 1/3 … Gflop/s per core
};

/// Joules after each phase.
inline std::vector<double> host_energy(const HostPower& power, const std::vector<HostPhase>& phases) {
  start_engine();
  sg_host_energy_plugin_init();
  auto* zone = sg4::create_full_zone("zone");
  std::vector<double> speeds;
  for (std::size_t p = 0; p < power.pstates; ++p) speeds.push_back(1e9 / static_cast<double>(p + 1));
  auto* host = zone->create_host("host", speeds)->set_core_count(power.cores);
  host->set_property("wattage_per_state", power.per_state)->set_property("wattage_off", power.off)->seal();
  zone->seal();
  auto& started = *new std::vector<sg4::ExecPtr>;  // SimGrid still knows them at the end
  std::vector<double> joules;
  double date = 0;
  for (const HostPhase& phase : phases) {
    Timer::set(date, [&, phase] {
      if (phase.on != host->is_on()) phase.on ? host->turn_on() : host->turn_off();
      host->set_pstate(phase.pstate);
      for (int core = 0; core < phase.busy_cores; ++core) {
        started.push_back(sg4::Exec::init()->set_flops_amount(phase.seconds * host->get_speed())->set_host(host));
        started.back()->start();
      }
    });
    date += phase.seconds;
    sg4::Engine::get_instance()->run_until(date);
    joules.push_back(sg_host_get_consumed_energy(host));
  }
  return joules;
}

struct LinkPhase {
  double seconds = 0;
  double load = 0;  // of the bandwidth
};

/// Joules after each phase of a link whose power is "idle:busy" in W.
inline std::vector<double> link_energy(const std::string& wattage_range, const std::vector<LinkPhase>& phases) {
  start_engine();
  sg_link_energy_plugin_init();
  auto* zone = sg4::create_full_zone("zone");
  auto* a = zone->create_host("a", 1e9);
  auto* b = zone->create_host("b", 1e9);
  auto* link = zone->create_link("link", 1e6)->set_latency(0)->set_property("wattage_range", wattage_range);
  auto* limit = zone->create_link("limit", 1e6)->set_latency(0);
  zone->add_route(a->get_netpoint(), b->get_netpoint(), nullptr, nullptr,
                  {sg4::LinkInRoute(link), sg4::LinkInRoute(limit)});
  zone->seal();
  auto& started = *new std::vector<sg4::CommPtr>;
  std::vector<double> joules;
  double date = 0;
  for (const LinkPhase& phase : phases) {
    if (phase.load > 0)
      Timer::set(date, [&, phase] {
        limit->set_bandwidth(phase.load * 1e6);
        started.push_back(sg4::Comm::sendto_init(a, b));
        started.back()->set_payload_size(static_cast<std::uint64_t>(phase.seconds * phase.load * 1e6))->start();
      });
    date += phase.seconds;
    sg4::Engine::get_instance()->run_until(date);
    joules.push_back(sg_link_get_consumed_energy(link));
  }
  return joules;
}

}  // namespace tradewind::simulation::raw
