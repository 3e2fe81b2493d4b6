#pragma once
// The commands of calibrate and predict. Each returns an ExitCode and throws ConfigError, RuntimeFailure or UsageError.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tradewind::app {

struct FitCommand {
  std::vector<std::string> data, excluded;
  std::string model = "auto", holdout = "rows", facts, output, plot;
  double split = 0.2;
  std::size_t folds = 0;
  std::int64_t seed = 1;
  unsigned jobs = 0;  // 0: one per core
  bool json = false, quiet = false;
};
int calibrate_fit(const FitCommand& command);

struct EvaluateCommand {
  std::string model;
  std::vector<std::string> data;
  bool json = false;
};
int calibrate_evaluate(const EvaluateCommand& command);

struct TransferCommand {
  std::string from, target, facts, output;
  std::vector<std::string> data;
  bool quiet = false;
};
int calibrate_transfer(const TransferCommand& command);

struct ScenarioCommand {
  std::string scenario, data, output;
  std::vector<std::string> free, overrides;
  std::size_t replications = 3;
  std::size_t budget = 0;  // evaluations; 0: 60, and 80 more per parameter
  std::int64_t seed = 1;
  unsigned jobs = 0;  // 0: one per core
  bool json = false, quiet = false;
};
int calibrate_scenario(const ScenarioCommand& command);

struct CutCommand {
  std::vector<std::string> data;
  std::string bytes, bandwidth, latency = "0 s";
  bool json = false;
};
int calibrate_cut(const CutCommand& command);

struct NetworkCommand {
  std::string data, output, latency, bandwidth, kind = "fluid";
  bool quiet = false;
};
int calibrate_network(const NetworkCommand& command);

struct PredictCommand {
  std::string model, data, output;
  bool quiet = false;
};
int predict(const PredictCommand& command);

}  // namespace tradewind::app
