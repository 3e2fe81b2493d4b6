#include "calibrate/transfers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/check.hpp"
#include "calibrate/fit_roofline.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

/// a + b·S·max(1, n / free): `free` transfers at a time do not hinder each other.
struct Law {
  double offset = 0, per_byte = 0, free = std::numeric_limits<double>::infinity();
  double operator()(const MeasuredTransfer& t) const {
    return offset + per_byte * t.bytes * std::max(1.0, t.concurrency / free);
  }
};

double error_of(const Law& law, const std::vector<MeasuredTransfer>& transfers) {
  double sum = 0;
  for (const auto& one : transfers) sum += std::abs(law(one) / one.seconds - 1);
  return sum / static_cast<double>(transfers.size());
}

Law fitted_law(const std::vector<MeasuredTransfer>& transfers, double free) {
  std::vector<std::vector<double>> x;
  std::vector<double> seconds;
  for (const auto& one : transfers) {
    x.push_back({1, one.bytes * std::max(1.0, one.concurrency / free)});
    seconds.push_back(one.seconds);
  }
  const auto b = fit_linear(x, seconds, std::vector<double>(seconds.size(), 1));
  return {.offset = b[0], .per_byte = b[1], .free = free};
}

/// The number of transfers from which on they hinder each other, by golden sections of its logarithm after a coarse
/// search.
Law fitted_law(const std::vector<MeasuredTransfer>& transfers) {
  const double most = std::ranges::max(transfers, {}, &MeasuredTransfer::concurrency).concurrency;
  Law best = fitted_law(transfers, std::numeric_limits<double>::infinity());
  double least = error_of(best, transfers);
  if (most <= 1) return best;
  // A medium may be slower than a path alone could be: below 1 the first transfer is hindered, too, which is the same
  // as less bandwidth; 1 stands for that.
  constexpr int coarse = 24, fine = 24;
  double step = std::log(most) / coarse, centre = 0;
  bool found = false;
  const auto consider = [&](double logarithm) {
    const Law law = fitted_law(transfers, std::exp(std::clamp(logarithm, 0.0, std::log(most))));
    if (const double error = error_of(law, transfers); error < least * (1 - 1e-9)) {
      least = error;
      best = law;
      centre = logarithm;
      found = true;
    }
  };
  for (int i = 0; i < coarse; ++i) consider(i * step);
  for (int i = 0; found && i < fine; ++i) {
    const double around = centre;
    step *= 0.6;
    consider(around - step);
    consider(around + step);
  }
  return best;
}

std::vector<LatencyBySize> by_size(const std::vector<MeasuredTransfer>& transfers, const Law& law, double latency) {
  std::map<int, std::vector<double>> factors;  // by power of 8
  for (const auto& one : transfers) {
    Law flow = law;
    flow.offset = 0;
    factors[static_cast<int>(std::floor(std::log2(one.bytes) / 3))].push_back((one.seconds - flow(one)) / latency);
  }
  std::vector<LatencyBySize> result;
  for (auto& [power, values] : factors) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    result.push_back({std::exp2(3 * power), std::exp2(3 * (power + 1)), std::max(0.0, *middle), values.size()});
  }
  return result;
}

}  // namespace

MeasuredTransfers read_transfers(const std::filesystem::path& file) {
  Records records(file.string());
  const auto bytes = records.require("bytes"), seconds = records.require("seconds");
  const auto concurrency = records.find("concurrency");
  MeasuredTransfers transfers;
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  while (records.next()) {
    const MeasuredTransfer one{.bytes = records.number(bytes),
                               .seconds = records.number(seconds),
                               .concurrency = concurrency ? records.number(*concurrency) : 1};
    if (records.whole() && positive(one.bytes) && positive(one.seconds) && positive(one.concurrency))
      transfers.rows.push_back(one);
    else
      ++transfers.rejected;
  }
  return transfers;
}

NetworkFit fit_network(const std::vector<MeasuredTransfer>& transfers, const NominalPath& path) {
  constexpr std::size_t least_rows = 3;
  if (transfers.size() < least_rows) throw RuntimeFailure("fewer than three transfers: nothing can be fitted");
  const auto [small, large] = std::ranges::minmax(transfers, {}, &MeasuredTransfer::bytes);
  if (small.bytes == large.bytes)
    throw RuntimeFailure("all transfers have one size: latency and bandwidth cannot be told apart");
  const Law law = fitted_law(transfers);
  if (law.per_byte <= 0) throw RuntimeFailure("times do not grow with the bytes: no bandwidth can be fitted");
  NetworkFit fit{.latency_factor = law.offset / path.latency,
                 .bandwidth_factor = 1 / (law.per_byte * path.bandwidth),
                 .shared_capacity = std::nullopt,
                 .latency_by_size = by_size(transfers, law, path.latency),
                 .mape = error_of(law, transfers),
                 .rows = transfers.size()};
  if (std::isfinite(law.free)) fit.shared_capacity = law.free / law.per_byte;
  return fit;
}

}  // namespace tradewind::calibrate
