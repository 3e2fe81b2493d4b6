// calibrate cut: where a network is best cut between a device and a cloud.

#include "calibrate/cut.hpp"

#include <fmt/format.h>

#include "app/calibrate/amounts.hpp"
#include "app/calibrate/commands.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "base/json_writer.hpp"
#include "config/quantity.hpp"

namespace tradewind::app {
namespace {

std::string json_of(const std::vector<calibrate::CutTable>& tables) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("tables").begin_object();
  for (const auto& table : tables) {
    json.key(table.name).begin_object().member("best", table.best().layer).key("cuts").begin_array();
    for (const auto& cut : table.cuts)
      json.begin_object()
          .member("layer", cut.layer)
          .member("device_s", cut.device)
          .member("upload_s", cut.upload)
          .member("cloud_s", cut.cloud)
          .member("total_s", cut.total())
          .end_object();
    json.end_array().end_object();
  }
  json.end_object().end_object();
  return text + "\n";
}

std::string text_of(const calibrate::CutTable& table) {
  std::size_t width = 5;
  for (const auto& cut : table.cuts) width = std::max(width, cut.layer.size());
  std::string text = table.name;
  if (table.law)
    text += fmt::format(": uploads take {} and 1 s per {}", config::humanise(table.law->latency, Duration::dimension),
                        config::humanise(table.law->bandwidth, Bandwidth::dimension));
  text += fmt::format("\n  {:<{}}  {:>10}  {:>10}  {:>10}  {:>10}\n", "cut", width, "device_s", "upload_s", "cloud_s",
                      "total_s");
  for (const auto& cut : table.cuts)
    text += fmt::format("  {:<{}}  {:>10.4f}  {:>10.4f}  {:>10.4f}  {:>10.4f}{}\n", cut.layer, width, cut.device,
                        cut.upload, cut.cloud, cut.total(), &cut == &table.best() ? "  best" : "");
  return text;
}

}  // namespace

int calibrate_cut(const CutCommand& command) {
  calibrate::CutOptions options;
  if (!command.bytes.empty()) options.bytes = calibrate::read_cut_bytes(command.bytes);
  if (!command.bandwidth.empty()) {
    if (options.bytes.empty()) throw UsageError("--bandwidth needs the bytes of each cut: --bytes FILE");
    options.law = {.latency = seconds_of("--latency", command.latency),
                   .bandwidth = bytes_per_second_of("--bandwidth", command.bandwidth)};
  }
  const auto trace = calibrate::read_trace({command.data.begin(), command.data.end()});
  const auto tables = calibrate::cut_tables(trace, options);
  if (command.json) {
    fmt::print("{}", json_of(tables));
    return exit_ok;
  }
  for (const auto& table : tables) fmt::print("{}best cut of {}: {}\n", text_of(table), table.name, table.best().layer);
  return exit_ok;
}

}  // namespace tradewind::app
