#include "sweep/search.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "pareto/optimiser.hpp"

namespace tradewind::sweep {
namespace {

/// Objectives of a point, all to be minimised; absent when it has none.
using Answer = std::optional<std::vector<double>>;

// In every objective, of points without one: worse than what any simulation can give, and far enough from the end of
// the doubles to be scaled. It is the same for all of them, so that none of them is preferred.
constexpr double penalty = 1e100;

/// Ends the replay of a search where it asks for points that have no runs.
struct Unanswered {
  std::vector<Point> points;
};

Answer answer_of(const Study& study, const Results& results, const std::vector<std::size_t>& runs) {
  std::vector<double> means;
  for (const auto& objective : study.objectives) {
    double sum = 0;
    std::size_t values = 0;
    for (const std::size_t run : runs) {
      const auto value = results.value(run, objective.metric);
      if (!value) continue;
      sum += *value;
      ++values;
    }
    if (values == 0) return std::nullopt;
    const double mean = sum / static_cast<double>(values);
    means.push_back(objective.goal == scenario::Goal::max ? -mean : mean);
  }
  return means;
}

/// By the key of each point that has runs.
std::map<std::string, Answer> answers_of(const Study& study, const Results& results) {
  std::map<std::string, Answer> answers;
  const auto runs = results.runs_by_point();
  for (std::size_t point = 0; point < runs.size(); ++point)
    answers[results.manifest.points()[point].key()] = answer_of(study, results, runs[point]);
  return answers;
}

/// Without the parameters whose condition does not hold: several decisions may be one point.
Point point_of(const Study& study, const std::vector<double>& decision) {
  Point point;
  for (std::size_t a = 0; a < study.axes.size(); ++a)
    if (const auto& axis = study.axes[a]; matches(point, axis.when()))
      point.settings.push_back({axis.path(), axis.at_variable(decision[a]), axis.where()});
  return point;
}

bool excluded(const Study& study, const Point& point) {
  return std::ranges::any_of(study.description.exclude,
                             [&](const Settings& conditions) { return matches(point, conditions); });
}

/// What the search is told of a generation; throws Unanswered.
class Answers {
 public:
  Answers(const Study& study, const Results& results) : study_(study), known_(answers_of(study, results)) {}

  pareto::Points operator()(const std::vector<std::vector<double>>& decisions) {
    pareto::Points told;
    std::vector<Point> unknown;
    for (const auto& decision : decisions) {
      Point point = point_of(study_, decision);
      const auto [found, is_new] = known_.try_emplace(point.key());
      if (is_new && !excluded(study_, point)) unknown.push_back(std::move(point));
      told.push_back(found->second.value_or(std::vector<double>(study_.objectives.size(), penalty)));
    }
    if (!unknown.empty()) throw Unanswered{std::move(unknown)};
    return told;
  }

 private:
  const Study& study_;
  std::map<std::string, Answer> known_;
};

}  // namespace

std::vector<Point> next_generation(const Study& study, const Results& results) {
  const auto options = study.description.optimise.value_or(OptimiseDescription{});
  std::vector<pareto::Variable> variables;
  std::ranges::transform(study.axes, std::back_inserter(variables), &Axis::variable);
  Answers answers(study, results);
  try {
    pareto::optimise(variables, study.objectives.size(),
                     {.algorithm = options.algorithm,
                      .population = static_cast<std::size_t>(options.population),
                      .generations = static_cast<std::size_t>(options.generations),
                      .seed = static_cast<std::uint64_t>(study.seed)},
                     [&](const auto& decisions) { return answers(decisions); });
  } catch (const Unanswered& unanswered) {
    return unanswered.points;
  }
  return {};
}

}  // namespace tradewind::sweep
