#pragma once
// Sends every task to one named machine (folklore: the static baseline).

#include "policy/policy.hpp"

namespace tradewind::policies {

class Fixed final : public policy::OffloadPolicy {
 public:
  struct Config {
    config::Reference node;
    void fields(config::Fields& f) { f.required("node", node, "the machine, or one processor of it (server.gpu)"); }
  };

  explicit Fixed(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return {.nodes = {config_.node}, .one_member = true}; }
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView>, Stream&) override { return 0; }
  bool constant() const override { return true; }

 private:
  Config config_;
};

}  // namespace tradewind::policies
