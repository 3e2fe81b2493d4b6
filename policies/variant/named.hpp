#pragma once
// Always the variant of one name (folklore: the static baseline).

#include <algorithm>

#include "base/check.hpp"
#include "policy/policy.hpp"

namespace tradewind::policies {

class NamedVariant final : public policy::VariantPolicy {
 public:
  struct Config {
    config::Name name;
    void fields(config::Fields& f) {
      f.required("name", name, "the variant; every task and application that has variants must have it");
    }
  };

  explicit NamedVariant(Config config) : config_(std::move(config)) {}

  std::size_t choose(const policy::TaskView&, std::span<const policy::VariantView> variants) override {
    const auto found = std::ranges::find(variants, config_.name.text, &policy::VariantView::name);
    check(found != variants.end(), "everything with variants has the one that is named");
    return static_cast<std::size_t>(found - variants.begin());
  }
  bool needs_predictions() const override { return false; }
  config::Name required_name() const override { return config_.name; }

 private:
  Config config_;
};

}  // namespace tradewind::policies
