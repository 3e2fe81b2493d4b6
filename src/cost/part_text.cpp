#include "cost/part_text.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tradewind::cost {

void TreeText::fields(config::Fields& f) {
  f.required("feature", feature, "that each node looks at, -1: a leaf; a left child comes next, then what is below it");
  f.required("low", low, "left up to this value of the feature; of a leaf its value");
  f.required("high", high,
             "of nodes that are no leaves: right from this value on; between the two in proportion both ways");
}

TreeText TreeText::of(const Tree& tree) {
  TreeText text;
  const auto write = [&](const auto& self, std::size_t node) -> void {
    const bool leaf = tree.left[node] < 0;
    text.feature.values.push_back(leaf ? -1 : tree.feature[node]);
    text.low.values.push_back(tree.low[node]);
    if (leaf) return;
    text.high.values.push_back(tree.high[node]);
    self(self, static_cast<std::size_t>(tree.left[node]));
    self(self, static_cast<std::size_t>(tree.right[node]));
  };
  write(write, 0);
  return text;
}

Tree TreeText::tree() const {
  const std::size_t nodes = feature.values.size();
  const auto splits = static_cast<std::size_t>(std::ranges::count_if(feature.values, [](auto of) { return of >= 0; }));
  if (nodes != 2 * splits + 1 || low.values.size() != nodes || high.values.size() != splits)
    throw std::invalid_argument(
        "a tree has one leaf more than splits, a low number of each node and a high one of each split");
  Tree tree{.left = std::vector<std::int32_t>(nodes, -1),
            .right = std::vector<std::int32_t>(nodes, -1),
            .feature = std::vector<std::int32_t>(nodes, 0),
            .low = low.values,
            .high = std::vector<float>(nodes, 0)};
  std::vector<std::size_t> open;  // splits whose right side is still to come
  std::size_t split = 0;
  for (std::size_t node = 0; node < nodes; ++node) {
    const bool behind_leaf = node > 0 && feature.values[node - 1] < 0;
    if (behind_leaf) {
      if (open.empty()) throw std::invalid_argument("a tree ends before its last node");
      tree.right[open.back()] = static_cast<std::int32_t>(node);
      open.pop_back();
    }
    if (feature.values[node] < 0) continue;
    tree.feature[node] = feature.values[node];
    tree.left[node] = static_cast<std::int32_t>(node + 1);
    tree.high[node] = high.values[split++];
    open.push_back(node);
  }
  return tree;
}

void ForestText::fields(config::Fields& f) {
  f.required("base", base, "what the leaves are added to");
  f.required("trees", trees, "boosted regression trees");
  f.verify([&](config::Verifier& v) {
    try {
      forest();
    } catch (const std::invalid_argument& error) {
      v.problem("trees", error.what());
    }
  });
}

ForestText ForestText::of(const Forest& forest) {
  ForestText text{.base = forest.base(), .trees = {}};
  for (const auto& tree : forest.trees()) text.trees.push_back(TreeText::of(tree));
  return text;
}

Forest ForestText::forest() const {
  std::vector<Tree> made;
  made.reserve(trees.size());
  for (const auto& tree : trees) made.push_back(tree.tree());
  return {std::move(made), base};
}

void SiteText::fields(config::Fields& f) {
  f.optional("at", at, "coordinates that are not interpolated");
  f.required("lines", lines, "first axis, then pairs of second axis and seconds");
}

void TableText::fields(config::Fields& f) {
  f.optional("root", root, "interpolated in the root of the time");
  f.required("sites", sites, "measured grids");
  f.verify([&](config::Verifier& v) {
    if (sites.empty()) v.problem("sites", "a table has at least one site");
    try {
      table();
    } catch (const std::invalid_argument& error) {
      v.problem("sites", error.what());
    }
  });
}

TableText TableText::of(const Table& table) {
  TableText text{.root = table.root(), .sites = {}};
  for (const auto& site : table.sites()) {
    SiteText written{{site.at}, {}};
    for (const auto& line : site.lines) {
      Numbers<double> numbers{{line.first}};
      for (const auto& point : line.points) {
        numbers.values.push_back(point.second);
        numbers.values.push_back(point.value);
      }
      written.lines.push_back(std::move(numbers));
    }
    text.sites.push_back(std::move(written));
  }
  return text;
}

Table TableText::table() const {
  std::vector<Table::Site> made;
  for (const auto& site : sites) {
    Table::Site one{site.at.values, {}};
    for (const auto& line : site.lines) {
      if (line.values.size() % 2 == 0) throw std::invalid_argument("a line is a number and then pairs of numbers");
      Table::Line points{line.values[0], {}};
      for (std::size_t i = 1; i < line.values.size(); i += 2)
        points.points.push_back({line.values[i], line.values[i + 1]});
      one.lines.push_back(std::move(points));
    }
    made.push_back(std::move(one));
  }
  return {std::move(made), root};
}

void CorrectionTermText::fields(config::Fields& f) {
  f.required("length", length, "octaves over which samples speak for their neighbours", config::positive);
  f.required("weights", weights, "of the samples");
}

void CorrectionText::fields(config::Fields& f) {
  f.required("samples", samples, "shapes in octaves");
  f.required("terms", terms, "sums over the samples, each of a length of its own");
  f.verify([&](config::Verifier& v) {
    for (const auto& term : terms)
      if (samples.size() != term.weights.values.size()) v.problem("terms", "as many weights as samples");
  });
}

CorrectionText CorrectionText::of(const Correction& correction) {
  CorrectionText text;
  for (const auto& sample : correction.samples) text.samples.push_back({sample});
  for (const auto& term : correction.terms) text.terms.push_back({term.length, {term.weights}});
  return text;
}

Correction CorrectionText::correction() const {
  Correction made;
  for (const auto& sample : samples) made.samples.push_back(sample.values);
  for (const auto& term : terms) made.terms.push_back({term.length, term.weights.values});
  return made;
}

}  // namespace tradewind::cost
