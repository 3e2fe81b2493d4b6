#pragma once
// A target with all that can predict times on it: fitted models first, the datasheet last.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cost/language_model.hpp"
#include "cost/model.hpp"
#include "cost/prediction.hpp"
#include "cost/target.hpp"

namespace tradewind::cost {

/// What a kernel takes, and which model says so: "roofline of a100_sxm gemm bf16 (a100.yaml: MAPE 3.9 % on 1803 rows)".
struct Estimate {
  Prediction prediction;
  std::string origin;
};

class Predictor {
 public:
  virtual ~Predictor() = default;
  /// Absent when it knows nothing of such kernels.
  virtual std::optional<Estimate> predict(const Kernel& kernel, std::string_view dtype) const = 0;
};

/// The time to launch a kernel and the greater of flop / peak and bytes / bandwidth. A number format that the hardware
/// lacks is computed in the next wider one. Power, assumed: idle + (max − idle) · share of the time at a peak.
class DatasheetPredictor final : public Predictor {
 public:
  explicit DatasheetPredictor(Facts facts) : facts_(std::move(facts)) {}
  std::optional<Estimate> predict(const Kernel& kernel, std::string_view dtype) const override;

 private:
  Facts facts_;
};

/// The fits of a model file for one target.
class FittedPredictor final : public Predictor {
 public:
  FittedPredictor(Model model, std::string file, std::string target)
      : model_(std::move(model)), file_(std::move(file)), target_(std::move(target)) {}
  std::optional<Estimate> predict(const Kernel& kernel, std::string_view dtype) const override;

 private:
  Model model_;
  std::string file_, target_;
};

/// Work as kernels; `whole` is the same as one kernel, for models that were measured as a whole.
struct KernelList {
  std::vector<KernelUse> kernels;
  std::optional<KernelUse> whole;
  double flop() const;
};

/// Times, energies and bounds add up (bounds as if all erred the same way); power is their average over the time.
struct TaskEstimate {
  Prediction prediction;
  struct Part {
    std::string origin;
    double kernels = 0, seconds = 0;
  };
  std::vector<Part> parts;           // by origin, the longest first
  std::optional<KernelUse> unknown;  // the first kernel that nothing predicts; then there is no prediction
};

class Device {
 public:
  /// `models`: files of fitted models, asked in their order, then those of the target.
  Device(Target target, std::vector<std::unique_ptr<Predictor>> predictors)
      : target_(std::move(target)), predictors_(std::move(predictors)) {}

  const Target& target() const { return target_; }
  std::optional<Estimate> predict(const Kernel& kernel, std::string_view dtype) const;
  TaskEstimate predict(const KernelList& work) const;
  /// Flop/s of plain work: the peak in fp32, or in the first other format the datasheet has.
  std::optional<double> plain_speed() const;

 private:
  Target target_;
  std::vector<std::unique_ptr<Predictor>> predictors_;
};

}  // namespace tradewind::cost
