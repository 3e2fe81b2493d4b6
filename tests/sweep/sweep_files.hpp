#pragma once
// A folder with a scenario and sweep files beside it, read as the program reads them.

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "app/catalogue.hpp"
#include "base/check.hpp"
#include "sweep/study.hpp"
#include "tests/scenario/good_text.hpp"
#include "tests/support/run.hpp"

namespace tradewind::sweep {

/// Three parameters, 2 · 2 · 3 points, of which three are excluded.
inline const std::string good_sweep = R"(version: 1
name: trade
scenario: base.yaml
method: grid
parameters:
  policy.offload: [{kind: local}, {kind: fixed, node: server}]
  platform.links.wan.bandwidth: [10 Mbps, 1 Gbps]
  run.warmup: {low: 1 s, high: 5 s, steps: 3}
exclude: [{policy.offload.kind: local, platform.links.wan.bandwidth: 10 Mbps}]
replications: 2
objectives: [{metric: latency_p95_s, goal: min}, {metric: energy_device_j, goal: min}]
reference: [1, 500]
thresholds: {hypervolume: "> 1", latency_p95_s: "< 1"}
record: [by_node.server.utilisation]
)";

/// Runs in a folder of its own, so that messages name files as a user sees them.
class SweepFiles : public ::testing::Test {
 protected:
  SweepFiles() {
    std::filesystem::current_path(folder_ / "");
    write("base.yaml", test::good_text);
  }
  ~SweepFiles() override { std::filesystem::current_path(before_); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    return folder_.write(name, text);
  }

  /// Reads a sweep file of this text.
  Study study(std::string_view text) const {
    write("s.yaml", text);
    return load("s.yaml", app::registries().catalogue);
  }
  /// What the user reads; empty when the sweep is accepted.
  std::string refusal(std::string_view text) const try {
    study(text);
    return "";
  } catch (const config::ConfigError& error) {
    return error.what();
  }

  /// A sweep directory as the program begins it.
  std::string begin(const Study& study, const std::string& name) const {
    std::filesystem::create_directory(folder_ / name);
    write(name + "/sweep.yaml", config::to_yaml(study.resolved));
    write(name + "/scenario.yaml", config::to_yaml(study.base));
    write(name + "/sweep.id", study.id + "\n");
    return (folder_ / name).string();
  }

  const testing::TemporaryFolder& folder() const { return folder_; }

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
  testing::TemporaryFolder folder_;
};

/// The keys of points, in order, with `; ` for the line ends inside them.
inline std::vector<std::string> keys(const std::vector<Point>& points) {
  std::vector<std::string> all;
  for (const auto& point : points) {
    auto key = point.key();
    for (std::size_t at = 0; (at = key.find('\n', at)) != key.npos;) key.replace(at, 1, "; ");
    all.push_back(std::move(key));
  }
  return all;
}

}  // namespace tradewind::sweep
