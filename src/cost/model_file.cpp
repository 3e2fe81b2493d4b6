// Model files: YAML with the numbers of trees and tables as texts, one line each.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "config/fields.hpp"
#include "cost/model.hpp"
#include "cost/model_text.hpp"
#include "cost/schemas.hpp"

namespace tradewind::cost {
namespace {

std::optional<ErrorsText> text_of(const std::optional<Errors>& errors) {
  return errors ? std::optional(ErrorsText{*errors}) : std::nullopt;
}

OpText text_of(const OpModel& op) {
  OpText text;
  text.target = op.key.target;
  text.op = op.key.op;
  text.family = op.key.family;
  text.dtype = op.key.dtype;
  text.cache_dtype = op.key.cache_dtype;
  text.kernel = op.key.kernel;
  text.engine = op.key.engine;
  text.because = op.chosen_because;
  text.kind = op.kind;
  text.rows = static_cast<std::int64_t>(op.rows);
  text.peaks = {op.peaks, op.peaks_fitted};
  text.roofline = {op.roofline.launch,
                   op.roofline.compute_efficiency,
                   op.roofline.memory_efficiency,
                   op.roofline.tile_exponent,
                   op.roofline.l2_efficiency,
                   std::isinf(op.roofline.sharpness) ? std::nullopt : std::optional(op.roofline.sharpness)};
  text.coefficients.values = op.coefficients;
  text.residual_low = op.residual_low;
  text.residual_high = op.residual_high;
  text.roofline_quantile = op.roofline_quantile;
  text.quantiles.assign(op.quantiles.begin(), op.quantiles.end());
  for (const auto& range : op.ranges) text.ranges.push_back({range});
  text.errors = text_of(op.errors);
  text.roofline_errors = text_of(op.roofline_errors);
  text.datasheet_errors = text_of(op.datasheet_errors);
  if (op.power) {
    text.power = PowerText{.base = op.power->base,
                           .compute = op.power->compute,
                           .memory = op.power->memory,
                           .initial = op.power->initial,
                           .rise_time = op.power->rise_time,
                           .floor = op.power->floor,
                           .mape = op.power->mape,
                           .rows = static_cast<std::int64_t>(op.power->rows),
                           .assumed = op.power->assumed,
                           .residual = std::nullopt};
    if (op.power->residual) text.power->residual = ForestText::of(*op.power->residual);
  }
  if (op.table) text.table = TableText::of(*op.table);
  if (op.residual) text.residual = ForestText::of(*op.residual);
  if (op.correction) text.correction = CorrectionText::of(*op.correction);
  return text;
}

OpModel model_of(const OpText& text) {
  OpModel op;
  op.key = {text.target, text.op, text.family, text.dtype, text.cache_dtype, text.kernel, text.engine};
  op.kind = text.kind;
  op.peaks = static_cast<const Peaks&>(text.peaks);
  op.peaks_fitted = text.peaks.fitted;
  op.roofline.launch = text.roofline.launch;
  op.roofline.compute_efficiency = text.roofline.compute_efficiency;
  op.roofline.memory_efficiency = text.roofline.memory_efficiency;
  op.roofline.tile_exponent = text.roofline.tile_exponent;
  op.roofline.l2_efficiency = text.roofline.l2_efficiency;
  if (text.roofline.sharpness) op.roofline.sharpness = *text.roofline.sharpness;
  op.coefficients = text.coefficients.values;
  op.residual_low = text.residual_low;
  op.residual_high = text.residual_high;
  op.roofline_quantile = text.roofline_quantile;
  for (std::size_t i = 0; i < regimes; ++i) op.quantiles[i] = text.quantiles[i];
  for (const auto& range : text.ranges) op.ranges.push_back(range);
  op.errors = text.errors;
  op.roofline_errors = text.roofline_errors;
  op.datasheet_errors = text.datasheet_errors;
  op.rows = static_cast<std::size_t>(text.rows);
  op.chosen_because = text.because;
  if (text.power) {
    op.power = PowerModel{.base = text.power->base,
                          .compute = text.power->compute,
                          .memory = text.power->memory,
                          .initial = text.power->initial,
                          .rise_time = text.power->rise_time,
                          .floor = text.power->floor,
                          .residual = std::nullopt,
                          .mape = text.power->mape,
                          .rows = static_cast<std::size_t>(text.power->rows),
                          .assumed = text.power->assumed};
    if (text.power->residual) op.power->residual = text.power->residual->forest();
  }
  if (text.table) op.table = text.table->table();
  if (text.residual) op.residual = text.residual->forest();
  if (text.correction) op.correction = text.correction->correction();
  return op;
}

/// Networks by space: all names that any op knows, with what is known of their parts.
std::vector<SpaceText> spaces_of(const Model& model) {
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> names;
  for (const auto& op : model.ops)
    for (const auto& [name, time] : op.networks) names[op.key.family].insert(name);
  std::vector<SpaceText> spaces;
  for (const auto& [space, all] : names) {
    SpaceText text{.space = space, .names = {all.begin(), all.end()}, .parts = {}};
    if (const auto known = model.spaces.find(space); known != model.spaces.end())
      for (std::size_t part = 0; part < known->second.parts.size(); ++part) {
        PartText column{known->second.parts[part], {}};
        for (const auto& name : text.names) {
          const auto counts = known->second.counts.find(name);
          column.counts.values.push_back(counts == known->second.counts.end() ? std::nan("") : counts->second[part]);
        }
        text.parts.push_back(std::move(column));
      }
    spaces.push_back(std::move(text));
  }
  return spaces;
}

Composition composition_of(const SpaceText& text) {
  Composition composition;
  for (const auto& part : text.parts) composition.parts.push_back(part.name);
  for (std::size_t i = 0; i < text.names.size(); ++i) {
    std::vector<double> counts;
    counts.reserve(text.parts.size());
    for (const auto& part : text.parts) counts.push_back(part.counts.values[i]);
    if (std::ranges::none_of(counts, [](double count) { return std::isnan(count); }))
      composition.counts.emplace(text.names[i], std::move(counts));
  }
  return composition;
}

}  // namespace

Model read_model(const std::filesystem::path& file) {
  const auto node = config::load_file(file.string());
  // Another version is named before anything of it is found strange.
  const auto* format = node.find("format");
  if (!node.is_map() || !format)
    throw config::ConfigError(node.where, "no model file: 'format' is missing; `tradewind calibrate fit` writes one");
  if (!format->scalar() || format->scalar()->text != std::to_string(Model::format))
    throw config::ConfigError(format->where, fmt::format("format {} is not the one that this version reads ({}): fit "
                                                         "the model again",
                                                         config::in_words(*format), Model::format));
  const auto text = config::read_or_throw<FileText>(node);
  Model model{.tool = text.tool,
              .date = text.date,
              .data_hash = text.data_hash,
              .holdout = text.holdout,
              .seed = text.seed,
              .rows = static_cast<std::size_t>(text.rows),
              .notes = text.notes,
              .ops = {}};
  for (const auto& op : text.ops) model.ops.push_back(model_of(op));
  for (const auto& space : text.spaces) {
    if (!space.parts.empty()) model.spaces.emplace(space.space, composition_of(space));
    for (std::size_t i = 0; i < model.ops.size(); ++i) {
      const auto& times = text.ops[i].networks.values;
      if (model.ops[i].key.family != space.space || times.empty()) continue;
      for (std::size_t n = 0; n < times.size(); ++n)
        if (std::isfinite(times[n])) model.ops[i].networks.emplace(space.names[n], times[n]);
    }
  }
  return model;
}

config::Shape model_shape() { return config::shape<FileText>(); }

std::string to_yaml(const Model& model) {
  FileText text;
  text.format = Model::format;
  text.seed = model.seed;
  text.rows = static_cast<std::int64_t>(model.rows);
  text.tool = model.tool;
  text.date = model.date;
  text.data_hash = model.data_hash;
  text.holdout = model.holdout;
  text.notes = model.notes;
  text.spaces = spaces_of(model);
  for (const auto& op : model.ops) {
    text.ops.push_back(text_of(op));
    if (op.networks.empty()) continue;
    const auto& names = std::ranges::find(text.spaces, op.key.family, &SpaceText::space)->names;
    for (const auto& name : names) {
      const auto time = op.networks.find(name);
      text.ops.back().networks.values.push_back(time == op.networks.end() ? std::nan("") : time->second);
    }
  }
  return config::to_yaml(config::write(text));
}

}  // namespace tradewind::cost
