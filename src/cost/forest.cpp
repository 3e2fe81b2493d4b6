#include "cost/forest.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace tradewind::cost {
namespace {

constexpr std::uint32_t most_depth = 12;

/// Checks a tree and returns its depth. A child has a greater number than its parent, so there are no cycles.
std::uint32_t depth_of(const Tree& tree) {
  const std::size_t nodes = tree.left.size();
  if (nodes == 0 || tree.right.size() != nodes || tree.feature.size() != nodes || tree.threshold.size() != nodes)
    throw std::invalid_argument("a tree has as many left, right, feature and threshold numbers, at least one");
  std::vector<std::uint32_t> depth(nodes);
  std::uint32_t deepest = 0;
  for (std::size_t i = 0; i < nodes; ++i) {
    if (tree.left[i] < 0) continue;
    if (tree.feature[i] < 0 || static_cast<std::size_t>(tree.feature[i]) >= most_features)
      throw std::invalid_argument("a tree asks for a feature that there is not");
    for (const auto child : {tree.left[i], tree.right[i]}) {
      if (child <= static_cast<std::int32_t>(i) || static_cast<std::size_t>(child) >= nodes)
        throw std::invalid_argument("a tree's child is no later node");
      const auto place = static_cast<std::size_t>(child);
      depth[place] = depth[i] + 1;
      deepest = std::max(deepest, depth[place]);
    }
  }
  if (deepest > most_depth) throw std::invalid_argument("a tree is more than 12 levels deep");
  return deepest;
}

}  // namespace

Forest::Forest(std::vector<Tree> trees, double base) : trees_(std::move(trees)), base_(base) {
  for (const auto& tree : trees_) {
    const std::uint32_t depth = depth_of(tree);
    const std::size_t inner = (std::size_t{1} << depth) - 1;
    Filled filled{.depth = depth, .first_branch = branches_.size(), .first_leaf = leaves_.size()};
    // Which node of the tree stands at each place; below a leaf the leaf itself goes on.
    std::vector<std::size_t> at(2 * inner + 1);
    for (std::size_t place = 0; place < inner; ++place) {
      const std::size_t node = at[place];
      const bool leaf = tree.left[node] < 0;
      branches_.push_back(
          leaf ? Branch{.threshold = std::numeric_limits<float>::infinity(), .feature = 0}
               : Branch{.threshold = tree.threshold[node], .feature = static_cast<std::uint32_t>(tree.feature[node])});
      at[2 * place + 1] = leaf ? node : static_cast<std::size_t>(tree.left[node]);
      at[2 * place + 2] = leaf ? node : static_cast<std::size_t>(tree.right[node]);
    }
    for (std::size_t place = inner; place < at.size(); ++place) leaves_.push_back(tree.threshold[at[place]]);
    filled_.push_back(filled);
  }
}

double Forest::operator()(const FeatureRow& row) const {
  double sum = 0;
  (*this)(std::span(&row, 1), std::span(&sum, 1));
  return sum;
}

void Forest::operator()(std::span<const FeatureRow> rows, std::span<double> sums) const {
  std::ranges::fill(sums, base_);
  // Blocks of rows stay in the first cache while all trees pass over them.
  constexpr std::size_t block = 256, lanes = 16;
  for (std::size_t first = 0; first < rows.size(); first += block) {
    const std::size_t last = std::min(first + block, rows.size());
    for (const auto& tree : filled_) {
      const Branch* branches = branches_.data() + tree.first_branch;
      const float* leaves = leaves_.data() + tree.first_leaf;
      const std::size_t inner = (std::size_t{1} << tree.depth) - 1;
      std::size_t row = first;
      // Many walks at once hide each other's waiting.
      for (; row + lanes <= last; row += lanes) {
        std::uint32_t at[lanes] = {};
        for (std::uint32_t step = 0; step < tree.depth; ++step)
#pragma GCC unroll 16
          for (std::size_t lane = 0; lane < lanes; ++lane) {
            const Branch branch = branches[at[lane]];
            at[lane] = 2 * at[lane] + (rows[row + lane][branch.feature] < branch.threshold ? 1 : 2);
          }
        for (std::size_t lane = 0; lane < lanes; ++lane)
          sums[row + lane] += static_cast<double>(leaves[at[lane] - inner]);
      }
      for (; row < last; ++row) {
        std::size_t at = 0;
        for (std::uint32_t step = 0; step < tree.depth; ++step) {
          const Branch branch = branches[at];
          at = 2 * at + 1 + (rows[row][branch.feature] < branch.threshold ? 0 : 1);
        }
        sums[row] += static_cast<double>(leaves[at - inner]);
      }
    }
  }
}

}  // namespace tradewind::cost
