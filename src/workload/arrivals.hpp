#pragma once
// When requests are issued: one process per source node, generated one request at a time.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/random.hpp"
#include "workload/distribution.hpp"
#include "workload/trace.hpp"

namespace tradewind::workload {

class ClosedLoop;
class TraceArrivals;

class Arrivals {
 public:
  /// Where one source stands in its process; value-initialised at the start of a run.
  struct State {
    std::uint64_t issued = 0;
    Duration clock;           // date of the last arrival
    Duration phase_end;       // mmpp
    std::uint64_t phase = 0;  // mmpp: phases begun so far
  };

  virtual ~Arrivals() = default;
  /// Date of the next request of a source, never before the last one; nullopt when there are no more. `key` identifies
  /// (seed, application, source): the dates are a pure function of it. Not called for closed loops and traces.
  virtual std::optional<Duration> next(State& state, std::uint64_t key) const = 0;
  /// Whether it ends by itself, so that `run.duration` may be absent.
  virtual bool finite() const = 0;
  virtual const ClosedLoop* closed_loop() const { return nullptr; }
  virtual const TraceArrivals* trace() const { return nullptr; }
};

/// A new request one think time after the last one of its slot ended. Slot s issues requests s, s + c, s + 2c … of its
/// source (c slots), so that their sizes do not depend on the order in which requests end.
class ClosedLoop : public Arrivals {
 public:
  std::optional<Duration> next(State&, std::uint64_t) const override { return std::nullopt; }
  const ClosedLoop* closed_loop() const override { return this; }
  virtual std::uint32_t concurrency() const = 0;
  virtual std::optional<std::uint64_t> count() const = 0;  // per source, over all slots
  virtual Duration start() const = 0;
  /// Think time before the request of this number.
  virtual Duration think(std::uint64_t key, std::uint64_t request) const = 0;
};

/// Requests of a file, dealt over the sources in turn or given to each.
class TraceArrivals : public Arrivals {
 public:
  enum class Deal { round_robin, each };
  std::optional<Duration> next(State&, std::uint64_t) const override { return std::nullopt; }
  bool finite() const override { return true; }
  const TraceArrivals* trace() const override { return this; }
  virtual Deal deal() const = 0;
  virtual std::optional<std::uint64_t> count() const = 0;  // per source
  /// The date of the request of a row that stands at `time` after the first one.
  virtual Duration date_of(Duration time) const = 0;
  /// Opens the file; rows carry the named columns. Throws ConfigError at the name of an unknown column, RuntimeFailure
  /// when unreadable.
  virtual std::unique_ptr<TraceReader> open(std::span<const config::Name> columns) const = 0;
  /// Content hash of the file (SHA-256, hex) and its path.
  virtual const std::string& sha256() const = 0;
  virtual const std::string& path() const = 0;
};

/// poisson, periodic, closed_loop, mmpp, diurnal, trace, none. In the catalogue as "arrival process".
const config::Registry<Arrivals>& arrival_kinds();

/// Arrivals as a field: `{kind: poisson, rate: 2 /s}`.
struct ArrivalChoice {
  std::shared_ptr<const Arrivals> process;  // shared by copies of the description
  config::Node written;
};

}  // namespace tradewind::workload

namespace tradewind::config {
template <>
struct Type<workload::ArrivalChoice> {
  static void read(const Node&, workload::ArrivalChoice&, const Range&, Context&);
  static Node write(const workload::ArrivalChoice&);
  static Shape shape(const workload::ArrivalChoice&, const Range&);
};
}  // namespace tradewind::config

template <>
inline constexpr std::pair<tradewind::workload::TraceArrivals::Deal, std::string_view>
    tradewind::config::words<tradewind::workload::TraceArrivals::Deal>[] = {
        {tradewind::workload::TraceArrivals::Deal::round_robin, "round_robin"},
        {tradewind::workload::TraceArrivals::Deal::each, "each"},
};
