#pragma once
// The figures of a run, computed from what it measured: metrics of the whole run and by application, source, node, tier
// and link, in the order in which summary.json shows them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/outcome.hpp"
#include "scenario/model.hpp"

namespace tradewind::results {

struct Figure {
  std::string name;
  std::optional<double> value;  // absent: there is no data for it
  bool count = false;           // a whole number of things
};

/// The figures of one application, source, node, tier, link or processor.
struct Section {
  std::string name;
  std::vector<Figure> figures;
  std::vector<Section> processors;  // of a node that has several
};

struct Summary {
  metrics::Status status = metrics::Status::complete;
  std::vector<Figure> metrics;
  std::vector<Section> by_application, by_source, by_node, by_tier, by_link;
  std::uint64_t events = 0;  // handled by the kernel
};

Summary summarise(const scenario::Model& model, const metrics::Outcome& outcome);

/// The figure at a path (`latency_p95_s`, `by_node.server.utilisation`, `by_node.server.processors.gpu.utilisation`);
/// absent when it has no value or does not exist.
std::optional<double> find(const Summary& summary, std::string_view path);

/// "complete", "interrupted" or "timed_out".
std::string_view in_words(metrics::Status status);

/// How a run stands to one threshold of its scenario. A figure without a value meets no bound.
struct ThresholdResult {
  std::string metric;
  std::string bound;  // as written: "< 0.01"
  std::optional<double> value;
  bool met = false;
};
std::vector<ThresholdResult> compare(const scenario::Scenario& scenario, const Summary& summary);

}  // namespace tradewind::results
