#pragma once
// Platforms of the tests, from YAML text or by code.

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/fields.hpp"
#include "config/node.hpp"
#include "platform/platform.hpp"

namespace tradewind::platform {

struct Loaded {
  PlatformDescription description;
  std::vector<std::string> problems;  // "line:column: message"
};

inline void add_texts(const config::Problems& problems, std::vector<std::string>& texts) {
  for (const auto& problem : problems.all())
    texts.push_back(std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + ": " +
                    problem.message);
}

/// Reads and, when that went well, expands; only the problems are of interest.
inline Loaded load(std::string_view yaml) {
  Loaded loaded;
  config::Problems problems;
  config::Context context{problems};
  config::read(config::load_text(yaml), loaded.description, context);
  if (problems.empty()) const Platform expanded(loaded.description, problems);
  add_texts(problems, loaded.problems);
  return loaded;
}

/// Expands a description that has no problems.
inline Platform expand(const PlatformDescription& description) {
  config::Problems problems;
  Platform platform(description, problems);
  problems.throw_if_any();
  return platform;
}
inline Platform expand(std::string_view yaml) {
  return expand(config::read_or_throw<PlatformDescription>(config::load_text(yaml)));
}

inline NodeDescription node(std::string name, Tier tier = Tier::edge, std::int64_t count = 1) {
  NodeDescription made;
  made.name.text = std::move(name);
  made.tier = tier;
  made.count = count;
  return made;
}

inline LinkDescription link(std::string name, std::string first, std::string second, Bandwidth bandwidth,
                            Duration latency) {
  LinkDescription made;
  made.name.text = std::move(name);
  made.between = {config::Name{.text = std::move(first), .where = {}},
                  config::Name{.text = std::move(second), .where = {}}};
  made.bandwidth = bandwidth;
  made.latency = latency;
  return made;
}

/// The only node of that name.
inline NodeId the_node(const Platform& platform, std::string_view name) {
  const auto found = platform.find_nodes(name);
  EXPECT_EQ(found.size(), 1U) << name;
  return found.at(0);
}

}  // namespace tradewind::platform
