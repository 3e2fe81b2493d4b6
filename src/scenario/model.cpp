#include "scenario/model.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.hpp"

namespace tradewind::scenario {
namespace {

/// The nodes that issue an application; reports an unknown source.
std::vector<NodeId> find_sources(const platform::Platform& platform, const workload::Application& application,
                                 config::Problems& problems) {
  auto nodes = platform.find_nodes(application.source.text);
  if (nodes.empty()) problems.add(application.source.where, platform.unknown(application.source.text));
  return nodes;
}

class Pins {
 public:
  Pins(const Model& model, std::span<const NodeId> sources, config::Problems& problems)
      : model_(model), sources_(sources), problems_(problems) {}

  /// The processor a task is pinned to with `on`; invalid when it is not, or after a problem was reported.
  ProcessorId find(const workload::Task& task, const config::Name& source) const {
    if (task.at_source && !sources_.empty() && !model_.platform.first_processor(sources_.front()).valid())
      problems_.add(source.where, fmt::format("'{}' has no processor to run task '{}', which is pinned to its source",
                                              source.text, task.name));
    if (!task.on) return {};
    const auto& [name, where] = *task.on;
    const auto processors = model_.platform.find_processors(name);
    if (processors.size() != 1) {
      problems_.add(where, processors.empty() ? model_.platform.unknown(name)
                                              : fmt::format("'{0}' is a group of {1}; name one member, like {0}-0",
                                                            name, processors.size()));
      return {};
    }
    const NodeId node = model_.platform.node_of(processors.front());
    for (const NodeId from : sources_) {
      if (model_.routes.connected(from, node)) continue;
      problems_.add(where, fmt::format("'{}' cannot be reached from '{}', where the data of task '{}' comes from", name,
                                       model_.platform.name(from), task.name));
      return {};
    }
    return processors.front();
  }

 private:
  const Model& model_;
  std::span<const NodeId> sources_;
  config::Problems& problems_;
};

/// Nodes where flows can begin or end: those that compute or issue requests.
std::vector<bool> terminals(const Model& model) {
  std::vector<bool> terminal(model.platform.node_count());
  for (std::uint32_t n = 0; n < model.platform.node_count(); ++n)
    terminal[n] = model.platform.first_processor(NodeId{n}).valid();
  for (const auto& sources : model.sources)
    for (const NodeId node : sources) terminal[node.index] = true;
  return terminal;
}

/// The model of parts that are sound each by itself.
Model assemble(const Scenario& scenario, platform::Platform platform, platform::Routes routes,
               std::vector<workload::Application> applications, KernelCosts costs, config::Problems& problems) {
  Model model{.platform = std::move(platform),
              .routes = std::move(routes),
              .applications = std::move(applications),
              .sources = {},
              .pinned = {},
              .run = scenario.run,
              .linked = {},
              .costs = std::move(costs)};

  bool finite = true;
  for (const auto& application : model.applications) {
    model.sources.push_back(find_sources(model.platform, application, problems));
    const Pins pins(model, model.sources.back(), problems);
    auto& pinned = model.pinned.emplace_back();
    for (const auto& plan : application.plans) {
      auto& tasks = pinned.emplace_back();
      for (const auto& task : plan.tasks) tasks.push_back(pins.find(task, application.source));
    }
    finite = finite && application.arrivals->finite();
  }
  if (!finite && !model.run.duration)
    problems.add(model.run.where, "missing key 'duration' (only finite arrivals can do without)");
  problems.throw_if_any();

  // Under `tcp` every channel of a route matters: its latency shapes the shares.
  if (model.platform.network().kind == platform::NetworkKind::tcp) {
    model.linked.assign(model.platform.channel_count(), 1);
  } else {
    const auto linked = platform::possible_bottlenecks(model.platform, terminals(model));
    model.linked.assign(linked.begin(), linked.end());
  }
  return model;
}

}  // namespace

Model Model::build(const Scenario& scenario, config::Problems& problems, cost::Library* library) {
  cost::Library none;
  KernelCosts costs;
  auto description = scenario.platform;
  costs.find_devices(description, library ? *library : none, problems);
  platform::Platform platform(description, problems);
  auto applications = workload::compile(scenario.workload, problems);
  problems.throw_if_any();
  costs.predict(platform, applications, library ? *library : none, problems);
  platform::Routes routes(platform);
  return assemble(scenario, std::move(platform), std::move(routes), std::move(applications), std::move(costs),
                  problems);
}

Model Model::build(const Scenario& scenario, platform::Platform platform, platform::Routes routes,
                   config::Problems& problems, cost::Library* library) {
  cost::Library none;
  KernelCosts costs;
  auto description = scenario.platform;
  costs.find_devices(description, library ? *library : none, problems);
  auto applications = workload::compile(scenario.workload, problems);
  problems.throw_if_any();
  costs.predict(platform, applications, library ? *library : none, problems);
  return assemble(scenario, std::move(platform), std::move(routes), std::move(applications), std::move(costs),
                  problems);
}

std::uint64_t stream_key(std::int64_t seed, std::string_view application, std::string_view source) {
  return hash_combine(hash_combine(static_cast<std::uint64_t>(seed), hash_text(application)), hash_text(source));
}

}  // namespace tradewind::scenario
