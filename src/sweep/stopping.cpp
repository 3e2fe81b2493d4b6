#include "sweep/stopping.hpp"

#include <algorithm>
#include <cmath>

namespace tradewind::sweep {
namespace {

bool narrow(const std::vector<double>& values, double relative_half_width) {
  if (values.empty()) return true;
  const auto [mean, half_width] = statistics::mean_estimate(values);
  return half_width && *half_width <= relative_half_width * std::abs(mean);
}

}  // namespace

bool precise(const StoppingDescription& stopping, const Results& results, const std::vector<std::size_t>& runs) {
  return std::ranges::all_of(stopping.metrics, [&](const std::string& metric) {
    const auto column = results.column(metric);
    if (!column) return true;
    std::vector<double> values;
    for (const std::size_t run : runs)
      if (const auto value = results.value(run, *column)) values.push_back(*value);
    return narrow(values, stopping.relative_half_width);
  });
}

}  // namespace tradewind::sweep
