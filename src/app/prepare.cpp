#include "app/prepare.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "app/catalogue.hpp"
#include "app/data_folders.hpp"

namespace tradewind::app {
namespace {

policy::PolicySet make_policies(const scenario::PolicyDescription& description) {
  const auto& all = registries().policies;
  return {.offload = all.offload.create_or_throw(description.offload.node),
          .variant = all.variant.create_or_throw(description.variant.node),
          .admission = all.admission.create_or_throw(description.admission.node)};
}

/// A variant chosen by name must exist, and wherever there is a choice.
void check_required_variant(const config::Name& required, const scenario::Model& model, config::Problems& problems) {
  if (required.text.empty()) return;
  bool found = false;
  std::set<std::string> complaints;  // application variants share tasks
  const auto check = [&](const std::string& whose, const auto& variants) {
    std::vector<std::string> known;
    known.reserve(variants.size());
    for (const auto& variant : variants) known.push_back(variant.name);
    const bool has = std::ranges::find(known, required.text) != known.end();
    found = found || has;
    if (has || known.size() < 2) return;
    complaints.insert(fmt::format("{} has no variant '{}'{} (known: {})", whose, required.text,
                                  config::did_you_mean(required.text, known), fmt::join(known, ", ")));
  };
  for (const auto& application : model.applications) {
    check(fmt::format("application '{}'", application.name), application.plans);
    for (const auto& plan : application.plans)
      for (const auto& task : plan.tasks)
        check(fmt::format("task '{}' of application '{}'", task.name, application.name), task.options);
  }
  if (!found && complaints.empty())
    complaints.insert(fmt::format("no task or application has a variant '{}'", required.text));
  for (const auto& complaint : complaints) problems.add(required.where, complaint);
}

/// Read once, however many scenarios this process prepares.
cost::Library& library() {
  static auto* all = new cost::Library(target_folders(), model_folders());  // never destroyed
  return *all;
}

/// The model, on the platform of `previous` when that is the same.
scenario::Model build_model(const scenario::Loaded& loaded, std::unique_ptr<Prepared> previous,
                            config::Problems& problems) {
  const auto* wanted = loaded.resolved.find("platform");
  const auto* there = previous ? previous->loaded.resolved.find("platform") : nullptr;
  if (!wanted || !there || !(*wanted == *there)) return scenario::Model::build(loaded.scenario, problems, &library());
  return scenario::Model::build(loaded.scenario, std::move(previous->model.platform), std::move(previous->model.routes),
                                problems, &library());
}

}  // namespace

std::unique_ptr<Prepared> prepare(const std::string& path, std::span<const std::string> overrides) {
  return prepare(scenario::load(path, overrides, registries().catalogue));
}

std::unique_ptr<Prepared> prepare(scenario::Loaded loaded, std::unique_ptr<Prepared> previous) {
  config::Problems problems;
  auto model = build_model(loaded, std::move(previous), problems);
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
