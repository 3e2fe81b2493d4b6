// Model files: YAML with the numbers of trees and tables as texts, one line each.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "config/fields.hpp"
#include "cost/model.hpp"

namespace tradewind::config {
template <>
inline constexpr std::pair<cost::ModelKind, std::string_view> words<cost::ModelKind>[] = {
    {cost::ModelKind::datasheet, "datasheet"}, {cost::ModelKind::roofline, "roofline"},
    {cost::ModelKind::residual, "residual"},   {cost::ModelKind::table, "table"},
    {cost::ModelKind::linear, "linear"},       {cost::ModelKind::collective, "collective"},
};
}  // namespace tradewind::config

namespace tradewind::cost {
namespace {

/// Numbers with spaces between, in the fewest digits that read back to the same.
template <class T>
struct Numbers {
  std::vector<T> values;
};

}  // namespace
}  // namespace tradewind::cost

namespace tradewind::config {
template <class T>
struct Type<cost::Numbers<T>> {
  static void read(const Node& node, cost::Numbers<T>& numbers, const Range&, Context& context) {
    std::string text;
    Type<std::string>::read(node, text, any_value, context);
    const char *at = text.data(), *const end = at + text.size();
    while (at < end) {
      if (*at == ' ') {
        ++at;
        continue;
      }
      T value{};
      const auto [rest, error] = std::from_chars(at, end, value);
      if (error != std::errc{} || (rest < end && *rest != ' '))
        return report(node, context,
                      fmt::format("'{}' is no list of numbers", std::string(at, std::min(at + 20, end))));
      numbers.values.push_back(value);
      at = rest;
    }
  }
  static Node write(const cost::Numbers<T>& numbers) {
    fmt::memory_buffer text;
    for (const T value : numbers.values) {
      if (text.size()) text.push_back(' ');
      fmt::format_to(std::back_inserter(text), "{}", value);
    }
    return Node::text(fmt::to_string(text));
  }
  static Shape shape(const cost::Numbers<T>&, const Range&) { return {.kind = Shape::Kind::text}; }
};
}  // namespace tradewind::config

namespace tradewind::cost {
namespace {

struct TreeText {
  Numbers<std::int32_t> left, right, feature;
  Numbers<float> threshold;
  void fields(config::Fields& f) {
    f.required("left", left, "number of each node's left child, -1: a leaf");
    f.required("right", right, "likewise");
    f.required("feature", feature, "that the node looks at");
    f.required("threshold", threshold, "left when the feature is below; of a leaf its value");
  }
};

struct ForestText {
  double base = 0;
  std::vector<TreeText> trees;
  void fields(config::Fields& f) {
    f.required("base", base, "what the leaves are added to");
    f.required("trees", trees, "boosted regression trees");
    f.verify([&](config::Verifier& v) {
      try {
        forest();
      } catch (const std::invalid_argument& error) {
        v.problem("trees", error.what());
      }
    });
  }
  static ForestText of(const Forest& forest) {
    ForestText text{.base = forest.base(), .trees = {}};
    for (const auto& tree : forest.trees())
      text.trees.push_back({{tree.left}, {tree.right}, {tree.feature}, {tree.threshold}});
    return text;
  }
  Forest forest() const {
    std::vector<Tree> made;
    made.reserve(trees.size());
    for (const auto& tree : trees)
      made.push_back({tree.left.values, tree.right.values, tree.feature.values, tree.threshold.values});
    return {std::move(made), base};
  }
};

struct SiteText {
  Numbers<double> at;
  std::vector<Numbers<double>> lines;
  void fields(config::Fields& f) {
    f.optional("at", at, "coordinates that are not interpolated");
    f.required("lines", lines, "first axis, then pairs of second axis and seconds");
  }
};

struct TableText {
  bool root = false;
  std::vector<SiteText> sites;
  void fields(config::Fields& f) {
    f.optional("root", root, "interpolated in the root of the time");
    f.required("sites", sites, "measured grids");
    f.verify([&](config::Verifier& v) {
      try {
        table();
      } catch (const std::invalid_argument& error) {
        v.problem("sites", error.what());
      }
    });
  }
  static TableText of(const Table& table) {
    TableText text{.root = table.root(), .sites = {}};
    for (const auto& site : table.sites()) {
      SiteText written{{site.at}, {}};
      for (const auto& line : site.lines) {
        Numbers<double> numbers{{line.first}};
        for (const auto& point : line.points) {
          numbers.values.push_back(point.second);
          numbers.values.push_back(point.value);
        }
        written.lines.push_back(std::move(numbers));
      }
      text.sites.push_back(std::move(written));
    }
    return text;
  }
  Table table() const {
    std::vector<Table::Site> made;
    for (const auto& site : sites) {
      Table::Site one{site.at.values, {}};
      for (const auto& line : site.lines) {
        if (line.values.size() % 2 == 0) throw std::invalid_argument("a line is a number and then pairs of numbers");
        Table::Line points{line.values[0], {}};
        for (std::size_t i = 1; i < line.values.size(); i += 2)
          points.points.push_back({line.values[i], line.values[i + 1]});
        one.lines.push_back(std::move(points));
      }
      made.push_back(std::move(one));
    }
    return {std::move(made), root};
  }
};

struct CorrectionText {
  double length = 1;
  std::vector<Numbers<double>> samples;
  Numbers<double> weights;
  void fields(config::Fields& f) {
    f.required("length", length, "octaves over which samples speak for their neighbours", config::positive);
    f.required("samples", samples, "shapes in octaves");
    f.required("weights", weights, "of the samples");
    f.verify([&](config::Verifier& v) {
      if (samples.size() != weights.values.size()) v.problem("weights", "as many weights as samples");
    });
  }
  static CorrectionText of(const Correction& correction) {
    CorrectionText text{.length = correction.length, .samples = {}, .weights = {correction.weights}};
    for (const auto& sample : correction.samples) text.samples.push_back({sample});
    return text;
  }
  Correction correction() const {
    Correction made{.length = length, .samples = {}, .weights = weights.values};
    for (const auto& sample : samples) made.samples.push_back(sample.values);
    return made;
  }
};

struct RangeText : ShapeRange {
  void fields(config::Fields& f) {
    f.required("column", column, "of the shape");
    f.required("low", low, "least value fitted on");
    f.required("high", high, "greatest value fitted on");
  }
};

struct ErrorsText : Errors {
  void fields(config::Fields& f) {
    auto count = static_cast<std::int64_t>(rows);
    f.required("rows", count, "held out", config::non_negative);
    rows = static_cast<std::size_t>(count);
    f.required("mape", mape, "mean of |predicted / measured - 1|");
    f.required("median_ape", median, "median of the same");
    f.required("p90_ape", p90, "90 % quantile of the same");
    f.required("coverage90", coverage, "share within the 90 % interval");
  }
};

struct PeaksText : Peaks {
  bool fitted = false;
  void fields(config::Fields& f) {
    f.required("compute", compute, "flop/s", config::positive);
    f.required("memory", memory, "B/s", config::positive);
    f.optional("l2", l2, "B; 0: unknown");
    f.optional("units", units, "multiprocessors; 0: unknown");
    f.optional("fitted", fitted, "the greatest rates in the data, for want of a datasheet");
  }
};

struct RooflineText {
  double launch = 0, compute_efficiency = 1, memory_efficiency = 1, tile_exponent = 0, l2_efficiency = 0;
  std::optional<double> sharpness;
  void fields(config::Fields& f) {
    f.required("launch", launch, "t0, s", config::non_negative);
    f.required("compute_efficiency", compute_efficiency, "of the peak", config::positive);
    f.required("memory_efficiency", memory_efficiency, "of the peak", config::positive);
    f.optional("sharpness", sharpness, "p of the blend; absent: the greater of the two", config::at_least(1));
    f.optional("tile_exponent", tile_exponent, "of the padding to whole waves of tiles", config::non_negative);
    f.optional("l2_efficiency", l2_efficiency, "added bandwidth while operands fit the cache", config::non_negative);
  }
};

struct PowerText {
  double base = 0, compute = 0, memory = 0, initial = 0, rise_time = 0, mape = 0;
  std::int64_t rows = 0;
  bool assumed = false;
  std::optional<ForestText> residual;
  void fields(config::Fields& f) {
    f.required("base", base, "W");
    f.required("compute", compute, "W at the peak rate");
    f.required("memory", memory, "W at the peak bandwidth");
    f.optional("initial", initial, "W that a burst begins with");
    f.optional("rise_time", rise_time, "time constant of its rise, s; 0: none", config::non_negative);
    f.optional("mape", mape, "on held-out rows");
    f.optional("rows", rows, "with measured power");
    f.optional("assumed", assumed, "from the datasheet's idle and maximum or another phase, nothing measured");
    f.optional("residual", residual, "trees of ln(power / linear law)");
  }
};

struct PartText {
  std::string name;
  Numbers<double> counts;
  void fields(config::Fields& f) {
    f.required("name", name, "operation of a cell, block");
    f.required("counts", counts, "how many each network has");
  }
};

struct SpaceText {
  std::string space;
  std::vector<std::string> names;
  std::vector<PartText> parts;
  void fields(config::Fields& f) {
    f.required("space", space, "family of the networks");
    f.required("names", names, "of the networks");
    f.optional("parts", parts, "what they are built of");
    f.verify([&](config::Verifier& v) {
      for (const auto& part : parts)
        if (part.counts.values.size() != names.size())
          v.problem("parts", "a part has as many counts as there are names");
    });
  }
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

  void fields(config::Fields& f) {
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
    });
  }
};

struct FileText {
  std::int64_t format = 0, seed = 1, rows = 0;
  std::string tool, date, data_hash, holdout;
  std::vector<std::string> notes;
  std::vector<OpText> ops;
  std::vector<SpaceText> spaces;
  void fields(config::Fields& f) {
    f.required("format", format, "version of this format");
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
};

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
