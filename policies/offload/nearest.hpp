#pragma once
// Sends every task to the node of one tier with the least route latency from its source (folklore: the cloudlet next to
// you, the region you are in).

#include "policies/first_least.hpp"
#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

template <policy::Tier tier>
class Nearest final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit Nearest(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override {
    auto candidates = config_.candidates();
    candidates.tier = tier;
    return candidates;
  }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    return first_least(nodes, &policy::NodeView::route_latency);
  }
  bool constant() const override { return true; }

 private:
  Config config_;
};

using Edge = Nearest<policy::Tier::edge>;
using Cloud = Nearest<policy::Tier::cloud>;

}  // namespace tradewind::policies
