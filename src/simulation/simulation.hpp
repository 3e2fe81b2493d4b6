#pragma once
// Runs a model under policies and measures it. One run per process: SimGrid's engine is a process singleton.

#include <functional>

#include "metrics/outcome.hpp"
#include "metrics/sink.hpp"
#include "policy/policy.hpp"
#include "scenario/model.hpp"
#include "simulation/candidates.hpp"
#include "simulation/control.hpp"

namespace tradewind::simulation {

struct Progress {
  Duration now;
  std::uint64_t requests = 0;  // issued so far
};

struct Options {
  metrics::Sink* sink = nullptr;
  Control* control = nullptr;
  std::function<void(const Progress&)> progress;  // called after each Control::tick
};

/// Throws RuntimeFailure when the engine fails or time stands still (10^7 events at one date), ConfigError for a bad
/// row of a trace. After a run the process must end with _exit: activities may still be in flight inside SimGrid.
metrics::Outcome run(const scenario::Model& model, const policy::PolicySet& policies, const CandidateTable& candidates,
                     const Options& options);

/// Version of the engine: "3.32".
std::string engine_version();

}  // namespace tradewind::simulation
