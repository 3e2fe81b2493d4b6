#pragma once
// Gradient-boosted regression trees as flat arrays: learned elsewhere, evaluated here, continuous between what was
// learned.

#include <cstdint>
#include <span>
#include <vector>

#include "cost/features.hpp"
#include "cost/splits.hpp"

namespace tradewind::cost {

/// A tree in arrays, as XGBoost numbers them: node 0 is the root; a leaf has left = −1 and its value in `low`. A row
/// goes left when its feature is at most `low`, right when it is at least `high`; between these, of which nothing was
/// learned, it goes both ways, and counts the two in proportion.
struct Tree {
  std::vector<std::int32_t> left, right, feature;
  std::vector<float> low, high;
};

class Forest {
 public:
  /// Throws std::invalid_argument for trees that are none: children out of range, cycles, features past most_features,
  /// low not below high, splits of one tree that overlap, more than 12 levels.
  Forest(std::vector<Tree> trees, double base);

  const std::vector<Tree>& trees() const { return trees_; }
  double base() const { return base_; }
  /// base + the sum over trees of the leaf that the row falls into, or of the mean of leaves.
  double operator()(const FeatureRow& row) const;
  /// The same for many rows, several times faster.
  void operator()(std::span<const FeatureRow> rows, std::span<double> sums) const;

 private:
  struct Branch {
    Splits::Code split;
    std::uint16_t feature;
  };
  /// Trees filled up to one depth, so that a walk needs no child numbers and no end: the children of i are 2i + 1 and
  /// 2i + 2, and the leaf is what is left after `depth` steps.
  struct Filled {
    std::uint32_t depth = 0;
    std::size_t first_branch = 0, first_leaf = 0;
  };
  /// Trees that follow each other and whose gaps do not overlap.
  struct Group {
    Splits splits;
    std::vector<Filled> trees;
  };
  class Walks;

  void fill(const Tree& tree, std::uint32_t depth, Group& group);

  std::vector<Tree> trees_;
  double base_;
  std::vector<Group> groups_;
  std::vector<Branch> branches_;
  std::vector<float> leaves_;
};

}  // namespace tradewind::cost
