#pragma once
// SimGrid as it comes, for the tests that record what it does: two hosts "a" and "b" joined by one link.

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include <string>
#include <vector>

namespace tradewind::simulation::raw {

namespace sg4 = simgrid::s4u;
using simgrid::kernel::timer::Timer;

inline void start_engine(const std::vector<std::string>& options = {"network/model:CM02", "network/crosstraffic:0"}) {
  static std::string name = "raw", quiet = "--log=root.threshold:critical";
  static char* argv[] = {name.data(), quiet.data(), nullptr};
  static int argc = 2;
  new sg4::Engine(&argc, argv);
  for (const auto& option : options) sg4::Engine::set_config(option);
}

struct Pair {
  sg4::NetZone* zone = sg4::create_full_zone("zone");
  sg4::Host* a = zone->create_host("a", 1e9);
  sg4::Host* b = zone->create_host("b", 1e9);
  sg4::Link* link;
  explicit Pair(double bandwidth, double latency = 0) : link(zone->create_link("link", bandwidth)) {
    link->set_latency(latency);
    zone->add_route(a->get_netpoint(), b->get_netpoint(), nullptr, nullptr, {sg4::LinkInRoute(link)});
    zone->seal();
  }
  sg4::CommPtr send(std::uint64_t bytes) {
    auto comm = sg4::Comm::sendto_init(a, b)->set_payload_size(bytes);
    comm->start();
    return comm;
  }
};

inline double clock() { return sg4::Engine::get_clock(); }
inline void run() { sg4::Engine::get_instance()->run(); }

}  // namespace tradewind::simulation::raw
