#pragma once
// Sends each task where the fewest tasks are waiting, running or on their way (JSQ; Winston 1977, Weber 1978).

#include "policies/first_least.hpp"
#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class JoinShortestQueue final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit JoinShortestQueue(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.candidates(); }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    return first_least(nodes, &policy::NodeView::tasks);
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
