#pragma once
// Sweep files that the tests of the sweep commands share, and ways to look at what came out.

#include <sstream>

#include "tests/app/program.hpp"

namespace tradewind::test {

/// One request of one phone, beside a server: every figure can be worked out by hand. Local: 1 s and, over 10 s,
/// 10 s x 0.5 W + 1 s x 2 W = 7 J.
inline const std::string tradeoff_scenario = R"(version: 1
name: tradeoff
platform:
  nodes:
    - {name: phone, tier: device, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {idle: 0.5 W, busy: 2.5 W, transmit: 2 W, receive: 1 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 1, speed: 2 Gflop/s}], power: {idle: 0 W, busy: 20 W}}
  links:
    - {name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms}
workload:
  applications:
    - name: job
      source: phone
      arrivals: {kind: periodic, every: 10 s, count: 1}
      tasks: [{name: work, input: 500 kB, output: 100 kB, work: 1 Gflop}]
policy: {offload: {kind: fixed, node: server}}
run: {duration: 10 s, seed: 1}
)";

/// The server at b: 0.02 s + 600 kB / b + 0.5 s. At 4, 8 and 80 Mbps: 1.72, 1.12, 0.58 s.
inline const std::string tradeoff_sweep = R"(version: 1
name: tradeoff_sweep
scenario: tradeoff.yaml
method: grid
parameters:
  policy.offload: [{kind: local}, {kind: fixed, node: server}]
  platform.links.lan.bandwidth: [4 Mbps, 8 Mbps, 80 Mbps]
replications: 1
objectives: [{metric: latency_mean_s, goal: min}, {metric: energy_total_j, goal: min}]
)";

/// Random load on two phones; 2 policies x 3 bandwidths x 3 seeds of some ten milliseconds each.
inline const std::string random_scenario = R"(version: 1
name: random
platform:
  nodes:
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}], power: {idle: 0.5 W, busy: 2.5 W, transmit: 2 W}}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 2, speed: 4 Gflop/s}], power: {idle: 10 W, busy: 20 W}}
  links:
    - {name: lan, between: [phone, server], bandwidth: 8 Mbps, latency: 10 ms, shared: true}
workload:
  applications:
    - name: job
      source: phone
      arrivals: {kind: poisson, rate: 0.4 /s}
      tasks: [{name: work, input: 50 kB, output: 10 kB, work: {kind: exponential, mean: 1 Gflop}}]
run: {duration: 500 s, seed: 7}
)";
inline const std::string random_sweep = R"(version: 1
name: random_sweep
scenario: random.yaml
method: grid
parameters:
  policy.offload: [{kind: local}, {kind: shortest_completion}]
  platform.links.lan.bandwidth: [1 Mbps, 4 Mbps, 16 Mbps]
replications: 3
objectives: [{metric: latency_p95_s, goal: min}, {metric: energy_device_j, goal: min}]
)";

/// A table of CSV: header and rows of cells.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  std::string cell(std::size_t row, const std::string& column) const {
    const auto at = std::ranges::find(header, column);
    if (at == header.end() || row >= rows.size()) return "(no " + column + ")";
    return rows[row].at(static_cast<std::size_t>(at - header.begin()));
  }
  double number(std::size_t row, const std::string& column) const { return std::stod(cell(row, column)); }
};

inline std::vector<std::string> split_csv_line(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      cells.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += line[i];
  }
  return cells;
}

inline Table read_table(const std::string& text) {
  Table table;
  std::istringstream lines(text);
  std::string line;
  if (std::getline(lines, line)) table.header = split_csv_line(line);
  while (std::getline(lines, line)) table.rows.push_back(split_csv_line(line));
  return table;
}

/// The three tables whose bytes are promised, joined.
inline std::string promised_bytes(const Folder& folder, const std::string& directory) {
  return folder.read(directory + "/runs.csv") + folder.read(directory + "/points.csv") +
         folder.read(directory + "/front.csv");
}

inline std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

class Sweeps : public testing::Test {
 protected:
  Sweeps() {
    folder_.write("tradeoff.yaml", tradeoff_scenario);
    folder_.write("tradeoff_sweep.yaml", tradeoff_sweep);
    folder_.write("random.yaml", random_scenario);
    folder_.write("random_sweep.yaml", random_sweep);
  }
  Ended sweep(const Words& words) const {
    Words all{"sweep"};
    all.insert(all.end(), words.begin(), words.end());
    return Program(folder_, all).wait(std::chrono::seconds(120));
  }
  Folder folder_;
};

}  // namespace tradewind::test
