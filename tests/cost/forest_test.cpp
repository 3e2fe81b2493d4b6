#include "cost/forest.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/random.hpp"

namespace tradewind::cost {
namespace {

// Feature 0 up to 1: 10; from 2 on, feature 1 up to 4: 20, from 8 on 30.
Tree stairs() {
  return {.left = {1, -1, 3, -1, -1},
          .right = {2, -1, 4, -1, -1},
          .feature = {0, 0, 1, 0, 0},
          .low = {1, 10, 4, 20, 30},
          .high = {2, 0, 8, 0, 0}};
}
Tree leaf(float value) { return {.left = {-1}, .right = {-1}, .feature = {0}, .low = {value}, .high = {0}}; }

FeatureRow row(float first, float second) {
  FeatureRow row{};
  row[0] = first;
  row[1] = second;
  return row;
}

TEST(Forest, AddsTheLeavesOfAllTreesToItsBase) {
  const Forest forest({stairs(), leaf(0.5F)}, 1);
  EXPECT_EQ(forest(row(1, 9)), 11.5);
  EXPECT_EQ(forest(row(2, 4)), 21.5);
  EXPECT_EQ(forest(row(3, 8)), 31.5);
}

TEST(Forest, IsLinearBetweenTheTwoSidesOfASplit) {
  const Forest forest({stairs()}, 0);
  EXPECT_EQ(forest(row(1.25F, 0)), 0.75 * 10 + 0.25 * 20);
  EXPECT_EQ(forest(row(2, 5)), 0.75 * 20 + 0.25 * 30);
  EXPECT_EQ(forest(row(1.5F, 7)), 0.5 * 10 + 0.5 * (0.25 * 20 + 0.75 * 30));
}

TEST(Forest, SaysTheSameOfManyRowsAtOnce) {
  const Forest forest({stairs(), leaf(2)}, 0);
  std::vector<FeatureRow> rows;
  rows.reserve(1003);
  for (int i = 0; i < 1003; ++i) rows.push_back(row(static_cast<float>(i % 7) / 2, static_cast<float>(i % 19) / 2));
  std::vector<double> sums(rows.size());
  forest(rows, sums);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(sums[i], forest(rows[i])) << i;
}

/// The same, said as simply as possible.
double mean_of_leaves(const Tree& tree, const FeatureRow& row, std::size_t node = 0) {
  if (tree.left[node] < 0) return tree.low[node];
  const double x = row[static_cast<std::size_t>(tree.feature[node])], low = tree.low[node], high = tree.high[node];
  const double share = std::clamp((x - low) / (high - low), 0.0, 1.0);
  return (share < 1 ? (1 - share) * mean_of_leaves(tree, row, static_cast<std::size_t>(tree.left[node])) : 0) +
         (share > 0 ? share * mean_of_leaves(tree, row, static_cast<std::size_t>(tree.right[node])) : 0);
}

/// A full tree of the given depth; a feature is split in gaps of `width` that begin at multiples of 1, so trees of one
/// `shift` do not overlap.
Tree random_tree(int depth, float width, float shift, Stream& draw) {
  Tree tree;
  const int inner = (1 << depth) - 1;
  for (int i = 0; i < 2 * inner + 1; ++i) {
    const bool leaf = i >= inner;
    const auto low = static_cast<float>(std::floor(10 * draw.uniform())) + shift;
    tree.left.push_back(leaf ? -1 : 2 * i + 1);
    tree.right.push_back(leaf ? -1 : 2 * i + 2);
    tree.feature.push_back(leaf ? 0 : static_cast<std::int32_t>(5 * draw.uniform()));
    tree.low.push_back(leaf ? static_cast<float>(draw.uniform()) : low);
    tree.high.push_back(leaf ? 0 : low + width);
  }
  return tree;
}

TEST(Forest, TakesTheMeanOfLeavesInEveryGapOfEveryTree) {
  Stream draw(1, 0, 0);
  std::vector<Tree> trees;
  trees.reserve(20);
  for (int i = 0; i < 20; ++i)  // of two kinds, whose gaps overlap
    trees.push_back(random_tree(i % 5, i < 10 ? 0.5F : 1.0F, i < 10 ? 0 : 0.25F, draw));
  const Forest forest(trees, 1);
  std::vector<FeatureRow> rows;
  for (int i = 0; i < 1003; ++i) {
    auto& one = rows.emplace_back();
    for (std::size_t f = 0; f < 5; ++f)  // half of them at the ends of gaps
      one[f] = i % 2 == 0 ? static_cast<float>(11 * draw.uniform())
                          : static_cast<float>(std::floor(44 * draw.uniform()) / 4);
  }
  std::vector<double> sums(rows.size());
  forest(rows, sums);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double sum = 1;
    for (const auto& tree : trees) sum += mean_of_leaves(tree, rows[i]);
    EXPECT_NEAR(sums[i], sum, 1e-6) << i;  // shares are floats
    EXPECT_NEAR(forest(rows[i]), sum, 1e-6) << i;
  }
}

TEST(Forest, IsItsBaseWithoutTrees) { EXPECT_EQ(Forest({}, 3)(FeatureRow{}), 3); }

TEST(Forest, RefusesWhatIsNoTree) {
  const auto broken = [](auto change) {
    Tree tree = stairs();
    change(tree);
    Forest({tree}, 0);
  };
  EXPECT_THROW(broken([](Tree& t) { t.left = {}; }), std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) { t.left[0] = 0; }), std::invalid_argument);   // itself
  EXPECT_THROW(broken([](Tree& t) { t.right[2] = 5; }), std::invalid_argument);  // there is no node 5
  EXPECT_THROW(broken([](Tree& t) { t.right[2] = -1; }), std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) { t.feature[0] = 24; }), std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) { t.low.pop_back(); }), std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) { t.high.pop_back(); }), std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) { t.high[0] = t.low[0]; }), std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) {  // its two splits overlap
                 t.feature[2] = 0;
                 t.low[2] = 1.5F;
               }),
               std::invalid_argument);
  EXPECT_THROW(broken([](Tree& t) { t.high[0] = std::numeric_limits<float>::infinity(); }), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::cost
