#pragma once
// A model of a target that was hardly measured, from models of others: its datasheet and a few samples.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calibrate/trace.hpp"
#include "cost/model.hpp"

namespace tradewind::calibrate {

struct TransferOptions {
  std::string target;
  std::optional<cost::Facts> facts;  // absent: peaks are the greatest rates of the samples
  std::int64_t seed = 1;
};

/// How one op was transferred.
struct TransferNote {
  cost::Key key;
  std::vector<std::pair<std::string, double>> donors;  // target, weight; nearest first
  std::size_t samples = 0;
  double trust = 1;       // λ: share of the donors' learned residual
  bool networks = false;  // by name, from the donors' latencies of the same networks
};

struct Transfer {
  cost::Model model;
  std::vector<TransferNote> notes;
};

/// For every op of `known` that another target has: constants between those of the donors, weighted by likeness (ratio
/// of peak to bandwidth, multiprocessors, cache), and no more flop per joule than a donor of the same kind of chip.
/// From 1 sample on launch, compute and memory efficiency are refitted, from 16 on all constants, drawn towards the
/// donors' but for the cache's; the donors' trees count in part (from 32 samples on as far as leaving samples out says
/// they help), and Gaussian processes learn what is smooth in the rest. Whole networks (op network) are predicted one
/// by one from the known devices' latencies of the same: see networks.hpp. Throws RuntimeFailure when nothing can be
/// transferred.
Transfer transfer(const cost::Model& known, const Trace& samples, const TransferOptions& options);

/// `count` kernels worth measuring on a new target: sizes at even logarithmic steps over the fitted ranges of a model,
/// so that launch-, memory- and compute-bound ones all occur. Gemms and attention; other ops give none.
std::vector<Row> worth_measuring(const cost::OpModel& model, const std::string& target, std::size_t count);

}  // namespace tradewind::calibrate
