#pragma once
// Refuses a task that is predicted to end less than `reserve` before its deadline where it was placed (folklore:
// admission by predicted completion time).

#include "policy/policy.hpp"

namespace tradewind::policies {

class AdmitByDeadline final : public policy::AdmissionPolicy {
 public:
  struct Config {
    Duration reserve;
    void fields(config::Fields& f) { f.optional("reserve", reserve, "time kept free before each deadline"); }
  };

  explicit AdmitByDeadline(const Config& config) : config_(config) {}

  bool admit(const policy::TaskView& task, const policy::AdmissionView& place) override {
    return place.chosen.completion_time() + config_.reserve <= task.time_left;
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
