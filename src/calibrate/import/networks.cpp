// HELP and OneProxy: whole convolutional networks on many devices, a column in ms per device.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "calibrate/import/nasbench201.hpp"
#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

/// A column of latencies. `titan_rtx_1` and `titan_rtx_32` are one device at batch 1 and 32.
struct Device {
  std::size_t column = 0;
  std::string target, batch;
};

Device device_of(std::size_t column, const std::string& name) {
  const auto end = name.rfind('_');
  const std::string_view digits = end == name.npos ? "" : std::string_view(name).substr(end + 1);
  // Longer numbers are models: silver_4114.
  if (digits.empty() || digits.size() > 2 ||
      !std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c); }))
    return {column, snake_case(name), ""};
  if (digits == "16" || name.starts_with("essential"))
    return {column, snake_case(name), ""};  // 16 bits; Essential PH-1
  const std::string stem = snake_case(name.substr(0, end));
  if (digits == "1") return {column, stem, "1"};
  return {column, snake_case(name), std::string(digits)};
}

std::string space_of(const std::string& path, const Records& records) {
  const std::string stem = stem_of(path);
  for (const std::string_view space : {"nasbench201", "fbnet", "ofa"})
    if (stem.find(space) != stem.npos) return std::string(space);
  if (records.find("arch_str")) return "nasbench201";
  return records.find("op_idx_list") ? "fbnet" : stem;
}

/// Networks by row, times by device.
struct Latencies {
  std::vector<Device> devices;
  std::vector<std::string> networks, architectures;
  std::vector<std::vector<double>> times;  // by row, then device; ms
  std::vector<std::size_t> lines;
};

Latencies read(Records& records, Sink& sink, std::string_view index) {
  constexpr std::array<std::string_view, 4> known = {"arch_idx", "sample_idx", "arch_str", "op_idx_list"};
  Latencies all;
  for (std::size_t i = 0; i < records.columns().size(); ++i)
    if (std::ranges::find(known, records.columns()[i]) == known.end())
      all.devices.push_back(device_of(i, records.columns()[i]));
  if (all.devices.empty()) throw config::ConfigError(records.where(), "no column of a device");
  const auto network = records.require(index);
  const auto architecture = records.find("arch_str") ? records.find("arch_str") : records.find("op_idx_list");
  while (records.next()) {
    if (!records.whole()) {
      sink.reject("network", "not as many fields as the header");
      continue;
    }
    all.networks.emplace_back(records.text(network));
    all.architectures.emplace_back(records.text(architecture));
    all.lines.push_back(static_cast<std::size_t>(records.where().line));
    auto& times = all.times.emplace_back();
    for (const auto& device : all.devices) times.push_back(records.number(device.column));
  }
  return all;
}

/// A hundredth of the device's median: below it a network has no layers left (cells of "none" only).
double least_of(const Latencies& all, std::size_t device) {
  std::vector<double> times;
  for (const auto& row : all.times)
    if (row[device] > 0) times.push_back(row[device]);
  if (times.empty()) return 0;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return 0.01 * *middle;
}

void read_networks(const std::string& path, Sink& sink, std::string_view index, std::string_view prefix) {
  Records records(path);
  const std::string space = fmt::format("{}{}", prefix, space_of(path, records));
  const Latencies all = read(records, sink, index);
  sink.note("latency: ms → s (× 0.001), one target per column; _1 and _32 at its end: the batch");
  for (std::size_t d = 0; d < all.devices.size(); ++d) {
    const Device& device = all.devices[d];
    const double least = least_of(all, d);
    for (std::size_t i = 0; i < all.networks.size(); ++i) {
      const double time = all.times[i][d];
      if (time == -1) {
        sink.reject(device.target, "not supported (-1)");
        continue;
      }
      if (time >= 0 && time < least) {
        sink.reject(device.target, "a degenerate network: under 1 % of the device's median");
        continue;
      }
      cost::Network network{.model = fmt::format("{}:{}", space, all.networks[i])};
      if (const auto work = nasbench201_work(all.architectures[i])) {
        network.flop = work->flop;
        network.bytes = work->bytes;
      }
      sink.add({.target = device.target,
                .dtype = "",
                .kernel = network,
                .latency = time * 1e-3,
                .tags = {{"batch", device.batch}, {"arch", all.architectures[i]}},
                .line = all.lines[i]},
               device.target);
    }
  }
}

}  // namespace

void read_help(const std::string& path, Sink& sink) { read_networks(path, sink, "arch_idx", ""); }

// Its samples have numbers of their own, not those of NAS-Bench-201.
void read_oneproxy(const std::string& path, Sink& sink) {
  read_networks(path, sink, "sample_idx", "oneproxy_nasbench201_");
}

}  // namespace tradewind::calibrate
