#pragma once
// Sends each task where it takes the least energy among the candidates predicted to meet its deadline, and where it
// finishes first when none is (energy-optimal offloading under a deadline; Zhang et al. 2013).

#include "policies/first_least.hpp"
#include "policies/in_time.hpp"
#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class MinEnergy final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit MinEnergy(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.candidates(); }

  std::size_t place(const policy::TaskView& task, std::span<const policy::NodeView> nodes, Stream&) override {
    const std::size_t best = first_least(nodes, [&](const policy::NodeView& node) {
      return in_time(task, node.completion_time()) ? node.energy : Energy::infinity();
    });
    return in_time(task, nodes[best].completion_time()) ? best : first_least(nodes, &policy::NodeView::completion_time);
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
