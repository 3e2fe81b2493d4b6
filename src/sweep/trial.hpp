#pragma once
// Every value of every parameter is tried on the scenario once, before anything is run.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sweep/study.hpp"

namespace tradewind::sweep {

struct Trials {
  std::vector<std::string> hashes;                      // of the scenarios tried, in order
  std::vector<std::string> notes;                       // of reading them, each once
  std::set<std::pair<std::string, std::string>> files;  // that the check read: name, content hash
};

/// Tries the values of the axes, the points of a list and the included ones on the study's scenario. Reports what it
/// refuses at the setting at fault, each fault once, and conditions that never hold.
Trials try_everything(const Study& study, const config::Catalogue& catalogue, const Check& check,
                      config::Problems& problems);

}  // namespace tradewind::sweep
