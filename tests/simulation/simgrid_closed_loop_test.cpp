// The closed loop of bench/bare_kernel.cpp on the transfer interface and the event queue alone: 1,000 devices, 20
// access points of 37.5 MB/s, 4 servers of 16 cores; think, upload, queue, execute, download. At 50,000 requests, five
// other designs, one of them without SimGrid, give the same digits.
#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "simgrid_child.hpp"
#include "simulation/event_queue.hpp"
#include "simulation/simgrid_model.hpp"
#include "simulation/transfer_model.hpp"

namespace tradewind::simulation {
namespace {

struct SplitMix {
  std::uint64_t state;
  double uniform() {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    return (static_cast<double>(z >> 11) + 0.5) * (1.0 / 9007199254740992.0);
  }
  double exponential(double mean) { return -mean * std::log(uniform()); }
};

class ClosedLoop final : public TransferModel::Client {
 public:
  explicit ClosedLoop(long requests_per_device) {
    std::vector<Channel> channels;
    for (std::uint32_t a = 0; a < access_points; ++a) channels.push_back({37.5_MBps, 2_ms, ChannelId{a}});
    model_ = make_simgrid_model({}, channels, std::vector<bool>(access_points, true), *this);
    for (std::uint32_t d = 0; d < devices_.size(); ++d) {
      Device& device = devices_[d];
      device = {{1234567ULL * (d + 1)}, requests_per_device};
      at(device.random.exponential(1), Kind::request, d);
    }
    model_->wake_at(queue_.next_date());
  }
  void run() { model_->run(Duration::infinity()); }
  double mean_response() const { return responses_ / static_cast<double>(done_); }
  double now() const { return model_->now().base; }

  void wake() override {
    while (!queue_.empty() && queue_.next_date() <= model_->now()) handle(queue_.pop());
    if (!queue_.empty()) model_->wake_at(queue_.next_date());
  }
  void transfer_ended(TransferId transfer, bool) override {
    Device& device = devices_[transfer.index];
    if (device.uploading) {
      Server& server = servers_[server_of(transfer.index)];
      if (server.busy < 16) {
        ++server.busy;
        execute(transfer.index);
      } else {
        server.waiting.push_back(transfer.index);
      }
    } else {
      responses_ += now() - device.asked;
      ++done_;
      if (--device.left > 0) at(now() + device.random.exponential(1), Kind::request, transfer.index);
    }
    if (!queue_.empty()) model_->wake_at(queue_.next_date());
  }

 private:
  enum class Kind : std::uint32_t { request, first_byte, executed };
  struct Device {
    SplitMix random;
    long left = 0;
    double asked = 0, upload = 0, work = 0, download = 0;
    bool uploading = false;
  };
  struct Server {
    int busy = 0;
    std::deque<std::uint32_t> waiting;
  };
  static constexpr std::uint32_t access_points = 20;
  static std::uint32_t access_point_of(std::uint32_t device) { return device % access_points; }
  static std::uint32_t server_of(std::uint32_t device) { return access_point_of(device) % 4; }

  void at(double date, Kind kind, std::uint32_t device) {
    queue_.push({date}, static_cast<std::uint32_t>(kind), device);
  }
  void send(std::uint32_t device, bool uploading) {
    devices_[device].uploading = uploading;
    at(now() + 2e-3 + 1e-3, Kind::first_byte, device);
  }
  void execute(std::uint32_t device) { at(now() + devices_[device].work / 1e10, Kind::executed, device); }
  void handle(const Event& event) {
    Device& device = devices_[event.index];
    switch (static_cast<Kind>(event.kind)) {
      case Kind::request:
        device.upload = std::floor(device.random.exponential(2e5)) + 1;
        device.work = device.random.exponential(4e8);
        device.download = std::floor(device.random.exponential(2e4)) + 1;
        device.asked = now();
        send(event.index, true);
        break;
      case Kind::first_byte: {
        const ChannelId channel{access_point_of(event.index)};
        model_->begin({event.index}, {&channel, 1}, {device.uploading ? device.upload : device.download});
        break;
      }
      case Kind::executed: {
        Server& server = servers_[server_of(event.index)];
        if (server.waiting.empty()) {
          --server.busy;
        } else {
          execute(server.waiting.front());
          server.waiting.pop_front();
        }
        send(event.index, false);
      }
    }
  }

  std::unique_ptr<TransferModel> model_;
  EventQueue queue_;
  std::vector<Device> devices_{1000};
  std::vector<Server> servers_{4};
  double responses_ = 0;
  long done_ = 0;
};

TEST(SimGridClosedLoop, GivesTheDigitsOfTheOtherDesigns) {
  const auto numbers = numbers_of_child([] {
    ClosedLoop loop(50);
    loop.run();
    return std::vector{loop.mean_response(), loop.now(), static_cast<double>(simgrid_diagnostics().stale)};
  });
  ASSERT_EQ(numbers.size(), 3U);
  EXPECT_NEAR(numbers[0], 0.0538626546, 5e-11);
  EXPECT_NEAR(numbers[1], 79.517954, 5e-7);
  EXPECT_EQ(numbers[2], 0) << "kernel timers that had nothing to do";
}

}  // namespace
}  // namespace tradewind::simulation
