#pragma once
// Where trees split: values of features as small whole numbers, which trees compare faster than the values.

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "cost/features.hpp"

namespace tradewind::cost {

/// A split of a tree: rows with the feature up to `low` go left, from `high` on right, between them both ways.
struct Gap {
  float low, high;
  bool operator==(const Gap&) const = default;
};

/// The gaps of each feature, which do not overlap. In gap number g the code of a value is 2g + 1, between the gaps g −
/// 1 and g it is 2g: where a tree splits at the code of a gap, lower codes go left and higher ones right.
class Splits {
 public:
  using Code = std::uint16_t;
  using Codes = std::array<Code, most_features>;
  using Shares = std::array<float, most_features>;
  static constexpr Code past_all = std::numeric_limits<Code>::max();

  /// False, and nothing is added, when it overlaps with another gap of the feature.
  bool add(std::size_t feature, Gap gap);
  /// After the last one was added.
  void finish();

  Code code(std::size_t feature, Gap gap) const;
  /// The codes of a row, and how far through it is, in (0, 1), of each gap that it is in. True when it is in one.
  bool find(const FeatureRow& row, Codes& codes, Shares& shares) const;

 private:
  std::array<std::vector<Gap>, most_features> gaps_;  // ascending
  /// Of features that have gaps, where these end: filled up with infinities to one less than a power of two.
  struct Ends {
    std::size_t feature;
    std::vector<float> high;
  };
  std::vector<Ends> ends_;
};

}  // namespace tradewind::cost
