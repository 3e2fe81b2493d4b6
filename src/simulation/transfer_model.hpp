#pragma once
// Moves bytes over contended channels and keeps the clock. The reference backend is SimGrid; any other must pass the
// same differential test.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/units.hpp"
#include "platform/network.hpp"

namespace tradewind::simulation {

using TransferId = Id<struct TransferTag>;

/// What flows contend for: one direction of a link, or a shared medium.
struct Channel {
  Bandwidth capacity;
  Duration latency;   // of the link; only models that handle latency themselves look at it
  ChannelId reverse;  // the way back (itself for a shared medium)
};

class TransferModel {
 public:
  /// Who is called back. Calls may begin or cancel transfers; an exception ends run() and leaves it.
  class Client {
   public:
    virtual ~Client() = default;
    /// At a date asked for by wake_at; now() is that date exactly.
    virtual void wake() = 0;
    /// Exactly once per transfer begun and not cancelled; never from inside begin(). `delivered` is false when a
    /// channel on the way was or went off.
    virtual void transfer_ended(TransferId transfer, bool delivered) = 0;
  };

  virtual ~TransferModel() = default;

  virtual Duration now() const = 0;
  /// Asks for Client::wake at `date` (a past date: at once, inside run()). Only the earliest pending date counts: the
  /// client asks again for the next one after each wake. Wakes come before the transfers that end at the same date.
  virtual void wake_at(Duration date) = 0;

  /// True: begin() is called at once and the route's latency passes inside (`tcp`). False: the caller lets the latency
  /// pass before begin() (`fluid`). In both cases bytes start to flow `latency × latency_factor` after the start.
  virtual bool handles_latency() const = 0;
  virtual double latency_factor() const = 0;

  /// Starts moving `bytes` > 0 over `route`. A route that needs no channel (nothing on it can be a bottleneck) is empty
  /// only when the model does not handle latency; then the bytes arrive at once. `id` is the caller's and unique among
  /// the live.
  virtual void begin(TransferId id, std::span<const ChannelId> route, Bytes bytes) = 0;
  /// Forgets a live transfer: no call back will come. The id may be used again at once.
  virtual void cancel(TransferId id) = 0;
  /// Bytes a live transfer still has to move, now.
  virtual Bytes remaining(TransferId id) const = 0;

  /// Acts on flows in progress.
  virtual void set_capacity(ChannelId channel, Bandwidth capacity) = 0;
  /// Turning a channel off fails the transfers on it; later ones fail when begun.
  virtual void set_on(ChannelId channel, bool on) = 0;

  /// Runs until nothing is pending, until `until` (events at that date included), or until stop().
  virtual void run(Duration until) = 0;
  /// Makes run() return after the current call back.
  virtual void stop() = 0;
};

/// The SimGrid backend; one per process, ever (SimGrid's engine is a process singleton). `used[c]` false: no flow will
/// ever name channel c, and nothing is built for it.
std::unique_ptr<TransferModel> make_simgrid_model(const platform::NetworkModel& network,
                                                  std::span<const Channel> channels, const std::vector<bool>& used,
                                                  TransferModel::Client& client);

/// Version of the SimGrid library in use, "3.32".
std::string simgrid_version();

}  // namespace tradewind::simulation
