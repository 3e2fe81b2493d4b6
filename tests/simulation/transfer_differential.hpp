#pragma once
// The same random flows through a transfer model and through the max-min oracle. Any backend of the kind `fluid` must
// pass.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "max_min_oracle.hpp"
#include "transfer_script.hpp"

namespace tradewind::simulation {

/// End dates of a scenario's flows as a transfer model sees them.
inline std::vector<double> transfer_end_dates(const TransferModelFactory& factory, const MaxMinScenario& scenario) {
  TransferScript script(factory, scenario.capacities);
  std::vector<double> ends(scenario.flows.size(), Duration::infinity().base);
  script.on_end = [&](const TransferScript::End& end) {
    EXPECT_TRUE(end.delivered);
    EXPECT_TRUE(std::isinf(ends[end.transfer])) << "ended twice";
    ends[end.transfer] = end.date;
  };
  for (const auto& change : scenario.changes)
    script.at(change.date, [&] { script.model->set_capacity({change.channel}, {change.capacity}); });
  for (std::uint32_t f = 0; f < scenario.flows.size(); ++f) {
    const auto& flow = scenario.flows[f];
    script.begin_at(flow.start, f, flow.route, flow.bytes);
    if (std::isfinite(flow.cancelled))
      script.at(flow.cancelled, [&, f] {
        if (std::isinf(ends[f])) script.model->cancel({f});
      });
  }
  script.run();
  return ends;
}

struct RandomFlows {
  std::uint64_t seed = 1;
  std::size_t channels = 8, flows = 100;
  std::size_t longest_route = 4;
  std::size_t changes = 0;
  double cancelled = 0;  // probability
};

inline MaxMinScenario random_flows(const RandomFlows& options) {
  std::mt19937_64 random(options.seed);
  const auto uniform = [&](double from, double to) {
    return from + (to - from) * static_cast<double>(random() >> 11) / 9007199254740992.0;
  };
  const auto log_uniform = [&](double from, double to) { return from * std::pow(to / from, uniform(0, 1)); };
  const auto pick = [&](std::size_t count) { return static_cast<std::uint32_t>(random() % count); };
  MaxMinScenario scenario;
  for (std::size_t c = 0; c < options.channels; ++c) scenario.capacities.push_back(log_uniform(1e4, 1e8));
  for (std::size_t f = 0; f < options.flows; ++f) {
    MaxMinScenario::Flow flow{.start = uniform(0, 10), .bytes = log_uniform(1, 1e7)};
    if (pick(4) == 0) flow.start = std::round(flow.start);  // some begin together
    for (std::size_t hops = 1 + pick(options.longest_route); flow.route.size() < hops;)
      flow.route.push_back(pick(options.channels));
    if (uniform(0, 1) < options.cancelled) flow.cancelled = flow.start + log_uniform(1e-3, 10);
    scenario.flows.push_back(flow);
  }
  for (std::size_t c = 0; c < options.changes; ++c)
    scenario.changes.push_back({uniform(0, 20), pick(options.channels), log_uniform(1e4, 1e8)});
  return scenario;
}

/// In its own process when the backend asks for one. 1e-6: the oracle's own rounding, SimGrid's 1e-9 s and 1/4096 byte.
inline void expect_max_min(const TransferModelFactory& factory, const RandomFlows& options) {
  const MaxMinScenario scenario = random_flows(options);
  const auto expected = max_min_end_dates(scenario), observed = transfer_end_dates(factory, scenario);
  for (std::size_t f = 0; f < expected.size(); ++f) {
    if (expected[f] == observed[f]) continue;
    EXPECT_NEAR(observed[f], expected[f], 1e-6 * std::max(1.0, expected[f]))
        << "flow " << f << ", seed " << options.seed;
  }
}

}  // namespace tradewind::simulation
