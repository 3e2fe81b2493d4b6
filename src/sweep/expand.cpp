// From parameters to points: grids, random and Latin hypercube samples, lists; exclusions and inclusions.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_set>

#include "base/random.hpp"
#include "sweep/expansion.hpp"

namespace tradewind::sweep {
namespace {

constexpr std::size_t most_points = 1'000'000;

/// Nested loops over the values of every axis, the last axis innermost; an axis whose condition does not hold is passed
/// over.
class Grid {
 public:
  explicit Grid(const std::vector<Axis>& axes) : axes_(axes) {
    for (const auto& axis : axes) values_.push_back(axis.grid());
  }

  std::vector<Point> points() && {
    extend(0);
    return std::move(points_);
  }

 private:
  void extend(std::size_t next) {
    if (next == axes_.size()) {
      if (points_.size() == most_points)
        throw config::ConfigError(
            axes_.front().where(),
            fmt::format("the grid has more than {} points; take fewer values, or method lhs", most_points));
      points_.push_back(point_);
      return;
    }
    const auto& axis = axes_[next];
    if (!matches(point_, axis.when())) return extend(next + 1);
    for (const auto& value : values_[next]) {
      point_.settings.push_back({axis.path(), value, axis.where()});
      extend(next + 1);
      point_.settings.pop_back();
    }
  }

  const std::vector<Axis>& axes_;
  std::vector<std::vector<config::Node>> values_;  // by axis
  Point point_;
  std::vector<Point> points_;
};

/// Positions in (0, 1) of each sample on an axis.
std::vector<double> positions(const Study& study, const Axis& axis, std::size_t samples) {
  const auto key = hash_combine(
      hash_combine(static_cast<std::uint64_t>(study.seed), hash_text(config::word(study.description.method))),
      hash_text(axis.path()));
  constexpr std::uint32_t position = 0, permutation = 1;  // purposes
  std::vector<double> all(samples);
  for (std::size_t i = 0; i < samples; ++i) all[i] = Stream(key, i, position).uniform();
  if (study.description.method != Method::lhs) return all;
  std::vector<std::size_t> strata(samples);
  std::iota(strata.begin(), strata.end(), std::size_t{0});
  Stream stream(key, 0, permutation);
  for (std::size_t i = samples; i > 1; --i) std::swap(strata[i - 1], strata[stream.below(i)]);
  for (std::size_t i = 0; i < samples; ++i)
    all[i] = (static_cast<double>(strata[i]) + all[i]) / static_cast<double>(samples);
  return all;
}

std::vector<Point> draw(const Study& study) {
  const auto samples = static_cast<std::size_t>(study.description.samples.value_or(0));
  std::vector<std::vector<double>> drawn;
  drawn.reserve(study.axes.size());
  for (const auto& axis : study.axes) drawn.push_back(positions(study, axis, samples));
  std::vector<Point> points(samples);
  for (std::size_t i = 0; i < samples; ++i)
    for (std::size_t a = 0; a < study.axes.size(); ++a)
      if (const auto& axis = study.axes[a]; matches(points[i], axis.when()))
        points[i].settings.push_back({axis.path(), axis.at(drawn[a][i]), axis.where()});
  return points;
}

std::vector<Point> all_points(const Study& study, const std::vector<SetPath>& paths) {
  std::vector<Point> points;
  switch (study.description.method) {
    case Method::grid:
      return study.axes.empty() ? points : Grid(study.axes).points();
    case Method::random:
    case Method::lhs:
      return draw(study);
    case Method::list:
      for (const auto& settings : study.description.points) points.push_back(as_point(settings, paths));
      break;
    case Method::optimise:
      break;
  }
  return points;
}

/// Keeps the first of equal points.
class Distinct {
 public:
  explicit Distinct(std::vector<Point>& points) : points_(points) {}
  bool is_new(const Point& point) { return seen_.insert(point.key()).second; }
  void take(Point&& point) { points_.push_back(std::move(point)); }

 private:
  std::vector<Point>& points_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

Expansion expand_with_account(const Study& study) {
  const auto paths = set_paths(study.description);
  const auto& exclude = study.description.exclude;
  auto points = all_points(study, paths);
  Expansion expansion{.points = {}, .drawn = points.size(), .left_out = std::vector<std::size_t>(exclude.size())};
  {
    Distinct distinct(expansion.points);
    for (auto& point : points) {
      if (!distinct.is_new(point)) continue;
      ++expansion.different;
      const auto excluded = std::ranges::find_if(exclude, [&](const auto& mapping) { return matches(point, mapping); });
      if (excluded == exclude.end())
        distinct.take(std::move(point));
      else
        ++expansion.left_out[static_cast<std::size_t>(excluded - exclude.begin())];
    }
  }
  if (study.description.method == Method::optimise || study.description.include.empty()) return expansion;
  Distinct distinct(expansion.points);  // anew: what was excluded may be included
  for (const auto& point : expansion.points) distinct.is_new(point);
  for (const auto& settings : study.description.include)
    if (auto point = as_point(settings, paths); distinct.is_new(point)) distinct.take(std::move(point));
  return expansion;
}

std::vector<Point> expand(const Study& study) { return expand_with_account(study).points; }

std::vector<SetPath> set_paths(const SweepDescription& description) {
  std::vector<SetPath> paths;
  std::unordered_set<std::string> known;
  const auto add = [&](const std::string& path, const config::Location& where) {
    if (known.insert(path).second) paths.push_back({path, where});
  };
  for (const auto& parameter : description.parameters.entries) add(parameter.key, parameter.where);
  for (const auto* mappings : {&description.points, &description.include})
    for (const auto& settings : *mappings)
      for (const auto& setting : settings.entries) add(setting.key, setting.where);
  return paths;
}

Point as_point(const Settings& settings, const std::vector<SetPath>& paths) {
  Point point;
  const auto rank = [&](const Setting& setting) {
    return std::ranges::find(paths, setting.path, &SetPath::path) - paths.begin();
  };
  for (const auto& entry : settings.entries) point.settings.push_back({entry.key, entry.value, entry.where});
  std::ranges::stable_sort(point.settings, {}, rank);
  return point;
}

}  // namespace tradewind::sweep
