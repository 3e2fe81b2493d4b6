#include "simulation/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tradewind::simulation {
namespace {

bool has_tasks_to_place(const scenario::Model& model, std::uint32_t application) {
  const auto& plans = model.applications[application].plans;
  for (const auto& plan : plans)
    for (const auto& task : plan.tasks)
      if (!task.at_source && !task.on) return true;
  return false;
}

}  // namespace

CandidateTable::CandidateTable(const scenario::Model& model, const policy::Candidates& wanted,
                               const config::Location& offload, config::Problems& problems)
    : model_(model), wanted_(wanted), by_default_(wanted.nodes.empty() && !wanted.source_only && !wanted.with_source) {
  const auto resolved = resolve(wanted, problems);
  for (std::uint32_t a = 0; a < model.applications.size(); ++a) {
    applications_.push_back({.common = resolved});
    if (problems.empty() && has_tasks_to_place(model, a)) check_application(a, wanted, offload, problems);
  }
}

std::vector<Candidate> CandidateTable::resolve(const policy::Candidates& wanted, config::Problems& problems) const {
  const auto& platform = model_.platform;
  const auto wrong_tier = [&](ProcessorId p) {
    return wanted.tier && platform.tier(platform.node_of(p)) != *wanted.tier;
  };
  std::vector<Candidate> resolved;
  std::vector<bool> seen(platform.processor_count());
  for (std::uint32_t i = 0; i < wanted.nodes.size(); ++i) {
    const auto& [name, where] = wanted.nodes[i];
    const auto processors = platform.find_processors(name);
    if (processors.empty()) {
      problems.add(where, platform.unknown(name));
    } else if (wanted.one_member && processors.size() > 1) {
      problems.add(where, fmt::format("'{0}' is a group of {1}; name one member, like {0}-0", name, processors.size()));
    }
    for (const ProcessorId processor : processors) {
      if (wrong_tier(processor) || seen[processor.index]) continue;
      seen[processor.index] = true;
      resolved.push_back({processor, i});
    }
  }
  if (!by_default_) return resolved;
  for (const auto& group : platform.groups()) {
    if (group.tier == platform::Tier::device || group.processors.empty()) continue;
    for (std::uint32_t m = 0; m < group.count; ++m) {
      const auto processor = platform.first_processor(NodeId{group.first_node.index + m});
      if (!wrong_tier(processor)) resolved.push_back({processor, 0});
    }
  }
  return resolved;
}

void CandidateTable::check_application(std::uint32_t a, const policy::Candidates& wanted,
                                       const config::Location& offload, config::Problems& problems) {
  const auto& platform = model_.platform;
  auto& application = applications_[a];
  const auto& sources = model_.sources[a];
  const std::string& name = model_.applications[a].name;
  // All sources of a group are alike but for what they are connected to, so one of each component is enough;
  // connectivity is an equivalence, which keeps this linear.
  const NodeId first = sources.front();
  const bool together = std::ranges::all_of(sources, [&](NodeId s) { return model_.routes.connected(first, s); });
  for (const Candidate& candidate : application.common) {
    const NodeId node = platform.node_of(candidate.processor);
    for (const NodeId source : together ? std::span(&sources.front(), 1) : std::span(sources)) {
      if (model_.routes.connected(source, node)) continue;
      application.all_reachable = false;
      if (wanted.nodes.empty()) continue;
      const auto& written = wanted.nodes[candidate.listed];
      problems.add(written.where, fmt::format("'{}' cannot be reached from '{}', the source of application '{}'",
                                              written.text, platform.name(source), name));
      return;
    }
  }
  std::vector<Candidate> found;
  for (const NodeId source : together ? std::span(&sources.front(), 1) : std::span(sources)) {
    find(a, source, found);
    if (!found.empty()) continue;
    const std::string where_to = wanted.source_only ? "its own processor"
                                 : wanted.tier      ? fmt::format("a reachable {} node", config::word(*wanted.tier))
                                                    : "a reachable node with a processor";
    problems.add(offload, fmt::format("application '{}' has no place to run: its source '{}' needs {}", name,
                                      platform.name(source), where_to));
    return;
  }
}

void CandidateTable::find(std::uint32_t a, NodeId source, std::vector<Candidate>& into) const {
  const auto& platform = model_.platform;
  const auto& application = applications_[a];
  into.clear();
  const ProcessorId own = platform.first_processor(source);
  const bool own_wanted = own.valid() && (wanted_.source_only || wanted_.with_source ||
                                          (by_default_ && (!wanted_.tier || platform.tier(source) == *wanted_.tier)));
  if (wanted_.source_only || wanted_.with_source)
    if (own_wanted) into.push_back({own, 0});
  if (wanted_.source_only) return;
  bool own_placed = !into.empty() || !own_wanted;
  for (const Candidate& candidate : application.common) {
    if (candidate.processor == own) {
      if (!into.empty() && into.front().processor == own) continue;  // already first
      own_placed = true;
    } else if (!own_placed && by_default_ && own < candidate.processor) {
      into.push_back({own, 0});
      own_placed = true;
    }
    if (!application.all_reachable && !model_.routes.connected(source, platform.node_of(candidate.processor))) continue;
    into.push_back(candidate);
  }
  if (!own_placed) into.push_back({own, 0});
}

}  // namespace tradewind::simulation
