#pragma once
// A client of a transfer model that does what a test says, when it says.

#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "simulation/event_queue.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {

/// Any backend: SimGrid's, or one that must agree with it.
using TransferModelFactory = std::function<std::unique_ptr<TransferModel>(
    std::span<const Channel>, const std::vector<bool>& used, TransferModel::Client&)>;

inline TransferModelFactory simgrid(platform::NetworkModel network = {}) {
  return [network](std::span<const Channel> channels, const std::vector<bool>& used, TransferModel::Client& client) {
    return make_simgrid_model(network, channels, used, client);
  };
}

class TransferScript final : public TransferModel::Client {
 public:
  struct End {
    std::uint32_t transfer;
    double date;
    bool delivered;
    bool operator==(const End&) const = default;
  };

  TransferScript(const TransferModelFactory& factory, std::span<const Channel> channels)
      : model(factory(channels, std::vector<bool>(channels.size(), true), *this)) {}
  /// Channels of these capacities, in bytes/s, shared by both directions and without latency.
  TransferScript(const TransferModelFactory& factory, const std::vector<double>& capacities)
      : TransferScript(factory, channels(capacities)) {}

  static std::vector<Channel> channels(const std::vector<double>& capacities) {
    std::vector<Channel> result;
    for (const double capacity : capacities)
      result.push_back({{capacity}, {}, {static_cast<std::uint32_t>(result.size())}});
    return result;
  }

  void at(double date, std::function<void()> action) {
    queue_.push({date}, 0, static_cast<std::uint32_t>(actions_.size()));
    actions_.push_back(std::move(action));
    model->wake_at(queue_.next_date());
  }
  void begin(std::uint32_t transfer, const std::vector<std::uint32_t>& route, double bytes) {
    std::vector<ChannelId> ids;
    for (const std::uint32_t channel : route) ids.push_back({channel});
    model->begin({transfer}, ids, {bytes});
  }
  void begin_at(double date, std::uint32_t transfer, std::vector<std::uint32_t> route, double bytes) {
    at(date, [=, this, route = std::move(route)] { begin(transfer, route, bytes); });
  }
  double now() const { return model->now().base; }
  void run(double until = Duration::infinity().base) { model->run({until}); }

  void wake() override {
    ++wakes;
    while (!queue_.empty() && queue_.next_date() <= model->now()) std::exchange(actions_[queue_.pop().index], {})();
    if (!queue_.empty()) model->wake_at(queue_.next_date());
  }
  void transfer_ended(TransferId transfer, bool delivered) override {
    ended.push_back({transfer.index, now(), delivered});
    if (on_end) on_end(ended.back());
  }

  std::vector<End> ended;  // in the order of the call backs
  std::function<void(const End&)> on_end;
  std::size_t wakes = 0;

 private:
  EventQueue queue_;
  std::vector<std::function<void()>> actions_;

 public:
  std::unique_ptr<TransferModel> model;
};

}  // namespace tradewind::simulation
