// init: a commented starter scenario.

#include <fmt/format.h>
#include <sys/stat.h>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "base/file.hpp"
#include "config/fields.hpp"

namespace tradewind::app {
namespace {

constexpr std::string_view starter =
    R"(# A scenario: who issues what (workload), on which machines (platform), decided by whom (policy), for how long (run).
# Check it with `tradewind validate`, run it with `tradewind run`; `tradewind describe scenario` explains every key.
version: 1
name: {name}

platform:
  nodes:
    - name: phone                 # 20 phones: phone-0 … phone-19
      tier: device
      count: 20
      processors: [{{name: cpu, cores: 4, speed: 10 Gflop/s}}]                      # speed is per core
      power: {{idle: 0.9 W, busy: 4.5 W, transmit: 1.2 W, receive: 1.0 W}}
    - name: server
      tier: edge
      processors: [{{name: cpu, cores: 16, speed: 80 Gflop/s, queue: fifo}}]        # or edf, priority, sjf, processor_sharing
      power: {{idle: 100 W, busy: 250 W}}
    - name: region
      tier: cloud
      processors: [{{name: cpu, cores: 64, speed: 80 Gflop/s}}]
      power: {{idle: 150 W, busy: 600 W}}
      price: 3.06 USD/h
  links:
    - {{name: wlan, between: [phone, server], bandwidth: 300 Mbps, latency: 2 ms, shared: true}}   # one medium for all phones
    - {{name: wan, between: [server, region], bandwidth: 1 Gbps, latency: 25 ms}}

workload:
  applications:
    - name: detector
      source: phone
      arrivals: {{kind: poisson, rate: 0.5 /s}}      # of each phone
      deadline: 300 ms
      tasks:
        - {{name: infer, input: 250 kB, output: 2 kB, work: {{kind: exponential, mean: 4 Gflop}}}}

policy:
  offload: {{kind: shortest_completion}}             # `tradewind list policies` shows the others

run: {{duration: 10 min, warmup: 1 min, seed: 42}}
)";

}  // namespace

int init(const std::string& name) {
  if (!config::is_name(name))
    throw UsageError(fmt::format("'{}' cannot be the name of a scenario; use letters, digits, _ and -", name));
  const std::string path = name + ".yaml";
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0)
    throw UsageError(fmt::format("'{}' exists already; choose another name", path));
  write_file_atomically(path, fmt::format(starter, fmt::arg("name", name)));
  fmt::print(stderr, "wrote {0}; run it with: tradewind run {0}\n", path);
  return exit_ok;
}

}  // namespace tradewind::app
