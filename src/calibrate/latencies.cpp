#include "calibrate/latencies.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "workload/table.hpp"

namespace tradewind::calibrate {
namespace {

constexpr double worst = 7;         // of |ln(simulated/measured)|: a thousand times
constexpr double least = 1e-9;      // s; below it latencies are alike
constexpr int quantile_count = 19;  // 0.05, 0.10 … 0.95

/// ln of the quantiles of `latencies`, which is not empty; between ranks linear (type 7 of Hyndman & Fan 1996), so that
/// they move smoothly with a parameter.
std::vector<double> log_quantiles(std::vector<double> latencies) {
  std::ranges::sort(latencies);
  std::vector<double> logarithms;
  logarithms.reserve(quantile_count);
  for (int i = 1; i <= quantile_count; ++i) {
    const double at = static_cast<double>(latencies.size() - 1) * i / (quantile_count + 1);
    const auto low = static_cast<std::size_t>(at);
    const auto high = std::min(low + 1, latencies.size() - 1);
    logarithms.push_back(std::log(std::max(least, std::lerp(latencies[low], latencies[high], at - std::floor(at)))));
  }
  return logarithms;
}

std::vector<double> logarithms_of(const std::vector<double>& latencies, Matching matching) {
  if (matching == Matching::quantiles) return latencies.empty() ? std::vector<double>{} : log_quantiles(latencies);
  std::vector<double> logarithms(latencies.size());
  std::ranges::transform(latencies, logarithms.begin(), [](double t) { return std::log(std::max(least, t)); });
  return logarithms;
}

/// A row of the file.
struct Request {
  double arrival = 0, latency = 0;
};

double positive(const workload::Table& table, std::size_t i, std::string_view column) {
  const double value = workload::read_amount(table, i, column);
  if (value <= 0) throw config::ConfigError(table.where(i), fmt::format("{} must be above 0", column));
  return value;
}

const std::string& application_of(const workload::Table& table, std::size_t i,
                                  std::span<const std::string> applications) {
  const auto found = std::ranges::find(applications, table.cell(i));
  if (found != applications.end()) return *found;
  throw config::ConfigError(
      table.where(i), fmt::format("the scenario has no application {}{} (known: {})", config::quote(table.cell(i)),
                                  config::did_you_mean(table.cell(i), applications), fmt::join(applications, ", ")));
}

}  // namespace

double Differences::mean_absolute() const {
  return std::transform_reduce(logarithms.begin(), logarithms.end(), weights.begin(), 0.0, std::plus<>{},
                               [](double difference, double weight) { return weight * std::abs(difference); });
}

double Differences::mean_square() const {
  return std::transform_reduce(logarithms.begin(), logarithms.end(), weights.begin(), 0.0, std::plus<>{},
                               [](double difference, double weight) { return weight * difference * difference; });
}

Latencies read_requests(const std::string& path, std::span<const std::string> applications) {
  const auto all = workload::table_columns(path);
  const auto has = [&](std::string_view column) { return std::ranges::find(all, column) != all.end(); };
  std::vector<std::string> columns{"latency_s"};  // refused by open_table when it is not there
  const auto add = [&](const char* column) {
    columns.emplace_back(column);
    return columns.size() - 1;
  };
  const auto application = has("application") ? add("application") : 0;
  const auto arrival = has("arrival_s") ? add("arrival_s") : 0;
  const auto table = workload::open_table(path, columns);
  if (!application && applications.size() > 1)
    throw config::ConfigError({config::intern(path), 1, 1},
                              fmt::format("no column 'application' in the file, and the scenario has several: {}",
                                          fmt::join(applications, ", ")));
  std::map<std::string, std::vector<Request>, std::less<>> requests;
  while (table->next()) {
    const auto& name = application ? application_of(*table, application, applications) : applications.front();
    requests[name].push_back({.arrival = arrival ? workload::read_amount(*table, arrival, "arrival_s") : 0,
                              .latency = positive(*table, 0, "latency_s")});
  }
  if (requests.empty()) throw config::ConfigError({config::intern(path), 1, 1}, "the file has no row");
  Latencies latencies;
  for (auto& [name, rows] : requests) {
    std::ranges::stable_sort(rows, {}, &Request::arrival);
    auto& of = latencies[name];
    of.reserve(rows.size());
    for (const auto& row : rows) of.push_back(row.latency);
  }
  return latencies;
}

Differences differences(const Latencies& measured, std::span<const Latencies> runs, Matching matching) {
  Differences all;
  for (const auto& [name, wanted] : measured) {
    const auto target = logarithms_of(wanted, matching);
    std::vector<double> sum(target.size(), 0.0);
    for (const auto& run : runs) {
      const auto found = run.find(name);
      const auto got = found == run.end() ? std::vector<double>{} : logarithms_of(found->second, matching);
      for (std::size_t i = 0; i < target.size(); ++i)
        sum[i] += got.size() == target.size() ? std::clamp(got[i] - target[i], -worst, worst) : worst;
    }
    for (const double value : sum) all.logarithms.push_back(value / static_cast<double>(runs.size()));
    all.weights.insert(all.weights.end(), target.size(), 1.0 / static_cast<double>(target.size() * measured.size()));
  }
  return all;
}

}  // namespace tradewind::calibrate
