#pragma once
// Offloads from the moment the issuing node has `offload_at` tasks until it is back at `return_at`: a switching curve
// (Hajek 1984) with two thresholds against flapping. Each source switches by itself.

#include <fmt/format.h>

#include "policies/first_least.hpp"
#include "policy/policy.hpp"

namespace tradewind::policies {

class Threshold final : public policy::OffloadPolicy {
 public:
  struct Config {
    std::int64_t offload_at = 4;
    std::int64_t return_at = 2;
    config::Reference to;
    void fields(config::Fields& f) {
      f.optional("offload_at", offload_at, "tasks at the issuing node from which on it offloads", config::at_least(1));
      f.optional("return_at", return_at, "tasks at the issuing node at which it stops offloading", config::at_least(0));
      f.required("to", to, "where to offload; of a group, the member with the fewest tasks");
      f.verify([this](config::Verifier& verifier) {
        if (offload_at <= return_at)
          verifier.problem("offload_at",
                           fmt::format("offload_at ({}) must be greater than return_at ({})", offload_at, return_at));
      });
    }
  };

  explicit Threshold(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return {.nodes = {config_.to}, .with_source = true}; }

  std::size_t place(const policy::TaskView& task, std::span<const policy::NodeView> nodes, Stream&) override {
    const bool source_computes = nodes.front().is_source;
    if (source_computes && !offloads(task.source, nodes.front().tasks)) return 0;
    const std::size_t first = source_computes && nodes.size() > 1 ? 1 : 0;
    return first + first_least(nodes.subspan(first), &policy::NodeView::tasks);
  }

 private:
  bool offloads(NodeId source, std::int64_t tasks) {
    if (source.index >= offloading_.size()) offloading_.resize(source.index + 1);
    if (tasks >= config_.offload_at)
      offloading_[source.index] = true;
    else if (tasks <= config_.return_at)
      offloading_[source.index] = false;
    return offloading_[source.index];
  }

  Config config_;
  std::vector<bool> offloading_;  // by source, grown when one is first seen
};

}  // namespace tradewind::policies
