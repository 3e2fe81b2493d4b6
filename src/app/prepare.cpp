#include "app/prepare.hpp"

#include <fmt/format.h>

#include "app/catalogue.hpp"

namespace tradewind::app {
namespace {

policy::PolicySet make_policies(const scenario::PolicyDescription& description) {
  const auto& all = registries().policies;
  return {.offload = all.offload.create_or_throw(description.offload.node),
          .variant = all.variant.create_or_throw(description.variant.node),
          .admission = all.admission.create_or_throw(description.admission.node)};
}

/// A variant chosen by name must exist wherever there are variants.
void check_required_variant(const config::Name& required, const scenario::Model& model, config::Problems& problems) {
  if (required.text.empty()) return;
  bool found = false;
  for (const auto& application : model.applications) {
    for (const auto& plan : application.plans) {
      found = found || plan.name == required.text;
      for (const auto& task : plan.tasks)
        for (const auto& option : task.options) found = found || option.name == required.text;
    }
  }
  if (!found) problems.add(required.where, fmt::format("no task or application has a variant '{}'", required.text));
}

}  // namespace

std::unique_ptr<Prepared> prepare(const std::string& path, std::span<const std::string> overrides) {
  auto loaded = scenario::load(path, overrides, registries().catalogue);
  config::Problems problems;
  auto model = scenario::Model::build(loaded.scenario, problems);
  auto policies = make_policies(loaded.scenario.policy);
  check_required_variant(policies.variant->required_name(), model, problems);

  // The candidates refer to the model, so the model must have its final address first.
  const auto where = loaded.scenario.policy.offload.node.where;
  const auto wanted = policies.offload->candidates();
  auto prepared = std::make_unique<Prepared>(std::move(loaded), std::move(model), std::move(policies), std::nullopt);
  prepared->candidates.emplace(prepared->model, wanted, where, problems);
  problems.throw_if_any();
  return prepared;
}

}  // namespace tradewind::app
