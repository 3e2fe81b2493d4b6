#include "results/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.hpp"

namespace tradewind::results {
namespace {

constexpr std::uint32_t no_link = UINT32_MAX;
constexpr std::uint32_t transfers_below = 1U << 30;  // sorts the lanes of transfers below all cores

std::int64_t nanoseconds(Duration time) { return std::llround(time.base * 1e9); }

}  // namespace

std::size_t Timeline::Hash::operator()(const Track& track) const noexcept {
  const auto pair = [](std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; };
  return hash_combine(pair(track.owner, track.link), pair(track.towards, track.lane));
}

Timeline::Timeline(const scenario::Model& model, std::filesystem::path path)
    : model_(model),
      file_(std::move(path)),
      next_tid_(model.platform.node_count()),
      counters_(model.platform.groups().size()),
      group_seen_(model.platform.groups().size()) {
  file_ << R"({"displayTimeUnit":"ms","traceEvents":[)";
  for (std::uint32_t g = 0; g < counters_.size(); ++g) {
    const auto& group = model.platform.group(GroupId{g});
    group_state(GroupId{g}, {}, static_cast<double>(group.count) * group.idle, 0);
  }
}

Timeline::~Timeline() {
  try {
    close();
  } catch (...) {  // whoever cares calls close() and learns of it
  }
}

void Timeline::close() {
  if (std::exchange(closed_, true)) return;
  for (std::uint32_t g = 0; g < counters_.size(); ++g) write_counters(GroupId{g});
  file_ << "\n]}\n";
  file_.close();
}

// --- events
// --------------------------------------------------------------------------------------------------------------

void Timeline::begin_event() {
  file_.row_done();
  file_ << (std::exchange(first_event_, false) ? "\n" : ",\n");
}

void Timeline::write_microseconds(Nanoseconds time) {
  file_ << time / 1000;
  const Nanoseconds rest = time % 1000;
  if (rest == 0) return;
  const char digits[] = {'.', static_cast<char>('0' + rest / 100), static_cast<char>('0' + rest / 10 % 10),
                         static_cast<char>('0' + rest % 10)};
  file_ << std::string_view(digits, std::size(digits));
}

/// Leaves the event open at its arguments. Names need no escapes: they are made of letters, digits, - and _.
void Timeline::write_span(const Span& span, std::string_view category, std::string_view name) {
  begin_event();
  file_ << R"({"ph":"X","pid":)" << span.pid << R"(,"tid":)" << span.tid << R"(,"ts":)";
  write_microseconds(span.start);
  file_ << R"(,"dur":)";
  write_microseconds(span.finish - span.start);
  file_ << R"(,"cat":")" << category << R"(","name":")" << name << R"(","args":{)";
}

void Timeline::execution(const metrics::ExecutionRecord& record) {
  const auto& application = model_.applications[record.application.index];
  const NodeId node = model_.platform.node_of(record.processor);
  see_node(node);
  const std::uint32_t tid = core_tid(node, record.processor, record.core);
  write_span({node.index + 1, tid, nanoseconds(record.start), nanoseconds(record.finish)}, "task",
             application.plans[record.plan].tasks[record.task].name);
  file_ << R"("request":)" << record.request << R"(,"application":")" << application.name << R"("}})";
}

void Timeline::transfer(const metrics::TransferRecord& record) {
  const auto& application = model_.applications[record.application.index];
  see_node(record.from);
  const Nanoseconds start = nanoseconds(record.start), finish = nanoseconds(record.finish);
  const std::uint32_t tid = lane_tid(record, start, finish);
  write_span({record.from.index + 1, tid, start, finish}, "transfer", application.name);
  file_ << R"("request":)" << record.request << R"(,"application":")" << application.name << R"(","to":")"
        << model_.platform.name(record.to) << R"(","bytes":)" << record.bytes.base << "}}";
}

// --- processes and threads
// -----------------------------------------------------------------------------------------------

std::uint64_t Timeline::order_of(GroupId group, std::uint32_t member) const {
  const auto& platform = model_.platform;
  const std::uint64_t places = std::uint64_t{platform.node_count()} + platform.groups().size();
  // Its counters, then its members.
  const std::uint64_t place = std::uint64_t{platform.group(group).first_node.index} + group.index + member;
  return static_cast<std::uint64_t>(platform.group(group).tier) * places + place;
}

void Timeline::name_process(std::uint32_t pid, std::string_view name, std::uint64_t order) {
  begin_event();
  file_ << R"({"ph":"M","pid":)" << pid << R"(,"name":"process_name","args":{"name":")" << name << R"("}})";
  begin_event();
  file_ << R"({"ph":"M","pid":)" << pid << R"(,"name":"process_sort_index","args":{"sort_index":)" << order << "}}";
}

void Timeline::see_node(NodeId node) {
  if (next_tid_[node.index] != 0) return;
  next_tid_[node.index] = 1;
  const GroupId group = model_.platform.group_of(node);
  const std::uint32_t member = node.index - model_.platform.group(group).first_node.index;
  name_process(node.index + 1, model_.platform.name(node), order_of(group, member + 1));
}

std::uint32_t Timeline::tid(NodeId node, const Track& track, std::uint32_t order, const std::string& name) {
  const std::uint32_t tid = next_tid_[node.index]++;
  tids_.emplace(track, tid);
  begin_event();
  file_ << R"({"ph":"M","pid":)" << node.index + 1 << R"(,"tid":)" << tid << R"(,"name":"thread_name","args":{"name":")"
        << name << R"("}})";
  begin_event();
  file_ << R"({"ph":"M","pid":)" << node.index + 1 << R"(,"tid":)" << tid
        << R"(,"name":"thread_sort_index","args":{"sort_index":)" << order << "}}";
  return tid;
}

std::uint32_t Timeline::core_tid(NodeId node, ProcessorId processor, std::uint32_t core) {
  const Track track{processor.index, no_link, 0, core};
  if (const auto known = tids_.find(track); known != tids_.end()) return known->second;
  const auto& group = model_.platform.group(node);
  std::uint32_t order = core;
  const std::uint32_t which = processor.index - model_.platform.first_processor(node).index;
  for (std::uint32_t before = 0; before < which; ++before) order += group.processors[before].cores;
  const auto& type = model_.platform.type(processor);
  // Under processor sharing tasks are not on cores: they take as many places as there are tasks.
  const bool shared = type.discipline == platform::Discipline::processor_sharing;
  return tid(node, track, order, fmt::format("{} {} {}", type.name, shared ? "place" : "core", core));
}

/// Transfers come in the order of their end, so one that begins after the last of a lane overlaps none of it.
std::uint32_t Timeline::lane_tid(const metrics::TransferRecord& record, Nanoseconds start, Nanoseconds finish) {
  const auto& platform = model_.platform;
  const LinkId link = platform.link_of(record.first_channel);
  const GroupId towards = platform.group_of(record.to);
  Track track{record.from.index, link.index, towards.index, 0};
  auto& ends = lane_ends_[track];
  const auto free = std::ranges::find_if(ends, [&](Nanoseconds end) { return end <= start; });
  track.lane = static_cast<std::uint32_t>(free - ends.begin());
  if (free == ends.end())
    ends.push_back(finish);
  else
    *free = finish;
  if (const auto known = tids_.find(track); known != tids_.end()) return known->second;
  std::string name = fmt::format("{} to {}", platform.link(link).name, platform.group(towards).name);
  if (track.lane > 0) name += fmt::format(" #{}", track.lane + 1);
  return tid(record.from, track, transfers_below + link.index, name);
}

// --- counters
// ------------------------------------------------------------------------------------------------------------

std::uint32_t Timeline::counters_pid(GroupId id) {
  const auto& group = model_.platform.group(id);
  if (group.count == 1) {
    see_node(group.first_node);
    return group.first_node.index + 1;
  }
  const std::uint32_t pid = model_.platform.node_count() + id.index + 1;
  if (!group_seen_[id.index]) {
    group_seen_[id.index] = true;
    name_process(pid, fmt::format("{} (all {})", group.name, group.count), order_of(id, 0));
  }
  return pid;
}

void Timeline::group_state(GroupId group, Duration now, Power power, std::uint64_t waiting) {
  Counters& counters = counters_[group.index];
  const Nanoseconds date = nanoseconds(now);
  if (counters.date && *counters.date != date) write_counters(group);
  counters.date = date;
  counters.power = power.base;
  counters.waiting = waiting;
}

void Timeline::write_counter(std::uint32_t pid, Nanoseconds date, std::string_view name, std::string_view unit,
                             double value) {
  begin_event();
  file_ << R"({"ph":"C","pid":)" << pid << R"(,"ts":)";
  write_microseconds(date);
  file_ << R"(,"name":")" << name << R"(","args":{")" << unit << R"(":)" << value << "}}";
}

void Timeline::write_counters(GroupId group) {
  Counters& counters = counters_[group.index];
  if (!counters.date) return;
  const std::uint32_t pid = counters_pid(group);
  if (counters.written_power != counters.power) write_counter(pid, *counters.date, "power", "W", counters.power);
  if (counters.written_waiting != counters.waiting)
    write_counter(pid, *counters.date, "queue length", "tasks", static_cast<double>(counters.waiting));
  counters.written_power = counters.power;
  counters.written_waiting = counters.waiting;
  counters.date.reset();
}

}  // namespace tradewind::results
