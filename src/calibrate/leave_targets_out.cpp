#include "calibrate/leave_targets_out.hpp"

#include <algorithm>
#include <set>

#include "calibrate/evaluate.hpp"
#include "calibrate/transfer.hpp"

namespace tradewind::calibrate {
namespace {

/// The rows of a target as the fits of the others and its facts predict them, by the op's number in the report.
void leave_out(const std::string& target, const cost::Facts& facts, const Trace& trace, FitReport& report) {
  cost::Model others;
  for (const auto& op : report.model.ops)
    if (op.key.target != target) others.ops.push_back(op);
  if (others.ops.empty()) return;
  const auto unseen = transfer(others, {}, {.target = target, .facts = facts, .seed = report.model.seed}).model;
  std::vector<Row> rows;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < trace.rows.size(); ++i)
    if (trace.rows[i].target == target) {
      rows.push_back(trace.rows[i]);
      numbers.push_back(i);
    }
  const auto answers = predict(unseen, rows);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!answers[r].model) continue;
    const auto op = std::ranges::find(report.model.ops, key_of(rows[r]), [](const auto& one) { return one.key; });
    if (op == report.model.ops.end()) continue;
    const auto& donor = *answers[r].model;
    const auto load = cost::load_of(rows[r].kernel, cost::precision_of(donor.key), donor.peaks);
    const auto& prediction = answers[r].prediction;
    report.held[static_cast<std::size_t>(op - report.model.ops.begin())].push_back(
        {.row = numbers[r],
         .measured = rows[r].latency,
         .predicted = prediction.latency,
         .low = prediction.low,
         .high = prediction.high,
         .roofline = donor.roofline(load),
         .datasheet = cost::speed_of_light(load),
         .regime = donor.roofline.regime(load)});
  }
}

}  // namespace

void leave_targets_out(const Trace& trace, const FitOptions& options, FitReport& report) {
  for (auto& held : report.held) held.clear();
  for (const auto& target : report.model.targets())
    if (const auto facts = options.facts.find(target); facts != options.facts.end())
      leave_out(target, facts->second, trace, report);
  for (std::size_t i = 0; i < report.held.size(); ++i) {
    auto& op = report.model.ops[i];
    op.errors = op.roofline_errors = op.datasheet_errors = std::nullopt;
    if (report.held[i].empty()) continue;
    op.errors = errors_of(report.held[i]);
    op.roofline_errors = errors_of(report.held[i], &Held::roofline);
    op.datasheet_errors = errors_of(report.held[i], &Held::datasheet);
  }
}

}  // namespace tradewind::calibrate
