#pragma once
// Sends each task to a candidate drawn uniformly: a stateless split of the load, which thins Poisson arrivals into
// Poisson arrivals (folklore).

#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class Random final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit Random(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.candidates(); }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream& random) override {
    return random.below(nodes.size());
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
