// predict: kernels → their latency and energy, with intervals.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <future>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "app/calibrate/commands.hpp"
#include "app/exit_codes.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "calibrate/evaluate.hpp"
#include "calibrate/row_reader.hpp"
#include "workload/lines.hpp"

namespace tradewind::app {
namespace {

/// In nine digits, as printf's %.9g.
void append(fmt::memory_buffer& text, double value) {
  if (std::isnan(value)) return;
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.begin(), digits.end(), value, std::chars_format::general, 9);
  text.append(digits.begin(), written.ptr);
}

bool blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

/// The header, in which times that were measured get a name of their own.
std::string header_of(std::string_view line) {
  std::string header;
  for (std::size_t start = 0; start <= line.size();) {
    const auto end = std::min(line.find(',', start), line.size());
    const auto column = line.substr(start, end - start);
    const bool ours = column == "latency_s" || column == "energy_j";
    header += fmt::format("{}{}{}", start > 0 ? "," : "", ours ? "measured_" : "", column);
    start = end + 1;
  }
  return header + ",latency_s,latency_low_s,latency_high_s,energy_j,outside_octaves\n";
}

/// Some lines of the file, and the same with their predictions behind them.
class Batch {
 public:
  Batch(const cost::Model& model, calibrate::RowReader reader) : model_(&model), reader_(std::move(reader)) {}

  /// Takes the next lines; false when there are no more.
  bool fill(workload::Lines& lines) {
    constexpr std::size_t most = 16'384;  // enough for trees to be evaluated side by side, little enough for the cache
    text_.clear();
    lines_.clear();
    for (std::string_view line; lines_.size() < most;) {
      if (!lines.next(line)) return false;
      if (blank(line)) continue;
      text_.append(line);
      lines_.push_back({.end = text_.size(), .where = lines.where()});
    }
    return true;
  }

  void answer() {
    rows_.clear();
    wrong_.clear();
    answers_.clear();
    outside_ = unknown_ = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      fields_.split(line(i));
      auto& row = rows_.emplace_back();
      row.line = i;
      if (auto wrong = reader_.read(fields_, row); !wrong.empty()) {
        wrong_.push_back({lines_[i].where, std::move(wrong)});
        rows_.pop_back();
      }
    }
    const auto answers = calibrate::predict(*model_, rows_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const bool read = next < rows_.size() && rows_[next].line == i;
      const auto answer = read ? answers[next++] : calibrate::Answer{};
      if (read && !answer.model) ++unknown_;
      if (answer.model && !answer.prediction.in_range()) ++outside_;
      write(line(i), answer);
    }
  }

  std::string_view text() const { return {answers_.data(), answers_.size()}; }
  std::size_t predicted() const { return rows_.size(); }
  std::size_t outside() const { return outside_; }
  std::size_t unknown() const { return unknown_; }
  const std::vector<config::Problem>& wrong() const { return wrong_; }

 private:
  struct Line {
    std::size_t end;
    config::Location where;
  };

  std::string_view line(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : lines_[i - 1].end;
    return std::string_view(text_).substr(begin, lines_[i].end - begin);
  }

  void write(std::string_view line, const calibrate::Answer& answer) {
    const auto& prediction = answer.prediction;
    answers_.append(line);
    for (const double value : {prediction.latency, prediction.low, prediction.high, prediction.energy()}) {
      answers_.push_back(',');
      append(answers_, value);
    }
    answers_.push_back(',');
    if (answer.model) append(answers_, prediction.outside);
    answers_.push_back('\n');
  }

  const cost::Model* model_;
  calibrate::RowReader reader_;
  calibrate::Fields fields_;
  std::string text_;
  std::vector<Line> lines_;
  std::vector<calibrate::Row> rows_;  // `line`: which of lines_
  std::vector<config::Problem> wrong_;
  fmt::memory_buffer answers_;
  std::size_t outside_ = 0, unknown_ = 0;
};

/// What is told of all rows.
struct Tally {
  std::size_t predicted = 0, outside = 0, unknown = 0;
  calibrate::Rejected rejected;
  std::optional<config::Problem> first_problem;

  void add(const Batch& batch) {
    predicted += batch.predicted();
    outside += batch.outside();
    unknown += batch.unknown();
    if (!first_problem && !batch.wrong().empty()) first_problem = batch.wrong().front();
    for (const auto& wrong : batch.wrong()) calibrate::reject(rejected, wrong.message);
  }

  void print() const {
    for (const auto& [reason, rows] : rejected)
      fmt::print(stderr, "note: no prediction for {}: {}\n", counted(rows, "row"), reason);
    if (outside > 0)
      fmt::print(stderr, "note: {} outside the shapes that the model was fitted on: outside_octaves says how far\n",
                 counted(outside, "row"));
    if (unknown > 0)
      fmt::print(stderr, "note: {} without a prediction: the model has no fit\n", counted(unknown, "row"));
  }
};

/// As many batches as there are processors, answered side by side.
class Round {
 public:
  Round(const cost::Model& model, const calibrate::RowReader& reader) {
    const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    batches_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) batches_.emplace_back(model, reader);
  }

  /// Reads lines and starts answering them; false when there are no more.
  bool start(workload::Lines& lines) {
    bool more = true;
    for (std::size_t i = 0; more && i < batches_.size(); ++i) {
      more = batches_[i].fill(lines);
      running_.push_back(std::async(std::launch::async, [&batch = batches_[i]] { batch.answer(); }));
    }
    return more;
  }

  void finish(FileReplacement& file, Tally& tally) {
    for (std::size_t i = 0; i < running_.size(); ++i) {
      running_[i].get();
      file.append(batches_[i].text());
      tally.add(batches_[i]);
    }
    running_.clear();
  }

 private:
  std::vector<Batch> batches_;
  std::vector<std::future<void>> running_;  // of the first batches
};

}  // namespace

int predict(const PredictCommand& command) {
  const auto model = cost::read_model(command.model);
  const calibrate::RowReader reader(calibrate::Records(command.data), true);
  workload::Lines lines(command.data);
  std::string_view header;
  while (lines.next(header) && blank(header)) continue;
  FileReplacement file(command.output);
  file.append(header_of(header));
  Tally tally;
  Round round(model, reader), next(model, reader);
  for (bool more = round.start(lines); more; std::swap(round, next)) {  // one is read while the other is answered
    more = next.start(lines);
    round.finish(file, tally);
  }
  round.finish(file, tally);
  if (tally.first_problem && tally.predicted == 0) throw calibrate::no_good_row(*tally.first_problem);
  file.commit();
  if (!command.quiet) tally.print();
  return tally.unknown > 0 || tally.first_problem ? exit_some_failed : exit_ok;
}

}  // namespace tradewind::app
