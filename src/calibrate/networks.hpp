#pragma once
// Whole networks measured as one: what they are built of, and their times on a device of which only a few were
// measured.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/trace.hpp"
#include "cost/model.hpp"

namespace tradewind::calibrate {

/// What the texts of tag `arch` are made of, by space: how often each word stands in them ("|nor_conv_3x3~0|+|none~0|…"
/// has words nor_conv_3x3 and none; "7 8 1" has 7, 8 and 1).
std::map<std::string, cost::Composition, std::less<>> compositions_of(const Trace& trace);

/// The times of networks by name; repeated ones have their median.
std::map<std::string, double, std::less<>> network_times(const Trace& trace, std::span<const std::size_t> rows);

/// Networks of one space on devices that are known, and a few of them on a new one.
struct NetworkTransfer {
  std::map<std::string, double, std::less<>> times;  // s on the new device; of the samples what was measured
  std::vector<double> left_out;                      // ln(predicted / measured) of each sample, from the others
  bool logarithmic = false;                          // what fits the samples better: ln t or t
};

/// Bayesian ridge regression of the new device's latencies on those of the known devices over the same networks, in the
/// manner of HELP (Lee et al., NeurIPS 2021), and on what the networks are built of: the weights' priors and the noise
/// are averaged over by their marginal likelihood. A known device's latency of a network is the mean over networks
/// built of the same parts: what differs among them is mostly noise. `devices`: networks' times of each. Empty without
/// three samples that a known device has, too.
NetworkTransfer transfer_networks(const std::vector<const std::map<std::string, double, std::less<>>*>& devices,
                                  const cost::Composition* composition,
                                  const std::map<std::string, double, std::less<>>& samples);

}  // namespace tradewind::calibrate
