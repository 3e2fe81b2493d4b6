#pragma once
// From a scenario file to everything a run needs, with every problem of the file in one exception.

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "policy/policy.hpp"
#include "scenario/model.hpp"
#include "scenario/scenario.hpp"
#include "simulation/candidates.hpp"

namespace tradewind::app {

struct Prepared {
  scenario::Loaded loaded;
  scenario::Model model;
  policy::PolicySet policies;
  std::optional<simulation::CandidateTable> candidates;  // refers to `model`; always there
};

/// Throws ConfigError. The result must stay where it is: parts refer to one another.
std::unique_ptr<Prepared> prepare(const std::string& path, std::span<const std::string> overrides);

/// The same from a scenario that is read already. The platform and its routes are taken over from `previous`, when it
/// is given and describes the same platform.
std::unique_ptr<Prepared> prepare(scenario::Loaded loaded, std::unique_ptr<Prepared> previous = nullptr);

}  // namespace tradewind::app
