#pragma once
// Both algorithms behind one shape: they search a box of real numbers and hand over whole generations.

#include <cstdint>
#include <functional>
#include <vector>

#include "pareto/optimiser.hpp"

namespace tradewind::pareto {

using Genes = std::vector<double>;

struct Box {
  Genes low, high;
};

/// A generation before and after its evaluation. The evaluator may change children that would teach nothing new, so
/// genes come back with their objectives.
struct Generation {
  std::vector<Genes> genes;
  Points objectives;  // as many for each, at least 2, finite
};
using EvaluateGeneration = std::function<Generation(std::vector<Genes> genes)>;

struct Search {
  Box box;
  std::size_t objectives = 2;  // at least 2
  OptimiserOptions options;
  Generation first;  // `options.population` members, already evaluated
  EvaluateGeneration evaluate;
};

/// NSGA-II (Deb et al. 2002) as pagmo has it: simulated binary crossover with probability 0.95 and index 10, polynomial
/// mutation of one variable on average with index 50.
void search_nsga2(const Search& search);

/// MOEA/D with differential evolution (Li & Zhang 2009) and objectives scaled to [0, 1] between ideal and nadir (Zhang
/// & Li 2007), so that seconds and joules weigh the same.
void search_moead(const Search& search);

/// The same 32 bits for the same seed, the seed itself when it is that short: pagmo's generators take no more.
constexpr unsigned short_seed(std::uint64_t seed) { return static_cast<unsigned>(seed ^ seed >> 32); }

}  // namespace tradewind::pareto
