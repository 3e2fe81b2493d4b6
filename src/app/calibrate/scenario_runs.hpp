#pragma once
// Runs a scenario with changed values and several seeds, each in a process of its own, and collects the latencies.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/calibrate/free_parameters.hpp"
#include "app/prepare.hpp"
#include "calibrate/latencies.hpp"

namespace tradewind::app {

class ScenarioRuns {
 public:
  struct Options {
    std::int64_t first_seed = 1;  // of replication 0; the others follow it
    unsigned jobs = 1;            // runs at a time
  };
  /// `scenario`: as written, with its overrides.
  ScenarioRuns(config::Node scenario, std::vector<FreeParameter> parameters, Options options);

  /// Reads the scenario with these values. Throws ConfigError.
  const Prepared& prepare(std::span<const double> values);
  /// Latencies of the completed requests of each replication. Throws RuntimeFailure with the reason when a run fails.
  std::vector<calibrate::Latencies> run(std::span<const double> values, std::size_t replications);

 private:
  config::Node scenario_;
  std::vector<FreeParameter> parameters_;
  Options options_;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace tradewind::app
