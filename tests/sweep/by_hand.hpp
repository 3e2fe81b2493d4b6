#pragma once
// Studies and results written down as tables.

#include <sys/resource.h>

#include <csignal>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sweep/results.hpp"

namespace tradewind::sweep::by_hand {

using Settings = std::vector<std::pair<std::string, std::string>>;  // path, value as YAML
/// The figures of one run, by metric; empty: it failed.
using Run = std::vector<std::optional<double>>;
struct Row {
  Settings settings;
  std::vector<Run> replications;
};

inline Point point(const Settings& settings) {
  Point made;
  for (const auto& [path, value] : settings) made.settings.push_back({path, config::load_text(value)});
  return made;
}

inline RunRecord record(std::size_t run, const std::vector<std::string>& metrics, const Run& values) {
  RunRecord made{.run = run, .reason = {}, .figures = {}, .latency_quantiles = {}};
  if (values.empty()) {
    made.status = RunStatus::failed;
    made.reason = "no path from phone to server";
  }
  for (std::size_t i = 0; i < values.size(); ++i) made.figures.emplace_back(metrics[i], values[i]);
  return made;
}

/// Points in the order of the rows, seeds 1, 2, …, every run finished or failed.
inline Results results(const std::vector<std::string>& metrics, const std::vector<Row>& rows) {
  Results made;
  for (const auto& row : rows) {
    const auto number = made.manifest.add_point(point(row.settings));
    for (std::size_t r = 0; r < row.replications.size(); ++r) {
      made.manifest.add_run({.point = number, .replication = r, .seed = static_cast<std::int64_t>(r) + 1});
      made.runs.emplace_back();
      made.add(record(made.runs.size() - 1, metrics, row.replications[r]));
    }
  }
  return made;
}

inline scenario::Objective minimise(std::string metric) {
  return {.metric = std::move(metric), .goal = scenario::Goal::min, .where = {}};
}
inline scenario::Objective maximise(std::string metric) {
  return {.metric = std::move(metric), .goal = scenario::Goal::max, .where = {}};
}

inline Study study(std::initializer_list<std::string> parameters, std::vector<scenario::Objective> objectives) {
  Study made;
  made.id = "0123456789abcdef";
  for (const auto& path : parameters) made.description.parameters.entries.push_back({path, {}, {}});
  made.objectives = std::move(objectives);
  return made;
}

/// A phone that computes itself (1 s, 7 J) or sends to a server at 4, 8 or 80 Mbps.
inline Study tradeoff_study() {
  return study({"policy.offload", "platform.links.lan.bandwidth"},
               {minimise("latency_mean_s"), minimise("energy_total_j")});
}
inline Results tradeoff_results() {
  const auto row = [](const char* policy, const char* bandwidth, double latency, double energy) {
    return Row{{{"policy.offload", policy}, {"platform.links.lan.bandwidth", bandwidth}}, {{latency, energy}}};
  };
  const char* local = "{kind: local}";
  const char* server = "{kind: fixed, node: server}";
  return results(
      {"latency_mean_s", "energy_total_j"},
      {row(local, "4 Mbps", 1, 7), row(local, "8 Mbps", 1, 7), row(local, "80 Mbps", 1, 7),
       row(server, "4 Mbps", 1.72, 17.2), row(server, "8 Mbps", 1.12, 16.1), row(server, "80 Mbps", 0.58, 15.11)});
}

/// As on a disk with no more room: files of this process end at `bytes` while it lives.
class LittleRoom {
 public:
  explicit LittleRoom(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit little{.rlim_cur = bytes, .rlim_max = old_limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &little);
  }
  ~LittleRoom() {
    setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }
  LittleRoom(const LittleRoom&) = delete;
  LittleRoom& operator=(const LittleRoom&) = delete;

 private:
  void (*old_handler_)(int);
  rlimit old_limit_{};
};

}  // namespace tradewind::sweep::by_hand
