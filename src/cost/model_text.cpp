#include "cost/model_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tradewind::config {
template <>
inline constexpr std::pair<cost::ModelKind, std::string_view> words<cost::ModelKind>[] = {
    {cost::ModelKind::datasheet, "datasheet"}, {cost::ModelKind::roofline, "roofline"},
    {cost::ModelKind::residual, "residual"},   {cost::ModelKind::table, "table"},
    {cost::ModelKind::linear, "linear"},       {cost::ModelKind::collective, "collective"},
};
}  // namespace tradewind::config

namespace tradewind::cost {

void RangeText::fields(config::Fields& f) {
  f.required("column", column, "of the shape");
  f.required("low", low, "least value fitted on");
  f.required("high", high, "greatest value fitted on");
}

void ErrorsText::fields(config::Fields& f) {
  auto count = static_cast<std::int64_t>(rows);
  f.required("rows", count, "held out", config::non_negative);
  rows = static_cast<std::size_t>(count);
  f.required("mape", mape, "mean of |predicted / measured - 1|");
  f.required("median_ape", median, "median of the same");
  f.required("p90_ape", p90, "90 % quantile of the same");
  f.required("coverage90", coverage, "share within the 90 % interval");
}

void PeaksText::fields(config::Fields& f) {
  f.required("compute", compute, "flop/s", config::positive);
  f.required("memory", memory, "B/s", config::positive);
  f.optional("l2", l2, "B; 0: unknown");
  f.optional("units", units, "multiprocessors; 0: unknown");
  f.optional("power", power, "W, the greatest; 0: unknown");
  f.optional("fitted", fitted, "the greatest rates in the data, for want of a datasheet");
}

void RooflineText::fields(config::Fields& f) {
  f.required("launch", launch, "t0, s", config::non_negative);
  f.required("compute_efficiency", compute_efficiency, "of the peak", config::positive);
  f.required("memory_efficiency", memory_efficiency, "of the peak", config::positive);
  f.optional("sharpness", sharpness, "p of the blend; absent: the greater of the two", config::at_least(1));
  f.optional("tile_exponent", tile_exponent, "of the padding to whole waves of tiles", config::non_negative);
  f.optional("l2_efficiency", l2_efficiency, "added bandwidth while operands fit the cache", config::non_negative);
}

void PowerText::fields(config::Fields& f) {
  f.required("base", base, "W");
  f.required("compute", compute, "W at the peak rate");
  f.required("memory", memory, "W at the peak bandwidth");
  f.optional("initial", initial, "W that a burst begins with");
  f.optional("rise_time", rise_time, "time constant of its rise, s; 0: none", config::non_negative);
  f.optional("floor", floor, "W that it never falls below", config::non_negative);
  f.optional("mape", mape, "on held-out rows");
  f.optional("rows", rows, "with measured power");
  f.optional("assumed", assumed, "from the datasheet's idle and maximum or another phase, nothing measured");
  f.optional("residual", residual, "trees of ln(power / linear law)");
}

void PartText::fields(config::Fields& f) {
  f.required("name", name, "operation of a cell, block");
  f.required("counts", counts, "how many each network has");
}

void SpaceText::fields(config::Fields& f) {
  f.required("space", space, "family of the networks");
  f.required("names", names, "of the networks");
  f.optional("parts", parts, "what they are built of");
  f.verify([&](config::Verifier& v) {
    for (const auto& part : parts)
      if (part.counts.values.size() != names.size()) v.problem("parts", "a part has as many counts as there are names");
  });
}

namespace {

/// Sites and samples must have the coordinates of their op.
template <class Items, class At = std::identity>
void as_many(config::Verifier& v, const char* key, std::string_view item_name, const Items& items, At at,
             std::size_t coordinates) {
  for (const auto& item : items)
    if (const std::size_t has = std::invoke(at, item).values.size(); has != coordinates)
      return v.problem(key, fmt::format("a {} has {} coordinates instead of {}", item_name, has, coordinates));
}

}  // namespace

void OpText::fields(config::Fields& f) {
  f.required("target", target, "hardware");
  f.required("op", op, "kind of kernel");
  f.optional("family", family, "phase, algorithm or name within the op");
  f.optional("dtype", dtype, "number format");
  f.optional("cache_dtype", cache_dtype, "number format of the KV cache");
  f.optional("kernel", kernel, "implementation");
  f.optional("engine", engine, "framework and version");
  f.required("kind", kind, "of model");
  f.optional("because", because, "why this kind was chosen");
  f.required("rows", rows, "fitted on", config::non_negative);
  f.optional("errors", errors, "on held-out rows");
  f.optional("roofline_errors", roofline_errors, "of the fitted roofline on the same rows");
  f.optional("datasheet_errors", datasheet_errors, "of the datasheet's roofline on the same rows");
  f.required("ranges", ranges, "shapes fitted on");
  f.required("peaks", peaks, "what efficiencies refer to");
  f.required("roofline", roofline, "fitted constants");
  f.required("quantiles", quantiles, "90 % of |ln(predicted / measured)|: launch-, memory-, compute-bound");
  f.optional("roofline_quantile", roofline_quantile, "the same of the fitted roofline");
  f.optional("coefficients", coefficients, "of the regressors");
  f.optional("power", power, "average while it runs");
  f.optional("residual_low", residual_low, "bound of ln(measured / roofline)");
  f.optional("residual_high", residual_high, "bound of ln(measured / roofline)");
  f.optional("table", table, "measured grid");
  f.optional("correction", correction, "Gaussian process of ln(measured / the rest), from few samples");
  f.optional("residual", residual, "trees of ln(measured / roofline)");
  f.optional("networks", networks, "s of each network of its space, nan: not measured");
  f.verify([&](config::Verifier& v) {
    if (quantiles.size() != regimes) v.problem("quantiles", "there are three, by regime");
    if (kind == ModelKind::table && !table) v.problem("kind", "a table model needs its 'table'");
    if (kind == ModelKind::residual && !residual) v.problem("kind", "a residual model needs its 'residual'");
    if (const auto any = any_kernel(op)) {
      if (table) as_many(v, "table", "site", table->sites, &SiteText::at, place_of(*any).site.size());
      if (correction) as_many(v, "correction", "sample", correction->samples, {}, Correction::place_of(*any).size());
    }
  });
}

void FileText::fields(config::Fields& f) {
  f.required("format", format, "version of this format", config::between(Model::format, Model::format));
  f.optional("tool", tool, "version of tradewind that fitted it");
  f.optional("date", date, "of the fit");
  f.optional("data_hash", data_hash, "SHA-256 of the data fitted on");
  f.optional("rows", rows, "fitted on");
  f.optional("holdout", holdout, "how rows were held out for the errors");
  f.optional("seed", seed, "of the split and the trees");
  f.optional("notes", notes, "what else the fit said");
  f.required("ops", ops, "fits");
  f.optional("spaces", spaces, "networks that were measured as wholes");
  f.verify([&](config::Verifier& v) {
    for (const auto& op : ops) {
      const auto space = std::ranges::find(spaces, op.family, &SpaceText::space);
      const std::size_t names = space == spaces.end() ? 0 : space->names.size();
      if (!op.networks.values.empty() && op.networks.values.size() != names)
        v.problem("ops", "'networks' has as many numbers as its space has names");
    }
  });
}

}  // namespace tradewind::cost
