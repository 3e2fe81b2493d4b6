// MOEA/D, one generation at a time: all children come from the population before them, by pagmo's operators, and take
// their places in order when all are evaluated. (pagmo's own replaces after every child, so that a generation could not
// be evaluated in parallel.)

#include <algorithm>
#include <cmath>
#include <numeric>
#include <pagmo/rng.hpp>
#include <pagmo/utils/generic.hpp>
#include <pagmo/utils/genetic_operators.hpp>
#include <pagmo/utils/multi_objective.hpp>

#include "base/random.hpp"
#include "pareto/algorithms.hpp"

namespace tradewind::pareto {
namespace {

using Indices = std::vector<std::size_t>;

// As in Li & Zhang 2009: step of the differential evolution, index of the mutation, probability of mating among
// neighbours. A child may replace four members, not two: those of one generation cannot build on one another.
constexpr double step = 0.5, mutation_index = 20, among_neighbours = 0.9;
constexpr std::size_t most_replaced = 4;

enum Purpose : std::uint32_t { order, mating, replacement };

void shuffle(Indices& indices, Stream& stream) {
  for (std::size_t i = indices.size(); i > 1; --i) std::swap(indices[i - 1], indices[stream.below(i)]);
}

Indices all_of(std::size_t n) {
  Indices indices(n);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

/// Weights on the simplex, a subproblem each: a regular grid for two objectives, corners and Halton's sequence for
/// more.
std::vector<Genes> weights_of(std::size_t objectives, std::size_t population) {
  pagmo::detail::random_engine_type unused;
  return pagmo::decomposition_weights(objectives, population, objectives == 2 ? "grid" : "low discrepancy", unused);
}

/// By subproblem, itself and those with the nearest weights: a fifth of the population, 4 to 20.
std::vector<Indices> neighbours_of(const std::vector<Genes>& weights) {
  auto neighbours = pagmo::kNN(weights, std::clamp<std::size_t>(weights.size() / 5, 4, 20) - 1);
  for (std::size_t i = 0; i < neighbours.size(); ++i) neighbours[i].insert(neighbours[i].begin(), i);
  return neighbours;
}

/// Who may mate with a child's first parent, and whom it may replace.
struct Family {
  std::size_t subproblem = 0;
  Indices pool;
};

/// The scale of the objectives: those of the population's non-dominated members become [0, 1].
class Scale {
 public:
  explicit Scale(const Points& objectives) : ideal_(ideal(objectives)) {
    const auto worst = nadir(objectives);
    for (std::size_t k = 0; k < ideal_.size(); ++k) {
      const double range = worst[k] - ideal_[k];
      factor_.push_back(range > 0 ? 1 / range : 1);
    }
  }
  /// Weighted distance from the ideal, of the objective that is farthest (Tchebycheff).
  double distance(const std::vector<double>& objectives, const Genes& weights) const {
    std::vector<double> scaled;
    for (std::size_t k = 0; k < objectives.size(); ++k) scaled.push_back((objectives[k] - ideal_[k]) * factor_[k]);
    return pagmo::decompose_objectives(scaled, weights, Genes(scaled.size(), 0.0), "tchebycheff")[0];
  }

 private:
  std::vector<double> ideal_, factor_;
};

class Decomposition {
 public:
  explicit Decomposition(const Search& search)
      : box_(search.box),
        seed_(search.options.seed),
        weights_(weights_of(search.objectives, search.options.population)),
        neighbours_(neighbours_of(weights_)),
        mutation_engine_(short_seed(seed_)),
        members_(search.first) {}

  /// The families of a generation, one for each subproblem, in random order.
  std::vector<Family> families(std::size_t generation) const {
    Stream stream(seed_, generation, order);
    Indices subproblems = all_of(weights_.size());
    shuffle(subproblems, stream);
    std::vector<Family> families;
    for (const std::size_t subproblem : subproblems)
      families.push_back(
          {subproblem, stream.uniform() < among_neighbours ? neighbours_[subproblem] : all_of(weights_.size())});
    return families;
  }

  std::vector<Genes> children(const std::vector<Family>& families, std::size_t generation) {
    Stream stream(seed_, generation, mating);
    std::vector<Genes> children;
    children.reserve(families.size());
    for (const auto& family : families) children.push_back(child(family, stream));
    return children;
  }

  void replace(const std::vector<Family>& families, const Generation& children, std::size_t generation) {
    Points known = members_.objectives;
    known.insert(known.end(), children.objectives.begin(), children.objectives.end());
    const Scale scale(known);
    Stream stream(seed_, generation, replacement);
    for (std::size_t c = 0; c < families.size(); ++c) {
      Indices pool = families[c].pool;
      shuffle(pool, stream);
      std::size_t replaced = 0;
      for (const std::size_t member : pool) {
        if (replaced == most_replaced) break;
        if (scale.distance(children.objectives[c], weights_[member]) >=
            scale.distance(members_.objectives[member], weights_[member]))
          continue;
        members_.genes[member] = children.genes[c];
        members_.objectives[member] = children.objectives[c];
        ++replaced;
      }
    }
  }

 private:
  /// x + step·(a − b) with a ≠ b from the pool, within bounds, then mutated.
  Genes child(const Family& family, Stream& stream) {
    const auto& pool = family.pool;
    const std::size_t first = stream.below(pool.size());
    std::size_t second = stream.below(pool.size() - 1);
    second += second >= first ? 1 : 0;
    Genes genes = members_.genes[family.subproblem];
    const Genes &a = members_.genes[pool[first]], &b = members_.genes[pool[second]];
    for (std::size_t v = 0; v < genes.size(); ++v)
      genes[v] = std::clamp(genes[v] + step * (a[v] - b[v]), box_.low[v], box_.high[v]);
    pagmo::polynomial_mutation(genes, {box_.low, box_.high}, 0, 1.0 / static_cast<double>(genes.size()), mutation_index,
                               mutation_engine_);
    return genes;
  }

  Box box_;
  std::uint64_t seed_;
  std::vector<Genes> weights_;
  std::vector<Indices> neighbours_;
  pagmo::detail::random_engine_type mutation_engine_;
  Generation members_;
};

}  // namespace

void search_moead(const Search& search) {
  Decomposition decomposition(search);
  for (std::size_t generation = 0; generation < search.options.generations; ++generation) {
    const auto families = decomposition.families(generation);
    decomposition.replace(families, search.evaluate(decomposition.children(families, generation)), generation);
  }
}

}  // namespace tradewind::pareto
