#include "app/calibrate/parity.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/calibrate/error_table.hpp"
#include "app/dispatch.hpp"
#include "app/exit_codes.hpp"
#include "base/check.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"

namespace tradewind::app {
namespace {

constexpr std::size_t most = 5000;  // rows of a fit: a chart shows no more, and the page stays small

std::vector<calibrate::Held> thinned(std::vector<calibrate::Held> held) {
  std::ranges::stable_sort(held, {}, &calibrate::Held::measured);
  if (held.size() <= most) return held;
  std::vector<calibrate::Held> some;
  some.reserve(most);
  for (std::size_t i = 0; i < most; ++i) some.push_back(held[i * held.size() / most]);
  return some;
}

void write_fit(JsonWriter& json, const cost::OpModel& op, const std::vector<calibrate::Held>& held) {
  const auto mape = [](const std::optional<cost::Errors>& errors) {
    return errors ? std::optional(errors->mape) : std::nullopt;
  };
  json.begin_object().member("key", op.key.text()).member("model", model_name(op.kind));
  json.member("rows", op.rows).member("held", held.size());
  json.member("datasheet_mape", mape(op.datasheet_errors)).member("roofline_mape", mape(op.roofline_errors));
  json.member("mape", mape(op.errors));
  if (op.errors)
    json.member("median_ape", op.errors->median)
        .member("p90_ape", op.errors->p90)
        .member("coverage90", op.errors->coverage);
  const auto shown = thinned(held);
  json.key("measured_s").begin_array();
  for (const auto& row : shown) json.value(row.measured);
  json.end_array().key("predicted_s").begin_array();
  for (const auto& row : shown) json.value(row.predicted);
  json.end_array().end_object();
}

}  // namespace

std::string parity_json(const calibrate::FitReport& report, const std::string& title, const std::string& command) {
  const auto& model = report.model;
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("kind", "tradewind parity").member("title", title).member("command", command);
  json.member("holdout", model.holdout).key("provenance").begin_array();
  const auto pair = [&](const char* name, const std::string& value) {
    json.begin_array().value(name).value(value).end_array();
  };
  pair("tool", model.tool);
  pair("date", model.date);
  pair("data hash", model.data_hash);
  pair("rows", std::to_string(model.rows));
  pair("seed", std::to_string(model.seed));
  for (const auto& note : model.notes) pair("note", note);
  json.end_array().key("fits").begin_array();
  for (std::size_t i = 0; i < model.ops.size(); ++i) write_fit(json, model.ops[i], report.held[i]);
  json.end_array().end_object();
  return text;
}

void write_parity_page(const std::string& page, const std::string& json) {
  const std::filesystem::path file = fmt::format("{}.{}.json", page, getpid());
  write_file_atomically(file, json);
  const int code = call("report", {file.string(), "-o", page});
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  if (code != exit_ok) throw RuntimeFailure(fmt::format("{}: the page could not be written", page));
}

}  // namespace tradewind::app
