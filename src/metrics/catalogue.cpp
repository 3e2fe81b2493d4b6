#include "metrics/catalogue.hpp"

#include <algorithm>

namespace tradewind::metrics {
namespace {

constexpr std::uint8_t run = 1, requests = 1 | 2 | 4, machines = 8 | 16, node = 8, tier = 16, link = 32;

constexpr Metric all[] = {
    {"requests_issued", "1", "N", "requests issued at or after the warm-up", requests},
    {"requests_completed", "1", "N_c", "of those: all outputs were delivered", requests},
    {"requests_dropped", "1", "N_d", "of those: a task was refused by admission", requests},
    {"requests_failed", "1", "N_f", "of those: a transfer or task failed", requests},
    {"requests_unfinished", "1", "N_u", "of those: in flight when the run ended", requests},
    {"latency_mean_s", "s", "mean(delivered - issued)",
     "last output delivered at the source minus the time of issue, over completed requests", requests},
    {"latency_p50_s", "s", "latency at rank ceil(0.5 N_c)", "median latency, nearest rank", requests},
    {"latency_p90_s", "s", "latency at rank ceil(0.9 N_c)", "90th percentile, nearest rank", requests},
    {"latency_p95_s", "s", "latency at rank ceil(0.95 N_c)", "95th percentile, nearest rank", requests},
    {"latency_p99_s", "s", "latency at rank ceil(0.99 N_c)", "99th percentile, nearest rank", requests},
    {"latency_p999_s", "s", "latency at rank ceil(0.999 N_c)", "99.9th percentile, nearest rank", requests},
    {"latency_max_s", "s", "max(delivered - issued)", "greatest latency", requests},
    {"queueing_mean_s", "s", "mean(sum over tasks of start - ready)",
     "time spent waiting for a core; 0 under processor sharing. On nodes and tiers: per task", requests | machines},
    {"transfer_mean_s", "s", "mean(sum over tasks of ready - last predecessor's end, plus output delivery)",
     "time spent waiting for data; a first task's predecessor is the issue", requests},
    {"compute_mean_s", "s", "mean(sum over tasks of finish - start)",
     "time spent on cores. On nodes and tiers: per task", requests | machines},
    {"deadline_miss_ratio", "1", "(late + N_f + N_d + unfinished past deadline) / (those + N_c)",
     "over requests with a deadline; a late request still completes", requests},
    {"throughput_per_s", "1/s", "completions in the window / window", "requests completed per second, whenever issued",
     requests},
    {"offload_ratio", "1", "policy-placed tasks run off the source / policy-placed tasks",
     "share of tasks the offload policy sent away", requests},
    {"accuracy_mean", "1", "mean(product of the accuracies of the variants used)",
     "over completed requests whose tasks or application state an accuracy", requests},
    {"energy_total_j", "J", "idle + compute + network = device + edge + cloud", "all energy in the measured window",
     run},
    {"energy_idle_j", "J", "sum over nodes of P_idle * window", "energy nodes draw doing nothing", run},
    {"energy_compute_j", "J", "integral of (P_busy - P_idle) * busy cores / cores", "energy of computing", run},
    {"energy_network_j", "J", "transmit + receive of nodes, idle + usage of links", "energy of moving data", run},
    {"energy_device_j", "J", "sum over nodes and links of tier device", "energy of the device tier", run},
    {"energy_edge_j", "J", "sum over nodes and links of tier edge", "energy of the edge tier", run},
    {"energy_cloud_j", "J", "sum over nodes and links of tier cloud", "energy of the cloud tier", run},
    {"energy_per_request_j", "J", "energy_total_j / requests_completed", "all energy over completed requests", run},
    {"energy_j", "J", "idle + compute + transmit + receive", "energy of these nodes or links in the window",
     machines | link},
    {"energy_idle_j", "J", "P_idle * window", "idle part of energy_j", machines | link},
    {"energy_links_j", "J", "sum over links of the tier", "links' part of energy_j", tier},
    {"energy_compute_j", "J", "integral of (P_busy - P_idle) * busy cores / cores", "computing part of energy_j",
     machines},
    {"energy_transmit_j", "J", "P_transmit * time with bytes leaving", "sending part of energy_j", machines},
    {"energy_receive_j", "J", "P_receive * time with bytes arriving", "receiving part of energy_j", machines},
    {"cost_usd", "USD", "sum of price * window + energy price * energy of nodes + price * bytes of links",
     "money for the nodes and links that have a price", run | machines | link},
    {"carbon_g", "g", "sum over nodes of energy * carbon intensity", "carbon of the nodes that state an intensity",
     run | machines},
    {"traffic_bytes", "B", "bytes moved between nodes in the window",
     "once per transfer, not per link; on a link: bytes it carried", run | link},
    {"utilisation", "1", "busy core-seconds / (cores * window)", "share of cores at work; on links: bytes / capacity",
     machines | link},
    {"queue_length_mean", "1", "integral of waiting tasks / window", "tasks waiting for a core, summed over members",
     machines},
    {"tasks_present_mean", "1", "integral of waiting and running tasks / window",
     "tasks in the system, summed over members (Little: arrival rate * sojourn)", machines},
    {"tasks_completed", "1", "n", "tasks finished in the window", machines},
    {"battery_used", "1", "energy_j / (count * battery)", "share of the battery drawn in the window, mean over members",
     node},
    {"simulated_s", "s", "end of the run", "the date at which the simulation ended", run},
};

}  // namespace

std::span<const Metric> catalogue() { return all; }

const Metric* find_metric(std::string_view name) {
  const auto found = std::ranges::find(all, name, &Metric::name);
  return found == std::end(all) ? nullptr : &*found;
}

}  // namespace tradewind::metrics
