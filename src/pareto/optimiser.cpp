#include "pareto/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <utility>

#include "base/check.hpp"
#include "base/random.hpp"
#include "pareto/algorithms.hpp"

namespace tradewind::pareto {
namespace {

using Decision = std::vector<double>;

/// Whole numbers as cells of width 1 of the reals, so that neighbouring values are neighbours for the operators too and
/// the outer values are as likely as the inner ones. A variable with one value gets such a cell as well: pagmo wants
/// room between bounds.
Box relaxed(const std::vector<Variable>& variables) {
  Box box;
  for (const auto& variable : variables) {
    const double margin = variable.integer || variable.low == variable.high ? 0.5 : 0.0;
    box.low.push_back(variable.low - margin);
    box.high.push_back(variable.high + margin);
  }
  return box;
}

/// A Latin hypercube (McKay et al. 1979), its first members moved to the corners of the box when these are at most half
/// of it: figures of a system are mostly monotone in its resources, so that the ends of the front lie there.
std::vector<Genes> first_design(const Box& box, std::size_t size, std::uint64_t seed) {
  const std::size_t variables = box.low.size();
  std::vector<Genes> design(size, Genes(variables));
  for (std::size_t v = 0; v < variables; ++v) {
    Stream stream(hash_combine(seed, hash_text("first design")), v, 0);
    std::vector<std::size_t> strata(size);
    std::iota(strata.begin(), strata.end(), std::size_t{0});
    for (std::size_t i = size; i > 1; --i) std::swap(strata[i - 1], strata[stream.below(i)]);
    for (std::size_t i = 0; i < size; ++i) {
      const double share = (static_cast<double>(strata[i]) + stream.uniform()) / static_cast<double>(size);
      design[i][v] = box.low[v] + share * (box.high[v] - box.low[v]);
    }
  }
  if (variables >= 16 || (std::size_t{2} << variables) > size) return design;
  for (std::size_t corner = 0; corner < std::size_t{1} << variables; ++corner)
    for (std::size_t v = 0; v < variables; ++v) design[corner][v] = (corner >> v & 1) == 0 ? box.low[v] : box.high[v];
  return design;
}

/// What genes stand for.
Decision decision_of(const Genes& genes, const std::vector<Variable>& variables) {
  Decision decision = genes;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const double value = variables[v].integer ? std::round(genes[v]) : genes[v];
    decision[v] = std::clamp(value, variables[v].low, variables[v].high) + 0.0;  // + 0 turns −0 into 0
  }
  return decision;
}

/// Evaluates generations of genes. A child equal to something already seen would teach nothing, so it is moved in wider
/// and wider steps until it is new; where nothing new is found nearby, it stays and is asked for again.
class Evaluator {
 public:
  Evaluator(const std::vector<Variable>& variables, std::size_t objectives, std::uint64_t seed,
            const Evaluate& evaluate)
      : variables_(variables), box_(relaxed(variables)), objectives_(objectives), seed_(seed), evaluate_(evaluate) {}

  Generation operator()(std::vector<Genes> genes) {
    std::vector<Decision> decisions;
    for (std::size_t i = 0; i < genes.size(); ++i) {
      Stream stream(hash_combine(seed_, hash_text("duplicates")), generation_, static_cast<std::uint32_t>(i));
      decisions.push_back(make_new(genes[i], stream));
    }
    ++generation_;
    Points objectives = evaluate_(decisions);
    check(objectives.size() == decisions.size(), "every decision of a batch has its objectives");
    for (auto& point : objectives) {
      check(point.size() == objectives_, "a search is given as many objectives as it was told");
      check(std::ranges::all_of(point, [](double value) { return std::isfinite(value); }), "objectives are finite");
      if (objectives_ == 1) point.push_back(point.front());  // pagmo knows two and more: twice the same ranks the same
    }
    return {.genes = std::move(genes), .objectives = std::move(objectives)};
  }

 private:
  static constexpr int attempts = 20;

  /// The decision of genes that are moved when theirs is known.
  Decision make_new(Genes& genes, Stream& stream) {
    Decision decision = decision_of(genes, variables_);
    if (seen_.insert(decision).second) return decision;
    for (int attempt = 1; attempt <= attempts; ++attempt) {
      Genes moved = genes;
      for (std::size_t v = 0; v < moved.size(); ++v) {
        const double reach = (box_.high[v] - box_.low[v]) * attempt / (2 * attempts);
        moved[v] = std::clamp(moved[v] + stream.normal() * reach, box_.low[v], box_.high[v]);
      }
      Decision other = decision_of(moved, variables_);
      if (!seen_.insert(other).second) continue;
      genes = std::move(moved);
      return other;
    }
    return decision;
  }

  const std::vector<Variable>& variables_;
  Box box_;
  std::size_t objectives_;
  std::uint64_t seed_;
  const Evaluate& evaluate_;
  std::set<Decision> seen_;
  std::uint64_t generation_ = 0;
};

void check_options(const std::vector<Variable>& variables, std::size_t objectives, const OptimiserOptions& options) {
  check(!variables.empty() && objectives > 0, "a search has variables and objectives");
  for (const auto& [low, high, integer] : variables) {
    check(std::isfinite(low) && std::isfinite(high) && low <= high, "a variable has finite bounds in order");
    check(!integer || (low == std::round(low) && high == std::round(high)), "bounds of whole numbers are whole");
  }
  check(options.population >= 8, "a search has a population of at least 8");
  check(options.population >= objectives, "a population is not smaller than the number of objectives");
  if (options.algorithm == Algorithm::nsga2)
    check(options.population % 4 == 0, "NSGA-II pairs its population by fours");
}

}  // namespace

void optimise(const std::vector<Variable>& variables, std::size_t objectives, const OptimiserOptions& options,
              const Evaluate& evaluate) {
  check_options(variables, objectives, options);
  const Box box = relaxed(variables);
  Evaluator evaluator(variables, objectives, options.seed, evaluate);
  const Search search{.box = box,
                      .objectives = std::max<std::size_t>(objectives, 2),
                      .options = options,
                      .first = evaluator(first_design(box, options.population, options.seed)),
                      .evaluate = [&](std::vector<Genes> genes) { return evaluator(std::move(genes)); }};
  switch (options.algorithm) {
    case Algorithm::nsga2:
      return search_nsga2(search);
    case Algorithm::moead:
      return search_moead(search);
  }
}

}  // namespace tradewind::pareto
