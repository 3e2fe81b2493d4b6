#pragma once
// Time average of a value that changes in steps: a queue length, busy cores, power.

#include <optional>

#include "base/units.hpp"

namespace tradewind::metrics {

/// Times must not decrease from call to call. The integral is in the value's unit × seconds.
class TimeAverage {
 public:
  explicit TimeAverage(Duration start = {}, double value = 0) : start_(start), last_(start), value_(value) {}

  /// From `now` on the value is `value`.
  void set(Duration now, double value) {
    settle(now);
    value_ = value;
  }
  void add(Duration now, double delta) { set(now, value_ + delta); }
  /// The measured window begins at `now`: what was integrated is forgotten, the value stays.
  void reset(Duration now) {
    start_ = last_ = now;
    integral_ = 0;
  }

  double value() const { return value_; }
  double integral(Duration now) const { return integral_ + value_ * (now - last_).base; }
  /// Over [start or last reset, now]; absent when that is empty.
  std::optional<double> average(Duration now) const {
    if (now <= start_) return std::nullopt;
    return integral(now) / (now - start_).base;
  }

 private:
  void settle(Duration now) {
    integral_ = integral(now);
    last_ = now;
  }

  Duration start_, last_;
  double value_, integral_ = 0;
};

}  // namespace tradewind::metrics
