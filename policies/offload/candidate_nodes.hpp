#pragma once
// The `nodes` that a policy chooses among: a part of most Configs, or the whole of them.

#include <optional>
#include <vector>

#include "policy/policy.hpp"

namespace tradewind::policies {

struct CandidateNodes {
  std::optional<std::vector<config::Reference>> nodes;

  void fields(config::Fields& f) {
    f.optional(
        "nodes", nodes,
        "where it may go: nodes, groups or node.processor (default: the issuing node, every edge and cloud node)");
    f.verify([this](config::Verifier& verifier) {
      if (nodes && nodes->empty()) verifier.problem("nodes", "nodes must name at least one node");
    });
  }

  policy::Candidates candidates() const {
    if (!nodes) return {};
    return {.nodes = {nodes->begin(), nodes->end()}};
  }
};

}  // namespace tradewind::policies
