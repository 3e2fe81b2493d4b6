// predict: kernels → their latency and energy, with intervals.

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <thread>

#include "app/calibrate/commands.hpp"
#include "app/exit_codes.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "calibrate/evaluate.hpp"
#include "workload/lines.hpp"

namespace tradewind::app {
namespace {

void append(fmt::memory_buffer& text, double value) {
  if (std::isnan(value)) return;
  fmt::format_to(std::back_inserter(text), "{:.9g}", value);
}

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
  return header;
}

}  // namespace

int predict(const PredictCommand& command) {
  const auto model = cost::read_model(command.model);
  const auto trace = calibrate::read_trace({command.data}, true);
  const auto answers = calibrate::predict(model, trace.rows, std::thread::hardware_concurrency());

  // The lines as they are, each with its prediction behind it.
  fmt::memory_buffer text;
  workload::Lines lines(command.data);
  std::string_view line;
  std::size_t next = 0, number = 0, unknown = 0, outside = 0;
  bool header = true;
  while (lines.next(line)) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (header) {
      text.append(header_of(line));
      text.append(std::string_view(",latency_s,latency_low_s,latency_high_s,energy_j,outside_octaves\n"));
      header = false;
      continue;
    }
    text.append(line);
    const bool read = next < trace.rows.size() && trace.rows[next].line == number;
    const calibrate::Answer answer = read ? answers[next++] : calibrate::Answer{};
    if (!answer.model) ++unknown;
    if (answer.model && !answer.prediction.in_range()) ++outside;
    const auto& prediction = answer.prediction;
    for (const double value : {prediction.latency, prediction.low, prediction.high, prediction.energy()}) {
      text.push_back(',');
      append(text, value);
    }
    text.push_back(',');
    if (answer.model) append(text, prediction.outside);
    text.push_back('\n');
  }
  write_file_atomically(command.output, {text.data(), text.size()});
  if (!command.quiet) {
    for (const auto& [reason, rows] : trace.rejected)
      fmt::print(stderr, "note: no prediction for {}: {}\n", counted(rows, "row"), reason);
    if (outside > 0)
      fmt::print(stderr, "note: {} outside the shapes that the model was fitted on: outside_octaves says how far\n",
                 counted(outside, "row"));
    if (unknown > 0)
      fmt::print(stderr, "note: {} without a prediction: the model has no fit\n", counted(unknown, "row"));
  }
  return unknown > 0 ? exit_some_failed : exit_ok;
}

}  // namespace tradewind::app
