#include "cost/forest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace tradewind::cost {
namespace {

constexpr std::uint32_t most_depth = 12;

/// Checks a tree and returns its depth. A child has a greater number than its parent, so there are no cycles.
std::uint32_t depth_of(const Tree& tree) {
  const std::size_t nodes = tree.left.size();
  if (nodes == 0 || tree.right.size() != nodes || tree.feature.size() != nodes || tree.low.size() != nodes ||
      tree.high.size() != nodes)
    throw std::invalid_argument("a tree has as many left, right, feature, low and high numbers, at least one");
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
    if (!(tree.low[i] < tree.high[i]) || !std::isfinite(tree.low[i]) || !std::isfinite(tree.high[i]))
      throw std::invalid_argument("a tree splits between a low value and a higher one");
  }
  if (deepest > most_depth) throw std::invalid_argument("a tree is more than 12 levels deep");
  return deepest;
}

/// Adds all splits of a tree, or none when one overlaps.
bool add(Splits& splits, const Tree& tree) {
  Splits more = splits;
  for (std::size_t i = 0; i < tree.left.size(); ++i)
    if (tree.left[i] >= 0 && !more.add(static_cast<std::size_t>(tree.feature[i]), {tree.low[i], tree.high[i]}))
      return false;
  splits = std::move(more);
  return true;
}

}  // namespace

Forest::Forest(std::vector<Tree> trees, double base) : trees_(std::move(trees)), base_(base) {
  std::vector<std::uint32_t> depths;
  std::vector<std::size_t> group_of;
  for (const auto& tree : trees_) {
    depths.push_back(depth_of(tree));
    if (groups_.empty() || !add(groups_.back().splits, tree)) {
      groups_.emplace_back();
      if (!add(groups_.back().splits, tree)) throw std::invalid_argument("splits of a tree overlap");
    }
    group_of.push_back(groups_.size() - 1);
  }
  for (auto& group : groups_) group.splits.finish();
  for (std::size_t i = 0; i < trees_.size(); ++i) fill(trees_[i], depths[i], groups_[group_of[i]]);
}

void Forest::fill(const Tree& tree, std::uint32_t depth, Group& group) {
  const std::size_t inner = (std::size_t{1} << depth) - 1;
  group.trees.push_back({.depth = depth, .first_branch = branches_.size(), .first_leaf = leaves_.size()});
  // Which node of the tree stands at each place; below a leaf the leaf itself goes on.
  std::vector<std::size_t> at(2 * inner + 1);
  for (std::size_t place = 0; place < inner; ++place) {
    const std::size_t node = at[place];
    const bool leaf = tree.left[node] < 0;
    const auto feature = leaf ? 0 : static_cast<std::size_t>(tree.feature[node]);
    branches_.push_back(leaf ? Branch{.split = Splits::past_all, .feature = 0}
                             : Branch{.split = group.splits.code(feature, {tree.low[node], tree.high[node]}),
                                      .feature = static_cast<std::uint16_t>(feature)});
    at[2 * place + 1] = leaf ? node : static_cast<std::size_t>(tree.left[node]);
    at[2 * place + 2] = leaf ? node : static_cast<std::size_t>(tree.right[node]);
  }
  for (std::size_t place = inner; place < at.size(); ++place) leaves_.push_back(tree.low[at[place]]);
}

/// Ways of rows through the trees of a group.
class Forest::Walks {
 public:
  static constexpr std::size_t most_rows = 256;  // stay in the first cache while all trees pass over them

  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only the places of rows are used
  Walks(const Forest& forest, const Group& group, std::span<const FeatureRow> rows)
      : forest_(forest), rows_(rows.size()) {
    std::size_t back = rows.size();
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Splits::Codes codes{};
      const bool in_gap = group.splits.find(rows[row], codes, shares_[back - 1]);
      const std::size_t place = in_gap ? --back : plain_++;
      codes_[place] = codes;
      row_[place] = row;
    }
  }

  /// Adds what the tree says of each row.
  void pass(const Filled& tree, std::span<double> sums) {
    branches_ = forest_.branches_.data() + tree.first_branch;
    leaves_ = forest_.leaves_.data() + tree.first_leaf;
    inner_ = (std::size_t{1} << tree.depth) - 1;
    std::size_t place = 0;
    for (; place + lanes <= plain_; place += lanes) side_by_side<false>(place, tree.depth, sums);
    for (; place + lanes <= rows_; place += lanes) side_by_side<true>(place, tree.depth, sums);
    for (; place < rows_; ++place) sums[row_[place]] += from(0, place);
  }

 private:
  static constexpr std::size_t lanes = 8;  // walks at once, which hide each other's waiting

  /// Without forks no row is in a gap.
  template <bool forks>
  void side_by_side(std::size_t first, std::uint32_t depth, std::span<double> sums) const {
    std::uint32_t at[lanes] = {};
    Forks other;
    const Splits::Code* codes = codes_[first].data();
    for (std::uint32_t step = 0; step < depth; ++step) {
      std::uint32_t in_gap = 0;  // a bit for each lane
#pragma GCC unroll 8
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const Branch branch = branches_[at[lane]];
        const Splits::Code code = codes[lane * most_features + branch.feature];
        at[lane] = 2 * at[lane] + 1 + (code > branch.split ? 1 : 0);
        if constexpr (forks) in_gap |= static_cast<std::uint32_t>(code == branch.split) << lane;
      }
      if constexpr (forks)
        for (; in_gap != 0; in_gap &= in_gap - 1) {
          const auto lane = static_cast<std::size_t>(std::countr_zero(in_gap));
          other.take(lane, at[lane], shares_[first + lane][branches_[(at[lane] - 1) / 2].feature]);
        }
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double leaf = leaves_[at[lane] - inner_];
      sums[row_[first + lane]] += forks ? other.weight[lane] * leaf : leaf;
    }
    if constexpr (forks)
      for (const auto& [lane, from_here, weight] : std::span(other.rights).first(other.count))
        sums[row_[first + lane]] += weight * from(from_here, first + lane);
  }

  /// Walks that went left where they go both ways: what that counts, and where the right ones start.
  struct Forks {  // NOLINT(cppcoreguidelines-pro-type-member-init): clearing `rights` would cost more than the walks
    struct Right {
      std::size_t lane, at;
      double weight;
    };
    void take(std::size_t lane, std::uint32_t left, double share) {
      rights[count++] = {lane, left + 1U, weight[lane] * share};
      weight[lane] *= 1 - share;
    }
    double weight[lanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    std::size_t count = 0;
    std::array<Right, lanes * most_depth> rights;
  };

  /// The leaf that a row reaches from here, or the mean of leaves.
  double from(std::size_t at, std::size_t place) const {
    while (at < inner_) {
      const Branch branch = branches_[at];
      const Splits::Code code = codes_[place][branch.feature];
      at = 2 * at + 1;
      if (code > branch.split) {
        ++at;
      } else if (code == branch.split) {
        const double right = shares_[place][branch.feature];
        return (1 - right) * from(at, place) + right * from(at + 1, place);
      }
    }
    return static_cast<double>(leaves_[at - inner_]);
  }

  const Forest& forest_;
  std::size_t rows_;
  std::size_t plain_ = 0;                   // rows that are in no gap: in the first places
  std::array<std::size_t, most_rows> row_;  // at each place
  std::array<Splits::Codes, most_rows> codes_;
  std::array<Splits::Shares, most_rows> shares_;
  const Branch* branches_ = nullptr;
  const float* leaves_ = nullptr;
  std::size_t inner_ = 0;
};

double Forest::operator()(const FeatureRow& row) const {
  double sum = 0;
  (*this)(std::span(&row, 1), std::span(&sum, 1));
  return sum;
}

void Forest::operator()(std::span<const FeatureRow> rows, std::span<double> sums) const {
  std::ranges::fill(sums, base_);
  for (std::size_t first = 0; first < rows.size(); first += Walks::most_rows) {
    const std::size_t size = std::min(Walks::most_rows, rows.size() - first);
    for (const auto& group : groups_) {
      Walks walks(*this, group, rows.subspan(first, size));
      for (const auto& tree : group.trees) walks.pass(tree, sums.subspan(first, size));
    }
  }
}

}  // namespace tradewind::cost
