#pragma once
// Every `kind:` of the program in one place.

#include "config/registry.hpp"
#include "policy/policy.hpp"

namespace tradewind::app {

struct Registries {
  policy::Catalogue policies;
  config::Catalogue catalogue;  // the same and those of the workload, by category
};

/// Built once, lives as long as the program.
const Registries& registries();

}  // namespace tradewind::app
