#pragma once
// Latencies of requests, measured or simulated, and how far the ones are from the others.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tradewind::calibrate {

/// By application, seconds, in the order of issue.
using Latencies = std::map<std::string, std::vector<double>, std::less<>>;

/// Reads a row per request: `latency_s` > 0, `application` (may be absent when there is one), `arrival_s` (may be
/// absent: then the rows are in the order of issue). Throws ConfigError with the place of what is missing or wrong.
Latencies read_requests(const std::string& path, std::span<const std::string> applications);

enum class Matching {
  quantiles,  // of the latencies of an application, at 0.05, 0.10 … 0.95
  requests,   // the i-th measured with the i-th simulated one
};

/// ln(simulated/measured), averaged over runs; the weights sum to one, each application has the same share.
struct Differences {
  std::vector<double> logarithms, weights;
  double mean_absolute() const;
  double mean_square() const;
};

/// Between the measured applications and runs of the scenario. An application without completed requests, and with
/// Matching::requests one with another number than were measured, is e^7 off.
Differences differences(const Latencies& measured, std::span<const Latencies> runs, Matching matching);

}  // namespace tradewind::calibrate
