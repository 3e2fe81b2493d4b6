#include "app/calibrate/error_table.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"

namespace tradewind::app {
namespace {

std::string percent(const std::optional<cost::Errors>& errors) {
  return errors ? fmt::format("{:.1f} %", 100 * errors->mape) : std::string("–");
}

void write(JsonWriter& json, const cost::Errors& errors) {
  json.begin_object()
      .member("rows", errors.rows)
      .member("mape", errors.mape)
      .member("median_ape", errors.median)
      .member("p90_ape", errors.p90)
      .member("coverage90", errors.coverage)
      .end_object();
}

}  // namespace

std::string_view model_name(cost::ModelKind kind) {
  constexpr std::string_view names[] = {"datasheet", "roofline", "residual", "table", "linear", "collective"};
  return names[static_cast<std::size_t>(kind)];
}

std::string error_table(const cost::Model& model) {
  std::size_t width = 4;
  for (const auto& op : model.ops) width = std::max(width, op.key.text().size());
  std::string text = fmt::format("{:<{}}  {:>7}  {:>9}  {:>9}  {:<10} {:>8}  {:>7}  {:>7}  {:>8}\n", "fit", width,
                                 "rows", "datasheet", "roofline", "chosen", "MAPE", "median", "p90", "coverage");
  for (const auto& op : model.ops) {
    text +=
        fmt::format("{:<{}}  {:>7}  {:>9}  {:>9}  {:<10} {:>8}", op.key.text(), width, op.rows,
                    percent(op.datasheet_errors), percent(op.roofline_errors), model_name(op.kind), percent(op.errors));
    if (op.errors)
      text += fmt::format("  {:>5.1f} %  {:>5.1f} %  {:>6.1f} %", 100 * op.errors->median, 100 * op.errors->p90,
                          100 * op.errors->coverage);
    text += '\n';
  }
  return text;
}

std::string errors_json(const std::map<std::string, std::vector<calibrate::Held>>& by_op,
                        const std::map<std::string, std::vector<calibrate::Held>>& by_group) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  std::vector<calibrate::Held> all;
  for (const auto* part : {&by_op, &by_group}) {
    json.key(part == &by_op ? "ops" : "groups").begin_object();
    for (const auto& [key, held] : *part) {
      json.key(key);
      write(json, calibrate::errors_of(held));
      if (part == &by_op) all.insert(all.end(), held.begin(), held.end());
    }
    json.end_object();
  }
  const auto errors = calibrate::errors_of(all);
  json.member("rows", errors.rows).member("mape", errors.mape).member("coverage90", errors.coverage).end_object();
  return text + "\n";
}

}  // namespace tradewind::app
