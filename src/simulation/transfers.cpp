#include "simulation/transfers.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace tradewind::simulation {

Transfers::Transfers(const scenario::Model& model, Agenda& agenda, Meter& meter, Slab<RequestState>& requests,
                     metrics::Sink* sink)
    : model_(model),
      agenda_(agenda),
      meter_(meter),
      requests_(requests),
      sink_(sink && sink->wants_timeline() ? sink : nullptr),
      nodes_(model.platform.node_count()),
      flows_(model.platform.channel_count()),
      carried_(model.platform.links().size()) {
  for (const auto& link : model.platform.links())
    joules_per_byte_.push_back((link.busy - link.idle) / link.bandwidth /
                               Quantity<Energy::dimension - Bytes::dimension>{1});
}

void Transfers::begin(std::uint32_t request, std::uint32_t task, bool is_output, NodeId from, NodeId to, Bytes bytes) {
  const std::uint32_t index = transfers_.acquire();
  TransferState& transfer = transfers_[index];
  transfer.serial = ++serial_;
  transfer.request = request;
  transfer.task = task;
  transfer.is_output = is_output;
  transfer.from = from;
  transfer.to = to;
  transfer.bytes = bytes;
  transfer.moved_before_window = {};
  transfer.asked = agenda_.now;
  transfer.flowing = transfer.handed_over = false;

  RequestState& owner = requests_[request];
  transfer.previous = nothing;
  transfer.next = owner.first_transfer;
  if (transfer.next != nothing) transfers_[transfer.next].previous = index;
  owner.first_transfer = index;

  model_.routes.find(from, to, path_);
  transfer.channels.assign(path_.channels.begin(), path_.channels.end());
  transfer.linked.clear();
  for (const ChannelId channel : transfer.channels)
    if (model_.linked[channel.index]) transfer.linked.push_back(channel);
  const Duration delay = engine_->latency_factor() * path_.latency;
  if (engine_->handles_latency()) hand_over(index, transfer);
  if (delay.base > 0)
    agenda_.at(agenda_.now + delay, EventKind::flow_start, index, transfer.serial);
  else
    flow_start(index, transfer.serial);
}

void Transfers::hand_over(std::uint32_t index, TransferState& transfer) {
  transfer.handed_over = true;
  engine_->begin(TransferId{index}, transfer.linked, transfer.bytes);
}

void Transfers::flow_start(std::uint32_t index, std::uint64_t serial) {
  TransferState& transfer = transfers_[index];
  if (transfer.serial != serial) return;  // cancelled while its latency passed
  start_flow(transfer);
  if (!transfer.handed_over) hand_over(index, transfer);
}

void Transfers::settle_sending(NodeState& node) const {
  if (node.sending > 0) node.sending_share += (agenda_.now - node.sending_since).base / node.sending;
  node.sending_since = agenda_.now;
}
void Transfers::settle_arriving(NodeState& node) const {
  if (node.arriving > 0) node.arriving_share += (agenda_.now - node.arriving_since).base / node.arriving;
  node.arriving_since = agenda_.now;
}

void Transfers::start_flow(TransferState& transfer) {
  transfer.flowing = true;
  for (const ChannelId channel : transfer.channels) ++flows_[channel.index];
  NodeState& from = nodes_[transfer.from.index];
  settle_sending(from);
  transfer.transmit_mark = from.sending_share;
  if (from.sending++ == 0) meter_.transmitting(model_.platform.group_of(transfer.from), agenda_.now, +1);
  NodeState& to = nodes_[transfer.to.index];
  settle_arriving(to);
  transfer.receive_mark = to.arriving_share;
  if (to.arriving++ == 0) meter_.receiving(model_.platform.group_of(transfer.to), agenda_.now, +1);
}

Energy Transfers::stop_flow(TransferState& transfer, Bytes moved) {
  if (!transfer.flowing) return {};
  transfer.flowing = false;
  const auto& sender = model_.platform.group(transfer.from);
  const auto& receiver = model_.platform.group(transfer.to);
  NodeState& from = nodes_[transfer.from.index];
  settle_sending(from);
  Energy energy = sender.transmit * Duration{from.sending_share - transfer.transmit_mark};
  if (--from.sending == 0) {
    from.sending_share = 0;
    meter_.transmitting(model_.platform.group_of(transfer.from), agenda_.now, -1);
  }
  NodeState& to = nodes_[transfer.to.index];
  settle_arriving(to);
  energy += receiver.receive * Duration{to.arriving_share - transfer.receive_mark};
  if (--to.arriving == 0) {
    to.arriving_share = 0;
    meter_.receiving(model_.platform.group_of(transfer.to), agenda_.now, -1);
  }
  const Bytes counted = moved - transfer.moved_before_window;
  traffic_ += counted;
  for (const ChannelId channel : transfer.channels) {
    const LinkId link = model_.platform.link_of(channel);
    --flows_[channel.index];
    carried_[link.index] += counted;
    energy += Energy{joules_per_byte_[link.index] * moved.base};
  }
  return energy;
}

Bytes Transfers::moved(std::uint32_t index, const TransferState& transfer) const {
  return transfer.flowing ? transfer.bytes - engine_->remaining(TransferId{index}) : Bytes{};
}

void Transfers::release(std::uint32_t index, TransferState& transfer) {
  if (sink_) {
    const RequestState& request = requests_[transfer.request];
    sink_->transfer({.request = request.serial - 1,
                     .application = request.application,
                     .from = transfer.from,
                     .to = transfer.to,
                     .first_channel = transfer.channels.front(),
                     .bytes = transfer.bytes,
                     .start = transfer.asked,
                     .finish = agenda_.now});
  }
  if (transfer.previous != nothing)
    transfers_[transfer.previous].next = transfer.next;
  else
    requests_[transfer.request].first_transfer = transfer.next;
  if (transfer.next != nothing) transfers_[transfer.next].previous = transfer.previous;
  transfer.serial = 0;
  transfers_.release(index);
}

TransferEnd Transfers::end(std::uint32_t index) {
  TransferState& transfer = transfers_[index];
  check(transfer.serial != 0, "a transfer ends once");
  // Under `tcp` rounding may end a transfer of a few bytes before the event that marks its first byte.
  if (!transfer.flowing) start_flow(transfer);
  const Energy energy = stop_flow(transfer, transfer.bytes);
  const TransferEnd result{transfer.request, transfer.task, transfer.is_output, energy};
  release(index, transfer);
  return result;
}

Energy Transfers::cancel_all(std::uint32_t request) {
  Energy energy;
  for (std::uint32_t index = requests_[request].first_transfer; index != nothing;) {
    TransferState& transfer = transfers_[index];
    const std::uint32_t next = transfer.next;
    energy += stop_flow(transfer, moved(index, transfer));
    if (transfer.handed_over) engine_->cancel(TransferId{index});
    release(index, transfer);
    index = next;
  }
  return energy;
}

Transfers::Prediction Transfers::predict(NodeId from, NodeId to, Bytes bytes) const {
  if (from == to || bytes.base <= 0) return {};
  model_.routes.find(from, to, path_);
  const double factor = model_.platform.network().bandwidth_factor.value_or(1);
  Bandwidth rate = Bandwidth::infinity();
  for (const ChannelId channel : path_.channels) {
    const Bandwidth capacity = model_.platform.link(model_.platform.link_of(channel)).bandwidth;
    const auto crossings = std::ranges::count(path_.channels, channel);  // a medium crossed twice is loaded twice
    rate = std::min(rate, capacity / static_cast<double>(flows_[channel.index] + crossings));
  }
  return {engine_->latency_factor() * path_.latency, bytes / (factor * rate)};
}

void Transfers::start_window() {
  traffic_ = {};
  std::ranges::fill(carried_, Bytes{});
  for (std::uint32_t index = 0; index < transfers_.end(); ++index)
    if (TransferState& transfer = transfers_[index]; transfer.serial != 0)
      transfer.moved_before_window = moved(index, transfer);
}

void Transfers::finish(Duration window, metrics::Outcome& outcome) {
  for (std::uint32_t index = 0; index < transfers_.end(); ++index) {
    const TransferState& transfer = transfers_[index];
    if (transfer.serial == 0) continue;
    const Bytes counted = moved(index, transfer) - transfer.moved_before_window;
    traffic_ += counted;
    for (const ChannelId channel : transfer.channels) carried_[model_.platform.link_of(channel).index] += counted;
  }
  outcome.traffic = traffic_;
  for (std::size_t l = 0; l < carried_.size(); ++l) {
    const auto& link = model_.platform.links()[l];
    outcome.links.push_back({.carried = carried_[l],
                             .idle = static_cast<double>(link.instances) * (link.idle * window),
                             .dynamic = Energy{joules_per_byte_[l] * carried_[l].base}});
  }
}

}  // namespace tradewind::simulation
