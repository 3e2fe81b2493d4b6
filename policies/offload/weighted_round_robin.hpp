#pragma once
// Sends tasks to the candidates in turn and in proportion to their weights, spread as evenly as it goes: smooth
// weighted round robin (Dounin 2012, nginx). Every candidate earns its weight; the richest is chosen and pays them all.

#include <fmt/format.h>

#include <algorithm>

#include "policies/offload/candidate_nodes.hpp"

namespace tradewind::policies {

class WeightedRoundRobin final : public policy::OffloadPolicy {
 public:
  struct Config {
    CandidateNodes among;  // by default the names in `weights`
    config::Dictionary<double> weights;
    void fields(config::Fields& f) {
      among.fields(f);
      f.required("weights", weights, "weight of each name; of a group, each member's; a candidate without one counts 1",
                 config::positive);
      f.verify([this](config::Verifier& verifier) {
        if (weights.entries.empty()) verifier.problem("weights", "weights must name at least one node");
        for (const auto& [name, where, weight] : weights.entries)
          if (among.nodes && std::ranges::find(*among.nodes, name, &config::Name::text) == among.nodes->end())
            verifier.problem("weights", fmt::format("'{}' has a weight but is not one of nodes", name));
      });
    }
  };

  explicit WeightedRoundRobin(const Config& config) {
    for (const auto& [name, where, weight] : config.weights.entries) names_.push_back({name, where});
    if (config.among.nodes) names_.assign(config.among.nodes->begin(), config.among.nodes->end());
    for (const config::Name& name : names_) {
      const auto& entries = config.weights.entries;
      const auto found = std::ranges::find(entries, name.text, &config::Dictionary<double>::Entry::key);
      weights_.push_back(found == entries.end() ? 1 : found->value);
    }
  }

  policy::Candidates candidates() const override { return {.nodes = names_}; }

  std::size_t place(const policy::TaskView&, std::span<const policy::NodeView> nodes, Stream&) override {
    grow(nodes);
    double total = 0;
    std::size_t richest = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const double weight = weights_[nodes[i].listed];
      total += weight;
      credit(nodes[i]) += weight;
      if (credit(nodes[i]) > credit(nodes[richest])) richest = i;
    }
    credit(nodes[richest]) -= total;
    return richest;
  }

 private:
  double& credit(const policy::NodeView& node) { return credit_[node.processor.index]; }
  void grow(std::span<const policy::NodeView> nodes) {
    for (const auto& node : nodes)
      if (node.processor.index >= credit_.size()) credit_.resize(node.processor.index + 1);
  }

  std::vector<config::Name> names_;
  std::vector<double> weights_;  // of names_; a group's is each member's
  std::vector<double> credit_;   // by processor, grown when one is first seen
};

}  // namespace tradewind::policies
