// calibrate transfer: models of known targets → a model of a new one.

#include "calibrate/transfer.hpp"

#include <fmt/format.h>

#include "app/calibrate/commands.hpp"
#include "app/calibrate/facts.hpp"
#include "app/exit_codes.hpp"
#include "app/version.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"

namespace tradewind::app {
namespace {

constexpr std::size_t shapes_to_suggest = 16;

void tell(const calibrate::Transfer& transfer) {
  for (const auto& note : transfer.notes) {
    std::string donors;
    for (const auto& [target, weight] : note.donors)
      donors += fmt::format("{}{} {:.0f} %", donors.empty() ? "" : ", ", target, 100 * weight);
    if (note.networks) {
      fmt::print(stderr, "{}: {}, each network from its latencies on {} known devices\n", note.key.text(),
                 counted(note.samples, "sample"), note.donors.size());
      continue;
    }
    fmt::print(stderr, "{}: {}, from {}; {:.0f} % of their learned residual\n", note.key.text(),
               note.samples == 0 ? std::string("facts only") : counted(note.samples, "sample"), donors,
               100 * note.trust);
  }
}

/// Shapes that tell most about a target of which nothing was measured yet.
void suggest(const cost::Model& model, const std::string& target) {
  for (const auto& op : model.ops) {
    const auto rows = calibrate::worth_measuring(op, target, shapes_to_suggest);
    if (rows.empty()) continue;
    fmt::print(stderr, "worth measuring for {}:\n", op.key.text());
    for (const auto& row : rows) {
      std::string shape;
      for (const auto& [column, value, usual] : cost::shape_of(row.kernel))
        if (!usual) shape += fmt::format("{}{} {:g}", shape.empty() ? "" : ", ", column, value);
      fmt::print(stderr, "  {}\n", shape);
    }
  }
}

}  // namespace

int calibrate_transfer(const TransferCommand& command) {
  const auto known = cost::read_model(command.from);
  calibrate::Trace samples;
  if (!command.data.empty()) samples = calibrate::read_trace({command.data.begin(), command.data.end()});
  for (const auto& [reason, rows] : samples.rejected)
    fmt::print(stderr, "note: {} left out: {}\n", counted(rows, "row"), reason);
  const auto other = std::erase_if(samples.rows, [&](const auto& row) { return row.target != command.target; });
  if (other > 0) fmt::print(stderr, "note: {} left out: not of '{}'\n", counted(other, "row"), command.target);
  calibrate::TransferOptions options{.target = command.target,
                                     .facts = facts_of(command.target, named_facts(command.facts), true)};
  if (!options.facts)
    fmt::print(stderr, "note: no datasheet of '{}': its peaks are those of the samples\n", command.target);
  auto transferred = calibrate::transfer(known, samples, options);
  transferred.model.tool = fmt::format("tradewind {}", program_version());
  transferred.model.date = today();
  transferred.model.notes.push_back(fmt::format("transferred from {}", known.data_hash));
  write_file_atomically(command.output, cost::to_yaml(transferred.model));
  if (!command.quiet) {
    tell(transferred);
    if (samples.rows.empty()) suggest(transferred.model, command.target);
    fmt::print(stderr, "written: {}\n", command.output);
  }
  return exit_ok;
}

}  // namespace tradewind::app
