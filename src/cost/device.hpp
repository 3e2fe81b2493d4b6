#pragma once
// A target with all that can predict times on it: fitted models first, the datasheet last.

#include <filesystem>
#include <map>
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
/// The power of a prediction is that of a long run; a burst begins at `initial` and rises with a time constant.
struct Estimate {
  Prediction prediction;
  std::string origin;
  double initial_power = 0, rise_time = 0;  // W, s; 0: at once
};

/// Work as kernels; `whole` is the same as one kernel, for models that were measured as a whole.
struct KernelList {
  std::vector<KernelUse> kernels;
  std::optional<KernelUse> whole;
  double flop() const;
};

class Predictor {
 public:
  virtual ~Predictor() = default;
  /// Absent when it knows nothing of such kernels.
  virtual std::optional<Estimate> predict(const Kernel& kernel, std::string_view dtype) const = 0;
  /// Of work whose `whole` nobody measured, by other work of its kind; absent when there is none.
  virtual std::optional<Estimate> predict_by_analogy(const KernelList&) const { return std::nullopt; }
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
  /// `measured`: the language models, by family, whose phases the file has.
  FittedPredictor(Model model, std::string file, const Target& target,
                  std::map<std::string, LanguageModel, std::less<>> measured = {})
      : model_(std::move(model)),
        file_(std::move(file)),
        target_(target.name),
        facts_(target.facts),
        measured_(std::move(measured)) {}
  std::optional<Estimate> predict(const Kernel& kernel, std::string_view dtype) const override;
  /// A phase of a language model that was not measured here takes as much longer than the same phase of the measured
  /// model nearest to it as the datasheet's rooflines of the two say: what the hardware reaches of its peaks is taken
  /// over. `outside` is the distance of the two in octaves of that time.
  std::optional<Estimate> predict_by_analogy(const KernelList& work) const override;

 private:
  std::optional<double> light_time(const std::vector<KernelUse>& kernels) const;

  Model model_;
  std::string file_, target_;
  Facts facts_;
  std::map<std::string, LanguageModel, std::less<>> measured_;
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
