// Any text is a scenario or is refused with ConfigError; a scenario, resolved and written out, reads back to itself.
// Lines `# -s key=value` at the start of the text are overrides.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "app/catalogue.hpp"
#include "base/check.hpp"
#include "config/problem.hpp"
#include "scenario/model.hpp"
#include "scenario/scenario.hpp"
#include "simulation/candidates.hpp"

namespace {

using namespace tradewind;  // NOLINT: a program of its own

std::vector<std::string> take_overrides(std::string_view text) {
  constexpr std::string_view mark = "# -s ";
  std::vector<std::string> overrides;
  while (text.starts_with(mark)) {
    const auto end = std::min(text.find('\n'), text.size());
    overrides.emplace_back(text.substr(mark.size(), end - mark.size()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return overrides;
}

/// Few enough nodes to be looked at a thousand times a second.
bool is_small(const scenario::Scenario& scenario) {
  double nodes = 0;
  for (const auto& node : scenario.platform.nodes) nodes += static_cast<double>(node.count);
  return nodes * nodes * static_cast<double>(scenario.platform.links.size()) < 1e6;
}

void compile(const scenario::Scenario& scenario) {
  config::Problems problems;
  const auto model = scenario::Model::build(scenario, problems);
  const auto& policies = app::registries().policies;
  const auto offload = policies.offload.create_or_throw(scenario.policy.offload.node);
  policies.variant.create_or_throw(scenario.policy.variant.node);
  policies.admission.create_or_throw(scenario.policy.admission.node);
  const simulation::CandidateTable candidates(model, offload->candidates(), scenario.policy.offload.node.where,
                                              problems);
  problems.throw_if_any();
}

/// A folder with a table that the seeds name.
void go_to_a_folder_of_our_own() {
  const auto folder = std::filesystem::temp_directory_path() / ("tradewind-fuzz-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::filesystem::current_path(folder);
  std::ofstream("times.csv") << "t,tokens\n1,5\n2,6\n";
  static const std::filesystem::path made = folder;
  std::atexit([] { std::filesystem::remove_all(made); });
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  go_to_a_folder_of_our_own();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto& catalogue = app::registries().catalogue;
  try {
    const auto loaded = scenario::load_text(text, "x.yaml", take_overrides(text), catalogue);
    const std::string written = config::to_yaml(loaded.resolved);
    try {
      const auto again = scenario::load_text(written, "resolved.yaml", {}, catalogue);
      check(config::to_yaml(again.resolved) == written, "a resolved scenario is a fixed point");
      check(scenario::hash(again.resolved) == scenario::hash(loaded.resolved), "and keeps its run_id");
    } catch (const config::ConfigError& error) {
      check(false, std::string("a resolved scenario is a scenario: ") + error.what());
    }
    if (is_small(loaded.scenario)) compile(loaded.scenario);
  } catch (const config::ConfigError&) {
  }
  return 0;
}
