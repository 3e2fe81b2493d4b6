#pragma once
// Random quantities: `4 Gflop`, or `{kind: exponential, mean: 4 Gflop}`.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/units.hpp"
#include "config/fields.hpp"
#include "config/registry.hpp"

namespace tradewind::workload {

/// What a draw may use: its own random stream, and the columns of the trace row that issued the request.
struct Draw {
  Stream& stream;
  std::span<const double> row;  // values of the columns bound by bind(), in that order; empty without a trace
};

/// A law of non-negative values in SI units. Mean and standard deviation are those of the variable itself.
class Distribution {
 public:
  virtual ~Distribution() = default;
  /// One uniform number of the stream gives one value, which does not fall as the number rises: runs that share their
  /// streams share the luck of each request, also when a parameter differs (common random numbers).
  virtual double sample(const Draw& draw) const = 0;
  /// Expected value (after redrawing below 0); NaN when it depends on a trace, infinity when the law has none.
  virtual double mean() const = 0;
  /// The one value of a constant law, else nullopt.
  virtual std::optional<double> constant() const { return std::nullopt; }
  /// Tells which trace columns it reads and remembers their places in Draw::row: a name not yet in `columns` is
  /// appended.
  virtual void bind(std::vector<config::Name>& columns) { (void)columns; }
};

/// A quantity that may be random; a plain quantity is constant. Copyable: copies share the law.
template <Dimension D>
struct RandomQuantity {
  std::shared_ptr<Distribution> law;  // shared by copies of the description; null means 0
  config::Node written;               // normalised: with every default; null when nobody wrote it

  RandomQuantity() = default;
  RandomQuantity(Quantity<D> value);  // NOLINT: a quantity is a constant random quantity
  Quantity<D> sample(const Draw& draw) const { return law ? Quantity<D>{law->sample(draw)} : Quantity<D>{}; }
  Quantity<D> mean() const { return law ? Quantity<D>{law->mean()} : Quantity<D>{}; }
  /// Certainly 0: no transfer, no work.
  bool zero() const { return !law || law->constant() == 0.0; }
  void bind(std::vector<config::Name>& columns) {
    if (law) law->bind(columns);
  }
};
using RandomBytes = RandomQuantity<Bytes::dimension>;
using RandomWork = RandomQuantity<Work::dimension>;
using RandomDuration = RandomQuantity<Duration::dimension>;

/// The laws of quantities of a dimension (data, work or time): constant, uniform, normal, lognormal, exponential,
/// weibull, pareto, gamma, empirical, column.
template <Dimension D>
const config::Registry<Distribution>& distributions();
/// Under which category their registry stands in the catalogue: "work distribution".
template <Dimension D>
std::string distribution_category();

}  // namespace tradewind::workload

namespace tradewind::config {
template <Dimension D>
struct Type<workload::RandomQuantity<D>> {
  static void read(const Node&, workload::RandomQuantity<D>&, const Range&, Context&);
  static Node write(const workload::RandomQuantity<D>&);
  static Shape shape(const workload::RandomQuantity<D>&, const Range&);
};
}  // namespace tradewind::config
