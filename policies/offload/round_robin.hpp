#pragma once
// Sends tasks to the candidates in turn, one turn for all sources together, as one dispatcher would (folklore).

#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class RoundRobin final : public policy::OffloadPolicy {
 public:
  using Config = CandidateNodes;

  explicit RoundRobin(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.candidates(); }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    return turn_++ % nodes.size();
  }

 private:
  Config config_;
  std::size_t turn_ = 0;
};

}  // namespace tradewind::policies
