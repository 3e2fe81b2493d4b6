#pragma once
// Evolutionary search for a front, one whole generation at a time, so that a generation can be evaluated in parallel.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "pareto/front.hpp"

namespace tradewind::pareto {

struct Variable {
  double low = 0, high = 1;
  bool integer = false;  // bounds are whole numbers; values handed out are, too
};

enum class Algorithm : std::uint8_t {
  nsga2,  // Deb et al. 2002
  moead,  // Zhang & Li 2007, Tchebycheff, children of a generation made from the population before it
};

struct OptimiserOptions {
  Algorithm algorithm = Algorithm::nsga2;
  std::size_t population = 20;   // at least 8 and the number of objectives; nsga2: a multiple of 4
  std::size_t generations = 10;  // after the initial population
  std::uint64_t seed = 1;
};

/// Objectives (minimised, finite) of each decision vector of a batch, in its order. May throw to stop the search.
using Evaluate = std::function<Points(const std::vector<std::vector<double>>& decisions)>;

/// Searches; the result is what `evaluate` has seen. The batches are a function of the options and of what `evaluate`
/// returned, so a search can be repeated from a cache. Throws InternalError for options out of range.
void optimise(const std::vector<Variable>& variables, std::size_t objectives, const OptimiserOptions& options,
              const Evaluate& evaluate);

}  // namespace tradewind::pareto
