#pragma once
// Hand-made views and policies read from YAML, for the tests of policies.

#include <memory>
#include <string_view>
#include <vector>

#include "policies/policies.hpp"

namespace tradewind::policies {

using policy::NodeView;
using policy::TaskView;

inline std::unique_ptr<policy::OffloadPolicy> offload(std::string_view yaml) {
  return all().offload.create_or_throw(config::load_text(yaml, "a.yaml"));
}
inline std::unique_ptr<policy::VariantPolicy> variant(std::string_view yaml) {
  return all().variant.create_or_throw(config::load_text(yaml, "a.yaml"));
}
inline std::unique_ptr<policy::AdmissionPolicy> admission(std::string_view yaml) {
  return all().admission.create_or_throw(config::load_text(yaml, "a.yaml"));
}

inline Stream a_stream() { return {1, 2, 3}; }

/// Idle single-core machines of 1 Gflop/s, alike but for their ids.
inline std::vector<NodeView> machines(std::size_t count) {
  std::vector<NodeView> views(count);
  for (std::uint32_t i = 0; i < count; ++i) views[i] = {.processor = {i}, .node = {i}, .speed = 1_Gflops};
  return views;
}
inline std::vector<NodeView> machines_with_tasks(const std::vector<std::uint32_t>& tasks) {
  auto views = machines(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) views[i].tasks = tasks[i];
  return views;
}

/// What a machine would take for the task at hand.
struct Prediction {
  Duration completion;
  Energy energy = {};
};
inline std::vector<NodeView> machines_with(const std::vector<Prediction>& predictions) {
  auto views = machines(predictions.size());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    views[i].execution = predictions[i].completion;
    views[i].energy = predictions[i].energy;
  }
  return views;
}

/// One decision of a policy that neither draws nor looks at the task.
inline std::size_t place(policy::OffloadPolicy& policy, std::span<const NodeView> nodes, const TaskView& task = {}) {
  Stream random = a_stream();
  return policy.place(task, nodes, random);
}

/// What a ConfigError says; empty when there is none.
template <class Action>
std::string complaint(Action action) {
  try {
    action();
  } catch (const config::ConfigError& e) {
    return e.what();
  }
  return {};
}

}  // namespace tradewind::policies
