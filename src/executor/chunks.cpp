// How many runs make a task of a cluster, and which.

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "executor/cluster.hpp"

namespace tradewind::executor {
namespace {

constexpr Duration wanted = 10_min;  // short enough to be lost, long enough that a scheduler's seconds do not count

std::size_t divide_up(std::size_t amount, std::size_t by) { return (amount + by - 1) / by; }

}  // namespace

Chunks make_chunks(const std::vector<std::size_t>& todo, std::size_t chunk) {
  check(chunk > 0, "a chunk has at least one run");
  Chunks chunks;
  chunks.runs.reserve(divide_up(todo.size(), chunk));
  for (std::size_t first = 0; first < todo.size(); first += chunk) {
    const auto begin = todo.begin() + static_cast<std::ptrdiff_t>(first);
    chunks.runs.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(chunk, todo.size() - first)));
  }
  return chunks;
}

std::size_t chunk_size(Duration of_one_run, std::size_t runs, std::size_t most_tasks) {
  check(most_tasks > 0, "a cluster takes at least one task");
  if (runs == 0) return 1;
  const auto total = static_cast<double>(runs) * of_one_run;
  const double tasks = std::ceil(total / wanted);  // as many runs in each, so that the last one is no crumb
  return divide_up(runs,
                   static_cast<std::size_t>(std::clamp(tasks, 1.0, static_cast<double>(std::min(runs, most_tasks)))));
}

}  // namespace tradewind::executor
