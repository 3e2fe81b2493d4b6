#pragma once
// Transfers of requests: route, latency, flow, and the energy and bytes they are charged with.

#include <vector>

#include "metrics/outcome.hpp"
#include "metrics/sink.hpp"
#include "platform/routes.hpp"
#include "scenario/model.hpp"
#include "simulation/agenda.hpp"
#include "simulation/meter.hpp"
#include "simulation/slab.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {

/// What a transfer has used between its start and its end.
struct TransferEnd {
  std::uint32_t request = nothing, task = nothing;
  bool is_output = false;
  Energy energy;  // its share of the end nodes' radios, and the dynamic energy of the links
};

class Transfers {
 public:
  Transfers(const scenario::Model& model, Agenda& agenda, Meter& meter, Slab<RequestState>& requests,
            metrics::Sink* sink);
  /// The engine; set once before the run.
  void use(TransferModel& engine) { engine_ = &engine; }

  /// Starts moving `bytes` > 0 between two different nodes for a task of a request.
  void begin(std::uint32_t request, std::uint32_t task, bool is_output, NodeId from, NodeId to, Bytes bytes);
  /// Event flow_start: the latency has passed.
  void flow_start(std::uint32_t transfer, std::uint64_t serial);
  /// The bytes have arrived, or will not; frees the transfer.
  TransferEnd end(std::uint32_t transfer);
  /// Takes every live transfer of a request off the network; returns the energy they have used.
  Energy cancel_all(std::uint32_t request);

  /// Time and seconds-of-radio one more transfer would take now, from `from` to `to`.
  struct Prediction {
    Duration latency, flow;  // until bytes flow; while they flow
  };
  Prediction predict(NodeId from, NodeId to, Bytes bytes) const;
  Duration route_latency(NodeId from, NodeId to) const { return model_.routes.latency(from, to); }

  /// The measured window begins: what live transfers have moved until now does not count.
  void start_window();
  /// Counts what live transfers have moved until now and fills in bytes and energies of the links.
  void finish(Duration window, metrics::Outcome& outcome);

 private:
  struct NodeState {
    std::uint32_t sending = 0, arriving = 0;
    Duration sending_since, arriving_since;
    double sending_share = 0, arriving_share = 0;  // ∫ 1/n dt while n > 0: one of n transfers' part of the radio
  };
  void hand_over(std::uint32_t index, TransferState& transfer);
  void start_flow(TransferState& transfer);
  Energy stop_flow(TransferState& transfer, Bytes moved);
  Bytes moved(std::uint32_t index, const TransferState& transfer) const;
  void release(std::uint32_t index, TransferState& transfer);
  void settle_sending(NodeState& node) const;
  void settle_arriving(NodeState& node) const;

  const scenario::Model& model_;
  Agenda& agenda_;
  Meter& meter_;
  Slab<RequestState>& requests_;
  metrics::Sink* sink_;  // null when the timeline is not wanted
  TransferModel* engine_ = nullptr;

  Slab<TransferState> transfers_;
  std::vector<NodeState> nodes_;
  std::vector<std::uint32_t> flows_;     // by channel: transfers whose bytes are under way
  std::vector<Bytes> carried_;           // by link, in the window
  std::vector<double> joules_per_byte_;  // by link
  Bytes traffic_;
  std::uint64_t serial_ = 0;
  mutable platform::Path path_;
};

}  // namespace tradewind::simulation
