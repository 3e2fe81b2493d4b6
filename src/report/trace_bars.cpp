#include "report/trace_bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "base/check.hpp"

namespace tradewind::report {
namespace {

/// A trace is written in order of ends: twice the bars that are drawn hold all early starts but for very long ones.
constexpr std::size_t read_per_drawn = 2;
constexpr double microsecond = 1e-6;

struct Event {
  std::string phase, name, category;
  std::string given_name, application;  // of "args"
  std::optional<double> order, request;
  double process = 0, thread = 0, start = 0, duration = 0;  // ids; microseconds
};

struct Place {
  std::string name;
  double order = 0;
};

/// Collects events one by one as the parser meets them, and stops it when there are enough.
class EventReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit EventReader(std::size_t most) : most_(most) {}

  std::vector<Event> bars;
  std::map<double, Place> processes;
  std::map<std::pair<double, double>, Place> threads;
  bool enough = false;
  std::string problem;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override { return number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return number(value); }
  bool binary(binary_t&) override { return true; }
  bool start_array(std::size_t) override { return ++depth_ > 0; }
  bool end_array() override { return depth_-- > 0; }
  bool start_object(std::size_t) override {
    if (++depth_ == event_depth) event_ = {};
    return true;
  }
  bool end_object() override {
    if (depth_-- == event_depth) take_event();
    return !enough;
  }
  bool key(string_t& key) override {
    key_ = std::move(key);
    return true;
  }
  bool string(string_t& value) override {
    if (depth_ == event_depth)
      (key_ == "ph" ? event_.phase : key_ == "name" ? event_.name : key_ == "cat" ? event_.category : ignored_) = value;
    else if (depth_ == event_depth + 1)
      (key_ == "name" ? event_.given_name : key_ == "application" ? event_.application : ignored_) = value;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    problem = error.what();
    return false;
  }

 private:
  static constexpr int event_depth = 3;  // {"traceEvents": [{…}]}

  bool number(double value) {
    if (depth_ == event_depth) {
      if (key_ == "pid") event_.process = value;
      if (key_ == "tid") event_.thread = value;
      if (key_ == "ts") event_.start = value;
      if (key_ == "dur") event_.duration = value;
    } else if (depth_ == event_depth + 1) {
      if (key_ == "sort_index") event_.order = value;
      if (key_ == "request") event_.request = value;
    }
    return true;
  }

  void take_event() {
    if (event_.phase == "X") {
      if (bars.size() == most_)
        enough = true;
      else
        bars.push_back(std::move(event_));
    } else if (event_.phase == "M") {
      const bool of_process = event_.name.starts_with("process_");
      Place& place = of_process ? processes[event_.process] : threads[{event_.process, event_.thread}];
      if (event_.order)
        place.order = *event_.order;
      else
        place.name = std::move(event_.given_name);
    }
  }

  std::size_t most_;
  int depth_ = 0;
  std::string key_, ignored_;
  Event event_;
};

}  // namespace

Bars first_bars(std::string_view trace, std::size_t most, std::string_view name) {
  EventReader reader(read_per_drawn * most);
  if (!nlohmann::json::sax_parse(trace, &reader) && !reader.enough)
    throw RuntimeFailure(fmt::format("'{}' is not a Chrome trace: {}", name, reader.problem));
  auto& events = reader.bars;
  Bars result{.bars = {}, .complete = !reader.enough && events.size() <= most};
  std::ranges::stable_sort(events, {}, &Event::start);
  events.resize(std::min(events.size(), most));
  std::ranges::stable_sort(events, {}, [&](const Event& event) {
    return std::tuple(reader.processes[event.process].order, event.process,
                      reader.threads[{event.process, event.thread}].order, event.thread);
  });
  for (auto& event : events)
    result.bars.push_back({.process = reader.processes[event.process].name,
                           .thread = reader.threads[{event.process, event.thread}].name,
                           .name = std::move(event.name),
                           .category = std::move(event.category),
                           .application = std::move(event.application),
                           .request = event.request,
                           .start_s = event.start * microsecond,
                           .duration_s = event.duration * microsecond});
  return result;
}

}  // namespace tradewind::report
