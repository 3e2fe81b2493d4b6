#pragma once
// Sends each task where it is predicted to finish first (minimum completion time; Maheswaran et al. 1999).

#include "policies/first_least.hpp"
#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class ShortestCompletion final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit ShortestCompletion(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.candidates(); }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    return first_least(nodes, &policy::NodeView::completion_time);
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
