#pragma once
// Dates of trace rows, kept exactly so that subtracting the first one loses nothing.

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/units.hpp"
#include "workload/trace.hpp"

namespace tradewind::workload {

/// A point in time: seconds + attoseconds · 10⁻¹⁸ s since some origin, 0 ≤ attoseconds < 10¹⁸.
struct Instant {
  std::int64_t seconds = 0;
  std::int64_t attoseconds = 0;
  auto operator<=>(const Instant&) const = default;
};

/// `iso`: 2023-11-16 18:15:46.6805900, a blank or `T` between, up to 9 digits of fraction, then nothing, `Z` or ±hh:mm;
/// without a zone it is taken as UTC. `s`, `ms`: a decimal number, kept to 18 digits behind the point of the seconds.
/// nullopt when the text is no such date, or beyond 10¹⁸ s.
std::optional<Instant> parse_instant(std::string_view text, TimeFormat format);

/// `to` − `from`; correctly rounded for whole nanoseconds below 2⁵³ (104 days).
Duration between(const Instant& from, const Instant& to);

}  // namespace tradewind::workload
