#include "workload/arrivals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "base/check.hpp"
#include "workload/chosen.hpp"
#include "workload/column.hpp"
#include "workload/table.hpp"

namespace tradewind::workload {
namespace {

std::uint32_t purpose(std::string_view what) { return static_cast<std::uint32_t>(hash_text(what)); }
const std::uint32_t gaps = purpose("arrivals");
const std::uint32_t holdings = purpose("holding");
const std::uint32_t thinking = purpose("think");

/// What every process takes.
struct Bounds {
  std::optional<std::int64_t> count;
  Duration start;

  void fields(config::Fields& f) {
    f.optional("count", count, "requests of each source, then no more", config::at_least(0));
    f.optional("start", start, "nothing is issued before");
  }
  bool allow(std::uint64_t issued) const { return !count || issued < static_cast<std::uint64_t>(*count); }
  std::optional<std::uint64_t> limit() const {
    return count ? std::optional(static_cast<std::uint64_t>(*count)) : std::nullopt;
  }
};

/// A process that goes on by itself: gap after gap, each drawn from the stream of its number.
class OpenLoop : public Arrivals {
 public:
  explicit OpenLoop(const Bounds& bounds) : bounds_(bounds) {}

  std::optional<Duration> next(State& state, std::uint64_t key) const final {
    if (!bounds_.allow(state.issued)) return std::nullopt;
    if (state.issued == 0) state.clock = bounds_.start;
    state.clock = date(state, key);
    ++state.issued;
    return state.clock;
  }
  bool finite() const final { return bounds_.count.has_value(); }

 protected:
  /// Date of the request number `state.issued`, after the one at `state.clock`.
  virtual Duration date(State& state, std::uint64_t key) const = 0;
  Duration start() const { return bounds_.start; }
  /// Mass 1 of a Poisson process, to be divided by its rate.
  static double gap(const State& state, std::uint64_t key) { return Stream(key, state.issued, gaps).exponential(); }

 private:
  Bounds bounds_;
};

class Poisson final : public OpenLoop {
 public:
  struct Config : Bounds {
    Rate rate;
    void fields(config::Fields& f) {
      f.required("rate", rate, "requests per time, of each source", config::positive);
      Bounds::fields(f);
    }
  };
  explicit Poisson(const Config& config) : OpenLoop(config), rate_(config.rate) {}

 private:
  Duration date(State& state, std::uint64_t key) const override { return state.clock + gap(state, key) / rate_; }
  Rate rate_;
};

class Periodic final : public OpenLoop {
 public:
  struct Config : Bounds {
    Duration every, phase;
    void fields(config::Fields& f) {
      f.required("every", every, "time between two requests", config::positive);
      f.optional("phase", phase, "the first request comes that long after `start`");
      Bounds::fields(f);
    }
  };
  explicit Periodic(const Config& config) : OpenLoop(config), every_(config.every), phase_(config.phase) {}

 private:
  Duration date(State& state, std::uint64_t) const override {
    return start() + phase_ + static_cast<double>(state.issued) * every_;  // a product: a sum would drift
  }
  Duration every_, phase_;
};

/// Poisson with a rate that changes from state to state. A gap is an exponential amount of expected requests, used up
/// at the rate of the moment (time rescaling; Fischer & Meier-Hellstern 1993 for the process).
class MarkovModulated final : public OpenLoop {
 public:
  struct Config : Bounds {
    std::vector<Rate> rates;
    std::vector<Duration> holding;
    void fields(config::Fields& f) {
      f.required("rates", rates, "requests per time in each state; 0 /s is a pause");
      f.required("holding", holding, "mean time in each state (exponential), in the same order", config::positive);
      Bounds::fields(f);
      f.verify([this](config::Verifier& v) { verify(v); });
    }
    void verify(config::Verifier& v) const {
      if (rates.empty()) return v.problem("rates", "at least one state is needed");
      if (rates.size() != holding.size())
        return v.problem("holding",
                         fmt::format("{} rates need as many holding times, not {}", rates.size(), holding.size()));
      double requests = 0;
      for (std::size_t i = 0; i < rates.size(); ++i) requests += rates[i] * holding[i];
      if (requests < 1e-6) v.problem("rates", "fewer than one request in a million rounds: the rates are too low");
    }
  };
  explicit MarkovModulated(const Config& config) : OpenLoop(config), rates_(config.rates), holding_(config.holding) {}

 private:
  Duration date(State& state, std::uint64_t key) const override {
    if (state.phase == 0) begin_phase(state, key, start());
    double rest = gap(state, key);
    Duration now = state.clock;
    for (;;) {
      const Rate rate = rates_[(state.phase - 1) % rates_.size()];
      const double until_change = rate * (state.phase_end - now);
      if (rest < until_change) return std::min(now + rest / rate, state.phase_end);
      rest -= until_change;
      now = state.phase_end;
      begin_phase(state, key, now);
    }
  }
  void begin_phase(State& state, std::uint64_t key, Duration now) const {
    const Duration mean = holding_[state.phase % holding_.size()];
    state.phase_end = now + Stream(key, state.phase, holdings).exponential() * mean;
    ++state.phase;
  }

  std::vector<Rate> rates_;
  std::vector<Duration> holding_;
};

/// Poisson with the rate base · (1 + amplitude · sin(2πt / period)); t is the time of the run, wherever `start` is.
class Diurnal final : public OpenLoop {
 public:
  struct Config : Bounds {
    Rate base;
    double amplitude = 0;
    Duration period;
    void fields(config::Fields& f) {
      f.required("base", base, "mean rate of each source", config::positive);
      f.required("amplitude", amplitude, "how far the rate swings, as a share of the base", config::between(0, 1));
      f.required("period", period, "time from peak to peak", config::positive);
      Bounds::fields(f);
    }
  };
  explicit Diurnal(const Config& config)
      : OpenLoop(config),
        base_(config.base.base),
        frequency_(2 * std::numbers::pi / config.period.base),
        swing_(config.amplitude / frequency_) {}

 private:
  Duration date(State& state, std::uint64_t key) const override {
    return state.clock + Duration{wait(state.clock.base, gap(state, key) / base_)};
  }

  /// The d ≥ 0 where the rate, integrated from t to t + d, is base · `mass`: where d + swing · (cos ωt − cos ω(t + d))
  /// = mass. Newton's steps inside a bracket that halves when they leave it.
  double wait(double t, double mass) const {
    const double angle = std::fmod(frequency_ * t, 2 * std::numbers::pi);
    const double cosine = std::cos(angle);
    double low = std::max(0.0, mass - 2 * swing_);
    double high = mass + 2 * swing_;
    double d = mass;
    for (int i = 0; i < 100 && low < high; ++i) {
      const double excess = d + swing_ * (cosine - std::cos(angle + frequency_ * d)) - mass;
      (excess > 0 ? high : low) = d;
      const double slope = 1 + swing_ * frequency_ * std::sin(angle + frequency_ * d);
      double better = d - excess / slope;
      const bool inside = better > low && better < high;
      if (!inside) better = low + (high - low) / 2;
      if (std::abs(better - d) <= 1e-15 * d) return better;
      d = better;
    }
    return d;
  }

  double base_, frequency_, swing_;
};

class ThinkTime final : public ClosedLoop {
 public:
  struct Config : Bounds {
    RandomDuration think;
    std::int64_t slots = 1;
    void fields(config::Fields& f) {
      f.required("think", think, "time from the end of a request to the next one of its slot");
      f.optional("concurrency", slots, "slots of each source: requests it may have in flight",
                 config::between(1, 1'000'000));
      Bounds::fields(f);
      f.verify([this](config::Verifier& v) {
        std::vector<config::Name> columns;
        think.bind(columns);
        if (!columns.empty()) v.problem("think", "a think time cannot come from a column: there is no trace here");
      });
    }
  };
  explicit ThinkTime(Config config) : config_(std::move(config)) {}

  bool finite() const override { return config_.count.has_value(); }
  std::uint32_t concurrency() const override { return static_cast<std::uint32_t>(config_.slots); }
  std::optional<std::uint64_t> count() const override { return config_.limit(); }
  Duration start() const override { return config_.start; }
  Duration think(std::uint64_t key, std::uint64_t request) const override {
    Stream stream(key, request, thinking);
    return config_.think.sample({stream, {}});
  }

 private:
  Config config_;
};

class TraceFile final : public TraceArrivals {
 public:
  struct Time {
    Column column;
    TimeFormat format = TimeFormat::s;
    void fields(config::Fields& f) {
      f.required("column", column, "name of the column");
      f.required("format", format, "iso (2023-11-16 18:15:46.68), or a number of s or ms");
    }
  };
  struct Config : Bounds {
    config::File file;
    Time time;
    Deal order = Deal::round_robin;
    double speedup = 1;
    std::optional<std::string> sha256;
    void fields(config::Fields& f) {
      f.required("file", file, "table with a row for each request: .csv or .jsonl, also with .gz");
      f.required("time", time, "where the date of a row stands; the first one is subtracted from all");
      f.optional("deal", order, "round_robin: the rows in turn to the sources; each: every row to each of them");
      f.optional("speedup", speedup, "how many times faster than recorded the requests come", config::positive);
      f.optional("sha256", sha256, "content hash of the file; filled in, and checked when given");
      Bounds::fields(f);
      f.verify([this](config::Verifier& v) { pin_content(file, sha256, v); });
    }
  };
  explicit TraceFile(Config config) : config_(std::move(config)), known_(table_columns(config_.file.path)) {
    require(config_.time.column);
  }

  Deal deal() const override { return config_.order; }
  std::optional<std::uint64_t> count() const override { return config_.limit(); }
  Duration date_of(Duration time) const override { return config_.start + time / config_.speedup; }
  std::unique_ptr<TraceReader> open(std::span<const config::Name> columns) const override {
    std::vector<std::string> names;
    for (const auto& column : columns) {
      require(column);
      names.push_back(column.text);
    }
    return open_trace(config_.file.path, config_.time.column.text, config_.time.format, names);
  }
  const std::string& sha256() const override { return *config_.sha256; }
  const std::string& path() const override { return config_.file.path; }

 private:
  void require(const config::Name& column) const {
    if (!known_.empty() && std::ranges::find(known_, column.text) == known_.end())
      throw config::ConfigError(column.where, unknown_column(column.text, known_));
  }

  Config config_;
  std::vector<std::string> known_;  // columns of the file; empty for JSON lines without a line
};

class NoArrivals final : public Arrivals {
 public:
  struct Config : Bounds {};
  explicit NoArrivals(const Config&) {}
  std::optional<Duration> next(State&, std::uint64_t) const override { return std::nullopt; }
  bool finite() const override { return true; }
};

}  // namespace

const config::Registry<Arrivals>& arrival_kinds() {
  static const auto kinds = [] {
    config::Registry<Arrivals> r("arrival process");
    r.add<Poisson>("poisson", "independent requests at a constant rate");
    r.add<Periodic>("periodic", "one request at a fixed interval");
    r.add<ThinkTime>("closed_loop", "a new request one think time after the last one of its slot ended");
    r.add<MarkovModulated>("mmpp", "bursts: the rate moves in a circle through states of exponential length",
                           "Fischer & Meier-Hellstern, The Markov-modulated Poisson process cookbook, 1993");
    r.add<Diurnal>("diurnal", "independent requests at a rate that swings like a sine, as over a day");
    r.add<TraceFile>("trace", "the requests of a recorded file");
    r.add<NoArrivals>("none", "no requests");
    return r;
  }();
  return kinds;
}

}  // namespace tradewind::workload

namespace tradewind::config {

void Type<workload::ArrivalChoice>::read(const Node& node, workload::ArrivalChoice& choice, const Range&,
                                         Context& context) {
  std::shared_ptr<workload::Arrivals> process;
  // A registry makes mutable objects; nobody changes this one.
  workload::read_chosen(workload::arrival_kinds(), node, process, choice.written, context);
  choice.process = std::move(process);
}

Node Type<workload::ArrivalChoice>::write(const workload::ArrivalChoice& choice) { return choice.written; }

Shape Type<workload::ArrivalChoice>::shape(const workload::ArrivalChoice&, const Range&) {
  return {.kind = Shape::Kind::chosen, .category = workload::arrival_kinds().what()};
}

}  // namespace tradewind::config
