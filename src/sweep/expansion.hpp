#pragma once
// The points of a sweep with an account of how they came about.

#include <string>
#include <vector>

#include "sweep/study.hpp"

namespace tradewind::sweep {

struct Expansion {
  std::vector<Point> points;
  std::size_t drawn = 0, different = 0;  // before exclusions: as many as the method gave, and each once
  std::vector<std::size_t> left_out;     // by exclusion: points that it alone or first left out
};

/// Throws ConfigError for more than 10^6 points.
Expansion expand_with_account(const Study& study);

/// The paths that a sweep sets, in the order in which points hold them: parameters, then what only `points` and
/// `include` have, as they appear. With each path the place of its first mention.
struct SetPath {
  std::string path;
  config::Location where;
};
std::vector<SetPath> set_paths(const SweepDescription& description);

/// A mapping of settings as a point, in the order of `paths`.
Point as_point(const Settings& settings, const std::vector<SetPath>& paths);

}  // namespace tradewind::sweep
