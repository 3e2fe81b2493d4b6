#pragma once
// Refuses a task when `limit` tasks wait or run at the processor chosen: a finite queue, M/M/1/K with K = `limit`
// (Naor 1969).

#include "policy/policy.hpp"

namespace tradewind::policies {

class AdmitByQueueLength final : public policy::AdmissionPolicy {
 public:
  struct Config {
    std::int64_t limit = 1;
    void fields(config::Fields& f) {
      f.required("limit", limit, "tasks waiting or running from which on new ones are refused", config::at_least(1));
    }
  };

  explicit AdmitByQueueLength(const Config& config) : config_(config) {}

  bool admit(const policy::TaskView&, const policy::AdmissionView& place) override {
    return place.present < config_.limit;
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
