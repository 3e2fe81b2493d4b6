#pragma once
// Reads a `{kind: …}` mapping into a shared implementation and its normalised text.

#include <memory>
#include <utility>

#include "config/registry.hpp"

namespace tradewind::workload {

/// Problems of the files it names (ConfigError from the constructor) are collected with the others. `made` stays null
/// after a problem.
template <class Interface>
void read_chosen(const config::Registry<Interface>& registry, const config::Node& node,
                 std::shared_ptr<Interface>& made, config::Node& written, config::Context& context) {
  const std::size_t before = context.problems.all().size();
  written = registry.normalise(node, context);
  written.where = node.where;
  if (context.problems.all().size() > before) return;
  config::Problems problems;
  config::Context again{problems, context.catalogue};  // notes were given above
  try {
    made = registry.create(node, again);
  } catch (const config::ConfigError& error) {
    for (const auto& problem : error.problems()) problems.add(problem.where, problem.message);
  }
  context.problems.append(std::move(problems));
}

}  // namespace tradewind::workload
