// Logs of a power meter or of a board's own sensors: time and watts, with marks where something ran.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

struct Unit {
  std::string_view ending;
  double factor;
};
constexpr std::array times{Unit{"_ns", 1e-9}, Unit{"_us", 1e-6}, Unit{"_ms", 1e-3}, Unit{"_s", 1}};
constexpr std::array powers{Unit{"_uw", 1e-6}, Unit{"_mw", 1e-3}, Unit{"_w", 1}};
constexpr std::array currents{Unit{"_ua", 1e-6}, Unit{"_ma", 1e-3}, Unit{"_a", 1}};
constexpr std::array voltages{Unit{"_uv", 1e-6}, Unit{"_mv", 1e-3}, Unit{"_v", 1}};

/// A column by how its name starts and which unit it ends in.
struct Column {
  std::size_t place = 0;
  double factor = 1;
};
template <std::size_t N>
std::optional<Column> find(const Records& r, std::initializer_list<std::string_view> starts,
                           const std::array<Unit, N>& units) {
  for (std::size_t i = 0; i < r.columns().size(); ++i) {
    const std::string name = snake_case(r.columns()[i]);
    for (const auto start : starts)
      for (const auto& unit : units)
        if (name.starts_with(start) && name.ends_with(unit.ending)) return Column{i, unit.factor};
  }
  return std::nullopt;
}

/// Energy and length of one marked stretch, by the trapezoid between samples.
struct Stretch {
  std::string mark;
  double start = 0, end = 0, joules = 0;
  std::size_t line = 0;
};

}  // namespace

void read_power_log(const std::string& path, Sink& sink) {
  Records r(path);
  const auto time = find(r, {"time", "t_", "elapsed"}, times);
  const auto power = find(r, {"power", "total", "p_", "vdd_in", "watts"}, powers);
  const auto current = find(r, {"current", "i_"}, currents);
  const auto voltage = find(r, {"voltage", "u_", "v_"}, voltages);
  if (!time || (!power && !(current && voltage)))
    throw config::ConfigError(
        {config::intern(path), 1, 1},
        "needs a column of times (time_s, time_ms, time_us) and one of power (power_w, power_mw), "
        "or current (current_ma) and voltage (voltage_v)");
  const auto mark = r.find("mark") ? r.find("mark") : r.find("label");
  const auto target = sink.target("", path);
  sink.note(fmt::format("time × {} → s, power × {} → W; energy by the trapezoid between samples, op=work per mark",
                        time->factor, power ? power->factor : current->factor * voltage->factor));
  std::vector<Stretch> stretches;
  double last_time = 0, last_watts = 0;
  bool first = true;
  while (r.next()) {
    const double now = r.number(time->place) * time->factor;
    const double watts = power
                             ? r.number(power->place) * power->factor
                             : r.number(current->place) * current->factor * r.number(voltage->place) * voltage->factor;
    if (!r.whole() || !std::isfinite(now) || !std::isfinite(watts) || watts < 0) {
      sink.reject("sample", "not a number, or negative");
      continue;
    }
    if (!first && now <= last_time) {
      sink.reject("sample", "its time does not go on");
      continue;
    }
    if (!first) {
      stretches.back().joules += (now - last_time) * (watts + last_watts) / 2;
      stretches.back().end = now;
    }
    const std::string name(mark ? r.text(*mark) : "log");
    if (first || stretches.back().mark != name)
      stretches.push_back({.mark = name, .start = now, .end = now, .line = static_cast<std::size_t>(r.where().line)});
    first = false;
    last_time = now;
    last_watts = watts;
  }
  for (const auto& stretch : stretches) {
    if (stretch.mark.empty()) continue;  // between marks
    const double length = stretch.end - stretch.start;
    if (!(length > 0)) {
      sink.reject(stretch.mark, "a mark of one sample");
      continue;
    }
    sink.add({.target = target,
              .kernel = cost::PlainWork{.name = stretch.mark},
              .latency = length,
              .power = stretch.joules / length,
              .energy = stretch.joules,
              .tags = {{"start_s", fmt::format("{}", stretch.start)}},
              .line = stretch.line},
             stretch.mark);
  }
}

}  // namespace tradewind::calibrate
