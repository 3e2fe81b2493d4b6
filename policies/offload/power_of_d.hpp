#pragma once
// Draws d distinct candidates uniformly and takes the one with the fewest tasks: nearly as good as asking them all
// (Vvedenskaya et al. 1996, Mitzenmacher 2001).

#include <algorithm>

#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class PowerOfD final : public policy::OffloadPolicy {
 public:
  struct Config {
    CandidateNodes among;
    std::int64_t d = 2;
    void fields(config::Fields& f) {
      among.fields(f);
      f.optional("d", d, "how many candidates are compared", config::at_least(1));
    }
  };

  explicit PowerOfD(Config config) : config_(std::move(config)) {}

  policy::Candidates candidates() const override { return config_.among.candidates(); }

  /// Floyd's sampling (Bentley & Floyd 1987): d draws, whatever the number of candidates.
  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream& random) override {
    if (drawn_in_.size() < nodes.size()) drawn_in_.resize(nodes.size());
    ++decision_;
    const std::size_t d = std::min(static_cast<std::size_t>(config_.d), nodes.size());
    std::size_t best = nodes.size();
    for (std::size_t last = nodes.size() - d; last < nodes.size(); ++last) {
      std::size_t drawn = random.below(last + 1);
      if (drawn_in_[drawn] == decision_) drawn = last;
      drawn_in_[drawn] = decision_;
      if (best == nodes.size() || comes_before(nodes, drawn, best)) best = drawn;
    }
    return best;
  }

 private:
  // The draws come in any order, so a tie must be decided by the order of the file.
  static bool comes_before(std::span<const policy::NodeView> nodes, std::size_t a, std::size_t b) {
    return nodes[a].tasks != nodes[b].tasks ? nodes[a].tasks < nodes[b].tasks : a < b;
  }

  Config config_;
  std::uint64_t decision_ = 0;
  std::vector<std::uint64_t> drawn_in_;  // by candidate: the last decision that drew it
};

}  // namespace tradewind::policies
