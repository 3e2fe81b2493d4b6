#include "sweep/explore.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "sweep/expansion.hpp"
#include "sweep/racing.hpp"
#include "sweep/search.hpp"
#include "sweep/stopping.hpp"

namespace tradewind::sweep {
namespace {

std::size_t count(std::int64_t number) { return static_cast<std::size_t>(number); }

/// How replications of a point are added: so many to begin with, then `step` at a time until there are `most`.
struct Plan {
  std::size_t first = 1, step = 1, most = 1;
};

Plan plan_of(const SweepDescription& description) {
  const std::size_t replications = count(description.replications);
  if (const auto& stopping = description.stopping)
    return {.first = replications, .step = count(stopping->step), .most = count(stopping->most)};
  if (const auto& racing = description.racing)
    return {.first = std::min(count(racing->first), replications), .step = count(racing->step), .most = replications};
  return {.first = replications, .step = 1, .most = replications};
}

/// Appends `more` runs of a point after the ones it has, the seed counting up with the replication: all points meet the
/// same random numbers.
void add_runs(Manifest& manifest, std::size_t point, std::size_t has, std::size_t more, const Study& study,
              std::size_t round) {
  for (std::size_t replication = has; replication < has + more; ++replication)
    manifest.add_run({.point = point,
                      .replication = replication,
                      .round = round,
                      .seed = study.seed + static_cast<std::int64_t>(replication)});
}

/// New points with their first replications; those that the manifest knows are left as they are.
void add_points(Manifest& manifest, std::vector<Point> points, const Study& study, std::size_t round) {
  const std::size_t first = plan_of(study.description).first;
  for (auto& point : points) {
    const std::size_t known = manifest.points().size();
    const std::size_t number = manifest.add_point(std::move(point));
    if (number == known) add_runs(manifest, number, 0, first, study, round);
  }
}

/// Points that are known before any result: those of the method, of a search the included ones.
std::vector<Point> points_beforehand(const Study& study) {
  if (study.description.method != Method::optimise) return expand(study);
  const auto paths = set_paths(study.description);
  std::vector<Point> points;
  std::ranges::transform(study.description.include, std::back_inserter(points),
                         [&](const Settings& settings) { return as_point(settings, paths); });
  return points;
}

/// What the replications so far say of every point.
class Standing {
 public:
  Standing(const Study& study, const Results& results)
      : study_(study), results_(results), plan_(plan_of(study.description)), runs_(results.runs_by_point()) {
    if (study.description.racing) observations_ = observe(study, results, runs_);
  }

  /// Points that get more replications, each with their number. Who got none in the last round is never taken up again:
  /// nothing new is known of it.
  void add_replications(Manifest& manifest, std::size_t round) const {
    std::vector<std::size_t> contenders, wanting;
    for (std::size_t point = 0; point < runs_.size(); ++point) {
      const bool done = satisfied(point), racing = ran_last(point);
      if (done || racing) contenders.push_back(point);
      if (!done && racing && !hopeless(point)) wanting.push_back(point);
    }
    for (const std::size_t point : wanting) {
      if (beaten(point, contenders)) continue;
      const std::size_t has = runs_[point].size();
      add_runs(manifest, point, has, std::min(plan_.step, plan_.most - has), study_, round);
    }
  }

 private:
  bool satisfied(std::size_t point) const {
    const auto& stopping = study_.description.stopping;
    return runs_[point].size() >= plan_.most || (stopping && precise(*stopping, results_, runs_[point]));
  }
  bool ran_last(std::size_t point) const {
    return results_.manifest.runs()[runs_[point].back()].round + 1 == results_.manifest.rounds();
  }
  /// All its runs failed: so would the next ones.
  bool hopeless(std::size_t point) const {
    return std::ranges::all_of(runs_[point],
                               [&](std::size_t run) { return results_.runs[run]->status == RunStatus::failed; });
  }
  bool beaten(std::size_t point, const std::vector<std::size_t>& contenders) const {
    const auto& racing = study_.description.racing;
    return racing && std::ranges::any_of(contenders, [&](std::size_t other) {
             return other != point && beats(observations_[other], observations_[point], racing->confidence);
           });
  }

  const Study& study_;
  const Results& results_;
  Plan plan_;
  std::vector<std::vector<std::size_t>> runs_;  // by point and replication
  std::vector<Observations> observations_;
};

}  // namespace

std::size_t next_round(const Study& study, Results& results) {
  auto& manifest = results.manifest;
  const std::size_t before = manifest.runs().size(), round = manifest.rounds();
  check(results.runs.size() == before && results.all_finished(), "a round begins when the one before is finished");
  const bool search = study.description.method == Method::optimise;
  if (round == 0) {
    add_points(manifest, points_beforehand(study), study, round);
    if (search) add_points(manifest, next_generation(study, {}), study, round);
  } else if (adaptive(study.description)) {
    Standing(study, results).add_replications(manifest, round);
    if (search && manifest.runs().size() == before) add_points(manifest, next_generation(study, results), study, round);
  }
  results.runs.resize(manifest.runs().size());
  return manifest.runs().size() - before;
}

Manifest first_round(const Study& study) {
  Results results;
  next_round(study, results);
  return std::move(results.manifest);
}

bool adaptive(const SweepDescription& description) {
  return description.method == Method::optimise || description.stopping || description.racing;
}

}  // namespace tradewind::sweep
