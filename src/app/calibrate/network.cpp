// calibrate network: measured transfers → the factors of a scenario's network model.

#include <fmt/format.h>

#include "app/calibrate/amounts.hpp"
#include "app/calibrate/commands.hpp"
#include "app/calibrate/facts.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/version.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "calibrate/transfers.hpp"
#include "config/quantity.hpp"

namespace tradewind::app {
namespace {

std::string yaml_of(const NetworkCommand& command, const calibrate::NetworkFit& fit) {
  std::string text = fmt::format(
      "# Network model fitted by tradewind {} on {} to {} of {} (SHA-256 {}): MAPE {:.2f} %.\n"
      "# Factors refer to a latency of {} and a bandwidth of {}. Put it beneath a scenario: `include: [this file]`.\n",
      program_version(), today(), counted(fit.rows, "transfer"), command.data, sha256_file(command.data),
      100 * fit.mape, command.latency, command.bandwidth);
  text += "# latency_factor by size, each the best for its transfers:\n";
  for (const auto& part : fit.latency_by_size)
    text +=
        fmt::format("#   {:.0f} … {:.0f} B: {:.4g} ({})\n", part.from, part.to, part.factor, counted(part.rows, "row"));
  if (fit.shared_capacity)
    text +=
        fmt::format("# Transfers at a time share one medium: its link is {{shared: true, bandwidth: {:.6g} Mbps}}.\n",
                    *fit.shared_capacity * 8e-6);
  text += fmt::format("platform:\n  network:\n    kind: {}\n", command.kind);
  text += fmt::format("    latency_factor: {}\n    bandwidth_factor: {}\n", config::format_number(fit.latency_factor),
                      config::format_number(fit.bandwidth_factor));
  if (command.kind == "tcp") text += "    cross_traffic: false  # its share is in bandwidth_factor\n";
  return text;
}

}  // namespace

int calibrate_network(const NetworkCommand& command) {
  const calibrate::NominalPath path{.latency = seconds_of("--latency", command.latency),
                                    .bandwidth = bytes_per_second_of("--bandwidth", command.bandwidth)};
  if (path.latency <= 0 || path.bandwidth <= 0)
    throw UsageError("--latency and --bandwidth are greater than 0: factors multiply them");
  const auto transfers = calibrate::read_transfers(command.data);
  if (transfers.rejected > 0)
    fmt::print(stderr, "note: {} left out: bytes, seconds or concurrency are not positive numbers\n",
               counted(transfers.rejected, "row"));
  const auto fit = calibrate::fit_network(transfers.rows, path);
  write_file_atomically(command.output, yaml_of(command, fit));
  if (command.quiet) return exit_ok;
  fmt::print(stderr, "latency_factor    {:.4g}\nbandwidth_factor  {:.4g}\n", fit.latency_factor, fit.bandwidth_factor);
  if (fit.shared_capacity)
    fmt::print(stderr, "shared medium     {}\n", config::humanise(*fit.shared_capacity, Bandwidth::dimension));
  for (const auto& part : fit.latency_by_size)
    fmt::print(stderr, "  {:>12.0f} … {:<12.0f} B  latency_factor {:.4g}  ({})\n", part.from, part.to, part.factor,
               counted(part.rows, "row"));
  fmt::print(stderr, "MAPE {:.2f} % of {}; written: {}\n", 100 * fit.mape, counted(fit.rows, "transfer"),
             command.output);
  return exit_ok;
}

}  // namespace tradewind::app
