#pragma once
// How a run of a sweep is made: the scenario with the settings of its point, on a platform that successive points share
// when they leave it alone.

#include <memory>

#include "app/prepare.hpp"
#include "executor/executor.hpp"
#include "sweep/study.hpp"

namespace tradewind::app {

class ScenarioSimulator final : public executor::Simulator {
 public:
  explicit ScenarioSimulator(const sweep::Study& study);
  void prepare(const sweep::Point& point) override;
  sweep::RunRecord run(const sweep::ManifestRun& run) override;

 private:
  const sweep::Study& study_;
  std::vector<std::string> paths_;  // figures beyond those of the whole run
  std::unique_ptr<Prepared> prepared_;
};

/// What a scenario must pass beside being read: names, routes and policies that fit together. Returns the targets and
/// models it was predicted with, their files' names and hashes. Throws ConfigError.
std::vector<std::pair<std::string, std::string>> check_loaded(const scenario::Loaded& loaded);

/// `-s` arguments that set a point, for a command line.
std::vector<std::string> overrides_of(const sweep::Point& point);

}  // namespace tradewind::app
