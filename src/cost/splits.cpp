#include "cost/splits.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>

namespace tradewind::cost {

bool Splits::add(std::size_t feature, Gap gap) {
  constexpr std::size_t most = past_all / 2;
  auto& gaps = gaps_[feature];
  const auto next = std::ranges::lower_bound(gaps, gap.low, {}, &Gap::low);
  if (next != gaps.end() && *next == gap) return true;
  const bool overlaps =
      (next != gaps.end() && next->low < gap.high) || (next != gaps.begin() && std::prev(next)->high > gap.low);
  if (overlaps || gaps.size() == most) return false;
  gaps.insert(next, gap);
  return true;
}

void Splits::finish() {
  ends_.clear();
  for (std::size_t feature = 0; feature < gaps_.size(); ++feature) {
    const auto& gaps = gaps_[feature];
    if (gaps.empty()) continue;
    auto& ends = ends_.emplace_back(Ends{.feature = feature, .high = {}});
    ends.high.assign(std::bit_ceil(gaps.size() + 1) - 1, std::numeric_limits<float>::infinity());
    std::ranges::transform(gaps, ends.high.begin(), &Gap::high);
  }
}

Splits::Code Splits::code(std::size_t feature, Gap gap) const {
  const auto& gaps = gaps_[feature];
  return static_cast<Code>(2 * (std::ranges::lower_bound(gaps, gap.low, {}, &Gap::low) - gaps.begin()) + 1);
}

bool Splits::find(const FeatureRow& row, Codes& codes, Shares& shares) const {
  bool in_gap = false;
  for (const auto& [feature, high] : ends_) {
    const float x = row[feature];
    std::size_t passed = 0;  // gaps that end at x or before
    for (std::size_t step = (high.size() + 1) / 2; step > 0; step /= 2)
      passed += high[passed + step - 1] <= x ? step : 0;
    const auto& gaps = gaps_[feature];
    const bool inside = passed < gaps.size() && x > gaps[passed].low;
    codes[feature] = static_cast<Code>(2 * passed + (inside ? 1 : 0));
    if (inside) shares[feature] = (x - gaps[passed].low) / (gaps[passed].high - gaps[passed].low);
    in_gap = in_gap || inside;
  }
  return in_gap;
}

}  // namespace tradewind::cost
