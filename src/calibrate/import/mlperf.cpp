// MLPerf Inference with power, and MLPerf Tiny: whole networks per system.

#include <fmt/format.h>

#include <map>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

/// A result of one system: performance and power stand in rows of their own.
struct Result {
  std::string system, model, scenario, version;
  double latency = 0, watts = 0, joules = 0;
  std::size_t line = 0;
};

}  // namespace

void read_mlperf_power(const std::string& path, Sink& sink) {
  Records r(path);
  const auto system = r.require("SystemName"), model = r.require("Model"), scenario = r.require("Scenario"),
             result = r.require("Result"), unit = r.require("Result_Units"), power = r.require("Result_Power"),
             power_unit = r.require("Units"), place = r.require("Location"), version = r.require("version");
  sink.note("Samples/s, Queries/s → s per sample (1 / x); latency and mJ: × 0.001; J per sample = W / throughput");
  std::map<std::string, Result> results;  // by place and scenario
  while (r.next()) {
    if (!r.whole()) {
      sink.reject("row", "not as many fields as the header");
      continue;
    }
    auto& one = results[fmt::format("{}\n{}\n{}", r.text(version), r.text(place), r.text(scenario))];
    one.system = r.text(system);
    one.model = r.text(model);
    one.scenario = r.text(scenario);
    one.version = r.text(version);
    if (one.line == 0) one.line = static_cast<std::size_t>(r.where().line);
    const double value = r.number(result), watts = r.number(power);
    if (r.text(unit).ends_with("/s") && value > 0) one.latency = 1 / value;
    if (r.text(unit).find("ms") != std::string_view::npos && value > 0) one.latency = value * 1e-3;
    if (r.text(power_unit).starts_with("Watt") && watts > 0) one.watts = watts;
    if (r.text(power_unit).find("illi") != std::string_view::npos && watts > 0) one.joules = watts * 1e-3;
    if (r.text(power_unit).starts_with("mJ") && watts > 0) one.joules = watts * 1e-3;
  }
  for (const auto& [key, one] : results) {
    if (one.latency == 0) {
      sink.reject("network", "no throughput or latency beside the power");
      continue;
    }
    Row row{.target = sink.target(one.system, path),
            .kernel = cost::Network{.model = "mlperf:" + one.model},
            .latency = one.latency,
            .tags = {{"scenario", one.scenario}, {"version", one.version}},
            .line = one.line};
    if (one.joules > 0) {
      row.energy = one.joules;
      row.power = one.joules / one.latency;
    } else if (one.watts > 0) {
      row.power = one.watts;
      row.energy = one.watts * one.latency;
    }
    sink.add(std::move(row));
  }
}

void read_mlperf_tiny(const std::string& path, Sink& sink) {
  Records r(path);
  const auto either = [&](std::string_view a, std::string_view b, std::string_view c) {
    if (const auto found = r.find(a)) return *found;
    if (const auto found = r.find(b)) return *found;
    return r.require(c);
  };
  const auto system = either("system", "SystemDesc", "BoardName"),
             benchmark = either("benchmark", "MlperfModel", "Model"),
             throughput = either("throughput_inf_per_s", "median_inf_per_s", "Result");
  const auto energy = r.find("energy_uJ_per_inf")   ? r.find("energy_uJ_per_inf")
                      : r.find("median_uJ_per_inf") ? r.find("median_uJ_per_inf")
                                                    : r.find("Power");
  const auto division = r.find("division") ? r.find("division") : r.find("Division");
  const auto version = r.find("round") ? r.find("round") : r.find("version");
  const auto mode = r.find("mode");
  sink.note("inf/s → s (1 / x); uJ per inference → J (× 1e-6); power_w = energy / latency");
  while (r.next()) {
    if (!r.whole()) {
      sink.reject("network", "not as many fields as the header");
      continue;
    }
    if (r.text(mode) == "accuracy") {
      sink.reject("network", "a run for accuracy");
      continue;
    }
    Row row{.target = sink.target(r.text(system), path),
            .kernel = cost::Network{.model = fmt::format("mlperf_tiny:{}", r.text(benchmark))},
            .latency = 1 / r.number(throughput),
            .tags = {{"division", std::string(r.text(division))},
                     {"version", std::string(r.text(version))},
                     {"mode", std::string(r.text(mode))}},
            .line = static_cast<std::size_t>(r.where().line)};
    if (const double joules = r.number(energy) * 1e-6; joules > 0) {
      row.energy = joules;
      row.power = joules / row.latency;
    }
    sink.add(std::move(row), "network");
  }
}

}  // namespace tradewind::calibrate
