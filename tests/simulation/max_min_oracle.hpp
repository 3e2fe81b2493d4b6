#pragma once
// When flows end that share channels max-min fairly, computed the slow and obvious way: progressive filling (Bertsekas
// & Gallager, Data Networks, 6.5.2) at each change, without any engine.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace tradewind::simulation {

struct MaxMinScenario {
  struct Flow {
    double start = 0;
    std::vector<std::uint32_t> route = {};  // a channel that stands twice is loaded twice
    double bytes = 0;
    double cancelled = std::numeric_limits<double>::infinity();
  };
  struct Change {
    double date = 0;
    std::uint32_t channel = 0;
    double capacity = 0;
  };
  std::vector<double> capacities = {};  // bytes/s
  std::vector<Flow> flows = {};
  std::vector<Change> changes = {};
};

/// Rates of the flows in `active`: repeatedly, the channel with the least left for each of its flows settles them.
inline std::vector<double> max_min_rates(const MaxMinScenario& scenario, const std::vector<double>& capacities,
                                         const std::vector<std::size_t>& active) {
  std::vector<double> left = capacities, rates(active.size(), -1);
  for (std::size_t settled = 0; settled < active.size();) {
    std::vector<double> load(left.size(), 0);
    for (std::size_t a = 0; a < active.size(); ++a)
      if (rates[a] < 0)
        for (const auto channel : scenario.flows[active[a]].route) load[channel] += 1;
    std::size_t bottleneck = 0;
    double share = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < left.size(); ++c)
      if (load[c] > 0 && left[c] / load[c] < share) {
        share = left[c] / load[c];
        bottleneck = c;
      }
    share = std::max(share, 0.0);
    for (std::size_t a = 0; a < active.size(); ++a) {
      const auto& route = scenario.flows[active[a]].route;
      if (rates[a] >= 0 || std::ranges::find(route, bottleneck) == route.end()) continue;
      rates[a] = share;
      ++settled;
      for (const auto channel : route) left[channel] -= share;
    }
  }
  return rates;
}

/// End date of each flow; infinity for those cancelled before.
inline std::vector<double> max_min_end_dates(const MaxMinScenario& scenario) {
  constexpr double never = std::numeric_limits<double>::infinity();
  std::vector<double> capacities = scenario.capacities, ends(scenario.flows.size(), never), left;
  for (const auto& flow : scenario.flows) left.push_back(flow.bytes);
  std::vector<std::size_t> active;
  std::vector<bool> begun(left.size(), false);
  std::vector<bool> changed(scenario.changes.size(), false);
  for (double now = 0;;) {
    const auto rates = max_min_rates(scenario, capacities, active);
    double next = never;
    for (std::size_t f = 0; f < left.size(); ++f)
      if (!begun[f]) next = std::min(next, scenario.flows[f].start);
    for (std::size_t c = 0; c < changed.size(); ++c)
      if (!changed[c]) next = std::min(next, scenario.changes[c].date);
    for (std::size_t a = 0; a < active.size(); ++a)
      next = std::min({next, now + left[active[a]] / rates[a], scenario.flows[active[a]].cancelled});
    if (next == never) return ends;

    std::vector<std::size_t> still;
    for (std::size_t a = 0; a < active.size(); ++a) {
      const std::size_t f = active[a];
      const bool done = now + left[f] / rates[a] <= next;
      left[f] -= rates[a] * (next - now);
      if (done)
        ends[f] = next;
      else if (scenario.flows[f].cancelled > next)
        still.push_back(f);
    }
    active = still;
    for (std::size_t f = 0; f < left.size(); ++f)
      if (!begun[f] && scenario.flows[f].start <= next) {
        begun[f] = true;
        active.push_back(f);
      }
    for (std::size_t c = 0; c < changed.size(); ++c)
      if (!changed[c] && scenario.changes[c].date <= next) {
        changed[c] = true;
        capacities[scenario.changes[c].channel] = scenario.changes[c].capacity;
      }
    now = next;
  }
}

}  // namespace tradewind::simulation
