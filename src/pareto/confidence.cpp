#include "pareto/confidence.hpp"

#include <algorithm>

#include "statistics/intervals.hpp"

namespace tradewind::pareto {
namespace {

/// One objective, replication by replication.
std::vector<double> column(const std::vector<std::vector<double>>& rows, std::size_t objective, std::size_t count) {
  std::vector<double> values;
  for (std::size_t r = 0; r < count; ++r) values.push_back(rows[r][objective]);
  return values;
}

}  // namespace

bool dominates_with_confidence(const std::vector<std::vector<double>>& better,
                               const std::vector<std::vector<double>>& worse, double confidence) {
  const std::size_t common = std::min(better.size(), worse.size());
  if (common < 2) return false;
  std::vector<double> p_values;
  for (std::size_t k = 0; k < better.front().size(); ++k) {
    const auto difference = statistics::paired_difference(column(better, k, common), column(worse, k, common));
    const bool equal = difference.mean == 0 && difference.half_width == 0;
    if (equal) continue;
    if (difference.mean >= 0) return false;
    p_values.push_back(*difference.p_value / 2);  // one side of the symmetric two, the one of the difference
  }
  return !p_values.empty() &&
         std::ranges::all_of(statistics::holm(p_values), [&](double p) { return p <= 1 - confidence; });
}

}  // namespace tradewind::pareto
