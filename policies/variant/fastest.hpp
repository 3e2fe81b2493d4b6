#pragma once
// The variant predicted to finish first (minimum completion time; Maheswaran et al. 1999).

#include "policies/first_least.hpp"
#include "policy/policy.hpp"

namespace tradewind::policies {

class FastestVariant final : public policy::VariantPolicy {
 public:
  struct Config {
    void fields(config::Fields&) {}
  };

  explicit FastestVariant(const Config&) {}

  std::size_t choose(const policy::TaskView&, std::span<const policy::VariantView> variants) override {
    return first_least(variants, &policy::VariantView::completion_time);
  }
};

}  // namespace tradewind::policies
