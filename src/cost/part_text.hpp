#pragma once
// How model files write what a fit is made of: trees, tables, corrections.

#include <string>
#include <vector>

#include "config/fields.hpp"
#include "cost/correction.hpp"
#include "cost/forest.hpp"
#include "cost/number_list.hpp"
#include "cost/table.hpp"

namespace tradewind::cost {

/// A tree in preorder: behind a split come all nodes of its left side, then those of its right side.
struct TreeText {
  Numbers<std::int32_t> feature;
  Numbers<float> low, high;
  void fields(config::Fields& f);
  static TreeText of(const Tree& tree);
  /// Throws std::invalid_argument when the nodes are no tree.
  Tree tree() const;
};

struct ForestText {
  double base = 0;
  std::vector<TreeText> trees;
  void fields(config::Fields& f);
  static ForestText of(const Forest& forest);
  Forest forest() const;
};

struct SiteText {
  Numbers<double> at;
  std::vector<Numbers<double>> lines;
  void fields(config::Fields& f);
};

struct TableText {
  bool root = false;
  std::vector<SiteText> sites;
  void fields(config::Fields& f);
  static TableText of(const Table& table);
  Table table() const;
};

struct CorrectionTermText {
  double length = 1;
  Numbers<double> weights;
  void fields(config::Fields& f);
};
struct CorrectionText {
  std::vector<Numbers<double>> samples;
  std::vector<CorrectionTermText> terms;
  void fields(config::Fields& f);
  static CorrectionText of(const Correction& correction);
  Correction correction() const;
};

}  // namespace tradewind::cost
