#pragma once
// Where an offload policy may place the tasks of each application: names resolved, reachability checked.

#include <span>
#include <vector>

#include "policy/policy.hpp"
#include "scenario/model.hpp"

namespace tradewind::simulation {

struct Candidate {
  ProcessorId processor;
  std::uint32_t listed = 0;  // index of the name it came from
};

class CandidateTable {
 public:
  /// Reports unknown names, groups where one machine is meant, nodes that cannot be reached, and applications left
  /// without a candidate. `offload` is the location of the policy in the scenario.
  CandidateTable(const scenario::Model& model, const policy::Candidates& wanted, const config::Location& offload,
                 config::Problems& problems);

  /// The candidates of a source of an application, in order; never empty for an application with tasks to place.
  void find(std::uint32_t application, NodeId source, std::vector<Candidate>& into) const;

 private:
  struct PerApplication {
    std::vector<Candidate> common;  // reachable from at least one source
    bool all_reachable = true;      // from every source
  };
  std::vector<Candidate> resolve(const policy::Candidates& wanted, config::Problems& problems) const;
  void check_application(std::uint32_t application, const policy::Candidates& wanted, const config::Location& offload,
                         config::Problems& problems);

  const scenario::Model& model_;
  policy::Candidates wanted_;
  bool by_default_ = false;  // nobody named nodes: the source is one of them, at its place in the file
  std::vector<PerApplication> applications_;
};

}  // namespace tradewind::simulation
