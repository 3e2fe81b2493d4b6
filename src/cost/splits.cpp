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

Splits::Codes Splits::code(const FeatureRow& row) const {
  Codes codes{};
  for (const auto& [feature, high] : ends_) {
    const float x = row[feature];
    std::size_t passed = 0;  // gaps that end at x or before
    for (std::size_t step = (high.size() + 1) / 2; step > 0; step /= 2)
      passed += high[passed + step - 1] <= x ? step : 0;
    const auto& gaps = gaps_[feature];
    codes[feature] = static_cast<Code>(2 * passed + (passed < gaps.size() && x > gaps[passed].low ? 1 : 0));
  }
  return codes;
}

double Splits::share(const FeatureRow& row, std::size_t feature, Code code) const {
  const auto& gap = gaps_[feature][code / 2];
  const double low = gap.low;
  return (static_cast<double>(row[feature]) - low) / (static_cast<double>(gap.high) - low);
}

}  // namespace tradewind::cost
