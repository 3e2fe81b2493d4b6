#include "calibrate/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>

#include "base/file.hpp"
#include "base/sha256.hpp"
#include "calibrate/records.hpp"
#include "config/problem.hpp"
#include "config/quantity.hpp"

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

/// Reads one file: finds its columns once, then row by row.
class Reader {
 public:
  Reader(const std::string& path, bool queries, Trace& trace) : records_(path), queries_(queries), trace_(trace) {
    const auto place = [&](std::string_view column, bool needed) {
      return needed ? std::optional(records_.require(column)) : records_.find(column);
    };
    op_ = place("op", !records_.find("flop") || !records_.find("bytes"));
    target_ = place("target", !queries);
    dtype_ = place("dtype", false);
    latency_ = place("latency_s", !queries);
    power_ = place("power_w", false);
    energy_ = place("energy_j", false);
    weight_ = place("weight", false);
    used_.resize(records_.columns().size());
    std::ranges::transform(records_.columns(), std::back_inserter(own_), [](const std::string& column) {
      return static_cast<char>(column.empty() || std::ranges::find(own_columns, column) != own_columns.end());
    });
  }

  /// Throws ConfigError when the file has rows but none of them is good.
  void read() {
    const std::size_t before = trace_.rows.size();
    while (records_.next()) {
      const auto wrong = read_row();
      if (wrong.empty()) continue;
      trace_.rows.resize(good_ + before);
      if (!first_problem_) first_problem_ = config::Problem{records_.where(), wrong};
      reject(wrong);
    }
    if (first_problem_ && good_ == 0)
      throw config::ConfigError(first_problem_->where,
                                fmt::format("no row is good; of this one: {}", first_problem_->message));
  }

 private:
  /// Adds a row, or part of one and says what is wrong with it.
  std::string read_row() {
    if (!records_.whole())
      return records_.size() == records_.columns().size() ? "a quote is never closed"
                                                          : "other number of fields than the header";
    Row& row = trace_.rows.emplace_back();
    row.line = static_cast<std::size_t>(records_.where().line);
    if (auto wrong = read_amounts(row); !wrong.empty()) return wrong;
    row.target = records_.text(target_);
    row.dtype = cost::canonical_dtype(records_.text(dtype_));
    std::ranges::fill(used_, char{0});
    try {
      row.kernel = cost::kernel_from(op_ ? records_.text(op_) : "work",
                                     [&](std::string_view column) { return text_of(column); });
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (!used_[i] && !own_[i] && !records_.text(i).empty())
        row.tags.emplace_back(records_.columns()[i], records_.text(i));
    ++good_;
    return {};
  }

  std::string read_amounts(Row& row) const {
    const auto optional = [&](std::optional<std::size_t> column, std::string_view name, std::optional<double>& value) {
      if (records_.text(column).empty()) return std::string{};
      value = records_.number(column);
      return std::isfinite(*value) && *value > 0 ? std::string{} : fmt::format("{} is not a positive number", name);
    };
    row.latency = records_.number(latency_);
    if (queries_ ? records_.text(latency_).empty() : false)
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

  std::string_view text_of(std::string_view column) {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (records_.columns()[i] != column) continue;
      used_[i] = 1;
      return records_.text(i);
    }
    return {};
  }

  void reject(std::string_view why) {
    constexpr std::size_t most = 20;  // reasons; a file of nonsense has as many as rows
    const auto reason = without_value(why);
    const bool room = trace_.rejected.contains(reason) || trace_.rejected.size() < most;
    ++trace_.rejected[room ? reason : "other reasons"];
  }

  Records records_;
  bool queries_;
  Trace& trace_;
  std::optional<std::size_t> op_, target_, dtype_, latency_, power_, energy_, weight_;
  std::vector<char> own_, used_;  // by column: no tag; asked for by the kernel of this row
  std::size_t good_ = 0;
  std::optional<config::Problem> first_problem_;
};

// --- writing
// ----------------------------------------------------------------------------------------------------------

/// Columns in the order of their first appearance.
class Columns {
 public:
  void add(std::string_view name) {
    if (!place(name)) names_.emplace_back(name);
  }
  std::optional<std::size_t> place(std::string_view name) const {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names_.begin());
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
};

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string number_or_nothing(std::optional<double> value) {
  return value && std::isfinite(*value) ? config::format_number(*value) : std::string{};
}

/// Words of a kernel beside its numbers. A collective is spelled by its algorithm: op = all_reduce.
std::vector<std::pair<std::string_view, std::string>> words_of(const cost::Kernel& kernel) {
  if (std::holds_alternative<cost::Collective>(kernel)) return {};
  return cost::labels_of(kernel);
}
std::string_view op_of(const cost::Kernel& kernel) {
  const auto* collective = std::get_if<cost::Collective>(&kernel);
  return collective ? std::string_view(collective->algorithm) : cost::op_name(kernel);
}

/// Finds the columns that any row has, then writes row by row. A column may be a shape of one op and a tag of another
/// (tp).
class Writer {
 public:
  explicit Writer(const Trace& trace) : trace_(trace) {
    for (const auto& row : trace.rows) {
      for (const auto& [name, word] : words_of(row.kernel)) shape_.add(name);
      for (const auto& [name, value] : cost::shape_of(row.kernel)) shape_.add(name);
      power_ = power_ || row.power;
      energy_ = energy_ || row.energy;
      weight_ = weight_ || row.weight != 1;
    }
    for (const auto& row : trace.rows)
      for (const auto& [name, text] : row.tags)
        if (!shape_.place(name)) tags_.add(name);
  }

  std::string text() const {
    std::string text = "target,op,dtype";
    for (const auto& name : shape_.names()) text += ',' + csv_text(name);
    text += ",latency_s";
    if (power_) text += ",power_w";
    if (energy_) text += ",energy_j";
    if (weight_) text += ",weight";
    for (const auto& name : tags_.names()) text += ',' + csv_text(name);
    text += '\n';
    for (const auto& row : trace_.rows) append(text, row);
    return text;
  }

 private:
  void append(std::string& text, const Row& row) const {
    std::vector<std::string> shape(shape_.names().size()), tags(tags_.names().size());
    for (const auto& [name, word] : words_of(row.kernel)) shape[*shape_.place(name)] = csv_text(word);
    for (const auto& [name, value] : cost::shape_of(row.kernel))
      shape[*shape_.place(name)] = config::format_number(value);
    for (const auto& [name, tag] : row.tags)
      if (const auto place = shape_.place(name))
        shape[*place] = csv_text(tag);
      else
        tags[*tags_.place(name)] = csv_text(tag);
    text += fmt::format("{},{},{}", csv_text(row.target), csv_text(op_of(row.kernel)), csv_text(row.dtype));
    for (const auto& cell : shape) text += ',' + cell;
    text += ',' + number_or_nothing(row.latency);
    if (power_) text += ',' + number_or_nothing(row.power);
    if (energy_) text += ',' + number_or_nothing(row.energy);
    if (weight_) text += ',' + config::format_number(row.weight);
    for (const auto& cell : tags) text += ',' + cell;
    text += '\n';
  }

  const Trace& trace_;
  Columns shape_, tags_;
  bool power_ = false, energy_ = false, weight_ = false;
};

}  // namespace

std::string combined_hash(std::span<const std::filesystem::path> files) {
  std::string all;
  for (const auto& file : files) all += sha256_file(file);
  return files.size() == 1 ? all : sha256(all);
}

Trace read_trace(const std::vector<std::filesystem::path>& files, bool queries) {
  Trace trace;
  for (const auto& file : files) Reader(file.string(), queries, trace).read();
  trace.hash = combined_hash(files);
  return trace;
}

std::string to_csv(const Trace& trace) { return Writer(trace).text(); }

void write_trace(const std::filesystem::path& file, const Trace& trace) { write_file_atomically(file, to_csv(trace)); }

}  // namespace tradewind::calibrate
