#include "calibrate/merge.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace tradewind::calibrate {

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

Merged merged(const Trace& trace, const Group& group, Holdout holdout) {
  struct Item {
    std::vector<double> shape;
    std::size_t row, unit;
  };
  auto units = holdout_units(trace, group.rows, holdout);
  if (std::ranges::adjacent_find(units, std::not_equal_to{}) == units.end())  // one site: its rows then
    units = holdout_units(trace, group.rows, Holdout::rows);
  std::vector<Item> items;
  for (std::size_t i = 0; i < group.rows.size(); ++i) {
    Item item{.shape = {}, .row = group.rows[i], .unit = i};
    for (const auto& column : cost::shape_of(trace.rows[item.row].kernel)) item.shape.push_back(column.value);
    items.push_back(std::move(item));
  }
  std::ranges::stable_sort(items, {}, &Item::shape);
  Merged result;
  for (std::size_t i = 0; i < items.size();) {
    std::size_t end = i;
    std::vector<double> latencies, powers;
    double weight = 0;
    for (; end < items.size() && items[end].shape == items[i].shape &&
           (holdout != Holdout::models || units[items[end].unit] == units[items[i].unit]);
         ++end) {
      const Row& row = trace.rows[items[end].row];
      latencies.push_back(row.latency);
      weight += row.weight;
      if (row.power)
        powers.push_back(*row.power);
      else if (row.energy)
        powers.push_back(*row.energy / row.latency);
    }
    result.kernels.push_back(&trace.rows[items[i].row].kernel);
    result.latency.push_back(median_of(latencies));
    result.power.push_back(powers.empty() ? std::numeric_limits<double>::quiet_NaN() : median_of(powers));
    result.weight.push_back(weight);
    result.units.push_back(units[items[i].unit]);
    result.row.push_back(items[i].row);
    i = end;
  }
  return result;
}

}  // namespace tradewind::calibrate
