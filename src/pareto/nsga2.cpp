// NSGA-II by pagmo, one generation at a time. pagmo's own batch evaluation starts threads, after which nobody could
// fork; so its operators run on a problem that only writes down the children, whose objectives do not influence one
// another within a generation, and its selection follows when they are known.

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/utils/multi_objective.hpp>
#include <tuple>
#include <utility>

#include "pareto/algorithms.hpp"

namespace tradewind::pareto {
namespace {

/// A problem as pagmo wants one, which only remembers what it was asked.
struct Recorder {
  Box box;
  std::size_t objectives = 2;
  std::vector<Genes>* asked = nullptr;

  // The names are pagmo's.
  pagmo::vector_double fitness(const Genes& genes) const {
    asked->push_back(genes);
    return pagmo::vector_double(objectives, 0.0);
  }
  std::pair<Genes, Genes> get_bounds() const { return {box.low, box.high}; }
  std::size_t get_nobj() const { return objectives; }
  template <class Archive>
  void serialize(Archive&, unsigned) {}
};

/// Crowding distance (Deb et al. 2002) of the members of one front. An objective that is the same for all of them says
/// nothing about crowding; pagmo's own would divide by zero there.
std::vector<double> crowding_distances(const Points& objectives, const std::vector<pagmo::pop_size_t>& front) {
  std::vector<double> distances(front.size(), 0.0);
  for (std::size_t k = 0; k < objectives.front().size(); ++k) {
    const auto value = [&](std::size_t i) { return objectives[front[i]][k]; };
    std::vector<std::size_t> order(front.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, value);
    const double range = value(order.back()) - value(order.front());
    if (range <= 0) continue;
    distances[order.front()] = distances[order.back()] = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
      distances[order[i]] += (value(order[i + 1]) - value(order[i - 1])) / range;
  }
  return distances;
}

/// The `size` best by rank, those of the last front that fits in part by crowding distance; the first of equals.
std::vector<pagmo::pop_size_t> best(const Points& objectives, std::size_t size) {
  std::vector<pagmo::pop_size_t> chosen;
  const auto fronts = std::get<0>(pagmo::fast_non_dominated_sorting(objectives));
  for (const auto& front : fronts) {
    if (chosen.size() == size) break;
    const auto distances = crowding_distances(objectives, front);
    std::vector<std::size_t> order(front.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return distances[i]; });
    order.resize(std::min(order.size(), size - chosen.size()));
    for (const std::size_t i : order) chosen.push_back(front[i]);
  }
  return chosen;
}

void set(pagmo::population& population, const Generation& members, const std::vector<pagmo::pop_size_t>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i)
    population.set_xf(i, members.genes[chosen[i]], members.objectives[chosen[i]]);
}

}  // namespace

void search_nsga2(const Search& search) {
  const auto size = search.options.population;
  const unsigned seed = short_seed(search.options.seed);
  std::vector<Genes> asked;
  pagmo::population population(Recorder{.box = search.box, .objectives = search.objectives, .asked = &asked}, size,
                               seed);
  std::vector<pagmo::pop_size_t> everyone(size);
  std::iota(everyone.begin(), everyone.end(), pagmo::pop_size_t{0});
  set(population, search.first, everyone);

  const double mutation = 1.0 / static_cast<double>(search.box.low.size());
  const pagmo::nsga2 operators(1, 0.95, 10, mutation, 50, seed);
  for (std::size_t generation = 0; generation < search.options.generations; ++generation) {
    asked.clear();
    operators.evolve(population);  // a copy; its random state goes on in `operators`
    Generation members = search.evaluate(asked);
    members.genes.insert(members.genes.begin(), population.get_x().begin(), population.get_x().end());
    members.objectives.insert(members.objectives.begin(), population.get_f().begin(), population.get_f().end());
    set(population, members, best(members.objectives, size));
  }
}

}  // namespace tradewind::pareto
