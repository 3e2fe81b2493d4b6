#include "cost/table.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "base/check.hpp"

namespace tradewind::cost {
namespace {

/// Between neighbours of a sorted list: clamped below, the last two extended above. `at(i)` is the coordinate of an
/// item, `value(i)` its value.
template <class At, class Value>
double between(std::size_t count, double x, const At& at, const Value& value) {
  if (count == 1 || x <= at(0)) return value(0);
  std::size_t low = 0, high = count - 1;
  if (x >= at(high)) {
    low = high - 1;
  } else {
    while (high - low > 1) {
      const std::size_t middle = (low + high) / 2;
      (at(middle) <= x ? low : high) = middle;
    }
  }
  high = low + 1;
  const double below = value(low), above = value(high);
  const double share = (x - at(low)) / (at(high) - at(low));
  // Extended downwards a time could pass zero: what is above a grid takes at least as long as its last point.
  return share > 1 ? std::max(above, below + share * (above - below)) : below + share * (above - below);
}

struct Placer {
  Place operator()(const Gemm& g) const { return {{g.n, g.k, g.batch}, 0, g.m}; }
  Place operator()(const Attention& a) const {
    if (a.phase == Phase::decode) return {{a.heads, a.kv_heads, a.head_dim, a.window, a.query}, a.batch, a.context};
    return {{a.heads, a.kv_heads, a.head_dim, a.window, a.context}, a.batch, a.query};
  }
  Place operator()(const Moe& e) const {
    return {{e.hidden, e.inter, e.experts, e.top_k, e.tp, e.ep, e.skew}, 0, e.tokens};
  }
  Place operator()(const Mla& a) const {
    if (a.phase == Phase::decode) return {{a.heads, a.query}, a.batch, a.context};
    return {{a.heads, a.context}, a.batch, a.query};
  }
  Place operator()(const Ssm& s) const { return {{s.width, s.state, s.heads, s.groups, s.chunk}, s.batch, s.tokens}; }
  Place operator()(const Conv2d& c) const {
    return {{c.in_c, c.out_c, c.kernel, c.stride, c.padding, c.groups, c.in_w / c.in_h}, c.batch, c.in_h};
  }
  Place operator()(const Elementwise& e) const { return {{e.columns, e.moves, e.tp}, 0, e.rows}; }
  Place operator()(const Collective& c) const { return {{c.ranks, c.ranks_per_node}, 0, c.bytes}; }
  Place operator()(const Memcpy& c) const { return {{}, 0, c.bytes}; }
  Place operator()(const ModelPhase& p) const {
    return p.phase == Phase::decode ? Place{{}, p.tokens, p.context} : Place{{}, p.context, p.tokens};
  }
  Place operator()(const Network& n) const { return {{}, 0, n.flop}; }
  Place operator()(const PlainWork& w) const { return {{}, w.bytes, w.flop}; }
};

/// Writes a site's coordinates back, in the order of Placer.
struct Mover {
  const std::vector<double>& at;
  void operator()(Gemm& g) const { set({&g.n, &g.k, &g.batch}); }
  void operator()(Attention& a) const {
    set({&a.heads, &a.kv_heads, &a.head_dim, &a.window, a.phase == Phase::decode ? &a.query : &a.context});
  }
  void operator()(Moe& e) const { set({&e.hidden, &e.inter, &e.experts, &e.top_k, &e.tp, &e.ep, &e.skew}); }
  void operator()(Mla& a) const { set({&a.heads, a.phase == Phase::decode ? &a.query : &a.context}); }
  void operator()(Ssm& s) const { set({&s.width, &s.state, &s.heads, &s.groups, &s.chunk}); }
  void operator()(Conv2d& c) const {
    const double ratio = at.size() > 6 ? at[6] : 1;
    set({&c.in_c, &c.out_c, &c.kernel, &c.stride, &c.padding, &c.groups});
    c.in_w = c.in_h * ratio;
  }
  void operator()(Elementwise& e) const { set({&e.columns, &e.moves, &e.tp}); }
  void operator()(Collective& c) const { set({&c.ranks, &c.ranks_per_node}); }
  template <class Other>
  void operator()(Other&) const {}
  void set(std::initializer_list<double*> fields) const {
    std::size_t i = 0;
    for (double* field : fields)
      if (i < at.size()) *field = at[i++];
  }
};

}  // namespace

Kernel at_site(const Kernel& kernel, const std::vector<double>& site) {
  Kernel there = kernel;
  std::visit(Mover{site}, there);
  return there;
}

Place place_of(const Kernel& kernel) { return std::visit(Placer{}, kernel); }

Table::Table(std::vector<Site> sites, bool root) : sites_(std::move(sites)), root_(root) {
  std::ranges::sort(sites_, {}, &Site::at);
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    const auto& site = sites_[i];
    if (i > 0 && sites_[i - 1].at == site.at) throw std::invalid_argument("a site stands twice in a table");
    if (i > 0 && sites_[i - 1].at.size() != site.at.size())
      throw std::invalid_argument("the sites of a table have as many coordinates");
    if (site.lines.empty()) throw std::invalid_argument("a site of a table has no line");
    for (const auto& line : site.lines) {
      if (line.points.empty()) throw std::invalid_argument("a line of a table has no point");
      if (std::ranges::adjacent_find(line.points, std::greater_equal{}, &Point::second) != line.points.end())
        throw std::invalid_argument("the points of a table's line ascend");
    }
    if (std::ranges::adjacent_find(site.lines, std::greater_equal{}, &Line::first) != site.lines.end())
      throw std::invalid_argument("the lines of a table's site ascend");
  }
}

Table Table::of(std::vector<std::pair<Place, double>> values, bool root) {
  std::ranges::sort(values, [](const auto& a, const auto& b) {
    return std::tie(a.first.site, a.first.first, a.first.second, a.second) <
           std::tie(b.first.site, b.first.first, b.first.second, b.second);
  });
  std::vector<Site> sites;
  for (std::size_t i = 0; i < values.size();) {
    const auto& place = values[i].first;
    std::size_t end = i;
    while (end < values.size() && values[end].first.site == place.site && values[end].first.first == place.first &&
           values[end].first.second == place.second)
      ++end;
    const std::size_t middle = (i + end) / 2;
    const double median =
        (end - i) % 2 == 1 ? values[middle].second : (values[middle - 1].second + values[middle].second) / 2;
    if (sites.empty() || sites.back().at != place.site) sites.push_back({place.site, {}});
    auto& lines = sites.back().lines;
    if (lines.empty() || lines.back().first != place.first) lines.push_back({place.first, {}});
    lines.back().points.push_back({place.second, median});
    i = end;
  }
  return {std::move(sites), root};
}

double Table::interpolate(const Site& site, double first, double second) const {
  const auto along = [&](const Line& line) {
    const double value = between(
        line.points.size(), second, [&](std::size_t j) { return line.points[j].second; },
        [&](std::size_t j) { return root_ ? std::sqrt(line.points[j].value) : line.points[j].value; });
    return root_ ? value * value : value;
  };
  return between(
      site.lines.size(), first, [&](std::size_t i) { return site.lines[i].first; },
      [&](std::size_t i) { return along(site.lines[i]); });
}

std::optional<double> Table::at(const Place& place) const {
  const auto site = std::ranges::lower_bound(sites_, place.site, {}, &Site::at);
  if (site == sites_.end() || site->at != place.site) return std::nullopt;
  return interpolate(*site, place.first, place.second);
}

std::vector<Table::Neighbour> Table::neighbours(const Place& place) const {
  check(!sites_.empty() && sites_.front().at.size() == place.site.size(), "a table is asked about its own op");
  const auto octaves = [](double a, double b) { return std::log2((a + 1) / (b + 1)); };
  std::vector<Neighbour> nearest;  // by distance, in `weight` until the end; of equal ones the first of the sites
  const auto consider = [&](const Site& site) {
    double squares = 0;
    for (std::size_t i = 0; i < place.site.size(); ++i) {
      const double away = octaves(place.site[i], site.at[i]);
      squares += away * away;
    }
    nearest.push_back({squares, 0, &site});
    std::ranges::sort(nearest, [](const Neighbour& a, const Neighbour& b) {
      return a.weight != b.weight ? a.weight < b.weight : a.site < b.site;
    });
    if (nearest.size() > 2) nearest.pop_back();
  };
  // Sites lie in the order of their first coordinate: outwards from the place, until that alone is too far away.
  const auto away = [&](const Site& site) {
    return place.site.empty() ? 0 : std::abs(octaves(place.site[0], site.at[0]));
  };
  auto right = place.site.empty()
                   ? sites_.begin()
                   : std::ranges::lower_bound(sites_, place.site[0], {}, [](const Site& site) { return site.at[0]; });
  auto left = right;
  while (left != sites_.begin() || right != sites_.end()) {
    const bool go_left = right == sites_.end() || (left != sites_.begin() && away(*std::prev(left)) <= away(*right));
    const Site& site = go_left ? *--left : *right++;
    const double least = away(site);
    if (nearest.size() == 2 && least * least > nearest.back().weight) break;
    consider(site);
  }
  double sum = 0;
  for (auto& neighbour : nearest) {
    neighbour.value = interpolate(*neighbour.site, place.first, place.second);
    neighbour.weight = 1 / (std::sqrt(neighbour.weight) + 1e-9);
    sum += neighbour.weight;
  }
  for (auto& neighbour : nearest) neighbour.weight /= sum;
  return nearest;
}

}  // namespace tradewind::cost
