#pragma once
// One tiny interface per decision. A policy returns a value; it never sees the simulator.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "config/fields.hpp"
#include "config/registry.hpp"
#include "policy/views.hpp"

namespace tradewind::policy {

/// Which processors a policy chooses from. `nodes` are nodes, groups (their members), or node.processor; with none
/// named: the issuing node (if it computes) and every edge and cloud node.
struct Candidates {
  std::vector<config::Name> nodes;
  std::optional<Tier> tier;  // keep only this tier
  bool source_only = false;  // just the issuing node
  bool with_source = false;  // the issuing node comes first, then `nodes`
  bool one_member = false;   // `nodes` must name exactly one machine
};

/// Where a task runs. Never drops.
class OffloadPolicy {
 public:
  virtual ~OffloadPolicy() = default;
  virtual Candidates candidates() const = 0;
  /// Index into `nodes` of the place chosen. Called once per task, when all it needs is done; `nodes` is never empty
  /// and in the order of candidates(), then of the file; ties go to the first.
  virtual std::size_t place(const TaskView& task, std::span<const NodeView> nodes, Stream& random) = 0;
  /// True when place() depends only on the source: data then moves ahead, as soon as each predecessor is done.
  virtual bool constant() const { return false; }
};

/// With which variant. Called before the task is placed; `variants` has at least two.
class VariantPolicy {
 public:
  virtual ~VariantPolicy() = default;
  virtual std::size_t choose(const TaskView& task, std::span<const VariantView> variants) = 0;
  /// False when choose() looks at names and accuracies only: predictions are then not computed.
  virtual bool needs_predictions() const { return true; }
  /// A name that everything with variants must have; empty: none.
  virtual config::Name required_name() const { return {}; }
};

/// Whether a task may start its way at all; a refused task drops its request.
class AdmissionPolicy {
 public:
  virtual ~AdmissionPolicy() = default;
  virtual bool admit(const TaskView& task, const AdmissionView& place) = 0;
  /// False when every task is admitted: nothing is then computed for it.
  virtual bool active() const { return true; }
};

using OffloadRegistry = config::Registry<OffloadPolicy>;
using VariantRegistry = config::Registry<VariantPolicy>;
using AdmissionRegistry = config::Registry<AdmissionPolicy>;

/// Every policy a scenario can name.
struct Catalogue {
  OffloadRegistry offload{"offload policy"};
  VariantRegistry variant{"variant policy"};
  AdmissionRegistry admission{"admission policy"};
};

/// The policies of one run.
struct PolicySet {
  std::unique_ptr<OffloadPolicy> offload;
  std::unique_ptr<VariantPolicy> variant;
  std::unique_ptr<AdmissionPolicy> admission;
};

}  // namespace tradewind::policy
