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
#include "statistics/steady_state.hpp"

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

/// What this one run says about the mean latency of its steady state, in seconds, at a confidence of 95 %; absent where
/// too few requests completed.
struct Confidence {
  std::optional<statistics::SteadyState> latency;                              // of the whole run
  std::vector<std::optional<statistics::SteadyState>> latency_by_application;  // in the order of `by_application`
};

struct Summary {
  metrics::Status status = metrics::Status::complete;
  std::vector<Figure> metrics;
  Confidence confidence;
  std::vector<Section> by_application, by_source, by_node, by_tier, by_link;
  std::uint64_t events = 0;  // handled by the kernel
};

Summary summarise(const scenario::Model& model, const metrics::Outcome& outcome);

/// The figure at a path (`latency_p95_s`, `by_node.server.utilisation`, `by_node.server.processors.gpu.utilisation`);
/// absent when it has no value or does not exist.
std::optional<double> find(const Summary& summary, std::string_view path);

/// "complete", "interrupted" or "timed_out".
std::string_view in_words(metrics::Status status);
/// How an interval was made: "batch means (20 batches) after MSER-5", 5 being the observations per batch mean that MSER
/// looked at, more in a run beyond some 10,000 observations.
std::string in_words(const statistics::SteadyState& estimate);

/// How a run stands to one threshold of its scenario. A figure without a value meets no bound.
struct ThresholdResult {
  std::string metric;
  std::string bound;  // as written: "< 0.01"
  std::optional<double> value;
  bool met = false;
};
std::vector<ThresholdResult> compare(const scenario::Scenario& scenario, const Summary& summary);

}  // namespace tradewind::results
