#include "workload/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.hpp"
#include "workload/chosen.hpp"
#include "workload/column.hpp"
#include "workload/laws.hpp"
#include "workload/table.hpp"
#include "workload/trace.hpp"

namespace tradewind::workload {
namespace {

// Below this shape a heavy tail leaves the numbers a double can hold.
constexpr config::Range tail_shape = config::at_least(0.1);

template <Dimension D>
class Constant final : public Distribution {
 public:
  struct Config {
    Quantity<D> value;
    void fields(config::Fields& f) { f.required("value", value, "the one value"); }
  };
  explicit Constant(const Config& config) : value_(config.value.base) {}
  double sample(const Draw&) const override { return value_; }
  double mean() const override { return value_; }
  std::optional<double> constant() const override { return value_; }

 private:
  double value_;
};

template <Dimension D>
class Uniform final : public Distribution {
 public:
  struct Config {
    Quantity<D> low, high;
    void fields(config::Fields& f) {
      f.required("low", low, "least value");
      f.required("high", high, "greatest value");
      f.verify([this](config::Verifier& v) {
        if (high < low) v.problem("high", "'high' must not be less than 'low'");
      });
    }
  };
  explicit Uniform(const Config& config) : low_(config.low.base), high_(config.high.base) {}
  double sample(const Draw& draw) const override { return low_ + (high_ - low_) * draw.stream.uniform(); }
  double mean() const override { return low_ + (high_ - low_) / 2; }

 private:
  double low_, high_;
};

template <Dimension D>
class Normal final : public Distribution {
 public:
  struct Config {
    Quantity<D> mean, sd;
    void fields(config::Fields& f) {
      f.required("mean", mean, "mean before values below 0 are redrawn; at least -3 sd", config::Range{});
      f.required("sd", sd, "standard deviation before values below 0 are redrawn");
      f.verify([this](config::Verifier& v) {
        if (mean.base < -3 * sd.base)
          v.problem("mean", "hardly any value of this law is positive: 'mean' must be at least -3 'sd'");
      });
    }
  };
  explicit Normal(const Config& config) : mean_(config.mean.base), sd_(config.sd.base) {}
  double sample(const Draw& draw) const override { return positive_normal_quantile(draw.stream.uniform(), mean_, sd_); }
  double mean() const override { return positive_normal_mean(mean_, sd_); }

 private:
  double mean_, sd_;
};

template <Dimension D>
class LogNormalLaw final : public Distribution {
 public:
  struct Config {
    Quantity<D> mean, sd;
    void fields(config::Fields& f) {
      f.required("mean", mean, "mean of the value itself, not of its logarithm", config::positive);
      f.required("sd", sd, "standard deviation of the value itself");
    }
  };
  explicit LogNormalLaw(const Config& config)
      : mean_(config.mean.base), law_(lognormal_of(config.mean.base, config.sd.base)) {}
  double sample(const Draw& draw) const override { return lognormal_quantile(draw.stream.uniform(), law_); }
  double mean() const override { return mean_; }

 private:
  double mean_;
  LogNormal law_;
};

template <Dimension D>
class Exponential final : public Distribution {
 public:
  struct Config {
    Quantity<D> mean;
    void fields(config::Fields& f) { f.required("mean", mean, "mean, also the standard deviation", config::positive); }
  };
  explicit Exponential(const Config& config) : mean_(config.mean.base) {}
  double sample(const Draw& draw) const override { return exponential_quantile(draw.stream.uniform(), mean_); }
  double mean() const override { return mean_; }

 private:
  double mean_;
};

/// Laws of a shape (a number) and a scale (a quantity): Weibull, Pareto, gamma.
template <Dimension D>
struct ShapeAndScale {
  double shape = 0;
  Quantity<D> scale;
  void fields(config::Fields& f, const config::Range& shapes, std::string_view scale_help) {
    f.required("shape", shape, "the smaller, the heavier the tail", shapes);
    f.required("scale", scale, scale_help, config::positive);
  }
};

template <Dimension D>
class Weibull final : public Distribution {
 public:
  struct Config : ShapeAndScale<D> {
    void fields(config::Fields& f) { ShapeAndScale<D>::fields(f, tail_shape, "the value 63.2 % of all stay below"); }
  };
  explicit Weibull(const Config& config) : shape_(config.shape), scale_(config.scale.base) {}
  double sample(const Draw& draw) const override { return weibull_quantile(draw.stream.uniform(), shape_, scale_); }
  double mean() const override { return weibull_mean(shape_, scale_); }

 private:
  double shape_, scale_;
};

template <Dimension D>
class Pareto final : public Distribution {
 public:
  struct Config : ShapeAndScale<D> {
    void fields(config::Fields& f) { ShapeAndScale<D>::fields(f, tail_shape, "the least value"); }
  };
  explicit Pareto(const Config& config) : shape_(config.shape), scale_(config.scale.base) {}
  double sample(const Draw& draw) const override { return pareto_quantile(draw.stream.uniform(), shape_, scale_); }
  double mean() const override { return pareto_mean(shape_, scale_); }

 private:
  double shape_, scale_;
};

template <Dimension D>
class Gamma final : public Distribution {
 public:
  struct Config : ShapeAndScale<D> {
    void fields(config::Fields& f) { ShapeAndScale<D>::fields(f, config::positive, "mean / shape"); }
  };
  explicit Gamma(const Config& config) : shape_(config.shape), scale_(config.scale.base) {}
  double sample(const Draw& draw) const override { return gamma_quantile(draw.stream.uniform(), shape_, scale_); }
  double mean() const override { return shape_ * scale_; }

 private:
  double shape_, scale_;
};

/// Every row of a file is equally likely. Throws ConfigError when the column is not there or has no rows.
template <Dimension D>
class Empirical final : public Distribution {
 public:
  struct Config {
    config::File file;
    Column column;
    Quantity<D> scale{1};
    std::optional<std::string> sha256;
    void fields(config::Fields& f) {
      f.required("file", file, "table of measured values: .csv or .jsonl, also with .gz");
      f.required("column", column, "the column that holds them");
      f.optional("scale", scale, "what a number 1 in the file stands for");
      f.optional("sha256", sha256, "content hash of the file; filled in, and checked when given");
      f.verify([this](config::Verifier& v) { pin_content(file, sha256, v); });
    }
  };
  explicit Empirical(const Config& config) : scale_(config.scale.base) {
    const auto known = table_columns(config.file.path);
    if (!known.empty() && std::ranges::find(known, config.column.text) == known.end())
      throw config::ConfigError(config.column.where, unknown_column(config.column.text, known));
    values_ = read_column(config.file.path, config.column.text);
    if (values_.empty()) throw config::ConfigError(config.file.where, "the file has no rows: nothing to draw from");
    std::ranges::sort(values_);
  }
  double sample(const Draw& draw) const override {
    const auto count = static_cast<double>(values_.size());
    const auto i = static_cast<std::size_t>(draw.stream.uniform() * count);
    return scale_ * values_[std::min(i, values_.size() - 1)];
  }
  double mean() const override {
    return scale_ * std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(values_.size());
  }

 private:
  double scale_;
  std::vector<double> values_;  // sorted
};

/// What the row of the trace says that issued the request.
template <Dimension D>
class FromColumn final : public Distribution {
 public:
  struct Config {
    Column name;
    Quantity<D> scale{1};
    void fields(config::Fields& f) {
      f.required("name", name, "column of the trace that issues the requests");
      f.optional("scale", scale, "what a number 1 in the file stands for");
    }
  };
  explicit FromColumn(const Config& config) : name_(config.name), scale_(config.scale.base) {}
  double sample(const Draw& draw) const override {
    check(place_ < draw.row.size(), "a column quantity is bound before it is drawn");
    return scale_ * draw.row[place_];
  }
  double mean() const override { return std::numeric_limits<double>::quiet_NaN(); }
  void bind(std::vector<config::Name>& columns) override {
    const auto found = std::ranges::find(columns, name_);
    place_ = static_cast<std::size_t>(found - columns.begin());
    if (found == columns.end()) columns.push_back(name_);
  }

 private:
  config::Name name_;
  double scale_;
  std::size_t place_ = SIZE_MAX;
};

}  // namespace

template <Dimension D>
std::string distribution_category() {
  if constexpr (D == Work::dimension) return "work distribution";
  if constexpr (D == Bytes::dimension) return "data distribution";
  if constexpr (D == Duration::dimension) return "duration distribution";
}

template <Dimension D>
const config::Registry<Distribution>& distributions() {
  static const auto laws = [] {
    config::Registry<Distribution> r(distribution_category<D>());
    r.template add<Constant<D>>("constant", "always the same value; a plain quantity is short for it");
    r.template add<Uniform<D>>("uniform", "every value between two bounds is equally likely");
    r.template add<Normal<D>>("normal", "bell curve, redrawn below 0");
    r.template add<LogNormalLaw<D>>("lognormal", "its logarithm is normal; mean and sd are of the value itself");
    r.template add<Exponential<D>>("exponential", "memoryless; standard deviation equal to the mean");
    r.template add<Weibull<D>>("weibull", "lighter or heavier tailed than exponential, by its shape");
    r.template add<Pareto<D>>("pareto", "power-law tail above a least value");
    r.template add<Gamma<D>>("gamma", "sum of exponential stages, for any positive shape");
    r.template add<Empirical<D>>("empirical", "a row of a file of measured values, each equally likely");
    r.template add<FromColumn<D>>("column", "the value in the row of the trace that issued the request");
    return r;
  }();
  return laws;
}

template <Dimension D>
RandomQuantity<D>::RandomQuantity(Quantity<D> value)
    : law(std::make_shared<Constant<D>>(typename Constant<D>::Config{value})),
      written(config::write_quantity(D, value.base)) {}

}  // namespace tradewind::workload

namespace tradewind::config {

template <Dimension D>
void Type<workload::RandomQuantity<D>>::read(const Node& node, workload::RandomQuantity<D>& quantity,
                                             const Range& range, Context& context) {
  if (!node.is_map()) {
    Quantity<D> value;
    const std::size_t before = context.problems.all().size();
    Type<Quantity<D>>::read(node, value, range, context);
    if (context.problems.all().size() > before) return;
    quantity = value;
    quantity.written.where = node.where;
    return;
  }
  workload::read_chosen(workload::distributions<D>(), node, quantity.law, quantity.written, context);
}

template <Dimension D>
Node Type<workload::RandomQuantity<D>>::write(const workload::RandomQuantity<D>& quantity) {
  return quantity.written.is_null() ? write_quantity(D, 0) : quantity.written;
}

template <Dimension D>
Shape Type<workload::RandomQuantity<D>>::shape(const workload::RandomQuantity<D>&, const Range& range) {
  return {.kind = Shape::Kind::any_of,
          .parts = {Type<Quantity<D>>::shape({}, range),
                    {.kind = Shape::Kind::chosen, .category = workload::distribution_category<D>()}}};
}

}  // namespace tradewind::config

namespace tradewind {
template struct config::Type<workload::RandomBytes>;
template struct config::Type<workload::RandomWork>;
template struct config::Type<workload::RandomDuration>;
namespace workload {
template struct RandomQuantity<Bytes::dimension>;
template struct RandomQuantity<Work::dimension>;
template struct RandomQuantity<Duration::dimension>;
template const config::Registry<Distribution>& distributions<Bytes::dimension>();
template const config::Registry<Distribution>& distributions<Work::dimension>();
template const config::Registry<Distribution>& distributions<Duration::dimension>();
template std::string distribution_category<Bytes::dimension>();
template std::string distribution_category<Work::dimension>();
template std::string distribution_category<Duration::dimension>();
}  // namespace workload
}  // namespace tradewind
