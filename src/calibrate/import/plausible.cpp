#include "calibrate/import/plausible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tradewind::calibrate {
namespace {

/// The op as people know it: the layer that a profiler names, else the op.
std::string label_of(const Row& row) {
  for (const auto& [name, text] : row.tags)
    if (name == "layer") return text;
  return std::string(cost::op_name(row.kernel));
}

template <class Bad>
void leave_out(Trace& trace, std::string_view why, const Bad& bad) {
  std::size_t i = 0;
  std::erase_if(trace.rows, [&](const Row& row) {
    const bool out = bad(row, i++);
    if (out) ++trace.rejected[fmt::format("{}: {}", label_of(row), why)];
    return out;
  });
}

/// What no implementation can avoid, where that is less than the usual count.
cost::Work unavoidable(const cost::Kernel& kernel, const cost::Precision& precision) {
  cost::Work work = cost::work_of(kernel, precision);
  if (const auto* conv = std::get_if<cost::Conv2d>(&kernel))
    if (conv->kernel == 3 && conv->stride == 1) work.flop /= 4;    // Winograd F(4×4, 3×3) (Lavin & Gray 2016)
  if (std::holds_alternative<cost::Moe>(kernel)) work.bytes /= 2;  // which experts are active is only expected
  if (const auto* ssm = std::get_if<cost::Ssm>(&kernel))
    if (ssm->part == "scan" || ssm->part == "block") work = {};  // fused scans keep the states of chunks on the chip
  return work;
}

double least_time(const cost::Work& work, const cost::Facts& facts, cost::Rate rate) {
  const auto peak = facts.peak_of(rate);
  double least = peak ? work.flop / *peak : 0;
  if (facts.memory_bandwidth)
    least = std::max(least, (work.bytes - facts.l2_size.value_or(0)) / *facts.memory_bandwidth);
  return least;
}

double quantile(std::vector<double> values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, at);
  return *at;
}

/// What most rows of a kind reach: the shortest time and the rates at their 5 % and 95 %.
struct Usual {
  double time = 0, flop_rate = 0, byte_rate = 0;
  double latency(const cost::Work& work) const {
    return time + std::max(flop_rate > 0 ? work.flop / flop_rate : 0, byte_rate > 0 ? work.bytes / byte_rate : 0);
  }
};

Usual usual_of(const Trace& trace, const std::vector<std::size_t>& rows, const std::vector<cost::Work>& work) {
  std::vector<double> times, flop_rates, byte_rates;
  for (const auto i : rows) {
    const double time = trace.rows[i].latency;
    times.push_back(time);
    flop_rates.push_back(work[i].flop / time);
    byte_rates.push_back(work[i].bytes / time);
  }
  return {quantile(times, 0.05), quantile(flop_rates, 0.95), quantile(byte_rates, 0.95)};
}

}  // namespace

std::optional<cost::Precision> precision_of(const Row& row) {
  auto precision = cost::precision_of(row.dtype);
  if (!precision) return precision;
  for (const auto& [name, text] : row.tags)
    if (name == "kv_dtype")
      if (const auto cache = cost::precision_of(text)) precision->cache = cache->cache;
  return precision;
}

void reject_faster_than_possible(Trace& trace,
                                 const std::function<std::optional<cost::Facts>(const std::string&)>& facts_of) {
  if (!facts_of) return;
  std::map<std::string, std::optional<cost::Facts>> known;
  const auto facts = [&](const std::string& target) -> const std::optional<cost::Facts>& {
    const auto found = known.find(target);
    return found != known.end() ? found->second : known.emplace(target, facts_of(target)).first->second;
  };
  leave_out(trace, "faster than 0.7 × the speed of light", [&](const Row& row, std::size_t) {
    const auto& given = facts(row.target);
    const auto precision = precision_of(row);
    if (!given || !precision || std::holds_alternative<cost::Collective>(row.kernel)) return false;
    return row.latency < 0.7 * least_time(unavoidable(row.kernel, *precision), *given, precision->rate);
  });
}

void reject_unit_slips(Trace& trace) {
  constexpr std::size_t fewest = 20;
  // Slow paths of real kernels are up to 300 times off (convolutions over 64 tiny sequences); fast ones never 30 times
  // above what 5 % of the others reach.
  constexpr double slower = 500, faster = 100, reached = 30;
  constexpr double most = 0.05;  // of a group: more are no slips but another kind of kernel
  std::map<std::string, std::vector<std::size_t>> groups;
  std::vector<cost::Work> work;
  for (std::size_t i = 0; i < trace.rows.size(); ++i) {
    const Row& row = trace.rows[i];
    work.push_back(cost::work_of(row.kernel, precision_of(row).value_or(cost::Precision{})));
    if (work.back().flop > 0 || work.back().bytes > 0)
      groups[fmt::format("{}|{}|{}|{}", row.target, cost::op_name(row.kernel), cost::family_of(row.kernel), row.dtype)]
          .push_back(i);
  }
  std::vector<char> slipped(trace.rows.size(), 0);
  for (const auto& [kind, rows] : groups) {
    if (rows.size() < fewest) continue;
    const Usual usual = usual_of(trace, rows, work);
    std::vector<double> ratios;
    for (const auto i : rows) ratios.push_back(trace.rows[i].latency / usual.latency(work[i]));
    const double middle = quantile(ratios, 0.5);
    std::vector<std::size_t> off;
    for (std::size_t j = 0; j < rows.size(); ++j)
      if (ratios[j] > slower * middle || (ratios[j] < middle / faster && ratios[j] < 1 / reached))
        off.push_back(rows[j]);
    if (static_cast<double>(off.size()) > most * static_cast<double>(rows.size())) continue;
    for (const auto i : off) slipped[i] = 1;
  }
  leave_out(trace, "hundreds of times off the others: another unit?",
            [&](const Row&, std::size_t i) { return slipped[i] != 0; });
}

}  // namespace tradewind::calibrate
