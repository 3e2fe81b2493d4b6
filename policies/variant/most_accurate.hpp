#pragma once
// The most accurate variant among those predicted to meet the deadline, and the one that finishes first when none is
// (model switching; Zhang et al. 2020, HotCloud).

#include <limits>

#include "policies/first_least.hpp"
#include "policies/in_time.hpp"
#include "policy/policy.hpp"

namespace tradewind::policies {

class MostAccurateVariant final : public policy::VariantPolicy {
 public:
  struct Config {
    void fields(config::Fields&) {}
  };

  explicit MostAccurateVariant(const Config&) {}

  std::size_t choose(const policy::TaskView& task, std::span<const policy::VariantView> variants) override {
    const std::size_t best = first_least(variants, [&](const policy::VariantView& variant) {
      return in_time(task, variant.completion_time) ? -variant.accuracy : std::numeric_limits<double>::infinity();
    });
    return in_time(task, variants[best].completion_time) ? best
                                                         : first_least(variants, &policy::VariantView::completion_time);
  }
};

}  // namespace tradewind::policies
