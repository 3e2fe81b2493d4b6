#pragma once
// timeline.json: what ran where and when, as Chrome trace events for Perfetto or chrome://tracing.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "metrics/sink.hpp"
#include "results/output_file.hpp"
#include "scenario/model.hpp"

namespace tradewind::results {

/// A node is a process. Each core of it is a thread, and so is each lane of the transfers it sends over a link to a
/// group: nothing overlaps within a thread. Power and queue length of a group are counters, at its node or at a process
/// of their own. Dates are whole nanoseconds.
class Timeline final : public metrics::Sink {
 public:
  /// `model` must outlive it. Throws RuntimeFailure, here and later, when the file cannot be written.
  Timeline(const scenario::Model& model, std::filesystem::path path);
  /// Ends the file if close() was not reached, so that an interrupted run leaves a valid one.
  ~Timeline() override;

  bool wants_timeline() const override { return true; }
  void execution(const metrics::ExecutionRecord& record) override;
  void transfer(const metrics::TransferRecord& record) override;
  void group_state(GroupId group, Duration now, Power power, std::uint64_t waiting) override;
  void close();

 private:
  using Nanoseconds = std::int64_t;
  /// A thread: a core of a processor, or a lane of transfers.
  struct Track {
    std::uint32_t owner = 0;    // the processor, or the sending node
    std::uint32_t link = 0;     // of transfers; `no_link` for a core
    std::uint32_t towards = 0;  // group of the receiver
    std::uint32_t lane = 0;     // of transfers, or the core
    bool operator==(const Track&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Track& track) const noexcept;
  };
  /// The last state of a group that has not been written: changes at one date are one event.
  struct Counters {
    std::optional<Nanoseconds> date;
    double power = 0;
    std::uint64_t waiting = 0;
    std::optional<double> written_power;
    std::optional<std::uint64_t> written_waiting;
  };
  struct Span {
    std::uint32_t pid, tid;
    Nanoseconds start, finish;
  };

  void begin_event();
  void write_microseconds(Nanoseconds time);
  void write_span(const Span& span, std::string_view category, std::string_view name);
  void name_process(std::uint32_t pid, std::string_view name, std::uint64_t order);
  void see_node(NodeId node);
  std::uint32_t tid(NodeId node, const Track& track, std::uint32_t order, const std::string& name);
  std::uint32_t core_tid(NodeId node, ProcessorId processor, std::uint32_t core);
  std::uint32_t lane_tid(const metrics::TransferRecord& record, Nanoseconds start, Nanoseconds finish);
  std::uint32_t counters_pid(GroupId group);
  void write_counter(std::uint32_t pid, Nanoseconds date, std::string_view name, std::string_view unit, double value);
  void write_counters(GroupId group);
  std::uint64_t order_of(GroupId group, std::uint32_t member) const;

  const scenario::Model& model_;
  OutputFile file_;
  bool first_event_ = true, closed_ = false;
  std::vector<std::uint32_t> next_tid_;  // by node; 0: not seen yet
  std::unordered_map<Track, std::uint32_t, Hash> tids_;
  std::unordered_map<Track, std::vector<Nanoseconds>, Hash> lane_ends_;  // by track without its lane
  std::vector<Counters> counters_;                                       // by group
  std::vector<bool> group_seen_;
};

}  // namespace tradewind::results
