#include "calibrate/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/file.hpp"
#include "base/sha256.hpp"
#include "calibrate/records.hpp"
#include "calibrate/row_reader.hpp"
#include "config/problem.hpp"
#include "config/quantity.hpp"

namespace tradewind::calibrate {
namespace {

/// Reads one file, row by row.
class Reader {
 public:
  Reader(const std::string& path, Trace& trace) : records_(path), rows_(records_, false), trace_(trace) {}

  /// Throws ConfigError when the file has rows but none of them is good.
  void read() {
    const std::size_t before = trace_.rows.size();
    while (records_.next()) {
      Row& row = trace_.rows.emplace_back();
      row.line = static_cast<std::size_t>(records_.where().line);
      const auto wrong = rows_.read(records_.fields(), row);
      if (wrong.empty()) continue;
      trace_.rows.pop_back();
      if (!first_problem_) first_problem_ = config::Problem{records_.where(), wrong};
      reject(trace_.rejected, wrong);
    }
    if (first_problem_ && trace_.rows.size() == before) throw no_good_row(*first_problem_);
  }

 private:
  Records records_;
  RowReader rows_;
  Trace& trace_;
  std::optional<config::Problem> first_problem_;
};

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
      for (const auto& column : cost::shape_of(row.kernel))
        if (!column.usual) shape_.add(column.name);
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
    for (const auto& column : cost::shape_of(row.kernel))
      if (!column.usual) shape[*shape_.place(column.name)] = config::format_number(column.value);
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

Trace read_trace(const std::vector<std::filesystem::path>& files) {
  Trace trace;
  for (const auto& file : files) Reader(file.string(), trace).read();
  trace.hash = combined_hash(files);
  return trace;
}

std::string to_csv(const Trace& trace) { return Writer(trace).text(); }

void write_trace(const std::filesystem::path& file, const Trace& trace) { write_file_atomically(file, to_csv(trace)); }

}  // namespace tradewind::calibrate
