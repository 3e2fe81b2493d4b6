#pragma once
// Admits everything (folklore).

#include "policy/policy.hpp"

namespace tradewind::policies {

class AdmitAll final : public policy::AdmissionPolicy {
 public:
  struct Config {
    void fields(config::Fields&) {}
  };

  explicit AdmitAll(const Config&) {}

  bool admit(const policy::TaskView&, const policy::AdmissionView&) override { return true; }
  bool active() const override { return false; }
};

}  // namespace tradewind::policies
