// Network calibration: the factors that made transfers are found again.

#include "calibrate/transfers.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::calibrate {
namespace {

constexpr NominalPath path{.latency = 0.01, .bandwidth = 1e7};

/// What the fluid model says: factor · latency, then the least of the path's bandwidth and an even share of the medium.
std::vector<MeasuredTransfer> transfers(double latency_factor, double bandwidth_factor, double capacity,
                                        const std::vector<double>& concurrencies) {
  std::vector<MeasuredTransfer> rows;
  for (double bytes = 1e3; bytes <= 1e8; bytes *= 10)
    for (const double n : concurrencies) {
      const double rate = std::min(bandwidth_factor * path.bandwidth, capacity / n);
      rows.push_back({bytes, latency_factor * path.latency + bytes / rate, n});
    }
  return rows;
}

TEST(NetworkCalibration, FindsFactors) {
  const auto fit = fit_network(transfers(13.01, 0.97, INFINITY, {1}), path);
  EXPECT_NEAR(fit.latency_factor, 13.01, 0.01);
  EXPECT_NEAR(fit.bandwidth_factor, 0.97, 0.001);
  EXPECT_FALSE(fit.shared_capacity);
  EXPECT_LT(fit.mape, 1e-3);
  for (const auto& part : fit.latency_by_size)
    if (part.to < 1e5) {
      EXPECT_NEAR(part.factor, 13.01, 0.1);
    }
}

TEST(NetworkCalibration, FindsTheCapacityOfASharedMedium) {
  // 2.5 flows of 9 MB/s fill 22.5 MB/s.
  const auto fit = fit_network(transfers(2, 0.9, 2.25e7, {1, 2, 3, 4, 8, 16}), path);
  ASSERT_TRUE(fit.shared_capacity);
  EXPECT_NEAR(*fit.shared_capacity, 2.25e7, 2e5);
  EXPECT_NEAR(fit.bandwidth_factor, 0.9, 0.01);
  EXPECT_NEAR(fit.latency_factor, 2, 0.02);
}

TEST(NetworkCalibration, TransfersAtATimeMayNotHinderEachOther) {
  EXPECT_FALSE(fit_network(transfers(1, 1, INFINITY, {1, 4, 16}), path).shared_capacity);
}

TEST(NetworkCalibration, RefusesWhatSaysNothing) {
  EXPECT_THROW(fit_network({{1, 1, 1}, {2, 2, 1}}, path), RuntimeFailure);
  EXPECT_THROW(fit_network({{1, 1, 1}, {1, 2, 1}, {1, 3, 1}}, path), RuntimeFailure);
}

TEST(NetworkCalibration, ReadsTransfersAndCountsBadOnes) {
  test::TemporaryFolder folder;
  const auto read = read_transfers(folder.write("t.csv", "bytes,seconds,concurrency\n10,1,2\n-1,1,1\n10,nan,1\n10\n"));
  ASSERT_EQ(read.rows.size(), 1u);
  EXPECT_EQ(read.rows[0].concurrency, 2);
  EXPECT_EQ(read.rejected, 3u);
  EXPECT_THROW(read_transfers(folder.write("u.csv", "bytes\n1\n")), config::ConfigError);
}

}  // namespace
}  // namespace tradewind::calibrate
