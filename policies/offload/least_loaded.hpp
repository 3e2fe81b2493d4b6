#pragma once
// Sends each task where the least work is left, in time on all cores (folklore: argmin B/f; least work left, as in
// Harchol-Balter et al. 1999).

#include "policies/first_least.hpp"
#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class LeastLoaded final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit LeastLoaded(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.candidates(); }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    return first_least(nodes, &policy::NodeView::backlog_time);
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
