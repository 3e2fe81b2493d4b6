#pragma once
// The layout of a model file: what each key is called and what it must hold.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "cost/model.hpp"
#include "cost/number_list.hpp"
#include "cost/part_text.hpp"

namespace tradewind::cost {

struct RangeText : ShapeRange {
  void fields(config::Fields& f);
};

struct ErrorsText : Errors {
  void fields(config::Fields& f);
};

struct PeaksText : Peaks {
  bool fitted = false;
  void fields(config::Fields& f);
};

struct RooflineText {
  double launch = 0, compute_efficiency = 1, memory_efficiency = 1, tile_exponent = 0, l2_efficiency = 0;
  std::optional<double> sharpness;
  void fields(config::Fields& f);
};

struct PowerText {
  double base = 0, compute = 0, memory = 0, initial = 0, rise_time = 0, floor = 0, mape = 0;
  std::int64_t rows = 0;
  bool assumed = false;
  std::optional<ForestText> residual;
  void fields(config::Fields& f);
};

struct PartText {
  std::string name;
  Numbers<double> counts;
  void fields(config::Fields& f);
};

struct SpaceText {
  std::string space;
  std::vector<std::string> names;
  std::vector<PartText> parts;
  void fields(config::Fields& f);
};

struct OpText {
  std::string target, op, family, dtype, cache_dtype, kernel, engine, because;
  ModelKind kind = ModelKind::datasheet;
  std::int64_t rows = 0;
  PeaksText peaks;
  RooflineText roofline;
  Numbers<double> coefficients;
  double residual_low = 0, residual_high = 0, roofline_quantile = 0;
  std::vector<double> quantiles;
  std::vector<RangeText> ranges;
  std::optional<ErrorsText> errors, roofline_errors, datasheet_errors;
  std::optional<PowerText> power;
  std::optional<TableText> table;
  std::optional<ForestText> residual;
  std::optional<CorrectionText> correction;
  Numbers<double> networks;

  void fields(config::Fields& f);
};

struct FileText {
  std::int64_t format = 0, seed = 1, rows = 0;
  std::string tool, date, data_hash, holdout;
  std::vector<std::string> notes;
  std::vector<OpText> ops;
  std::vector<SpaceText> spaces;
  void fields(config::Fields& f);
};

}  // namespace tradewind::cost
