#pragma once
// Runs every task on the node that issued it (folklore: what is there without offloading).

#include "policy/policy.hpp"

namespace tradewind::policies {

class Local final : public policy::OffloadPolicy {
 public:
  struct Config {
    void fields(config::Fields&) {}
  };

  explicit Local(const Config&) {}

  policy::Candidates candidates() const override { return {.source_only = true}; }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView>, Stream&) override { return 0; }
  bool constant() const override { return true; }
};

}  // namespace tradewind::policies
