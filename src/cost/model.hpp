#pragma once
// Calibrated cost models: what a fit leaves behind, and predictions from it.

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cost/correction.hpp"
#include "cost/forest.hpp"
#include "cost/kernel.hpp"
#include "cost/prediction.hpp"
#include "cost/roofline.hpp"
#include "cost/table.hpp"
#include "cost/target.hpp"

namespace tradewind::cost {

/// How times are predicted.
enum class ModelKind : std::uint8_t {
  datasheet,   // the roofline of the facts
  roofline,    // with fitted constants
  residual,    // times exp of boosted trees, which fade outside the trained shapes
  table,       // linear interpolation between measurements
  linear,      // t = Σ b·x of few regressors, b ≥ 0
  collective,  // t = α + ring·S/β + c·ring·√S
};

/// Which kernels share one fit. `op` and `family` as op_name() and family_of(); empty `kernel` and `engine`: any.
struct Key {
  std::string target, op, family, dtype, cache_dtype, kernel, engine;
  auto operator<=>(const Key&) const = default;
  std::string text() const;  // "a100_sxm gemm bf16"
};
/// The number formats of a key: cache bytes follow `cache_dtype` when given. fp16 when the dtype is unknown.
Precision precision_of(const Key& key);

/// Errors of predictions on rows that the fit did not see; |predicted/measured − 1|.
struct Errors {
  std::size_t rows = 0;
  double mape = 0, median = 0, p90 = 0;
  double coverage = 0;  // share within the 90 % interval
};

/// A column of extents_of() with the range that was fitted on.
struct ShapeRange {
  std::string column;
  double low = 0, high = 0;
};

/// What must lie within the fitted ranges for a learned residual to be trusted: the columns of shape_of(); of attention
/// also `batch heads`, since a head of one sequence more or less is the same work for another multiprocessor, and
/// `group`, the heads that share a head of the cache.
Shape extents_of(const Kernel& kernel);

/// The mean of e^(−t/τ) over 0 … `duration`: how much of a burst's average power is still that of its begin.
double share_of_rise(double duration, double rise_time);

/// Average watts: P0 + a·u_c + b·u_m with the shares of peak rates in use, times exp of trees when there are many rows.
/// Bursts of a whole model begin at `initial` watts and rise to that with the time constant `rise_time`.
struct PowerModel {
  double base = 0, compute = 0, memory = 0;  // W
  double initial = 0, rise_time = 0;         // W, s; no rise when 0
  double floor = 0;                          // W; no prediction lies below: what the target draws idle
  std::optional<Forest> residual;
  double mape = 0;
  std::size_t rows = 0;
  bool assumed = false;  // from idle and maximum of the datasheet or another phase, nothing measured

  /// W at these shares of the peak rates. Assumed power follows the greater of the two, so that it ends at the maximum.
  double steady(double compute_share, double memory_share) const;
  /// The average of a burst of `duration` seconds that tends to `steady` watts.
  double mean_over(double duration, double steady) const;
};

/// The regressors of ModelKind::linear and ::collective for a kernel.
std::vector<double> regressors_of(const Kernel& kernel, ModelKind kind);

/// One fit.
struct OpModel {
  Key key;
  ModelKind kind = ModelKind::datasheet;
  Peaks peaks;
  bool peaks_fitted = false;  // no facts: the greatest rates seen
  Roofline roofline;
  std::optional<Forest> residual;
  double residual_low = 0, residual_high = 0;  // bounds of ln(t / roofline)
  std::optional<Table> table;
  std::vector<double> coefficients;      // of linear and collective
  std::optional<Correction> correction;  // of a transferred model, from its samples
  /// Whole networks that were measured (or transferred) one by one: s by name. They come before the kind of model.
  std::map<std::string, double, std::less<>> networks;
  std::vector<ShapeRange> ranges;
  /// 90 % quantiles of |ln(predicted / measured)| by regime, and of the fitted roofline alone.
  std::array<double, regimes> quantiles{};
  double roofline_quantile = 0;
  std::optional<PowerModel> power;
  std::size_t rows = 0;
  /// On held-out rows.
  std::optional<Errors> errors, roofline_errors, datasheet_errors;
  std::string chosen_because;  // by --model auto

  Prediction predict(const Kernel& kernel) const;
  /// The same for many kernels, several times faster.
  void predict(std::span<const Kernel* const> kernels, std::span<Prediction> predictions) const;
  /// Octaves by which the kernel lies outside `ranges`, the greatest over columns. Numbers of heads count by
  /// `batch heads` and `group` where the ranges have them.
  double octaves_outside(const Kernel& kernel) const;
};

/// What the networks of a space are built of: how many of each part (operation of a cell, block) a network has.
struct Composition {
  std::vector<std::string> parts;
  std::map<std::string, std::vector<double>, std::less<>> counts;  // by network
};

/// A model file.
struct Model {
  static constexpr int format = 4;
  std::string tool, date, data_hash, holdout;
  std::int64_t seed = 1;
  std::size_t rows = 0;
  std::vector<std::string> notes;
  std::vector<OpModel> ops;                                // by key
  std::map<std::string, Composition, std::less<>> spaces;  // of networks, by the family of their op

  /// The fit for a key; when there is none for its kernel or engine, that with the most rows for any. nullptr: none.
  const OpModel* find(const Key& key) const;
  std::vector<std::string> targets() const;
};

/// Throws ConfigError with file:line:column: no model file, another format version, broken trees.
Model read_model(const std::filesystem::path& file);
std::string to_yaml(const Model& model);

}  // namespace tradewind::cost
