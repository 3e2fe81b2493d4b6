#pragma once
// Always the first variant written (folklore: the static baseline).

#include "policy/policy.hpp"

namespace tradewind::policies {

class FirstVariant final : public policy::VariantPolicy {
 public:
  struct Config {
    void fields(config::Fields&) {}
  };

  explicit FirstVariant(const Config&) {}

  std::size_t choose(const policy::TaskView&, std::span<const policy::VariantView>) override { return 0; }
  bool needs_predictions() const override { return false; }
};

}  // namespace tradewind::policies
