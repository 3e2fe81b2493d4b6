#pragma once
// Sends each task where the weighted sum ω·time/greatest time + (1−ω)·energy/greatest energy is least, the greatest
// taken over the candidates (weighted sum of time and energy as in Chen et al. 2016, made dimensionless).

#include <algorithm>
#include <limits>

#include "policies/first_least.hpp"
#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class Weighted final : public policy::OffloadPolicy {
 public:
  struct Config {
    CandidateNodes among;
    double omega = 0;
    void fields(config::Fields& f) {
      among.fields(f);
      f.required("omega", omega, "weight of time against energy: 1 is time only, 0 energy only", config::between(0, 1));
    }
  };

  explicit Weighted(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.among.candidates(); }

  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    // Candidates where the task never ends must not be the measure of the others.
    const auto ends = [](const policy::NodeView& node) { return node.completion_time() < Duration::infinity(); };
    Duration greatest_time;
    Energy greatest_energy;
    for (const auto& node : nodes) {
      if (!ends(node)) continue;
      greatest_time = std::max(greatest_time, node.completion_time());
      greatest_energy = std::max(greatest_energy, node.energy);
    }
    const auto share = [](auto part, auto greatest) { return greatest > decltype(greatest){} ? part / greatest : 0; };
    return first_least(nodes, [&](const policy::NodeView& node) {
      if (!ends(node)) return std::numeric_limits<double>::infinity();
      return config_.omega * share(node.completion_time(), greatest_time) +
             (1 - config_.omega) * share(node.energy, greatest_energy);
    });
  }

 private:
  Config config_;
};

}  // namespace tradewind::policies
