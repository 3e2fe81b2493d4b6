#include "results/run_info.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "config/quantity.hpp"

namespace tradewind::results {
namespace {

void collect(const config::Node& node, std::vector<std::pair<std::string, std::string>>& inputs) {
  if (const auto* items = node.sequence())
    for (const auto& item : *items) collect(item, inputs);
  const auto* map = node.map();
  if (!map) return;
  const config::Node *file = node.find("file"), *hash = node.find("sha256");
  if (file && hash && file->scalar() && hash->scalar()) {
    std::pair input{file->scalar()->text, hash->scalar()->text};
    if (std::ranges::find(inputs, input) == inputs.end()) inputs.push_back(std::move(input));
  }
  for (const auto& entry : *map) collect(entry.value, inputs);
}

}  // namespace

std::optional<Predictions> count_predictions(const scenario::KernelCosts& costs) {
  if (costs.predictions().empty()) return std::nullopt;
  return Predictions{.all = costs.predictions().size(), .out_of_range = costs.out_of_range()};
}

std::string run_id(const config::Node& resolved) { return scenario::hash(resolved).substr(0, 16); }

std::vector<std::pair<std::string, std::string>> input_hashes(const config::Node& resolved) {
  std::vector<std::pair<std::string, std::string>> inputs;
  collect(resolved, inputs);
  return inputs;
}

std::string in_words(const platform::NetworkModel& network) {
  const bool tcp = network.kind == platform::NetworkKind::tcp;
  std::string text = fmt::format(
      "{}, latency x {}, bandwidth x {}",
      tcp ? "tcp: SimGrid's LV08, max-min shares weighted by round-trip time" : "fluid: unweighted max-min fair shares",
      config::format_number(network.latency_factor.value_or(1)),
      config::format_number(network.bandwidth_factor.value_or(1)));
  if (network.cross_traffic.value_or(false)) text += ", 5 % cross traffic";
  if (network.tcp_window) text += fmt::format(", window {} B", config::format_number(network.tcp_window->base));
  return text;
}

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace tradewind::results
