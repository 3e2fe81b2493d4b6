#pragma once
// What tasks stated as kernels take on each kind of processor: predicted once, looked up while the run goes on.

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cost/library.hpp"
#include "platform/platform.hpp"
#include "workload/application.hpp"

namespace tradewind::scenario {

/// On one kind of processor.
struct KernelCost {
  Work work;   // as plain work: what takes the predicted time at the speed of a core
  Power busy;  // what a core draws above idle meanwhile; under processor sharing it draws what the processor states
};

/// Where a figure comes from.
struct KernelPrediction {
  std::string application, task, variant, processor;  // "server.gpu"
  std::string target;
  cost::TaskEstimate estimate;
};

/// "t of a on server: 4.18 ms (90 %: 3.9 ms … 4.5 ms) on a100_sxm; 12 kernels 4.1 ms by …".
std::string in_words(const KernelPrediction& prediction);

class KernelCosts {
 public:
  /// Looks up the devices of a platform and writes into its description what follows from them: speeds and powers that
  /// are not stated.
  void find_devices(platform::PlatformDescription& platform, cost::Library& library, config::Problems& problems);
  /// Fills the table. A processor without a target computes the flop of the kernels at its speed. Reports kernels that
  /// a target says nothing of.
  void predict(const platform::Platform& platform, std::span<const workload::Application> applications,
               cost::Library& library, config::Problems& problems);

  /// By ProcessorType::index; empty for work that is no kernels.
  std::span<const KernelCost> of(const workload::TaskWork& work) const;
  Work flop(const workload::TaskWork& work) const;

  const std::vector<KernelPrediction>& predictions() const { return predictions_; }
  const std::vector<std::pair<std::string, std::string>>& inputs() const { return inputs_; }
  std::size_t out_of_range() const;

 private:
  struct Row {
    std::vector<KernelCost> on_type;
    Work flop;
  };
  void add(const workload::TaskWork& work, const platform::Platform& platform, cost::Library& library,
           KernelPrediction named, config::Problems& problems);

  std::vector<std::vector<std::shared_ptr<const cost::Device>>> devices_;  // by group and processor; null: no target
  std::map<const cost::KernelWork*, Row> rows_;
  std::vector<KernelPrediction> predictions_;
  std::vector<std::pair<std::string, std::string>> inputs_;  // files the predictions depend on, and their hashes
};

}  // namespace tradewind::scenario
