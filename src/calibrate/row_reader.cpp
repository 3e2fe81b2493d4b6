#include "calibrate/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace tradewind::calibrate {
namespace {

constexpr std::array<std::string_view, 7> own_columns = {"target",  "op",       "dtype", "latency_s",
                                                         "power_w", "energy_j", "weight"};
/// The message of a kernel that is none, without the value that differs from row to row.
std::string without_value(std::string_view why) {
  const auto open = why.find('\'');
  const auto close = open == why.npos ? why.npos : why.find('\'', open + 1);
  if (close == why.npos || why.starts_with("unknown")) return std::string(why);
  return fmt::format("{}…{}", why.substr(0, open), why.substr(close + 1));
}

}  // namespace

RowReader::RowReader(const Records& records, bool queries) : columns_(records.columns()), queries_(queries) {
  const auto place = [&](std::string_view column, bool needed) {
    return needed ? std::optional(records.require(column)) : records.find(column);
  };
  op_ = place("op", !records.find("flop") || !records.find("bytes"));
  target_ = place("target", !queries);
  dtype_ = place("dtype", false);
  latency_ = place("latency_s", !queries);
  power_ = place("power_w", false);
  energy_ = place("energy_j", false);
  weight_ = place("weight", false);
  used_.resize(columns_.size());
  std::ranges::transform(columns_, std::back_inserter(own_), [](const std::string& column) {
    return static_cast<char>(column.empty() || std::ranges::find(own_columns, column) != own_columns.end());
  });
}

std::string RowReader::read(const Fields& fields, Row& row) {
  if (fields.size() != columns_.size()) return "other number of fields than the header";
  if (!fields.closed()) return "a quote is never closed";
  if (auto wrong = read_amounts(fields, row); !wrong.empty()) return wrong;
  row.target = fields.text(target_);
  row.dtype = cost::canonical_dtype(fields.text(dtype_));
  std::ranges::fill(used_, char{0});
  try {
    row.kernel = cost::kernel_from(op_ ? fields.text(op_) : "work",
                                   [&](std::string_view column) { return text_of(fields, column); });
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (!used_[i] && !own_[i] && !fields.text(i).empty()) row.tags.emplace_back(columns_[i], fields.text(i));
  return {};
}

std::string RowReader::read_amounts(const Fields& fields, Row& row) const {
  const auto optional = [&](std::optional<std::size_t> column, std::string_view name, std::optional<double>& value) {
    if (fields.text(column).empty()) return std::string{};
    value = fields.number(column);
    return std::isfinite(*value) && *value > 0 ? std::string{} : fmt::format("{} is not a positive number", name);
  };
  row.latency = fields.number(latency_);
  if (queries_ && fields.text(latency_).empty())
    row.latency = std::numeric_limits<double>::quiet_NaN();
  else if (!std::isfinite(row.latency) || row.latency <= 0)
    return "latency_s is not a positive number";
  std::optional<double> weight;
  std::string wrong = optional(power_, "power_w", row.power);
  if (wrong.empty()) wrong = optional(energy_, "energy_j", row.energy);
  if (wrong.empty()) wrong = optional(weight_, "weight", weight);
  row.weight = weight.value_or(1);
  return wrong;
}

std::string_view RowReader::text_of(const Fields& fields, std::string_view column) {
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) return {};
  const auto i = static_cast<std::size_t>(found - columns_.begin());
  used_[i] = 1;
  return fields.text(i);
}

void reject(Rejected& rejected, std::string_view why) {
  constexpr std::size_t most = 20;  // reasons; a file of nonsense has as many as rows
  const auto reason = without_value(why);
  const bool room = rejected.contains(reason) || rejected.size() < most;
  ++rejected[room ? reason : "other reasons"];
}

config::ConfigError no_good_row(const config::Problem& first) {
  return {first.where, fmt::format("no row is good; of this one: {}", first.message)};
}

}  // namespace tradewind::calibrate
