// The yardstick of the kernel: the model of closed_loop.yaml written straight against SimGrid 3.32, nothing else. No
// energy, no statistics but a mean, no policies, no YAML. What a hand-written simulator of this one model reaches,
// tradewind is measured against, in one run of bench/kernel.
//
//   bare_simgrid REQUESTS_PER_DEVICE
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/routing/NetPoint.hpp>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>

namespace {

namespace sg4 = simgrid::s4u;
using simgrid::kernel::timer::Timer;
using Links = std::vector<simgrid::kernel::resource::StandardLinkImpl*>;

constexpr int devices = 1000, access_points = 20, servers = 4, cores = 16;
constexpr double medium = 37.5e6, latency = 3e-3, speed = 10e9;

/// Routes are given by whoever starts a transfer.
class OwnZone final : public simgrid::kernel::routing::NetZoneImpl {
 public:
  explicit OwnZone(const std::string& name) : NetZoneImpl(name) {}
  const Links* next = nullptr;
  void get_local_route(const simgrid::kernel::routing::NetPoint*, const simgrid::kernel::routing::NetPoint*,
                       simgrid::kernel::routing::Route* into, double*) override {
    into->link_list_ = *next;
  }
  void get_graph(const s_xbt_graph_t*, std::map<std::string, xbt_node_t, std::less<>>*,
                 std::map<std::string, xbt_edge_t, std::less<>>*) override {}
};

enum class Step { upload, execute, download };

struct Device {
  std::uint64_t random = 0;
  int id = 0;
  long left = 0;
  double issued = 0, work = 0, output = 0;
  Step step = Step::upload;
  sg4::ActivityPtr live;
};

struct Server {
  int busy = 0;
  std::deque<Device*> waiting;
};

std::vector<Device> all(devices);
std::vector<Server> pool(servers);
std::vector<Links> routes;
std::vector<sg4::Host*> device_hosts, server_hosts;
OwnZone* zone = nullptr;
sg4::ActivityPtr ended;  // must outlive its own call back
double latency_sum = 0;
long completed = 0;

double exponential(Device& device, double mean) {  // SplitMix64
  std::uint64_t z = device.random += 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  z ^= z >> 31;
  return -mean * std::log((static_cast<double>(z >> 11) + 0.5) * 0x1p-53);
}

double now() { return sg4::Engine::get_clock(); }
Server& server_of(const Device& device) { return pool[static_cast<std::size_t>(device.id % access_points % servers)]; }

void send(Device* device, bool up, double bytes) {
  Timer::set(now() + latency, [device, up, bytes] {
    auto* phone = device_hosts[static_cast<std::size_t>(device->id)];
    auto* server = server_hosts[static_cast<std::size_t>(device->id % access_points % servers)];
    auto comm = up ? sg4::Comm::sendto_init(phone, server) : sg4::Comm::sendto_init(server, phone);
    comm->set_payload_size(static_cast<std::uint64_t>(bytes) + 1);
    comm->set_data(device);
    device->live = comm;
    zone->next = &routes[static_cast<std::size_t>(device->id % access_points)];
    comm->start();
  });
}

void execute(Device* device);

void executed(Device* device) {
  auto& server = server_of(*device);
  if (server.waiting.empty()) {
    --server.busy;
  } else {
    auto* next = server.waiting.front();
    server.waiting.pop_front();
    execute(next);
  }
  device->step = Step::download;
  send(device, false, device->output);
}

void execute(Device* device) {
  device->step = Step::execute;
  Timer::set(now() + device->work / speed, [device] { executed(device); });
}

void think(Device* device) {
  Timer::set(now() + exponential(*device, 1), [device] {
    device->issued = now();
    device->step = Step::upload;
    const double input = exponential(*device, 200e3);
    device->work = exponential(*device, 0.4e9);
    device->output = exponential(*device, 20e3);
    send(device, true, input);
  });
}

void transferred(const sg4::Activity& activity) {
  auto* device = activity.get_data<Device>();
  ended = std::move(device->live);
  if (device->step == Step::upload) {
    auto& server = server_of(*device);
    if (server.busy == cores) return server.waiting.push_back(device);
    ++server.busy;
    return execute(device);
  }
  latency_sum += now() - device->issued;
  ++completed;
  if (--device->left > 0) think(device);
}

}  // namespace

int main(int argc, char** argv) {
  sg4::Engine engine(&argc, argv);
  for (const char* option :
       {"network/model:CM02", "network/crosstraffic:0", "network/optim:Lazy", "network/TCP-gamma:1e18"})
    sg4::Engine::set_config(option);
  zone = new OwnZone("all");  // the engine owns it
  auto* outside = zone->get_iface();
  for (int a = 0; a < access_points; ++a)
    routes.push_back({outside->create_link("wlan" + std::to_string(a), medium)->seal()->get_impl()});
  for (int s = 0; s < servers; ++s)
    server_hosts.push_back(outside->create_host("server" + std::to_string(s), speed)->seal());
  for (int d = 0; d < devices; ++d)
    device_hosts.push_back(outside->create_host("device" + std::to_string(d), 1e9)->seal());
  outside->seal();
  sg4::Activity::on_completion_cb(transferred);
  for (int d = 0; d < devices; ++d) {
    auto& device = all[static_cast<std::size_t>(d)];
    device.random = 1'234'567ULL * static_cast<std::uint64_t>(d + 1);  // far apart in the sequence
    device.id = d;
    device.left = argc > 1 ? std::atol(argv[1]) : 1000;
    think(&device);
  }
  engine.run();
  std::printf("{\"requests\": %ld, \"latency_mean_s\": %.9g}\n", completed,
              latency_sum / static_cast<double>(completed));
  std::fflush(stdout);
  std::_Exit(0);
}
