#include "calibrate/cut.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "base/check.hpp"
#include "calibrate/fit_roofline.hpp"
#include "calibrate/grouping.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

constexpr std::array<std::string_view, 3> parts = {"mobile_processing", "server_processing", "transmission"};

/// Times of one target by cut, in the order of the file; NaN: not measured.
struct Measured {
  std::vector<std::string> cuts;
  std::vector<std::array<double, parts.size()>> times;

  std::array<double, parts.size()>& of(const std::string& cut) {
    const auto known = std::ranges::find(cuts, cut);
    if (known != cuts.end()) return times[static_cast<std::size_t>(known - cuts.begin())];
    cuts.push_back(cut);
    times.emplace_back().fill(std::numeric_limits<double>::quiet_NaN());
    return times.back();
  }
};

std::map<std::string, Measured> measured_of(const Trace& trace) {
  std::map<std::string, Measured> tables;
  for (const auto& row : trace.rows) {
    const auto* network = std::get_if<cost::Network>(&row.kernel);
    const auto cut = tag(row, "cut");
    if (!network || cut.empty()) continue;
    const auto part = std::ranges::find(parts, network->model.substr(network->model.find(':') + 1));
    if (part == parts.end()) continue;
    tables[row.target].of(std::string(cut))[static_cast<std::size_t>(part - parts.begin())] = row.latency;
  }
  return tables;
}

UploadLaw fitted_law(const Measured& table, const std::vector<std::pair<std::string, double>>& bytes) {
  std::vector<std::vector<double>> x;
  std::vector<double> times, weights;
  for (std::size_t i = 0; i < std::min(bytes.size(), table.cuts.size()); ++i) {
    if (!std::isfinite(table.times[i][2])) continue;
    x.push_back({1, bytes[i].second});
    times.push_back(table.times[i][2]);
    weights.push_back(1);
  }
  if (x.size() < 2) throw RuntimeFailure("fewer than two uploads with known bytes: state --bandwidth");
  const auto b = fit_linear(x, times, weights);
  return {.latency = b[0], .bandwidth = b[1] > 0 ? 1 / b[1] : std::numeric_limits<double>::infinity()};
}

CutTable table_of(const std::string& name, const Measured& measured, const CutOptions& options) {
  CutTable table{.name = name, .cuts = {}, .law = std::nullopt};
  if (!options.bytes.empty()) table.law = options.law ? options.law : fitted_law(measured, options.bytes);
  std::vector<double> device, cloud;
  const auto or_nothing = [](double time) { return std::isfinite(time) ? time : 0; };  // nothing runs there
  for (const auto& times : measured.times) {
    device.push_back(or_nothing(times[0]));
    cloud.push_back(-or_nothing(times[1]));
  }
  device = isotonic(device);
  cloud = isotonic(cloud);
  for (std::size_t i = 0; i < measured.cuts.size(); ++i) {
    Cut cut{.layer = measured.cuts[i], .device = device[i], .upload = 0, .cloud = -cloud[i], .bytes = std::nullopt};
    if (table.law) {
      if (i < options.bytes.size()) {
        cut.bytes = options.bytes[i].second;
        cut.upload = table.law->latency + *cut.bytes / table.law->bandwidth;
      }
    } else {
      cut.upload = or_nothing(measured.times[i][2]);
    }
    table.cuts.push_back(std::move(cut));
  }
  return table;
}

}  // namespace

std::vector<double> isotonic(const std::vector<double>& values) {
  struct Block {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (const double value : values) {
    blocks.push_back({value, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  std::vector<double> result;
  for (const auto& block : blocks) result.insert(result.end(), block.count, block.mean());
  return result;
}

const Cut& CutTable::best() const {
  check(!cuts.empty(), "a table has a cut");
  const auto least = std::ranges::min(cuts, {}, &Cut::total).total();
  // Layers that take no time differ by rounding only.
  return *std::ranges::find_if(cuts, [&](const Cut& cut) { return cut.total() <= least * (1 + 1e-9); });
}

std::vector<std::pair<std::string, double>> read_cut_bytes(const std::filesystem::path& file) {
  Records records(file.string());
  const auto name = records.find("layer_name") ? *records.find("layer_name") : records.require("layer");
  const auto bytes = records.find("bytes");
  std::vector<std::size_t> sizes;
  for (int i = 1; const auto size = records.find(fmt::format("d{}", i)); ++i) sizes.push_back(*size);
  if (!bytes && sizes.empty()) records.require("bytes");
  std::vector<std::pair<std::string, double>> result;
  while (records.next()) {
    double value = 4;  // B, fp32
    if (bytes) {
      value = records.number(*bytes);
    } else {
      for (const auto size : sizes)
        if (!records.text(size).empty()) value *= records.number(size);
    }
    if (!(value > 0) || !std::isfinite(value))
      throw config::ConfigError(records.where(), "bytes that cross a cut are positive numbers");
    result.emplace_back(records.text(name), value);
  }
  return result;
}

std::vector<CutTable> cut_tables(const Trace& trace, const CutOptions& options) {
  constexpr std::size_t least_cuts = 2;
  std::vector<CutTable> tables;
  for (const auto& [name, measured] : measured_of(trace))
    if (measured.cuts.size() >= least_cuts) tables.push_back(table_of(name, measured, options));
  if (tables.empty())
    throw RuntimeFailure(
        "no cut network in the data: rows with op network, models '<net>:mobile_processing', '…:server_processing', "
        "'…:transmission' and a column 'cut'");
  return tables;
}

}  // namespace tradewind::calibrate
