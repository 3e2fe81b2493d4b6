#pragma once
// Lays one configuration over another: mappings key by key, lists of named mappings by name, all else replaced.

#include "config/node.hpp"

namespace tradewind::config {

/// `over` wins; what only `base` has comes first and stays. Positions are kept.
Node merge(Node base, Node over);

}  // namespace tradewind::config
