// The tables of a sweep as CSV (RFC 4180): its runs, its points, its front.

#include <charconv>
#include <iterator>
#include <type_traits>
#include <unordered_map>

#include "sweep/collect.hpp"

namespace tradewind::sweep {
namespace {

/// Collects rows; a cell is what was appended since the last one.
class Csv {
 public:
  Csv& text(std::string_view value) {
    begin_cell();
    if (value.find_first_of(",\"\r\n") == value.npos) {
      text_ += value;
      return *this;
    }
    text_ += '"';
    for (const char c : value) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
    return *this;
  }

  template <class Number>
    requires std::is_arithmetic_v<Number>
  Csv& number(Number value) {
    begin_cell();
    char digits[32];
    text_.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
    return *this;
  }

  Csv& number(const std::optional<double>& value) { return value ? number(*value) : text(""); }

  void end_row() {
    text_ += '\n';
    at_begin_ = true;
  }

  std::string take() { return std::move(text_); }

 private:
  void begin_cell() {
    if (!at_begin_) text_ += ',';
    at_begin_ = false;
  }

  std::string text_;
  bool at_begin_ = true;
};

/// Columns of the parameters: those of the study in its order, then what points set beyond them (`points`, `include`).
class Parameters {
 public:
  Parameters(const Study& study, const Manifest& manifest) {
    for (const auto& parameter : study.description.parameters.entries) add(parameter.key);
    for (const auto& point : manifest.points())
      for (const auto& setting : point.settings) add(setting.path);
    for (const auto& point : manifest.points()) {
      auto& row = cells_.emplace_back(paths_.size());
      for (const auto& setting : point.settings) row[columns_.at(setting.path)] = config::to_flow(setting.value);
    }
  }

  void write_header(Csv& csv) const {
    for (const auto& path : paths_) csv.text(path);
  }
  void write(Csv& csv, std::size_t point) const {
    for (const auto& cell : cells_[point]) csv.text(cell);
  }

 private:
  void add(const std::string& path) {
    if (columns_.emplace(path, paths_.size()).second) paths_.push_back(path);
  }

  std::vector<std::string> paths_;
  std::unordered_map<std::string, std::size_t> columns_;
  std::vector<std::vector<std::string>> cells_;  // by point
};

}  // namespace

std::string runs_csv(const Study& study, const Results& results) {
  Csv csv;
  const Parameters parameters(study, results.manifest);
  for (const auto* column : {"run", "point", "replication", "seed"}) csv.text(column);
  parameters.write_header(csv);
  csv.text("status").text("reason");
  for (const auto& metric : results.metrics) csv.text(metric);
  csv.end_row();
  for (std::size_t run = 0; run < results.manifest.runs().size(); ++run) {
    const auto& decided = results.manifest.runs()[run];
    csv.number(run).number(decided.point).number(decided.replication).number(decided.seed);
    parameters.write(csv, decided.point);
    const auto& result = results.runs[run];
    csv.text(status_text(result)).text(result ? result->reason : "");
    for (std::size_t column = 0; column < results.metrics.size(); ++column) csv.number(results.value(run, column));
    csv.end_row();
  }
  return csv.take();
}

std::string points_csv(const Study& study, const Results& results) {
  Csv csv;
  const Parameters parameters(study, results.manifest);
  csv.text("point");
  parameters.write_header(csv);
  for (const auto& metric : results.metrics) csv.text(metric + "_mean").text(metric + "_ci95");
  csv.text("runs").text("failed").end_row();
  for (const auto& summary : summarise(results)) {
    csv.number(summary.point);
    parameters.write(csv, summary.point);
    for (const auto& mean : summary.means)
      csv.number(mean ? std::optional(mean->mean) : std::nullopt).number(mean ? mean->half_width : std::nullopt);
    csv.number(summary.runs).number(summary.failed).end_row();
  }
  return csv.take();
}

std::string front_csv(const Study& study, const Results& results, const Front& front) {
  Csv csv;
  const Parameters parameters(study, results.manifest);
  csv.text("point");
  parameters.write_header(csv);
  for (const auto& objective : front.objectives) csv.text(objective.metric + "_mean").text(objective.metric + "_ci95");
  csv.text("probability_on_front").text("knee").text("best_in").end_row();
  for (const auto& point : front.points) {
    csv.number(point.point);
    parameters.write(csv, point.point);
    for (std::size_t k = 0; k < point.values.size(); ++k) csv.number(point.values[k]).number(point.half_widths[k]);
    std::string best_in;
    for (const auto& metric : point.best_in) best_in += (best_in.empty() ? "" : ";") + metric;
    csv.number(point.probability).text(point.knee ? "true" : "false").text(best_in).end_row();
  }
  return csv.take();
}

}  // namespace tradewind::sweep
