// calibrate evaluate: a model against measurements it was not fitted on.

#include <fmt/format.h>

#include <map>
#include <thread>

#include "app/calibrate/commands.hpp"
#include "app/calibrate/error_table.hpp"
#include "app/exit_codes.hpp"
#include "base/check.hpp"
#include "base/counted.hpp"
#include "calibrate/evaluate.hpp"

namespace tradewind::app {

int calibrate_evaluate(const EvaluateCommand& command) {
  const auto model = cost::read_model(command.model);
  const auto trace = calibrate::read_trace({command.data.begin(), command.data.end()});
  for (const auto& [reason, rows] : trace.rejected)
    fmt::print(stderr, "note: {} left out: {}\n", counted(rows, "row"), reason);
  const auto answers = calibrate::predict(model, trace.rows, std::thread::hardware_concurrency());
  std::map<std::string, std::vector<calibrate::Held>> by_op, by_group;
  std::map<std::string, std::size_t> unknown;
  std::size_t outside = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].model) {
      ++unknown[calibrate::key_of(trace.rows[i]).text()];
      continue;
    }
    const auto& prediction = answers[i].prediction;
    const calibrate::Held held{.row = i,
                               .measured = trace.rows[i].latency,
                               .predicted = prediction.latency,
                               .low = prediction.low,
                               .high = prediction.high};
    if (!prediction.in_range()) ++outside;
    by_op[answers[i].model->key.op].push_back(held);
    by_group[answers[i].model->key.text()].push_back(held);
  }
  for (const auto& [key, rows] : unknown)
    fmt::print(stderr, "note: the model has no fit for {} of {}\n", counted(rows, "row"), key);
  if (by_op.empty()) throw RuntimeFailure("the model has no fit for any row of the data");
  if (outside > 0)
    fmt::print(stderr, "note: {} outside the shapes that the model was fitted on\n", counted(outside, "row"));
  if (command.json) {
    fmt::print("{}", errors_json(by_op, by_group));
    return exit_ok;
  }
  std::size_t width = 4;
  for (const auto& [key, held] : by_group) width = std::max(width, key.size());
  fmt::print("{:<{}}  {:>7}  {:>8}  {:>7}  {:>7}  {:>8}\n", "fit", width, "rows", "MAPE", "median", "p90", "coverage");
  for (const auto& [key, held] : by_group) {
    const auto errors = calibrate::errors_of(held);
    fmt::print("{:<{}}  {:>7}  {:>6.2f} %  {:>5.2f} %  {:>5.1f} %  {:>6.1f} %\n", key, width, errors.rows,
               100 * errors.mape, 100 * errors.median, 100 * errors.p90, 100 * errors.coverage);
  }
  return exit_ok;
}

}  // namespace tradewind::app
