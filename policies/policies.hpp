#pragma once
// Every policy a scenario can name.

#include "policy/policy.hpp"

namespace tradewind::policies {

policy::Catalogue all();

}  // namespace tradewind::policies
