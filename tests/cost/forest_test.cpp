#include "cost/forest.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace tradewind::cost {
namespace {

// Feature 0 below 1: 10; else feature 1 below 5: 20, else 30.
Tree stairs() {
  return {.left = {1, -1, 3, -1, -1},
          .right = {2, -1, 4, -1, -1},
          .feature = {0, 0, 1, 0, 0},
          .threshold = {1, 10, 5, 20, 30}};
}
Tree leaf(float value) { return {.left = {-1}, .right = {-1}, .feature = {0}, .threshold = {value}}; }

FeatureRow row(float first, float second) {
  FeatureRow row{};
  row[0] = first;
  row[1] = second;
  return row;
}

TEST(Forest, AddsTheLeavesOfAllTreesToItsBase) {
  const Forest forest({stairs(), leaf(0.5F)}, 1);
  EXPECT_EQ(forest(row(0, 9)), 11.5);
  EXPECT_EQ(forest(row(1, 4)), 21.5);  // not below 1: right
  EXPECT_EQ(forest(row(2, 5)), 31.5);
}

TEST(Forest, SaysTheSameOfManyRowsAtOnce) {
  const Forest forest({stairs(), leaf(2)}, 0);
  std::vector<FeatureRow> rows;
  for (int i = 0; i < 1003; ++i) rows.push_back(row(static_cast<float>(i % 3), static_cast<float>(i % 7)));
  std::vector<double> sums(rows.size());
  forest(rows, sums);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(sums[i], forest(rows[i])) << i;
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
  EXPECT_THROW(broken([](Tree& t) { t.threshold.pop_back(); }), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::cost
