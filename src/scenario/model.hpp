#pragma once
// A scenario made ready: names are indices, groups are members, and all that a name can get wrong has been checked.

#include <vector>

#include "platform/platform.hpp"
#include "platform/routes.hpp"
#include "scenario/kernel_costs.hpp"
#include "scenario/scenario.hpp"
#include "workload/application.hpp"

namespace tradewind::scenario {

struct Model {
  platform::Platform platform;
  platform::Routes routes;
  std::vector<workload::Application> applications;
  std::vector<std::vector<NodeId>> sources;  // by application: the nodes that issue it
  /// By application, plan and task: the processor of a task pinned with `on`; invalid elsewhere. Tasks pinned to the
  /// source run on the source's first processor.
  std::vector<std::vector<std::vector<ProcessorId>>> pinned;
  RunDescription run;
  std::vector<std::uint8_t> linked;  // by channel: 1 when it can ever limit a flow
  KernelCosts costs;

  /// Throws ConfigError with what was in `problems` and all that is wrong with the scenario. `library` has the targets
  /// and models that the scenario names; without it there are none.
  static Model build(const Scenario& scenario, config::Problems& problems, cost::Library* library = nullptr);
  /// The same on a platform that is there already, with its routes: what building takes longest over, and the same for
  /// all scenarios with an equal `platform`.
  static Model build(const Scenario& scenario, platform::Platform platform, platform::Routes routes,
                     config::Problems& problems, cost::Library* library = nullptr);
};

/// Key of the random streams of one source of one application: a function of (seed, application, source) only.
std::uint64_t stream_key(std::int64_t seed, std::string_view application, std::string_view source);

}  // namespace tradewind::scenario
