#include "metrics/quantile_sketch.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace tradewind::metrics {
namespace {

// Bin i holds the values in (γ^(i−1), γ^i]. The paper's bins are wider, γ = (1 + α) / (1 − α), and stand for one value
// each; ours, γ = 1 + α, are narrow enough that any value inside is within α of any other, so the ranks of a bin may be
// spread over it: quantiles that differ between two runs then differ in their figures too. α is a hair smaller than
// promised: room for rounding.
constexpr double alpha = QuantileSketch::relative_error * (1 - 1e-9);
const double log_gamma = std::log1p(alpha);
const double bins_per_e = 1 / log_gamma;

std::int32_t bin_of(double value) {
  const double within = std::clamp(value, QuantileSketch::smallest, QuantileSketch::largest);
  return static_cast<std::int32_t>(std::ceil(std::log(within) * bins_per_e));
}
/// The value of a rank in the middle of its share of a bin; `share` in (0, 1).
double value_in(std::int32_t bin, double share) { return std::exp((bin - 1) * log_gamma) * (1 + share * alpha); }

/// ceil(q·n) for the decimal number that was meant: 0.07 · 100 is 7.000000000000001 in doubles, and rank 7.
std::uint64_t rank_of(double q, std::uint64_t n) {
  const double product = q * static_cast<double>(n), whole = std::round(product);
  const bool is_whole = std::abs(product - whole) <= 4 * std::numeric_limits<double>::epsilon() * product;
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(is_whole ? whole : std::ceil(product)), 1, n);
}

}  // namespace

void QuantileSketch::add(double value) {
  check(value >= 0, "a quantile sketch holds values that are not negative");
  ++count_;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  if (exact()) {
    values_.push_back(value);
    return;
  }
  if (!values_.empty()) spill();
  count_in_bin(value);
}

void QuantileSketch::merge(const QuantileSketch& other) {
  if (other.count_ == 0) return;
  const std::vector<double> values = other.values_;  // a copy: `other` may be this
  const std::vector<std::uint64_t> bins = other.bins_;
  const std::int32_t first = other.first_bin_;
  count_ += other.count_;
  zeros_ += other.zeros_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  if (exact()) {
    values_.insert(values_.end(), values.begin(), values.end());
    return;
  }
  spill();
  for (const double value : values) count_in_bin(value);
  if (bins.empty()) return;
  cover(first, first + static_cast<std::int32_t>(bins.size()) - 1);
  for (std::size_t i = 0; i < bins.size(); ++i) bins_[static_cast<std::size_t>(first - first_bin_) + i] += bins[i];
}

std::optional<double> QuantileSketch::quantile(double q) const {
  check(q >= 0 && q <= 1, "a quantile's share lies in [0, 1]");
  if (count_ == 0) return std::nullopt;
  const std::uint64_t rank = rank_of(q, count_);
  if (rank == 1) return min_;
  if (rank == count_) return max_;
  if (exact()) {
    std::vector<double> values = values_;
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(values, nth);
    return *nth;
  }
  if (rank <= zeros_) return 0;
  std::uint64_t seen = zeros_;
  auto bin = bins_.begin();
  while ((seen += *bin) < rank) ++bin;
  const double share = (static_cast<double>(rank - (seen - *bin)) - 0.5) / static_cast<double>(*bin);
  return std::clamp(value_in(first_bin_ + static_cast<std::int32_t>(bin - bins_.begin()), share), min_, max_);
}

void QuantileSketch::spill() {
  for (const double value : values_) count_in_bin(value);
  values_ = {};
}

void QuantileSketch::count_in_bin(double value) {
  if (value == 0) {
    ++zeros_;
    return;
  }
  const std::int32_t bin = bin_of(value);
  if (bin < first_bin_ || bin - first_bin_ >= static_cast<std::int32_t>(bins_.size())) [[unlikely]]
    cover(bin, bin);
  ++bins_[static_cast<std::size_t>(bin - first_bin_)];
}

void QuantileSketch::cover(std::int32_t first, std::int32_t last) {
  if (!bins_.empty()) {
    first = std::min(first, first_bin_);
    last = std::max(last, first_bin_ + static_cast<std::int32_t>(bins_.size()) - 1);
    bins_.insert(bins_.begin(), static_cast<std::size_t>(first_bin_ - first), 0);
  }
  bins_.resize(static_cast<std::size_t>(last - first) + 1);
  first_bin_ = first;
}

}  // namespace tradewind::metrics
